//! What the pages of a log's records say of imported and former texts.

use registry::{
    adr::Draft,
    identity::{Actor, Role},
};
use reqwest::StatusCode;

use crate::app::{TestApp, files};

const RETIRED: &str = "# 1. Use SQS\n\nDate: 2024-02-01\n\n## Status\n\nSuperseded by [2. Use a log](0002-use-a-log.md)\n\nSuperseded by [9. Use a tape](0009-gone.md)\n\n## Context\n\nA queue.\n\n## Decision\n\nSQS.\n";
const SECOND: &str = "---\nstatus: accepted\ndate: 2024-03-01\ndecision-makers: Ann, Bo\n---\n\n# Use a log\n\n## Context and Problem Statement\n\nA log.\n\n## Decision Outcome\n\nA log.\n";
const OPEN: &str = "# 3. Use a stream\n\nDate: 2024-04-05\n\n## Status\n\nProposed\n\n## Context\n\nA stream.\n\n## Decision\n\nA stream.\n";
const UNCLEAR: &str =
    "# 4. Use a jar\n\nDate: some day\n\n## Status\n\nAccepted\n\n## Context\n\nA jar.\n\n## Decision\n\nA jar.\n";

fn four() -> Vec<(String, Vec<u8>)> {
    files(&[
        ("0001-use-sqs.md", RETIRED),
        ("0002-use-a-log.md", SECOND),
        ("0003-use-a-stream.md", OPEN),
        ("0004-use-a-jar.md", UNCLEAR),
    ])
}

/// The text of a page: what stands between its tags, on one line.
fn words(page: &str) -> String {
    let mut out = String::new();
    for piece in page.split('<') {
        out.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn imported_records_say_what_became_of_them() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        let records = app.registry.records();
        records.import(&operator, "DB", None, four()).await.expect("an import");
        let ada = app.signed_in("Ada", &[Role::Architect]).await;

        let retired = ada.page("/adrs/DB/1").await;
        let said = words(&retired);
        assert!(
            said.contains("Superseded by DB-0002 Use a log and 0009-gone.md, which is not here."),
            "{said}"
        );
        assert!(!said.contains("](0002-use-a-log.md)"), "a link is shown by its words");
        assert!(said.contains("Accepted before it came here; nobody signed off in Twoway."));
        assert!(!said.contains("DB – DB"));
        assert!(said.contains("I have read it"));

        let accepted = words(&ada.page("/adrs/DB/2").await);
        assert!(accepted.contains("Decision makers in the text: Ann, Bo."), "{accepted}");
        assert!(!accepted.contains("Superseded by DB"));

        let open = words(&ada.page("/adrs/DB/3").await);
        assert!(open.contains("Date in the text5 April 2024"), "{open}");
        let list = words(&ada.page("/adrs?status=proposed").await);
        assert!(
            list.contains("1 of 4 records") && !list.contains("5 April 2024"),
            "{list}"
        );
        assert!(words(&ada.page("/adrs").await).contains("4 records in 1 log"));
        let csv = ada.page("/adrs.csv").await;
        assert!(csv.contains("2024-03-01") && !csv.contains("2024-04-05"), "{csv}");
    })
    .await;
}

#[tokio::test]
async fn a_report_begins_with_what_needs_a_look() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        let records = app.registry.records();
        records.import(&operator, "DB", None, four()).await.expect("an import");
        let ada = app.signed_in("Ada", &[Role::Architect]).await;
        let page = ada.page("/adrs/logs/DB").await;
        assert!(page.contains("/adrs/import?log=DB") && page.contains("/adrs/new?log=DB"));
        let (_, rest) = page.split_once("/adrs/logs/DB/imports/").expect("a report");
        let run = rest.split('"').next().expect("an address");
        let report = ada.page(&format!("/adrs/logs/DB/imports/{run}")).await;
        let said = words(&report);
        assert!(said.contains("1 record needs a look. It stands first below."), "{said}");
        let at = |name: &str| said.find(name).expect("listed");
        assert!(at("0004-use-a-jar.md") < at("0001-use-sqs.md"));
        assert!(report.contains("badge watch") && !said.contains("5 April 2024"));

        let import = ada.page("/adrs/import?log=DB").await;
        assert!(import.contains("value=\"DB\""), "the log is filled in");
        let choose = ada.page("/adrs/new?log=DB").await;
        assert!(choose.contains("/adrs/new?template=nygard&amp;log=DB"));
    })
    .await;
}

