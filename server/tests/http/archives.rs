//! Archives of records over HTTP: uploaded, refused, downloaded.

use registry::{
    adr::{Draft, archive},
    identity::{Actor, Role},
};
use reqwest::StatusCode;

use crate::app::{TestApp, files};

const RECORD: &[u8] =
    b"\xef\xbb\xbf# 1. Use SQS\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Context\r\n\r\nA queue. \xff\r\n";

fn two() -> Vec<(String, Vec<u8>)> {
    files::<&[u8]>(&[("0001-use-sqs.md", RECORD), ("README.md", b"# Decisions\n")])
}

/// A zip archive whose entry is called `../1.md`, which no tool would write.
fn leading_out() -> Vec<u8> {
    let mut zip = archive::zip("ab", &files(&[("1.md", RECORD)])).expect("an archive");
    let good = b"ab/1.md";
    let places: Vec<usize> = (0..zip.len()).filter(|at| zip[*at..].starts_with(good)).collect();
    assert_eq!(places.len(), 2, "the entry and the directory name it");
    for at in places {
        zip[at..at + 2].copy_from_slice(b"..");
    }
    zip
}

#[tokio::test]
async fn an_archive_is_imported_or_refused_beside_its_field() {
    TestApp::on_both(|app| async move {
        let ada = app.signed_in("Ada", &[Role::Architect]).await;
        let fields = [("log", "QUEUE"), ("log_name", "Queue decisions")];
        let good = archive::tar_gz("repo", &two()).expect("an archive");
        let cut = good[..good.len() / 2].to_vec();
        for (bytes, sentence) in [
            (leading_out(), "is not a path within the archive."),
            (RECORD.to_vec(), "This is neither a .zip nor a .tar.gz archive."),
            (cut, "The archive is damaged"),
        ] {
            let answer = ada.upload("/adrs/import", &fields, ("archive", "adr.zip", bytes)).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let page = answer.text().await.expect("text");
            let (_, beside) = page.split_once("id=\"archive-error\"").expect("an error at the field");
            assert!(beside.contains(sentence), "{sentence}");
            assert!(page.contains("value=\"QUEUE\"") && page.contains("value=\"Queue decisions\""));
        }
        let logs = app.registry.records().logs(&Actor::operator()).await.expect("logs");
        assert!(logs.is_empty(), "nothing is half imported");

        // What it is called says nothing.
        let answer = ada
            .upload("/adrs/import", &fields, ("archive", "adr.bin", good.clone()))
            .await;
        assert_eq!(answer.status(), StatusCode::OK);
        let page = answer.text().await.expect("text");
        assert!(page.contains("Imported into QUEUE") && page.contains("0001-use-sqs.md") && !page.contains("repo/"));
        let record = app
            .registry
            .records()
            .get(&Actor::operator(), "QUEUE", 1)
            .await
            .expect("a record");
        assert_eq!(record.source, RECORD);

        let none = ada.upload("/adrs/import", &fields, ("archive", "", Vec::new())).await;
        assert_eq!(none.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let viewer = app.signed_in("Vera", &[Role::Viewer]).await;
        let refused = viewer
            .upload("/adrs/import", &fields, ("archive", "adr.zip", good))
            .await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_log_is_downloaded_as_it_came() {
    TestApp::on_both(|app| async move {
        let operator = Actor::operator();
        let records = app.registry.records();
        records
            .import(&operator, "QUEUE", None, two())
            .await
            .expect("an import");
        let draft = Draft {
            log: "QUEUE".into(),
            title: "Not yet".into(),
            ..Draft::default()
        };
        records.write(&operator, &draft).await.expect("a draft");
        let viewer = app.signed_in("Vera", &[Role::Viewer]).await;
        for (path, kind, name) in [
            ("/adrs/export/QUEUE.zip", "application/zip", "QUEUE.zip"),
            ("/adrs/export/queue.tar.gz", "application/gzip", "QUEUE.tar.gz"),
        ] {
            let answer = viewer.get(path).await;
            assert_eq!(answer.status(), StatusCode::OK);
            let header = |name: &str| {
                answer
                    .headers()
                    .get(name)
                    .map(|value| value.to_str().expect("text").to_owned())
            };
            assert_eq!(header("content-type").as_deref(), Some(kind));
            assert_eq!(header("content-encoding"), None, "it is compressed already");
            let disposition = format!("attachment; filename=\"{name}\"");
            assert_eq!(header("content-disposition"), Some(disposition));
            let bytes = answer.bytes().await.expect("bytes");
            let found = archive::read(&bytes).expect("an archive");
            assert_eq!(found.files, two()[..1], "records only, and no draft");
            assert_eq!(
                viewer.get(path).await.bytes().await.expect("bytes"),
                bytes,
                "the same each time"
            );
        }
        for path in ["/adrs/export/NONE.zip", "/adrs/export/QUEUE.rar", "/adrs/export/.zip"] {
            assert_eq!(viewer.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        let page = viewer.page("/adrs?log=QUEUE").await;
        assert!(page.contains("/adrs/export/QUEUE.zip") && page.contains("/adrs/export/QUEUE.tar.gz"));
        let nobody = app.browser().get("/adrs/export/QUEUE.zip").await;
        assert_eq!(nobody.status(), StatusCode::SEE_OTHER);
    })
    .await;
}
