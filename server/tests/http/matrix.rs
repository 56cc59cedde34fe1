//! Who may do what, asked over HTTP: every role against every form of the site, on the sample firm.

use registry::{
    identity::{Act, Role},
    testing::person,
};
use reqwest::{Response, StatusCode};

use crate::app::{Browser, TestApp};

/// Each form's address with the act it needs. The forms are sent empty: whoever may is told what
/// is missing, whoever may not is told that.
const FORMS: [(&str, Act); 60] = [
    ("/adrs", Act::WriteRecords),
    ("/adrs/PLAT/22/edit", Act::WriteRecords),
    ("/adrs/PLAT/22/status", Act::DecideRecords),
    ("/adrs/PLAT/22/incoming", Act::WriteRecords),
    ("/adrs/logs/PLAT/source", Act::ChangeSettings),
    ("/adrs/logs/PLAT/import", Act::WriteRecords),
    ("/workloads", Act::EditWorkloads),
    ("/workloads/claims-triage/edit", Act::EditWorkloads),
    ("/workloads/claims-triage/dependencies", Act::EditInventory),
    ("/workloads/claims-triage/assets", Act::EditInventory),
    ("/workloads/claims-triage/models", Act::EditInventory),
    ("/services", Act::EditInventory),
    ("/checklist/claims-triage/D1", Act::MoveChecklist),
    ("/reviews", Act::StartReview),
    ("/reviews/2026-Q4/claims-triage/week/3/task", Act::WorkReview),
    ("/reviews/2026-Q4/claims-triage/week/3/sign", Act::SignWeek),
    ("/reviews/2026-Q4/claims-triage/week/1/reopen", Act::ReopenWeek),
    ("/risk/claims-triage/2026-Q4/lines", Act::EstimateRisk),
    ("/risk/claims-triage/2026-Q4/refresh", Act::EstimateRisk),
    ("/people", Act::ManagePeople),
    ("/teams", Act::ManagePeople),
    ("/settings", Act::ChangeSettings),
    ("/workloads/claims-triage/dependencies/new", Act::EditInventory),
    ("/workloads/new", Act::EditWorkloads),
    ("/workloads/claims-triage/assets/new", Act::EditInventory),
    ("/adrs/new", Act::WriteRecords),
    ("/people/new", Act::ManagePeople),
    ("/adrs/views", Act::Read),
    ("/account/feeds", Act::Read),
    ("/adrs/PLAT/22/ask", Act::WriteRecords),
    ("/adrs/PLAT/22/opine", Act::ReviewRecords),
    ("/adrs/PLAT/22/comment", Act::ReviewRecords),
    ("/adrs/PLAT/22/replace", Act::WriteRecords),
    ("/adrs/PLAT/22/reaffirm", Act::DecideRecords),
    ("/adrs/PLAT/22/terms", Act::WriteRecords),
    ("/adrs/logs/PLAT/quorum", Act::ChangeSettings),
    ("/adrs/editor/fields", Act::WriteRecords),
    ("/adrs/editor/autosave", Act::WriteRecords),
    ("/adrs/editor/discard", Act::WriteRecords),
    ("/adrs/templates", Act::WriteRecords),
    ("/adrs/templates/new", Act::WriteRecords),
    ("/adrs/PLAT/22/propose", Act::WriteRecords),
    ("/adrs/PLAT/22/unask", Act::WriteRecords),
    ("/adrs/PLAT/22/read", Act::Read),
    ("/adrs/PLAT/22/resolve", Act::ReviewRecords),
    ("/adrs/PLAT/22/reopen", Act::ReviewRecords),
    ("/adrs/PLAT/22/keep", Act::WriteRecords),
    ("/adrs/drafts/DRAFT/edit", Act::WriteRecords),
    ("/adrs/drafts/DRAFT/terms", Act::WriteRecords),
    ("/adrs/drafts/DRAFT/comment", Act::ReviewRecords),
    ("/adrs/drafts/DRAFT/replace", Act::WriteRecords),
    ("/adrs/drafts/DRAFT/propose", Act::WriteRecords),
    (IMPORT, Act::WriteRecords),
    (ATTACH, Act::WriteRecords),
    (
        "/adrs/templates/00000000-0000-7000-8000-000000000000",
        Act::WriteRecords,
    ),
    (
        "/adrs/templates/00000000-0000-7000-8000-000000000000/retire",
        Act::WriteRecords,
    ),
    ("/adrs/views/00000000-0000-7000-8000-000000000000", Act::Read),
    ("/adrs/views/00000000-0000-7000-8000-000000000000/delete", Act::Read),
    ("/account/feeds/end", Act::Read),
    (PREVIEW, Act::Read),
];

