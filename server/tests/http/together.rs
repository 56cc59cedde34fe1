//! Records looked at together over HTTP: a graph of hostile titles, broken links, addresses that
//! name nothing, and no statement more for more records.

use registry::identity::{Actor, Role};
use reqwest::StatusCode;

use crate::app::TestApp;

fn record(number: u32, title: &str, more: &str) -> (String, Vec<u8>) {
    let text = format!(
        "# {number}. {title}\n\nDate: 2026-0{}-01\n\n## Status\n\nAccepted\n\n{more}\n",
        1 + number % 9
    );
    (format!("{number:04}-r.md"), text.into_bytes())
}

#[tokio::test]
async fn hostile_titles_are_text_and_broken_links_are_listed() {
    TestApp::on_both(|app| async move {
        let files = vec![
            record(1, "A </title><script>alert(1)</script>", ""),
            record(
                2,
                "B",
                "Amends [A](0001-r.md). See [C](0099-<b>.md) and [D](0098-gone.md).",
            ),
        ];
        let records = app.registry.records();
        let operator = Actor::operator();
        let import = records.import(&operator, "X", Some("Logs"), files);
        import.await.expect("an import");
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        let page = browser.page("/adrs/graph?log=X").await;
        assert!(
            !page.contains("<script>alert") && page.contains("&lt;script&gt;"),
            "{page}"
        );
        assert!(
            page.contains("Links that lead nowhere") && page.contains("0098-gone.md"),
            "{page}"
        );
        assert_eq!(
            page.matches("class=\"box ok\"").count(),
            4,
            "two boxes, wide and for a phone"
        );
        let csv = browser.page("/adrs/graph.csv").await;
        assert!(csv.contains("X-0002,accepted,amends,X-0001,accepted,"), "{csv}");
        assert!(csv.contains(",,,0098-gone.md"), "{csv}");
        let course = browser.page("/adrs/timeline.csv?log=X").await;
        assert!(course.contains("2026-Q1,0,0,2,0,0,0,0"), "{course}");
        let ines = app.signed_in("Ines", &[Role::Architect]).await;
        for nowhere in [
            "/adrs/graph?record=X-77",
            "/adrs/graph?record=nonsense",
            "/adrs/graph?record=01890000-0000-7000-8000-000000000000",
            "/adrs/new?dependency=01890000-0000-7000-8000-000000000000",
            "/adrs/new?dependency=x",
        ] {
            assert_eq!(ines.get(nowhere).await.status(), StatusCode::NOT_FOUND, "{nowhere}");
        }
        let refused = browser.get("/adrs/new?dependency=x").await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
        for odd in [
            "/adrs/timeline?quarter=2026-Q9&status=x",
            "/adrs/coverage?from=-5&category=x",
            "/adrs/graph?kind=x&steps=99",
        ] {
            assert_eq!(browser.get(odd).await.status(), StatusCode::OK, "{odd}");
        }
    })
    .await;
}

#[tokio::test]
async fn more_records_need_no_more_statements() {
    TestApp::on_both(|app| async move {
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        let mut before: Vec<u64> = Vec::new();
        for records in [3_u32, 40] {
            let files = (1..=records)
                .map(|number| record(number, "R", &format!("Amends [it]({:04}-r.md).", number % records + 1)))
                .collect();
            let (records, operator) = (app.registry.records(), Actor::operator());
            let import = records.import(&operator, "X", Some("Logs"), files);
            import.await.expect("an import");
            let mut counted = Vec::new();
            for path in [
                "/adrs/graph",
                "/adrs/graph?record=X-1",
                "/adrs/timeline?quarter=2026-Q1",
                "/adrs/coverage",
            ] {
                let start = app.registry.db.statements();
                assert_eq!(browser.get(path).await.status(), StatusCode::OK, "{path}");
                counted.push(app.registry.db.statements() - start);
            }
            if before.is_empty() {
                before = counted;
            } else {
                assert_eq!(before, counted);
            }
        }
    })
    .await;
}
