//! What the editor's script asks while somebody types: fields and text in step, and keeping what
//! was typed until it is saved.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Json},
};
use leptos::prelude::*;
use registry::{
    adr::{
        Autosave, NEW, Record,
        read::amend::{self, Part},
    },
    identity::Act,
};

use super::fields::DRAFT;
use crate::{
    ui::{Button, ButtonLink, Buttons, Callout, Hidden, NoticeKind, Time},
    web::{Ctx, Fault, Reply, Typed},
};

/// Where a form's unsaved fields are kept: by its record, or as the one new record.
pub fn place(record: Option<&Record>) -> String {
    record.map_or_else(|| NEW.to_owned(), |record| record.adr.id.to_string())
}

/// `POST /adrs/editor/fields`: the fields as the text has them; with a `part`, the text with that
/// field set to `value` as well.
pub async fn fields(ctx: Ctx, typed: Typed) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let path = typed.some("path").unwrap_or(DRAFT);
    let mut text = typed.get("text").to_owned();
    let mut problem = None;
    if let Some(part) = Part::by_name(typed.get("part")) {
        match amend::amend(path, text.as_bytes(), part, typed.get("value")).map(String::from_utf8) {
            Ok(Ok(amended)) => text = amended,
            Ok(Err(_)) => problem = Some(amend::NotAmended::ReadsDifferently.to_string()),
            Err(why) => problem = Some(why.to_string()),
        }
    }
    let shown: serde_json::Map<String, serde_json::Value> = amend::shown_all(path, &text)
        .into_iter()
        .map(|(part, shown)| (part.name().to_owned(), shown.into()))
        .collect();
    let changed = (text != typed.get("text")).then_some(text);
    Ok(Json(serde_json::json!({ "fields": shown, "text": changed, "problem": problem })).into_response())
}

/// `POST /adrs/editor/autosave`: keeps the form as it is, under its `place`.
pub async fn autosave(ctx: Ctx, typed: Typed) -> Reply {
    let fields = typed.encoded();
    let kept = ctx
        .registry()
        .records()
        .autosave(&ctx.actor, typed.get("place"), &fields)
        .await;
    match kept {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) => Err(error.into()),
    }
}

/// `POST /adrs/editor/discard`
pub async fn discard(ctx: Ctx, typed: Typed) -> Reply {
    let place = typed.get("place");
    ctx.registry().records().discard(&ctx.actor, place).await?;
    let back = match place {
        NEW => "/adrs/new".to_owned(),
        id => {
            let record = ctx
                .registry()
                .records()
                .draft(&ctx.actor, super::record::id(id)?)
                .await?;
            format!("{}/edit", record.adr.address())
        }
    };
    ctx.done(&back, "What you had typed is discarded.").await
}

/// What was typed at a place and not saved, unless the form holds the same already.
pub async fn unsaved(ctx: &Ctx, place: &str, shown: &Typed) -> Result<Option<Autosave>, Fault> {
    let kept = ctx.registry().records().autosaved(&ctx.actor, place).await?;
    let same = |kept: &Autosave| {
        let kept = Typed::query(Some(&kept.fields));
        ["text", "title", "door"]
            .into_iter()
            .all(|field| kept.get(field) == shown.get(field))
    };
    Ok(kept.filter(|kept| !same(kept)))
}

/// The fields of an autosave, as a form's.
pub fn taken(kept: &Autosave) -> Typed {
    Typed::query(Some(&kept.fields))
}

/// Offers what was typed and not saved.
pub fn offer(kept: &Autosave, take: String, place: String) -> AnyView {
    let at = kept.at.at();
    view! {
        <Callout kind=NoticeKind::Info>
            <p><b>"You typed something that was never saved"</b>", last on "<Time at=at/>"."</p>
            <form method="post" action="/adrs/editor/discard">
                <Hidden name="place" value=place/>
                <Buttons>
                    <ButtonLink href=take>"Take it up"</ButtonLink>
                    <Button>"Discard it"</Button>
                </Buttons>
            </form>
        </Callout>
    }
    .into_any()
}
