//! Real drawings: the site's chart script in the real engine.

use std::{
    collections::HashSet,
    path::Path,
    time::{Duration, Instant},
};

use super::*;

fn script() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../site/server/echarts.js");
    std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is not there: run `make site` first", path.display()))
}

fn points() -> Vec<TrendPoint> {
    let values = [
        ("2024 Q4", 37.6, 31.6, 42.4),
        ("2025 Q1", 36.4, 30.8, 41.2),
        ("2025 Q2", 35.6, 30.0, 40.8),
        ("2025 Q3", 33.2, 27.8, 38.0),
        ("2025 Q4", 31.0, 26.0, 35.6),
        ("2026 Q1", 29.6, 24.8, 34.2),
        ("2026 Q2", 27.2, 22.8, 31.6),
        ("2026 Q3", 24.7, 22.0, 29.6),
        ("2026 Q4", 22.4, 19.1, 27.0),
    ];
    let point = |(label, likely, low, high): (&str, f64, f64, f64)| TrendPoint {
        label: label.to_owned(),
        likely: Some(likely),
        range: Some((low, high)),
    };
    values.map(point).to_vec()
}

/// The text of every `<text>`, after checking what holds for every drawing.
fn sound(svg: &str, size: Size) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    assert!(root.attribute("aria-label").is_some_and(|label| !label.is_empty()));
    assert_eq!(
        root.attribute("viewBox"),
        Some(format!("0 0 {} {}", size.width, size.height).as_str())
    );
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(!["style", "script", "foreignObject", "image", "a"].contains(&element.tag_name().name()));
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(name != "style" && !name.starts_with("on") && name != "href", "{name}");
            for word in ["NaN", "null", "undefined", "Infinity"] {
                assert!(!value.contains(word), "{name}={value}");
            }
        }
        let paints = element.attribute("fill").is_some() || element.attribute("class").is_some();
        let is_clip = element.ancestors().any(|above| above.has_tag_name("clipPath"));
        if ["path", "text", "circle", "rect"].contains(&element.tag_name().name()) && !is_clip {
            assert!(paints, "an element would be black: {element:?}");
        }
    }
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

