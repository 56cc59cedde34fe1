//! A drawn chart's place on a page.

use leptos::prelude::*;

use super::Drawn;
use crate::ui::{ChartFrame, Col, OptText, Row, Slot, Table};

/// A chart with the same figures beneath it as a table. Shown is the wide drawing or the one for a
/// phone, by the width of the chart's own column.
///
/// Where nothing could be drawn a sentence says so and the table is open.
#[component]
pub fn DrawnChart(
    /// From [`super::Charts::both`].
    drawn: Drawn,
    /// What the table shows, for those who hear it.
    #[prop(into)]
    title: String,
    /// What to see in the chart, under it.
    #[prop(optional, into)]
    caption: OptText,
    /// Address of `interactive.js`, if the chart shall answer to a pointer; see `app/js`.
    #[prop(optional, into)]
    live: OptText,
    /// What the columns hold; the first names the row, the others are figures.
    #[prop(optional)]
    headers: Vec<String>,
    /// One text to a column, in the chart's order. Without rows the page has a table of its own.
    #[prop(optional)]
    rows: Vec<Vec<String>>,
) -> impl IntoView {
    let own = rows.is_empty();
    let table = table(title, headers, rows);
    let Drawn {
        wide,
        phone,
        label,
        option,
    } = drawn;
    let (svg, narrow) = match (wide.ok(), phone.ok()) {
        (Some(wide), phone) => (wide.to_string(), phone.map(|svg| svg.to_string())),
        // One alone is shown everywhere: the wrong size is better than nothing.
        (None, Some(phone)) => (phone.to_string(), None),
        (None, None) => {
            let sentence = "The chart could not be drawn; the table below has the figures.";
            if own {
                return view! { <figure class="chart"><p class="chart-failed">{sentence}</p></figure> }.into_any();
            }
            return view! {
                <figure class="chart">
                    <p class="chart-failed">{sentence}</p>
                    <details class="data" open>
                        <summary>"Figures as a table"</summary>
                        {table}
                    </details>
                </figure>
            }
            .into_any();
        }
    };
    let data = if own { Slot::default() } else { Slot::from(table) };
    let chart = view! { <ChartFrame label svg narrow caption data /> };
    match live.get().zip(option) {
        Some((script, option)) => {
            // Data in a script element ends at the first `</script`; JSON can be written without `<`.
            let option = option.replace('<', "\\u003c");
            view! {
                <div class="chart-live">
                    {chart}
                    <script type="application/json" inner_html=option></script>
                    <script type="module" src=script></script>
                </div>
            }
            .into_any()
        }
        None => chart.into_any(),
    }
}

fn table(title: String, headers: Vec<String>, rows: Vec<Vec<String>>) -> AnyView {
    let mut headers = headers.into_iter();
    let cols = headers
        .next()
        .map(Col::text)
        .into_iter()
        .chain(headers.map(Col::num))
        .collect();
    let rows = rows
        .into_iter()
        .map(|row| Row::new(row.into_iter().map(IntoAny::into_any).collect()))
        .collect::<Vec<_>>();
    view! { <Table caption=title cols rows matrix=true /> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chart::ChartError, ui::render};

    fn html(drawn: Drawn) -> String {
        let headers = vec!["Quarter".to_owned(), "Likely".to_owned()];
        let rows = vec![vec!["2026 Q4 <b>".to_owned(), "22.4 %".to_owned()]];
        render(|| view! { <DrawnChart drawn title="Risk" headers rows /> }).html
    }

    fn drawn(wide: Option<&str>, phone: Option<&str>) -> Drawn {
        let drawing = |svg: Option<&str>| svg.map(Into::into).ok_or(ChartError::Stopped);
        Drawn {
            wide: drawing(wide),
            phone: drawing(phone),
            label: "22.4 %".to_owned(),
            option: None,
        }
    }

    #[test]
    fn drawings_and_table_stand_together() {
        let html = html(drawn(Some("<svg id=\"a\"></svg>"), Some("<svg id=\"b\"></svg>")));
        assert!(
            html.contains("<svg id=\"a\">") && html.contains("<svg id=\"b\">"),
            "{html}"
        );
        assert!(html.contains("2026 Q4 &lt;b&gt;") && html.contains(">22.4 %"), "{html}");
        assert!(!html.contains("open"), "{html}");
    }

    #[test]
    fn a_live_chart_carries_its_option_and_nothing_that_ends_it_early() {
        let drawn = Drawn {
            option: Some("{\"data\":[\"</script><b>\"]}".to_owned()),
            ..drawn(Some("<svg></svg>"), None)
        };
        let html = render(|| {
            view! { <DrawnChart drawn title="Risk" live="/assets/interactive.js" headers=vec![] rows=vec![] /> }
        })
        .html;
        assert!(html.contains("{\"data\":[\"\\u003c/script>\\u003cb>\"]}"), "{html}");
        assert!(!html.contains("</script><b>"), "{html}");
        assert!(html.contains("src=\"/assets/interactive.js\""), "{html}");
    }

    #[test]
    fn one_drawing_stands_in_for_the_other() {
        let html = html(drawn(None, Some("<svg id=\"b\"></svg>")));
        assert!(
            html.contains("<svg id=\"b\">") && !html.contains("could not be drawn"),
            "{html}"
        );
    }

    #[test]
    fn a_chart_that_failed_leaves_its_table_open() {
        let html = html(drawn(None, None));
        assert!(html.contains("could not be drawn") && html.contains(" open"), "{html}");
        assert!(html.contains("2026 Q4"), "{html}");
    }
}
