//! Proposing a record, and what still stands in the way of it.

use leptos::prelude::*;
use registry::{
    adr::{Adr, Status, edit},
    kernel::{Error, Id},
};

use super::{at::At, record};
use crate::{
    ui::{Callout, NoticeKind, count, sentence},
    web::{Ctx, Reply, Typed},
};

/// `POST /adrs/drafts/{id}/propose` and `/adrs/{log}/{number}/propose`
pub async fn propose(At { ctx, record, .. }: At) -> Reply {
    proposed(&ctx, record.adr.id).await
}

async fn proposed(ctx: &Ctx, wanted: Id) -> Reply {
    match ctx.registry().records().propose(&ctx.actor, wanted).await {
        Ok(adr) => {
            let record = ctx.registry().records().draft(&ctx.actor, wanted).await?;
            let left = edit::prompts(&record.text()).len();
            let said = match left {
                0 => format!("Proposed as {}. Somebody else now decides on it.", adr.label()),
                left => format!(
                    "Proposed as {}. It still holds {} of its template.",
                    adr.label(),
                    count(left, "prompt", "prompts")
                ),
            };
            ctx.done(&adr.address(), said).await
        }
        Err(Error::Invalid(problems)) => {
            let record = ctx.registry().records().draft(&ctx.actor, wanted).await?;
            record::page(ctx, record, &Typed::default(), problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// On a draft's page: what of its template nobody has filled in.
pub fn prompts(adr: &Adr, text: &str) -> Option<AnyView> {
    if adr.status != Status::Draft {
        return None;
    }
    let left = edit::prompts(text);
    if left.is_empty() {
        return None;
    }
    let shown = left
        .iter()
        .take(3)
        .map(|prompt| view! { <li>{prompt.clone()}</li> })
        .collect_view();
    let more = left.len().saturating_sub(3);
    let more = (more > 0).then(|| view! { <li>{format!("and {more} more")}</li> });
    let many = sentence(&count(left.len(), "prompt", "prompts"));
    Some(
        view! {
            <Callout kind=NoticeKind::Warning>
                <p><b>{many}" of the template still stand in the text:"</b></p>
                <ul>{shown}{more}</ul>
            </Callout>
        }
        .into_any(),
    )
}
