//! What stands below the list of records: the way to the pages of the logs, and where to take the
//! one that is shown.

use leptos::prelude::*;
use registry::adr::{Filter, Log, log};

use super::feed::{self, Of};

/// Logs the list leads to at most; with more, the filter of logs does.
const LOGS: usize = 30;

/// As many logs as are led to by name; more by their keys alone.
const NAMED: usize = 6;

/// The way to the pages of the logs, while the list shows several.
fn about(logs: &[Log]) -> Option<AnyView> {
    if logs.is_empty() || logs.len() > LOGS {
        return None;
    }
    let each = logs
        .iter()
        .enumerate()
        .map(|(at, log)| {
            let href = format!("/adrs/logs/{}", log.key);
            let comma = (at > 0).then_some(", ");
            let text = if logs.len() <= NAMED {
                log::title(&log.key, &log.name)
            } else {
                log.key.clone()
            };
            let name = (logs.len() > NAMED).then(|| log.name.clone());
            view! { {comma}<a href=href title=name>{text}</a> }
        })
        .collect_view();
    Some(view! { <p class="hint">"Approvals, source, imports and export of each log: "{each}"."</p> }.into_any())
}

/// Where to take the log that is shown from here, once it is one.
pub fn view(logs: &[Log], filter: &Filter) -> Option<AnyView> {
    let log = match (&filter.log, logs) {
        (Some(key), logs) => logs.iter().find(|log| log.key.eq_ignore_ascii_case(key))?,
        (None, [only]) => only,
        (None, logs) => return about(logs),
    };
    let key = log.key.clone();
    let about = format!("/adrs/logs/{key}");
    let feed = feed::path(&Of::Log(&key), None);
    let [zip, tar, document] = ["zip", "tar.gz", "md"].map(|kind| {
        let file = format!("{key}.{kind}");
        view! { <a href=format!("/adrs/export/{file}") download=file.clone()>{file.clone()}</a> }
    });
    Some(
        view! {
            <p class="hint">
                "All of "<a href=about>{key}</a>" as files, exactly as stored: "{zip}" or "{tar}"; as one document: "{document}". Drafts without a number are left out. "
                "What becomes of its records: "<a href=feed>"Atom feed"</a>"."
            </p>
        }
        .into_any(),
    )
}
