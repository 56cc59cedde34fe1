//! Pictures, diagrams and the editor's requests, as a browser sees them.

use registry::{adr::Draft, identity::Role};
use reqwest::{Response, StatusCode};

use crate::app::{Browser, TestApp};

const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script><rect width=\"9\" height=\"9\"/></svg>";

fn header(answer: &Response, name: &str) -> String {
    let value = answer.headers().get(name).map(|value| value.to_str().expect("text"));
    value.unwrap_or_default().to_owned()
}

/// Attaches a picture to a record that is not saved yet; the form comes back with it.
async fn attach(browser: &Browser, name: &str, bytes: &[u8]) -> Response {
    let fields = [("place", "new"), ("text", "# T\n"), ("title", "Typed")];
    browser
        .upload("/adrs/editor/attach", &fields, ("picture", name, bytes.to_vec()))
        .await
}

#[tokio::test]
async fn pictures_are_served_so_that_nothing_in_them_runs() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let answer = attach(&browser, "plan.html", SVG).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let page = answer.text().await.expect("text");
        assert!(page.contains("value=\"Typed\""), "what was typed comes back");
        let at = page.find("/attachments/").expect("the preview shows it");
        let path = page[at..].split('"').next().expect("an address").to_owned();
        assert!(path.ends_with("/plan.svg"), "{path}");

        let picture = browser.get(&path).await;
        assert_eq!(picture.status(), StatusCode::OK);
        assert_eq!(header(&picture, "content-type"), "image/svg+xml");
        assert_eq!(header(&picture, "x-content-type-options"), "nosniff");
        let policy = header(&picture, "content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"),
            "{policy}"
        );
        let body = picture.text().await.expect("text");
        assert!(body.contains("<rect") && !body.contains("alert"), "{body}");

        let other = browser.get(&path.replace("plan.svg", "plan.html")).await;
        assert_eq!(other.status(), StatusCode::NOT_FOUND);
        let stranger = app.browser().get(&path).await;
        assert_eq!(stranger.status(), StatusCode::SEE_OTHER);
        let refused = attach(&browser, "x.png", b"<!doctype html><script>alert(1)</script>").await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let viewer = app.signed_in("Vera", &[Role::Viewer]).await;
        assert_eq!(attach(&viewer, "x.svg", SVG).await.status(), StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn only_pages_with_diagrams_may_hold_a_frame() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let write = |text: &str| {
            let (registry, text) = (app.registry.clone(), text.to_owned());
            async move {
                let draft = Draft {
                    log: "PLAT".into(),
                    log_name: "Platform".into(),
                    title: "T".into(),
                    text,
                    ..Draft::default()
                };
                let operator = registry::identity::Actor::operator();
                registry
                    .records()
                    .write(&operator, &draft)
                    .await
                    .expect("a draft")
                    .address()
            }
        };
        let plain = write("# T\n\n```js\n1\n```\n\n`<figure class=\"diagram\">` \" data-editor=\"\n").await;
        let drawn = write("# T\n\n```mermaid\nflowchart LR\n  A-->B\n```\n").await;
        let answer = browser.get(&plain).await;
        assert!(!header(&answer, "content-security-policy").contains("frame-src"));
        let page = answer.text().await.expect("text");
        assert!(!page.contains("/assets/diagrams."), "{page}");
        let answer = browser.get(&drawn).await;
        let policy = header(&answer, "content-security-policy");
        assert!(
            policy.contains("frame-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        let page = answer.text().await.expect("text");
        assert!(
            page.contains("/assets/diagrams.") && page.contains("flowchart LR"),
            "{page}"
        );

        let frame = browser.get("/diagram-frame").await;
        let policy = header(&frame, "content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'")
                && policy.contains("frame-ancestors 'self'")
                && !policy.contains("connect-src"),
            "{policy}"
        );
        assert_eq!(header(&frame, "x-frame-options"), "SAMEORIGIN");
        assert!(frame.text().await.expect("text").contains("/assets/diagram-frame."));
    })
    .await;
}

#[tokio::test]
async fn the_editor_asks_for_its_fields() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let text = "# T\n\n* Status: draft\n\n## Context\n\nx\n";
        let ask = |part: &'static str, value: &'static str| {
            let browser = &browser;
            async move {
                let fields = [
                    ("path", "adr/draft.md"),
                    ("text", text),
                    ("part", part),
                    ("value", value),
                ];
                let answer = browser.post("/adrs/editor/fields", &fields).await;
                assert_eq!(answer.status(), StatusCode::OK);
                serde_json::from_str::<serde_json::Value>(&answer.text().await.expect("text")).expect("JSON")
            }
        };
        let set = ask("date", "2025-01-31").await;
        assert_eq!(
            set["text"],
            "# T\n\n* Status: draft\n* Date: 2025-01-31\n\n## Context\n\nx\n"
        );
        assert_eq!(set["fields"]["date"], "2025-01-31");
        let wrong = ask("date", "soon").await;
        assert_eq!(wrong["text"], serde_json::Value::Null);
        assert_eq!(wrong["problem"], "Write a day, such as 2024-07-15.");

        let typed = [
            ("place", "new"),
            ("title", "T"),
            ("text", "# T\n\nOtters & more\n"),
            ("template", "madr"),
        ];
        assert_eq!(
            browser.post("/adrs/editor/autosave", &typed).await.status(),
            StatusCode::NO_CONTENT
        );
        assert!(browser.page("/adrs/new").await.contains("never saved"));
        let page = browser.page("/adrs/new?take=1").await;
        assert!(page.contains("Otters &amp; more"), "{page}");
    })
    .await;
}
