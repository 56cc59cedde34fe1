//! Pictures, diagrams and the editor's requests, as a browser sees them.

use registry::{adr::Draft, identity::Role};
use reqwest::{Response, StatusCode};

use crate::app::{Browser, TestApp};

const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script><rect width=\"9\" height=\"9\"/></svg>";

/// Where a form for a new record keeps what is typed.
const NEW: &str = "new-01890000-0000-7000-8000-000000000001";

fn header(answer: &Response, name: &str) -> String {
    let value = answer.headers().get(name).map(|value| value.to_str().expect("text"));
    value.unwrap_or_default().to_owned()
}

/// Attaches a picture to a record that is not saved yet; the form comes back with it.
async fn attach(browser: &Browser, name: &str, bytes: &[u8]) -> Response {
    let fields = [("place", NEW), ("text", "# T\n"), ("title", "Typed")];
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
        let plain = "# T\n\n```js\n1\n```\n\n`<figure class=\"diagram\">` \" data-editor=\"\n";
        let plain = app.draft(plain).await.address();
        let drawn = app
            .draft("# T\n\n```mermaid\nflowchart LR\n  A-->B\n```\n")
            .await
            .address();
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
            ("place", NEW),
            ("title", "T"),
            ("text", "# T\n\nOtters & more\n"),
            ("template", "madr"),
        ];
        assert_eq!(
            browser.post("/adrs/editor/autosave", &typed).await.status(),
            StatusCode::NO_CONTENT
        );
        let offered = format!("href=\"/adrs/new?take={NEW}\"");
        for page in ["/adrs/new", "/adrs/new?template=madr"] {
            let page = browser.page(page).await;
            assert!(page.contains("never saved") && page.contains(&offered), "{page}");
            assert!(
                !page.contains(&format!("value=\"{NEW}\" name=\"place\"")),
                "a place of its own"
            );
        }
        let page = browser.page(&format!("/adrs/new?take={NEW}")).await;
        assert!(page.contains("Otters &amp; more"), "{page}");
        assert!(page.contains(&format!("name=\"place\" value=\"{NEW}\"")), "{page}");
        let gone = browser.get("/adrs/new?take=1").await;
        assert_eq!(gone.status(), StatusCode::SEE_OTHER);
        let asked = format!("/adrs/editor/saved?place={NEW}");
        assert_eq!(browser.page(&asked).await, "{\"saved\":false}");

        // A wrong key of a new log is told at its own field.
        app.draft("# T\n\nWords.\n").await;
        let wrong = [&typed[..], &[("new_log", "!"), ("log_name", "L")]].concat();
        let answer = browser.post("/adrs", &wrong).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.expect("text");
        assert!(
            page.contains("href=\"#new_log\"") && page.contains("id=\"new_log-error\""),
            "{page}"
        );
        let right = [&typed[..], &[("new_log", "OTR"), ("log_name", "Otters")]].concat();
        assert_eq!(browser.post("/adrs", &right).await.status(), StatusCode::SEE_OTHER);
        assert_eq!(browser.page(&asked).await, "{\"saved\":true}");
        let late = browser.post("/adrs/editor/autosave", &typed).await;
        assert_eq!(late.status(), StatusCode::CONFLICT);
        assert!(!browser.page("/adrs/new").await.contains("never saved"));
    })
    .await;
}