#[tokio::test]
async fn a_log_nobody_knows_is_named() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        let records = app.registry.records();
        records.import(&operator, "DB", None, four()).await.expect("an import");
        let ada = app.signed_in("Ada", &[Role::Architect]).await;
        let answer = ada.get("/adrs/logs/arch").await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert!(answer.text().await.expect("text").contains("There is no log ARCH."));
        let list = words(&ada.page("/adrs?log=arch").await);
        assert!(
            list.contains("There is no log ARCH") && list.contains("Known are: DB."),
            "{list}"
        );

        let otto = app.signed_in("Otto", &[Role::Administrator]).await;
        let nothing = [("url", " "), ("schedule", "off"), ("version", "0")];
        let answer = otto.post("/adrs/logs/DB/source", &nothing).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.expect("text");
        assert!(page.contains("Name the repository") && page.contains("One thing has to be put right"));
    })
    .await;
}

#[tokio::test]
async fn the_list_leads_to_its_logs_and_marks_what_was_searched_for() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        let records = app.registry.records();
        for log in ["DB", "TWO"] {
            records.import(&operator, log, None, four()).await.expect("an import");
        }
        let ada = app.signed_in("Ada", &[Role::Architect]).await;
        let list = ada.page("/adrs").await;
        assert!(list.contains("href=\"/adrs/logs/DB\"") && list.contains("href=\"/adrs/logs/TWO\""));
        let one = ada.page("/adrs?log=two").await;
        assert!(one.contains("TWO.zip") && !one.contains("href=\"/adrs/logs/DB\""));
        for typed in ["str", "streaming"] {
            let found = ada.page(&format!("/adrs?q={typed}&log=DB")).await;
            assert!(found.contains("<mark>stream</mark></a>"), "{typed}: {found}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_draft_shows_the_day_its_text_names_once() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        let records = app.registry.records();
        records.import(&operator, "DB", None, four()).await.expect("an import");
        let ada = app.signed_in("Ada", &[Role::Architect]).await;
        let typed = [
            ("log", "DB"),
            ("title", "Use a tape"),
            (
                "text",
                "---\nstatus: draft\ndate: 2024-11-20\n---\n\n# Use a tape\n\nWords.\n",
            ),
        ];
        let answer = ada.post("/adrs", &typed).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let to = answer.headers()["location"].to_str().expect("an address").to_owned();
        let said = words(&ada.page(&to).await);
        assert!(said.contains("Date in the text20 November 2024"), "{said}");
        assert!(
            !said.contains("not recorded") && !said.contains("in the text: "),
            "{said}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_former_text_is_read_in_the_frame_of_the_site() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        let records = app.registry.records();
        records.import(&operator, "DB", None, four()).await.expect("an import");
        let record = records.get(&operator, "DB", 2).await.expect("a record");
        let first = record.versions[0].version;
        let draft = Draft {
            title: record.adr.title.clone(),
            text: record.text().replace("\nA log.\n\n##", "\nA *long* log.\n\n##"),
            reason: "It is long".into(),
            ..Draft::default()
        };
        let version = record.adr.version;
        records
            .save(&operator, record.adr.id, &draft, version)
            .await
            .expect("saved");
        let vera = app.signed_in("Vera", &[Role::Viewer]).await;
        let former = vera.page(&format!("/adrs/DB/2/versions/{first}")).await;
        let said = words(&former);
        assert!(
            said.contains("Version 1 of 2") && said.contains("Compare with now"),
            "{said}"
        );
        assert!(former.contains("</nav>") && !said.contains("long"));
        let source = vera.get(&format!("/adrs/DB/2/versions/{first}.md")).await;
        assert_eq!(source.headers()["content-type"], "text/plain; charset=utf-8");
        assert_eq!(source.text().await.expect("text"), SECOND);

        let page = vera.page("/adrs/DB/2").await;
        let newest = page.match_indices("/adrs/DB/2/versions/").count();
        assert_eq!(newest, 2);
        let history = words(&vera.page("/adrs/DB/2/history").await);
        assert!(history.contains("to version") && history.contains("UTC, "), "{history}");
        for wanted in ["0", "x", "999", "999.md"] {
            let answer = vera.get(&format!("/adrs/DB/2/versions/{wanted}")).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{wanted}");
        }
    })
    .await;
}
