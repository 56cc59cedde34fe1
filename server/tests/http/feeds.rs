//! Feeds over HTTP: who is let in, and what they hold.

use registry::identity::Role;
use reqwest::StatusCode;

use crate::app::{TestApp, files};

const FILE: &[u8] =
    b"# 1. Use S3 & more\n\nDate: 2024-07-15\n\n## Status\n\nAccepted\n\n## Context\n\nWe store <things>.\n";

#[tokio::test]
async fn a_feed_opens_by_its_secret_or_a_session_and_is_hidden_otherwise() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let ada = app.registry.people().by_email("ada@example.com").await.expect("Ada");
        let files = files(&[("0001-use-s3.md", FILE)]);
        let records = app.registry.records();
        records.import(&ada, "PLAT", None, files).await.expect("an import");
        let view = records
            .save_view(&ada, "Mine", "status=accepted&sort=title", false)
            .await
            .expect("a view");
        let token = app.registry.people().make_feed_token(&ada).await.expect("a token");
        let stranger = app.browser();
        for path in [
            "/adrs/feed/plat.atom".to_owned(),
            format!("/adrs/feed/views/{}.atom", view.id),
        ] {
            let by_session = browser.get(&path).await;
            assert_eq!(by_session.status(), StatusCode::OK, "{path}");
            let with = format!("{path}?token={token}");
            let by_token = stranger.get(&with).await;
            assert_eq!(by_token.status(), StatusCode::OK, "{path}");
            assert_eq!(
                by_token.headers()["content-type"],
                "application/atom+xml; charset=utf-8"
            );
            let xml = by_token.text().await.expect("text");
            assert!(xml.contains("PLAT-0001 accepted: Use S3 &amp; more"), "{xml}");
            assert!(
                xml.contains("We store &lt;things&gt;") || xml.contains("We store"),
                "{xml}"
            );
            assert!(xml.contains("<link rel=\"self\"") && xml.contains(&token), "{xml}");
            assert!(!by_session.text().await.expect("text").contains(&token));
            for path in [path.clone(), format!("{path}?token=wrong"), format!("{path}?token=")] {
                assert_eq!(stranger.get(&path).await.status(), StatusCode::NOT_FOUND, "{path}");
            }
        }
        let missing = format!("/adrs/feed/NONE.atom?token={token}");
        assert_eq!(stranger.get(&missing).await.status(), StatusCode::NOT_FOUND);
        // The secret opens feeds and nothing else.
        let list = stranger.get(&format!("/adrs?token={token}")).await;
        assert_eq!(list.status(), StatusCode::SEE_OTHER);
        app.registry.people().revoke_feed_token(&ada).await.expect("revoked");
        let ended = stranger.get(&format!("/adrs/feed/PLAT.atom?token={token}")).await;
        assert_eq!(ended.status(), StatusCode::NOT_FOUND);
    })
    .await;
}
