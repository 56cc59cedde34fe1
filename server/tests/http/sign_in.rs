//! Getting in and out.

use registry::{identity::Role, testing::PASSWORD};
use reqwest::StatusCode;

use crate::app::TestApp;

fn location(answer: &reqwest::Response) -> String {
    answer
        .headers()
        .get("location")
        .expect("a redirect")
        .to_str()
        .expect("text")
        .to_owned()
}

#[tokio::test]
async fn the_first_page_asks_for_the_setup_token() {
    TestApp::on_both(|app| async move {
        let browser = app.browser();
        assert_eq!(location(&browser.get("/").await), "/setup");
        assert_eq!(location(&browser.get("/sign-in").await), "/setup");
        let token = app.setup_token.clone().expect("a token while nobody exists");
        let fields = |token: &str| {
            vec![
                ("token", token.to_owned()),
                ("name", "Ada".to_owned()),
                ("email", "ada@example.com".to_owned()),
                ("password", PASSWORD.to_owned()),
            ]
        };
        let send = async |token: &str| {
            let fields = fields(token);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post("/setup", &fields).await
        };
        let wrong = send("wrong").await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = wrong.text().await.expect("text");
        assert!(
            page.contains("not the setup token") && page.contains("ada@example.com"),
            "{page}"
        );
        let right = send(&token).await;
        assert_eq!(
            (right.status(), location(&right)),
            (StatusCode::SEE_OTHER, "/".to_owned())
        );
        assert!(browser.page("/account").await.contains("Ada"));
        let again = app.browser().post("/setup", &[("token", &token)]).await;
        assert_ne!(again.status(), StatusCode::SEE_OTHER, "a token works once");
    })
    .await;
}

#[tokio::test]
async fn one_comes_back_to_where_one_wanted_to_go() {
    TestApp::on_both(|app| async move {
        app.signed_in("Ben", &[Role::Viewer]).await;
        let browser = app.browser();
        let to = location(&browser.get("/workloads?team=x").await);
        assert_eq!(to, "/sign-in?next=%2Fworkloads%3Fteam%3Dx");
        let fields = [
            ("email", "ben@example.com"),
            ("password", PASSWORD),
            ("next", "/workloads?team=x"),
        ];
        assert_eq!(location(&browser.post("/sign-in", &fields).await), "/workloads?team=x");
        let elsewhere = [
            ("email", "ben@example.com"),
            ("password", PASSWORD),
            ("next", "//evil.example"),
        ];
        assert_eq!(location(&browser.post("/sign-in", &elsewhere).await), "/");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_keeps_the_address_and_the_sixth_try_waits() {
    TestApp::on_both(|app| async move {
        app.signed_in("Cy", &[Role::Viewer]).await;
        let browser = app.browser();
        let wrong = [("email", "cy@example.com"), ("password", "wrong wrong wrong")];
        for _ in 0..5 {
            let answer = browser.post("/sign-in", &wrong).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text().await.expect("text").contains("cy@example.com"));
        }
        assert_eq!(
            browser.sign_in("cy@example.com").await.status(),
            StatusCode::TOO_MANY_REQUESTS
        );
    })
    .await;
}

#[tokio::test]
async fn the_session_changes_on_sign_in_and_ends() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Di", &[Role::Viewer]).await;
        let cookie = |answer: &reqwest::Response| {
            answer
                .headers()
                .get("set-cookie")
                .map(|value| value.to_str().expect("text").to_owned())
        };
        let first = cookie(&browser.sign_in("di@example.com").await).expect("a cookie");
        let second = cookie(&browser.sign_in("di@example.com").await).expect("a cookie");
        assert_ne!(
            first.split(';').next(),
            second.split(';').next(),
            "a new id on each sign-in"
        );
        assert!(first.contains("HttpOnly") && first.contains("SameSite=Lax"), "{first}");

        let other = app.browser();
        other.sign_in("di@example.com").await;
        assert_eq!(other.get("/account").await.status(), StatusCode::OK);
        browser.post("/account/sign-out-everywhere", &[]).await;
        assert_eq!(other.get("/account").await.status(), StatusCode::SEE_OTHER);

        browser.sign_in("di@example.com").await;
        app.registry.clock().advance(time::Duration::hours(11));
        assert_eq!(browser.get("/account").await.status(), StatusCode::OK);
        app.registry.clock().advance(time::Duration::hours(2));
        assert_eq!(
            browser.get("/account").await.status(),
            StatusCode::SEE_OTHER,
            "twelve hours at most"
        );

        browser.sign_in("di@example.com").await;
        browser.post("/sign-out", &[]).await;
        assert_eq!(browser.get("/account").await.status(), StatusCode::SEE_OTHER);
    })
    .await;
}