/// Forms with files.
const IMPORT: &str = "/adrs/import";
const ATTACH: &str = "/adrs/editor/attach";
/// What the editor's island calls.
const PREVIEW: &str = "/api/adrs/preview";
/// Names something that is not there.
const NOTHING: &str = "00000000-0000-7000-8000-000000000000";

/// What a form is sent with: which act is meant, where one address takes several, on what, and no
/// more.
const ACTS: [(&str, &str); 9] = [
    ("to", "accepted"),
    ("act", "tick"),
    ("request", NOTHING),
    ("thread", NOTHING),
    ("other", NOTHING),
    ("place", "new-00000000-0000-7000-8000-000000000000"),
    ("log", "PLAT"),
    ("path", ""),
    ("text", ""),
];

/// Opens the form, or sends it with hardly anything in it.
async fn ask(browser: &Browser, path: &str) -> Response {
    if path.ends_with("/new") {
        browser.get(path).await
    } else if path == IMPORT || path == ATTACH {
        browser.upload(path, &ACTS, ("nothing", "", Vec::new())).await
    } else {
        browser.post(path, &ACTS).await
    }
}

#[tokio::test]
async fn every_role_against_every_form() {
    TestApp::on_both(|app| async move {
        server::demo::fill(&app.registry.db, app.registry.today())
            .await
            .expect("the sample firm");
        let teams = app.registry.people().teams().await.expect("teams");
        let claims = teams
            .iter()
            .find(|team| team.name == "Claims Engineering")
            .expect("the team");
        let draft = registry::adr::Draft {
            log: "PLAT".into(),
            title: "A draft".into(),
            text: "# A draft\n".into(),
            ..Default::default()
        };
        let operator = registry::identity::Actor::operator();
        let draft = app.registry.records().write(&operator, &draft).await.expect("a draft");
        for role in Role::all() {
            let name = format!("Only {}", role.key());
            person(&app.registry, &name, &[role], &[claims])
                .await
                .expect("a person");
            let browser = app.browser();
            browser.sign_in(&format!("only-{}@example.com", role.key())).await;
            for (path, act) in FORMS {
                let path = &path.replace("DRAFT", &draft.id.to_string());
                let answer = ask(&browser, path).await;
                let refused = answer.status() == StatusCode::FORBIDDEN;
                let status = answer.status();
                assert_eq!(refused, !act.allowed_to(role), "{path} as {role}: {status}");
                if refused {
                    let page = answer.text().await.expect("text");
                    assert!(page.contains("href=\"/"), "{path} as {role} has no way back");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_signed_in_sees_nothing() {
    TestApp::on_both(|app| async move {
        app.signed_in("Somebody", &[Role::Viewer]).await;
        let browser = app.browser();
        for path in [
            "/",
            "/adrs",
            "/workloads",
            "/audit.csv",
            "/risk",
            "/people",
            "/inbox",
            "/settings",
            "/design",
            "/adrs/templates",
            "/attachments/00000000-0000-0000-0000-000000000000/x.png",
        ] {
            let answer = browser.get(path).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
            assert!(
                answer.headers()["location"]
                    .to_str()
                    .expect("text")
                    .starts_with("/sign-in"),
                "{path}"
            );
        }
        for (path, _) in FORMS {
            let expected = if path == PREVIEW {
                StatusCode::UNAUTHORIZED
            } else {
                StatusCode::SEE_OTHER
            };
            assert_eq!(ask(&browser, path).await.status(), expected, "{path}");
        }
    })
    .await;
}