#[tokio::test]
async fn a_form_cut_off_by_a_picture_does_not_come_back_as_another() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let begun = app.draft("# T\n\nWords.\n").await;
        let page = browser.page(&format!("{}/edit", begun.address())).await;
        // Everything the form sends stands before the picture, which may be cut off.
        let (before, after) = page.split_once("type=\"file\"").expect("the field");
        assert!(
            before.contains("name=\"place\"") && before.contains("name=\"version\""),
            "{page}"
        );
        assert!(!after.contains("type=\"hidden\" name="), "{page}");
        // Enter in a field presses the first button.
        let first = before
            .find("<button type=\"submit\" name=\"act\" value=\"save\"")
            .expect("Save");
        assert!(page.find("formaction=").is_some_and(|attach| first < attach), "{page}");

        let large = vec![b'x'; 22_000_000];
        let place = format!("{}-01890000-0000-7000-8000-000000000002", begun.id);
        let fields = [
            ("place", place.as_str()),
            ("title", "Typed"),
            ("version", "1"),
            ("text", "# T\n"),
        ];
        let answer = browser
            .upload("/adrs/editor/attach", &fields, ("picture", "x.png", large))
            .await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.expect("text");
        assert!(page.contains(&format!("action=\"{}/edit\"", begun.address())), "{page}");
        let nameless = browser
            .upload("/adrs/editor/attach", &fields[1..], ("picture", "x.svg", SVG.to_vec()))
            .await;
        assert_eq!(nameless.status(), StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn a_conflict_shows_door_and_log_and_keeps_what_others_moved() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let begun = app.draft("# T\n\nWords.\n").await;
        let operator = registry::identity::Actor::operator();
        let moved = Draft {
            log: "EU".into(),
            log_name: "Europe".into(),
            title: "T".into(),
            text: "# T\n\nWords.\n".into(),
            door: "one-way".into(),
            ..Draft::default()
        };
        let records = app.registry.records();
        records
            .save(&operator, begun.id, &moved, begun.version)
            .await
            .expect("a save");
        let address = format!("{}/edit", begun.address());
        let mut typed = vec![
            ("version", "1"),
            ("log", "PLAT"),
            ("seen_log", "PLAT"),
            ("title", "T"),
            ("seen_title", "T"),
            ("door", ""),
            ("seen_door", ""),
            ("text", "# T\n\nOther words.\n"),
        ];
        let page = browser.post(&address, &typed).await;
        assert_eq!(page.status(), StatusCode::CONFLICT);
        let page = page.text().await.expect("text");
        assert!(page.contains("Door: One-way") && page.contains("Log: EU"), "{page}");
        assert!(
            page.contains("value=\"EU\" selected"),
            "an untouched log follows: {page}"
        );
        // Touched on both sides: both are told.
        typed[5].1 = "two-way";
        let page = browser.post(&address, &typed).await.text().await.expect("text");
        assert!(page.contains("stored now is “One-way"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_stays_when_its_form_or_dependency_is_gone() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let gone = "01890000-0000-7000-8000-0000000000aa";
        let typed = [
            ("place", NEW),
            ("dependency", gone),
            ("covers", "true"),
            ("log", "OTR"),
            ("new_log", "OTR"),
            ("log_name", "Otters"),
            ("title", "T"),
            ("text", "# T\n\nOtters.\n"),
        ];
        let answer = browser.post("/adrs", &typed).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.expect("text");
        assert!(
            page.contains("href=\"#covers\"") && page.contains("id=\"covers\""),
            "{page}"
        );
        assert!(
            page.contains("Otters.") && !page.contains("name=\"dependency\""),
            "{page}"
        );
        browser.post("/adrs/editor/autosave", &typed).await;
        let page = browser.page(&format!("/adrs/new?take={NEW}")).await;
        assert!(
            page.contains("Otters.") && page.contains("was removed from the registry"),
            "{page}"
        );

        // A note on a record that is no longer proposed.
        let begun = app.draft("# T\n\nWords.\n").await;
        let operator = registry::identity::Actor::operator();
        let records = app.registry.records();
        let adr = records.propose(&operator, begun.id).await.expect("proposed");
        let ines = app.signed_in("Ines", &[Role::Architect]).await;
        let refuse = [
            ("to", "rejected"),
            ("reason", "No."),
            ("decided_on", "2026-11-22"),
            ("seen", "1"),
        ];
        let status = format!("{}/status", adr.address());
        assert_eq!(ines.post(&status, &refuse).await.status(), StatusCode::SEE_OTHER);
        let note = [
            ("verdict", "request-changes"),
            ("note", "Otters need water."),
            ("seen", "1"),
        ];
        let answer = browser.post(&format!("{}/opine", adr.address()), &note).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.expect("text");
        assert!(
            page.contains("What you typed") && page.contains("Otters need water."),
            "{page}"
        );
        // The address in the browser's bar leads back to the record.
        for act in ["opine", "status", "propose", "comment"] {
            let answer = browser.get(&format!("{}/{act}", adr.address())).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{act}");
            assert_eq!(header(&answer, "location"), adr.address(), "{act}");
        }
        let nonsense = browser.get(&format!("{}/nonsense", adr.address())).await;
        assert_eq!(nonsense.status(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_view_that_cannot_be_saved_says_why() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let answer = browser.post("/adrs/views", &[("query", ""), ("name", "Mine")]).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.expect("text");
        assert!(
            page.contains("Set a filter first") && page.contains("id=\"problems\""),
            "{page}"
        );
        assert!(page.contains("value=\"Mine\""), "{page}");
    })
    .await;
}

#[tokio::test]
async fn the_list_shows_a_day_of_decision_only_of_what_was_decided() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        let file = |number: u32, status: &str, day: &str| {
            let text = format!("# {number}. Otters\n\nDate: {day}\n\n## Status\n\n{status}\n\n## Context\n\nx\n");
            (format!("{number:04}-otters.md"), text.into_bytes())
        };
        let files = vec![file(1, "Accepted", "2025-01-31"), file(2, "Proposed", "2025-02-01")];
        let operator = registry::identity::Actor::operator();
        let records = app.registry.records();
        records
            .import(&operator, "X", Some("Logs"), files)
            .await
            .expect("an import");
        let page = browser.page("/adrs").await;
        assert!(page.contains("31 January 2025"), "{page}");
        assert!(!page.contains("1 February 2025"), "{page}");
    })
    .await;
}
