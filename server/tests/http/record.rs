//! What a record's page and its history say, and which button on it leads.

use registry::{
    adr::{Adr, Draft, sign_off::Verdict},
    identity::{Actor, Role},
    kernel::Registry,
    testing::person,
};
use reqwest::StatusCode;

use crate::app::TestApp;

fn draft(text: &str) -> Draft {
    Draft {
        log: "PLAT".into(),
        log_name: "Platform".into(),
        title: "Use S3".into(),
        text: format!("# Use S3\n\n{text}\n"),
        ..Draft::default()
    }
}

async fn proposed(registry: &Registry) -> Adr {
    let (records, operator) = (registry.records(), Actor::operator());
    let begun = records.write(&operator, &draft("A store.")).await.expect("a draft");
    records.propose(&operator, begun.id).await.expect("proposed")
}

/// Whether the button with these words is the one the page is for.
fn leads(page: &str, words: &str) -> bool {
    let (before, _) = page.split_once(&format!(">{words}</button>")).expect(words);
    let (_, tag) = before.rsplit_once("<button").expect("a button");
    tag.contains("primary")
}

#[tokio::test]
async fn the_button_leads_that_can_be_pressed_with_success() {
    TestApp::on_both(|app| async move {
        let (records, operator) = (app.registry.records(), Actor::operator());
        let adr = proposed(&app.registry).await;
        let edna = person(&app.registry, "Edna", &[Role::Executive], &[])
            .await
            .expect("Edna");
        let browser = app.browser();
        browser.sign_in("edna@example.com").await;
        let page = || browser.page("/adrs/PLAT/1");
        let now = page().await;
        assert!(leads(&now, "Record the decision") && !leads(&now, "Give my opinion"));

        // One more has to approve: accepting would be refused.
        records.set_quorum(&operator, "PLAT", "2").await.expect("set");
        let now = page().await;
        assert!(!leads(&now, "Record the decision") && leads(&now, "Give my opinion"));

        // Her own objection ends as she accepts.
        records.set_quorum(&operator, "PLAT", "1").await.expect("set");
        let seen = 1;
        let against = Verdict::RequestChanges.key();
        records
            .opine(&edna, adr.id, against, "Too dear.", seen)
            .await
            .expect("said");
        let now = page().await;
        assert!(leads(&now, "Record the decision") && !leads(&now, "Change my opinion"));

        let otto = person(&app.registry, "Otto", &[Role::Reviewer], &[])
            .await
            .expect("Otto");
        records.opine(&otto, adr.id, against, "No.", seen).await.expect("said");
        let now = page().await;
        assert!(!leads(&now, "Record the decision") && leads(&now, "Change my opinion"));
    })
    .await;
}

#[tokio::test]
async fn a_note_is_told_of_its_own_step_alone() {
    TestApp::on_both(|app| async move {
        let (records, operator) = (app.registry.records(), Actor::operator());
        let adr = proposed(&app.registry).await;
        let steps = [("A bucket.", ""), ("A store.", ""), ("A store.", "one-way")];
        for (text, door) in steps {
            let version = records.draft(&operator, adr.id).await.expect("it").adr.version;
            let draft = Draft {
                door: door.into(),
                ..draft(text)
            };
            records.save(&operator, adr.id, &draft, version).await.expect("saved");
        }
        let record = records.draft(&operator, adr.id).await.expect("it");
        let last = record.versions.last().expect("a version");
        assert!(!last.note.is_empty(), "the door makes a version");
        let (to, before) = (last.version, last.version - 1);
        let vera = app.signed_in("Vera", &[Role::Viewer]).await;
        let compare = |from: i64| {
            let path = format!("/adrs/PLAT/1/history?from={from}&to={to}");
            let vera = &vera;
            async move { vera.page(&path).await }
        };
        let near = compare(before).await;
        let said = format!("Version {to} was stored with the note: ");
        assert!(
            near.contains("Both versions have the same text.") && near.contains(&said),
            "{near}"
        );
        let first = record.versions[0].version;
        let far = compare(first).await;
        assert!(
            far.contains("Both versions have the same text.") && !far.contains("the note"),
            "{far}"
        );
        let other = compare(before - 1).await;
        assert!(
            other.contains(&format!("only in version {to}")) && other.contains("Line in version"),
            "{other}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_text_says_is_shown_as_it_is_written() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        let text = "# 1. Use S3\n\nDate: some \u{202e}day\n\n## Status\n\nAccepted\n\nAmends [2. Gone](0002-\u{202e}gone.md)\n\n## Context\n\nA store.\n";
        let files = vec![("0001-use-s3.md".to_owned(), text.as_bytes().to_vec())];
        let records = app.registry.records();
        records.import(&operator, "PLAT", None, files).await.expect("an import");
        let vera = app.signed_in("Vera", &[Role::Viewer]).await;
        let page = vera.page("/adrs/PLAT/1").await;
        assert!(page.contains("<bdi>some ⟨U+202E⟩day</bdi>"), "{page}");
        assert!(page.contains("gone.md</bdi>"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_saved_view_that_is_none_is_called_so() {
    TestApp::on_both(|app| async move {
        let vera = app.signed_in("Vera", &[Role::Viewer]).await;
        for path in ["/adrs/views/nonsense", "/adrs/feed/views/nonsense.atom"] {
            let answer = vera.get(path).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
            let page = answer.text().await.expect("text");
            assert!(page.contains("saved view") && !page.contains("draft"), "{page}");
        }
        let nothing = [("name", "x")];
        let answer = vera.post("/adrs/views/nonsense", &nothing).await;
        assert!(answer.text().await.expect("text").contains("saved view"));
    })
    .await;
}
