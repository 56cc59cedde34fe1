//! What pages say to people, and of people, whose own words a proposed record is.

use registry::{
    adr::Draft,
    identity::{Actor, Role},
    testing::person,
};
use reqwest::StatusCode;

use crate::app::TestApp;

async fn write(app: &TestApp, who: &Actor, words: &str) {
    let records = app.registry.records();
    let record = records.get(who, "PLAT", 1).await.expect("the record");
    let draft = Draft {
        title: record.adr.title.clone(),
        text: format!("# T\n\n{words}\n"),
        ..Draft::default()
    };
    let saved = records.save(who, record.adr.id, &draft, record.adr.version).await;
    saved.expect("saved");
}

#[tokio::test]
async fn who_was_asked_and_then_wrote_the_text_signs_nothing() {
    TestApp::on_both(|app| async move {
        let (records, operator) = (app.registry.records(), Actor::operator());
        let ben = person(&app.registry, "Ben", &[Role::Architect], &[])
            .await
            .expect("Ben");
        let cleo = person(&app.registry, "Cleo", &[Role::Architect], &[])
            .await
            .expect("Cleo");
        let begun = app.draft("# T\n\nWords.\n").await;
        let browser = app.signed_in("Ada", &[Role::Architect]).await;
        let former = format!("/adrs/drafts/{}/versions/1", begun.id);
        assert!(browser.page(&former).await.contains("Version 1 of 1"));
        assert_eq!(browser.page(&format!("{former}.md")).await, "# T\n\nWords.\n");
        let unknown = browser.get(&former.replace("/1", "/2")).await;
        assert_eq!(unknown.status(), StatusCode::NOT_FOUND);

        records.propose(&operator, begun.id).await.expect("proposed");
        records
            .ask(&operator, begun.id, &["ben@example.com"], &[])
            .await
            .expect("asked");
        let bens = app.browser();
        bens.sign_in("ben@example.com").await;
        assert!(bens.page("/inbox").await.contains("Say what you think of PLAT-0001"));
        let page = browser.page("/adrs/PLAT/1").await;
        assert!(
            !page.contains("Wrote the text") && page.contains("value=\"cleo@example.com\""),
            "{page}"
        );

        write(&app, &ben, "Ben's words.").await;
        let inbox = bens.page("/inbox").await;
        assert!(!inbox.contains("Say what you think of PLAT-0001"), "{inbox}");
        let page = browser.page("/adrs/PLAT/1").await;
        assert!(
            page.contains("Wrote the text") && page.contains("so others sign it off"),
            "{page}"
        );

        write(&app, &cleo, "Cleo's words.").await;
        let page = browser.page("/adrs/PLAT/1").await;
        assert!(
            !page.contains("Wrote the text") && !page.contains("value=\"cleo@example.com\""),
            "{page}"
        );
        assert!(bens.page("/inbox").await.contains("Say what you think of PLAT-0001"));
    })
    .await;
}
