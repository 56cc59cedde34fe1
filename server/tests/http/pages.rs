//! What every page is sent with.

use registry::identity::Role;
use reqwest::StatusCode;

use crate::app::TestApp;

/// Pages anybody may read, on any data.
const PAGES: [&str; 15] = [
    "/",
    "/inbox",
    "/adrs",
    "/adrs/coverage",
    "/adrs/graph",
    "/adrs/timeline",
    "/workloads",
    "/services",
    "/integration-points",
    "/checklist",
    "/reviews",
    "/risk",
    "/people",
    "/audit",
    "/account",
];

#[tokio::test]
async fn every_page_carries_the_security_headers() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        for path in PAGES.iter().chain(&["/sign-in", "/nothing", "/healthz"]) {
            let answer = browser.get(path).await;
            let header = |name: &str| {
                answer
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().expect("text").to_owned())
            };
            let policy = header("content-security-policy").expect(path);
            assert!(
                policy.starts_with("default-src 'none'") && policy.contains("'nonce-"),
                "{policy}"
            );
            assert!(
                !policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"),
                "{policy}"
            );
            assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
            assert_eq!(header("referrer-policy").as_deref(), Some("same-origin"));
            assert!(header("permissions-policy").is_some());
        }
    })
    .await;
}

#[tokio::test]
async fn no_page_has_inline_styles_or_loads_webassembly_without_islands() {
    TestApp::on_both(|app| async move {
        app.with_workloads(3).await.expect("workloads");
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        for path in PAGES {
            let page = browser.page(path).await;
            assert!(!page.contains(" style="), "{path}");
            assert!(page.contains("<leptos-island") || !page.contains(".wasm"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        for path in PAGES {
            let first = browser.get(path).await;
            let etag = first
                .headers()
                .get("etag")
                .expect(path)
                .to_str()
                .expect("text")
                .to_owned();
            let again = browser.get_with(path, "if-none-match", &etag).await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
            assert!(
                again.headers().get("content-security-policy").is_none(),
                "the stored page keeps its nonce"
            );
        }
        app.with_workloads(1).await.expect("a workload");
        let before = browser.get("/workloads").await;
        let etag = before
            .headers()
            .get("etag")
            .expect("a tag")
            .to_str()
            .expect("text")
            .to_owned();
        app.with_workloads(1).await.expect("a workload");
        assert_eq!(
            browser.get_with("/workloads", "if-none-match", &etag).await.status(),
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn assets_are_kept_for_a_year_and_pages_are_compressed() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        let page = browser.page("/workloads").await;
        let css = page
            .split("href=\"")
            .find(|part| part.starts_with("/assets/main."))
            .expect("a stylesheet");
        let css = css.split('"').next().expect("its address");
        let answer = browser.get(css).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
        let brotli = browser.get_with(css, "accept-encoding", "br").await;
        assert_eq!(brotli.headers()["content-encoding"], "br");
        let brotli = browser.get_with("/workloads", "accept-encoding", "br").await;
        assert_eq!(brotli.headers()["content-encoding"], "br");
        assert_eq!(
            browser.get("/assets/../manifest.json").await.status(),
            StatusCode::NOT_FOUND
        );
        assert_eq!(browser.get("/healthz").await.status(), StatusCode::OK);
        assert_eq!(browser.get("/readyz").await.status(), StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_page_makes_as_many_statements_for_fifty_things_as_for_five() {
    TestApp::on_both(|app| async move {
        app.with_workloads(5).await.expect("workloads");
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        let count = async |path: &str| {
            let before = app.registry.db.statements();
            browser.page(path).await;
            app.registry.db.statements() - before
        };
        let mut of_five = Vec::new();
        for path in PAGES {
            of_five.push(count(path).await);
        }
        app.with_workloads(45).await.expect("workloads");
        for (path, few) in PAGES.iter().zip(of_five) {
            let many = count(path).await;
            assert_eq!(few, many, "{path}");
            assert!(many <= 40, "{path} makes {many} statements");
        }
    })
    .await;
}
