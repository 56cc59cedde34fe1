//! What the editor's script asks while somebody types: fields and text in step, and keeping what
//! was typed until it is saved.

use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse, Json},
};
use leptos::prelude::*;
use registry::{
    adr::{
        Place, Record, Typing, Unsaved,
        read::amend::{self, Part},
        record::DRAFT,
    },
    identity::Act,
    kernel::Error,
};

use crate::{
    ui::{Button, ButtonLink, Buttons, Callout, Hidden, NoticeKind, Time},
    web::{Ctx, Reply, Typed},
};

/// Where a form's unsaved fields are kept: the place it came with, or one of its own.
pub fn place(ctx: &Ctx, record: Option<&Record>, typed: &Typed) -> Place {
    let record = record.map(|record| record.adr.id);
    let came = typed.get("place").parse().ok();
    came.filter(|place: &Place| place.record == record)
        .unwrap_or_else(|| ctx.registry().records().place(record))
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
    ctx.actor.must(Act::WriteRecords)?;
    let place: Place = typed.get("place").parse()?;
    let fields = typed.encoded();
    let typing = Typing {
        title: typed.get("title"),
        door: typed.get("door"),
        text: typed.get("text"),
        fields: &fields,
    };
    ctx.registry().records().autosave(&ctx.actor, place, &typing).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /adrs/editor/saved?place=`: whether a form was saved, for a browser that never heard.
pub async fn saved(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let place: Place = Typed::query(query.as_deref()).get("place").parse()?;
    let saved = ctx.registry().records().was_saved(&ctx.actor, place).await?;
    Ok(Json(serde_json::json!({ "saved": saved })).into_response())
}

/// `POST /adrs/editor/discard`
pub async fn discard(ctx: Ctx, typed: Typed) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let place: Place = typed.get("place").parse()?;
    let records = ctx.registry().records();
    records.discard(&ctx.actor, place).await?;
    let back = match place.record {
        None => "/adrs/new".to_owned(),
        Some(id) => format!("{}/edit", records.draft(&ctx.actor, id).await?.adr.address()),
    };
    ctx.done(&back, "What you had typed is discarded.").await
}

/// The fields of a form of this record that was typed into and never saved, as they were typed;
/// none when it was saved or discarded meanwhile.
pub async fn taken(ctx: &Ctx, record: Option<&Record>, place: &str) -> Result<Option<Typed>, Error> {
    let Ok(place) = place.parse::<Place>() else {
        return Ok(None);
    };
    if place.record != record.map(|record| record.adr.id) {
        return Ok(None);
    }
    let kept = ctx.registry().records().autosaved(&ctx.actor, place).await?;
    Ok(kept.map(|fields| Typed::query(Some(&fields)).with("place", place.to_string())))
}

/// Offers what was typed and not saved, the latest first. `address` is the editor's; `most` are
/// shown where there are more, which then are all on the page that begins a record.
pub fn offers(unsaved: &[Unsaved], address: &str, most: usize) -> Option<AnyView> {
    if unsaved.is_empty() {
        return None;
    }
    let items = unsaved
        .iter()
        .take(most)
        .map(|kept| offer(kept, address))
        .collect_view();
    let more = unsaved.len().saturating_sub(most);
    let more = (more > 0).then(|| view! { <p><a href="/adrs/new">{format!("{more} more")}</a></p> });
    Some(
        view! {
            <Callout kind=NoticeKind::Info>
                <p><b>"You typed something that was never saved."</b></p>
                <ul class="offers">{items}</ul>
                {more}
            </Callout>
        }
        .into_any(),
    )
}

fn offer(kept: &Unsaved, address: &str) -> AnyView {
    let (at, place) = (kept.at.at(), kept.place.clone());
    let title = if kept.title.is_empty() {
        "Without a title".to_owned()
    } else {
        kept.title.clone()
    };
    let take = format!("{address}?take={place}");
    let which = format!(" “{title}”");
    let again = which.clone();
    view! {
        <li>
            <span><bdi>{title}</bdi><small>"last on "<Time at=at/></small></span>
            <form method="post" action="/adrs/editor/discard">
                <Hidden name="place" value=place/>
                <Buttons>
                    <ButtonLink href=take>"Take it up"<span class="unseen">{which}</span></ButtonLink>
                    <Button>"Discard it"<span class="unseen">{again}</span></Button>
                </Buttons>
            </form>
        </li>
    }
    .into_any()
}