fn ids(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    document
        .descendants()
        .filter_map(|node| node.attribute("id").map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn a_trend_shows_its_ends_thresholds_and_quarters() {
    let charts = Charts::new(script(), 1);
    let started = Instant::now();
    let wide = trend("Dependency risk", &points(), Size::WIDE);
    let svg = charts.svg(&wide).await.unwrap();
    let texts = sound(&svg, Size::WIDE);
    eprintln!("load and first drawing: {:?}", started.elapsed());
    assert!(!svg.contains("fill-opacity=\"0\""), "a text is not seen: {svg}");
    for text in [
        "37.6",
        "22.4",
        "above 40 %: architecture review",
        "below 20 %: on target",
        "24 Q4",
        "26 Q1",
        "40 %",
    ] {
        assert!(texts.iter().any(|shown| shown == text), "{text} is not among {texts:?}");
    }
    let started = Instant::now();
    let narrow = trend("Dependency risk", &points(), Size::PHONE);
    let phone = sound(&charts.svg(&narrow).await.unwrap(), Size::PHONE);
    eprintln!("one more drawing: {:?}", started.elapsed());
    let quarters = |texts: &[String]| texts.iter().filter(|text| text.contains('Q')).count();
    assert_eq!((quarters(&texts), quarters(&phone)), (9, 5));
}

#[tokio::test]
async fn bars_show_their_quarters_and_their_heights() {
    let charts = Charts::new(script(), 1);
    let stack = |name: &str, ink, counts: &[u32]| Stack {
        name: name.to_owned(),
        ink,
        counts: counts.to_vec(),
    };
    let stacks = [
        stack("Accepted", Ink::Ok, &[13, 0, 40]),
        stack("Rejected", Ink::Stop, &[0, 0, 1]),
    ];
    let quarters = ["2026 Q2", "2026 Q3", "2026 Q4"];
    for size in [Size::WIDE, Size::PHONE] {
        let spec = bars("Decisions by quarter", &quarters, &stacks, size);
        let texts = sound(&charts.svg(&spec).await.unwrap(), size);
        for text in ["13", "41", "50", "26 Q2", "Q4"] {
            assert!(texts.iter().any(|shown| shown == text), "{text} is not among {texts:?}");
        }
        let noughts = texts.iter().filter(|text| *text == "0").count();
        assert_eq!(noughts, 1, "no bar, no figure: {texts:?}");
    }
    let empty = bars("No decisions", &[], &[], Size::WIDE);
    sound(&charts.svg(&empty).await.unwrap(), Size::WIDE);
}

#[tokio::test]
async fn two_charts_on_a_page_share_no_id() {
    let charts = Charts::new(script(), 2);
    let drawn = charts.both(|size| trend("Risk", &points(), size)).await;
    let other = charts.both(|size| trend("Risk", &points()[1..], size)).await;
    let all: Vec<String> = [drawn.wide, drawn.phone, other.wide, other.phone]
        .into_iter()
        .flat_map(|svg| ids(&svg.unwrap()))
        .collect();
    assert!(!all.is_empty());
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len(), "{all:?}");
    let option: serde_json::Value = serde_json::from_str(&drawn.option.unwrap()).unwrap();
    assert!(
        option.to_string().contains("var(--accent)") && !option.to_string().contains("#f1c0"),
        "{option}"
    );
}

#[tokio::test]
async fn strange_figures_and_labels_are_drawn_without_harm() {
    let charts = Charts::new(script(), 1);
    let point = |label: &str, likely, range| TrendPoint {
        label: label.to_owned(),
        likely,
        range,
    };
    let strange = [
        vec![],
        vec![point("2026 Q1", None, None)],
        vec![point("2026 Q1", Some(12.3), None)],
        vec![
            point("2026 Q1", Some(f64::NAN), Some((f64::NAN, 3.0))),
            point("2026 Q2", Some(f64::INFINITY), None),
        ],
        vec![
            point("2026 Q1", Some(30.0), Some((35.0, 25.0))),
            point("2026 Q2", None, None),
            point("2026 Q3", Some(900_000.0), Some((1.0, 1e15))),
            point("2026 Q4", Some(-3.0), None),
        ],
        vec![
            point("<script>alert(1)</script>", Some(10.0), None),
            point("\"'&{a|b} {value} \u{2028}", Some(1.0), None),
        ],
        (0..300)
            .map(|number| point(&format!("week {number}"), Some(f64::from(number % 60)), None))
            .collect(),
    ];
    for points in strange {
        for size in [Size::WIDE, Size::PHONE] {
            let svg = charts
                .svg(&trend("\"><script>alert(1)</script>", &points, size))
                .await
                .unwrap();
            assert!(!svg.contains("<script"), "{svg}");
            let texts = sound(&svg, size);
            let label = points
                .iter()
                .map(|point| point.label.as_str())
                .find(|label| label.contains('<'));
            if let Some(label) = label {
                assert!(texts.iter().any(|text| text == label), "{texts:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_ask_at_once_and_each_gets_its_own_chart() {
    let charts = Charts::new(script(), 2);
    let ask = |number: u32| {
        let charts = charts.clone();
        tokio::spawn(async move {
            let mut points = points();
            points[8].likely = Some(20.0 + f64::from(number % 8));
            let spec = trend("Risk", &points, Size::WIDE);
            (number, charts.svg(&spec).await.unwrap())
        })
    };
    let asked: Vec<_> = (0..64).map(ask).collect();
    let mut drawings: Vec<std::sync::Arc<str>> = Vec::new();
    for answer in asked {
        let (number, svg) = answer.await.unwrap();
        assert!(
            svg.contains(&format!(">{:.1}</text>", 20.0 + f64::from(number % 8))),
            "{number}"
        );
        if !drawings.iter().any(|known| std::sync::Arc::ptr_eq(known, &svg)) {
            drawings.push(svg);
        }
    }
    assert_eq!(drawings.len(), 8, "each chart is drawn once and shared");
}

#[tokio::test]
async fn a_bad_script_or_chart_is_an_error_and_the_next_chart_is_drawn() {
    let spec = trend("Risk", &points(), Size::WIDE);
    let broken = Charts::new("throw new Error('no')".to_owned(), 1);
    assert!(matches!(broken.svg(&spec).await, Err(ChartError::Load(_))));
    let missing = Charts::new(String::new(), 1);
    assert!(matches!(missing.svg(&spec).await, Err(ChartError::Draw(_))));
    let throwing = "globalThis.drawChart = () => { throw new Error('once'); }";
    assert!(matches!(
        Charts::new(throwing.to_owned(), 1).svg(&spec).await,
        Err(ChartError::Draw(_))
    ));
    let not_svg = "globalThis.drawChart = (option) => option";
    assert!(matches!(
        Charts::new(not_svg.to_owned(), 1).svg(&spec).await,
        Err(ChartError::Unreadable(_))
    ));

    // A failure is not remembered, and the chart after it meets a fresh engine.
    let once = "\nconst real = drawChart; let calls = 0;\
         globalThis.drawChart = (option, width, height) => {\
             calls += 1;\
             if (calls > 1 || option.includes('out of time')) for (;;) {}\
             return real(option, width, height);\
         };";
    let charts = Charts::patient(script() + once, 1, Duration::from_secs(2));
    let mut endless = points();
    endless[0].label = "out of time".to_owned();
    assert!(matches!(
        charts.svg(&trend("Risk", &endless, Size::WIDE)).await,
        Err(ChartError::Draw(_))
    ));
    assert!(charts.svg(&spec).await.is_ok());
}

#[tokio::test]
async fn who_goes_away_early_disturbs_nobody() {
    let charts = Charts::new(script(), 1);
    let spec = trend("Risk", &points(), Size::WIDE);
    for _ in 0..20 {
        let asked = tokio::time::timeout(Duration::from_micros(50), charts.svg(&spec));
        drop(asked.await);
    }
    assert!(charts.svg(&spec).await.is_ok());
}
