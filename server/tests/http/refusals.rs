//! What is refused, and how it is said.

use registry::identity::Role;
use reqwest::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn other_sites_cannot_post() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Administrator]).await;
        for header in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
        ] {
            assert_eq!(
                browser.post_from("/teams", header).await.status(),
                StatusCode::FORBIDDEN,
                "{header:?}"
            );
        }
        assert_eq!(
            browser.get("/account").await.status(),
            StatusCode::OK,
            "still signed in"
        );
    })
    .await;
}

#[tokio::test]
async fn pages_that_do_not_exist_say_so_and_lead_back() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        for path in [
            "/nothing",
            "/workloads/nothing",
            "/people/00000000-0000-7000-8000-000000000000",
        ] {
            let answer = browser.get(path).await;
            let expected = if path.starts_with("/people") {
                StatusCode::FORBIDDEN
            } else {
                StatusCode::NOT_FOUND
            };
            assert_eq!(answer.status(), expected, "{path}");
            let page = answer.text().await.expect("text");
            assert!(page.contains("<h1>") && page.contains("href=\"/\""), "{path}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_act_names_the_role_it_needs() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Vi", &[Role::Viewer]).await;
        for path in ["/workloads", "/people", "/teams"] {
            let answer = browser.post(path, &[("name", "x")]).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
            let page = answer.text().await.expect("text");
            assert!(page.contains("you need the role"), "{path}: {page}");
            assert!(page.contains("href=\"/"), "{path}");
        }
        assert_eq!(browser.get("/workloads/new").await.status(), StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_comes_back() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ar", &[Role::Architect]).await;
        let typed = [
            ("name", "Claims </textarea><script>"),
            ("purpose", "</textarea><script>x"),
            ("spend", "12,34"),
            ("currency", "USD"),
        ];
        let answer = browser.post("/workloads", &typed).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.expect("text");
        assert!(page.contains("12,34") && page.contains("is not an amount"), "{page}");
        assert!(page.contains("Choose the team"), "{page}");
        assert!(!page.contains("<script>"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Big", &[Role::Architect]).await;
        let large = "x".repeat(21 * 1024 * 1024);
        let answer = browser.post("/workloads", &[("name", &large)]).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer.text().await.expect("text").contains("At most 20 MB"));
    })
    .await;
}

#[tokio::test]
async fn no_answer_is_a_bare_error() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Administrator, Role::Architect]).await;
        let cases = [
            (browser.get("/people/not-an-id").await, StatusCode::NOT_FOUND),
            (browser.get("/risk/nothing/2026-Q9").await, StatusCode::NOT_FOUND),
            (browser.get("/adrs/PLAT/x").await, StatusCode::NOT_FOUND),
            (
                browser.get("/reviews/2026-Q4/nothing/week/9").await,
                StatusCode::NOT_FOUND,
            ),
            (browser.get("/checklist/nothing/D9").await, StatusCode::NOT_FOUND),
            (browser.get("/workloads/%FF").await, StatusCode::BAD_REQUEST),
            (browser.post("/audit", &[]).await, StatusCode::METHOD_NOT_ALLOWED),
            (
                browser.post_from("/teams", ("origin", "https://evil.example")).await,
                StatusCode::FORBIDDEN,
            ),
        ];
        for (answer, expected) in cases {
            let url = answer.url().path().to_owned();
            assert_eq!(answer.status(), expected, "{url}");
            let page = answer.text().await.expect("text");
            assert!(page.contains("<h1>") && page.contains("href=\"/"), "{url}: {page}");
        }
    })
    .await;
}
