//! The list of decision records as a file, all its pages in one.

use axum::extract::RawQuery;
use registry::adr::{Filter, Summary};

use super::narrow::filter;
use crate::web::{Ctx, Reply, Typed, csv};

/// Rows that are read at once.
const AT_ONCE: i64 = 10_000;

/// `GET /adrs.csv`
pub async fn download(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    let mut part = Filter {
        offset: 0,
        ..filter(&typed, AT_ONCE)
    };
    let mut found = Vec::new();
    loop {
        let rows = ctx.registry().records().rows(&ctx.actor, &part).await?;
        let full = rows.len() == usize::try_from(AT_ONCE).unwrap_or(0);
        found.extend(rows);
        if !full {
            break;
        }
        part.offset += AT_ONCE;
    }
    let head = [
        "log",
        "number",
        "title",
        "status",
        "status_in_text",
        "door",
        "decided_on",
        "dialect",
        "file",
        "relations",
        "dependencies",
        "updated_at",
    ];
    let rows = found.into_iter().map(
        |Summary {
             adr,
             relations,
             dependencies,
             ..
         }| {
            let decided = adr.decided();
            vec![
                adr.log,
                adr.number.map(|number| number.to_string()).unwrap_or_default(),
                adr.title,
                adr.status.as_str().to_owned(),
                adr.raw_status.unwrap_or_default(),
                adr.door.map(|door| door.as_str().to_owned()).unwrap_or_default(),
                decided.map(|on| on.to_string()).unwrap_or_default(),
                adr.dialect.as_str().to_owned(),
                adr.path.unwrap_or_default(),
                relations.to_string(),
                dependencies.to_string(),
                adr.updated_at.to_string(),
            ]
        },
    );
    csv("decisions", &head, rows)
}
