//! A log's page, its source, and a record whose file came in with another text.

use std::time::Duration;

use registry::{
    adr::{Draft, Status},
    identity::{Actor, Role},
};
use reqwest::StatusCode;

use crate::app::{TestApp, files};

const RECORD: &str = "# 1. Use SQS\n\n## Status\n\nAccepted\n\n## Context\n\nA queue.\n\n## Decision\n\nSQS.\n";

fn two(text: &str) -> Vec<(String, Vec<u8>)> {
    files(&[("0001-use-sqs.md", text), ("README.md", "# Decisions\n")])
}

#[tokio::test]
async fn a_repository_is_registered_and_a_failed_import_is_told() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        app.registry
            .records()
            .import(&operator, "QUEUE", Some("Queues"), two(RECORD))
            .await
            .expect("an import");
        let otto = app.signed_in("Otto", &[Role::Administrator]).await;
        let ada = app.signed_in("Ada", &[Role::Architect]).await;
        let page = ada.page("/adrs/logs/queue").await;
        assert!(page.contains("2 files: 1 new, 0 updated, 0 unchanged, 1 skipped"));
        assert!(page.contains("No repository") && !page.contains("/adrs/logs/QUEUE/source"));
        assert!(page.contains("/adrs/export/QUEUE.md"));
        let (_, rest) = page.split_once("/adrs/logs/QUEUE/imports/").expect("a report");
        let run = rest.split('"').next().expect("an address");
        let report = ada.page(&format!("/adrs/logs/QUEUE/imports/{run}")).await;
        assert!(report.contains("0001-use-sqs.md") && report.contains("README.md") && report.contains("Use SQS"));
        for path in [
            "/adrs/logs/NONE",
            "/adrs/logs/QUEUE/imports/x",
            "/adrs/logs/QUEUE/imports/00000000-0000-7000-8000-000000000000",
        ] {
            assert_eq!(ada.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(
            ada.post("/adrs/logs/QUEUE/import", &[]).await.status(),
            StatusCode::UNPROCESSABLE_ENTITY
        );

        let wrong = [
            ("url", "http://example.com/x"),
            ("branch", "a b"),
            ("schedule", "hourly"),
            ("version", "0"),
        ];
        let answer = otto.post("/adrs/logs/QUEUE/source", &wrong).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text().await.expect("text");
        assert!(page.contains("id=\"url-error\"") && page.contains("id=\"branch-error\""));
        assert!(
            page.contains("value=\"http://example.com/x\""),
            "what was typed comes back"
        );
        let right = [
            ("url", "https://127.0.0.1:1/x.git"),
            ("folder", "docs/adr"),
            ("schedule", "off"),
            ("version", "0"),
        ];
        assert_eq!(
            otto.post("/adrs/logs/QUEUE/source", &right).await.status(),
            StatusCode::SEE_OTHER
        );
        let late = otto.post("/adrs/logs/QUEUE/source", &right).await;
        assert_eq!(late.status(), StatusCode::CONFLICT);
        assert!(late.text().await.expect("text").contains("Somebody else changed this"));

        server::git::prepare();
        let server = tokio::spawn(server::jobs::imports(app.registry.clone()));
        assert_eq!(
            ada.post("/adrs/logs/QUEUE/import", &[]).await.status(),
            StatusCode::SEE_OTHER
        );
        let mut page = String::new();
        for _ in 0..200 {
            page = ada.page("/adrs/logs/QUEUE").await;
            if page.contains("The import failed.") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        server.abort();
        assert!(page.contains("could not be fetched"), "{page}");
        assert!(ada.page("/inbox").await.contains("The import into QUEUE failed"));
        assert_eq!(
            app.registry.records().logs(&operator).await.expect("logs")[0].records,
            1,
            "nothing else happened"
        );
    })
    .await;
}

#[tokio::test]
async fn two_texts_of_a_record_wait_for_a_choice() {
    TestApp::on_both(|app| async move {
        let (operator, records) = (Actor::operator(), app.registry.records());
        records
            .import(&operator, "QUEUE", None, two(RECORD))
            .await
            .expect("an import");
        let ada = app.signed_in("Ada", &[Role::Architect]).await;
        let none = ada.page("/adrs/QUEUE/1/incoming").await;
        assert!(none.contains("Nothing waits"));
        let record = records.get(&operator, "QUEUE", 1).await.expect("a record");
        let draft = Draft {
            title: record.adr.title.clone(),
            text: record.text().replace("A queue.", "A long queue."),
            reason: "It is long".into(),
            ..Draft::default()
        };
        records.save(&operator, record.adr.id, &draft, 1).await.expect("saved");
        let theirs = RECORD.replace("SQS.", "SQS <script>alert(1)</script> FIFO.");
        let report = records
            .import(&operator, "QUEUE", None, two(&theirs))
            .await
            .expect("an import");
        assert_eq!(report.count("conflict"), 1);
        let facts = report.files[0].outcome.facts().expect("a record");
        let why = facts.conflict.as_deref().expect("why it waits");
        assert!(why.starts_with("Both the file and the record here changed") && facts.diagnostics.is_empty());
        let page = ada.page("/adrs/QUEUE/1").await;
        assert!(page.contains("/adrs/QUEUE/1/incoming"));
        assert!(ada.page("/adrs/logs/QUEUE").await.contains("/adrs/QUEUE/1/incoming"));
        let viewer = app.signed_in("Vera", &[Role::Viewer]).await;
        let page = viewer.page("/adrs/QUEUE/1/incoming").await;
        assert!(page.contains("FIFO") && !page.contains("name=\"how\"") && !page.contains("<script>alert"));
        let page = ada.page("/adrs/QUEUE/1/incoming").await;
        for how in ["merge", "theirs", "ours"] {
            assert!(page.contains(&format!("value=\"{how}\"")), "{how}");
        }
        let choose = |how: &'static str, version: &'static str| {
            let fields = [("how", how), ("version", version), ("seen", "1")];
            let ada = &ada;
            async move { ada.post("/adrs/QUEUE/1/incoming", &fields).await }
        };
        for (how, version) in [("", "2"), ("merge", "1")] {
            let answer = choose(how, version).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{how}");
        }
        let answer = choose("merge", "2").await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(answer.headers()["location"], "/adrs/QUEUE/1");
        let record = records.get(&operator, "QUEUE", 1).await.expect("a record");
        assert!(record.text().contains("A long queue.") && record.text().contains("FIFO."));
        assert_eq!((record.adr.status, record.incoming), (Status::Accepted, false));
        assert_eq!(
            choose("merge", "3").await.status(),
            StatusCode::NOT_FOUND,
            "it is settled"
        );

        let answer = viewer.get("/adrs/export/queue.md").await;
        assert_eq!(answer.headers()["content-type"], "text/markdown; charset=utf-8");
        let text = answer.text().await.expect("text");
        assert!(
            text.starts_with("# QUEUE\n") && text.contains("## QUEUE-0001 Use SQS\n"),
            "{text}"
        );
        assert!(text.contains("### Context"), "{text}");
    })
    .await;
}
