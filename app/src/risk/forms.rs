//! Beginning, estimating and sealing an assessment.

use axum::extract::{Path, RawQuery};
use leptos::prelude::*;
use registry::{
    kernel::{Error, Id, Money, Problems},
    risk::{Assessment, Component, Line, LineDraft},
};

use super::assessment::{quarter, version};
use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Choice, Confirm, ErrorSummary, Here, Hidden, Link, Look, PageHead,
        Select, TextArea, TextInput, sentence,
    },
    web::{Ctx, Fault, Reply, Typed, conflict, error_of, id_in, value_of},
};

type Place = Path<(String, String)>;
type LinePlace = Path<(String, String, String)>;

/// `POST /risk/{workload}/{quarter}`
pub async fn open(ctx: Ctx, Path((slug, text)): Place) -> Reply {
    let assessment = ctx.registry().risk().open(&ctx.actor, &slug, quarter(&text)?).await?;
    ctx.done(
        &assessment.path(),
        "The assessment is open. Put right what you know better than the registry.",
    )
    .await
}

/// `POST /risk/{workload}/{quarter}/refresh`
pub async fn refresh(ctx: Ctx, Path((slug, text)): Place) -> Reply {
    let assessment = ctx
        .registry()
        .risk()
        .refresh(&ctx.actor, &slug, quarter(&text)?)
        .await?;
    ctx.done(
        &assessment.path(),
        "Spend, prices and proposals are up to date. Lines estimated by people stayed.",
    )
    .await
}

/// `POST /risk/{workload}/{quarter}/seal`
pub async fn seal(ctx: Ctx, Path((slug, text)): Place) -> Reply {
    let quarter = quarter(&text)?;
    ctx.registry().risk().seal(&ctx.actor, &slug, quarter).await?;
    ctx.done(
        &format!("/risk/{slug}/{quarter}"),
        format!("The assessment of {} is sealed.", quarter.label()),
    )
    .await
}

/// `GET /risk/{workload}/{quarter}/lines`
pub async fn new(ctx: Ctx, Path((slug, text)): Place, RawQuery(query): RawQuery) -> Reply {
    let assessment = editable(&ctx, &slug, &text).await?;
    let component = Typed::query(query.as_deref()).get("component").to_owned();
    let typed = Typed::of([("component", component), ("estimator", ctx.actor.name.clone())]);
    ctx.page(Here::Risk, "Add a line", move || {
        form(&assessment, None, &typed, &Problems::new(), false)
    })
    .await
}

/// `POST /risk/{workload}/{quarter}/lines`
pub async fn add(ctx: Ctx, Path((slug, text)): Place, typed: Typed) -> Reply {
    match ctx
        .registry()
        .risk()
        .add_line(&ctx.actor, &slug, quarter(&text)?, &draft(&typed))
        .await
    {
        Ok(assessment) => {
            ctx.done(
                &back(&assessment, &typed),
                format!("{} added.", typed.get("label").trim()),
            )
            .await
        }
        Err(Error::Invalid(problems)) => {
            let assessment = editable(&ctx, &slug, &text).await?;
            ctx.page_again(Here::Risk, "Add a line", move || {
                form(&assessment, None, &typed, &problems, false)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /risk/{workload}/{quarter}/lines/{line}`
pub async fn edit(ctx: Ctx, Path((slug, text, id)): LinePlace) -> Reply {
    let id = id_in(&id, "line of an assessment")?;
    let assessment = editable(&ctx, &slug, &text).await?;
    let line = found(&assessment, id)?;
    let typed = stored(&assessment, &line);
    ctx.page(Here::Risk, &line.label.clone(), move || {
        form(&assessment, Some(&line), &typed, &Problems::new(), false)
    })
    .await
}

/// `POST /risk/{workload}/{quarter}/lines/{line}`
pub async fn save(ctx: Ctx, Path((slug, text, id)): LinePlace, typed: Typed) -> Reply {
    let id = id_in(&id, "line of an assessment")?;
    let version = typed.number("version").unwrap_or(0);
    match ctx
        .registry()
        .risk()
        .save_line(&ctx.actor, &slug, quarter(&text)?, id, &draft(&typed), version)
        .await
    {
        Ok(assessment) => {
            ctx.done(
                &back(&assessment, &typed),
                format!("{} saved.", typed.get("label").trim()),
            )
            .await
        }
        Err(Error::Invalid(problems)) => {
            let assessment = editable(&ctx, &slug, &text).await?;
            let line = found(&assessment, id)?;
            let title = line.label.clone();
            ctx.page_again(Here::Risk, &title, move || {
                form(&assessment, Some(&line), &typed, &problems, false)
            })
            .await
        }
        Err(Error::Conflict { .. }) => {
            let assessment = editable(&ctx, &slug, &text).await?;
            let line = found(&assessment, id)?;
            let title = line.label.clone();
            ctx.page_conflict(Here::Risk, &title, move || {
                form(&assessment, Some(&line), &typed, &Problems::new(), true)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /risk/{workload}/{quarter}/lines/{line}/delete`
pub async fn delete(ctx: Ctx, Path((slug, text, id)): LinePlace, typed: Typed) -> Reply {
    let id = id_in(&id, "line of an assessment")?;
    let version = typed.number("version").unwrap_or(0);
    let assessment = ctx
        .registry()
        .risk()
        .delete_line(&ctx.actor, &slug, quarter(&text)?, id, version)
        .await?;
    ctx.done(
        &assessment.path(),
        "The line is gone; the audit trail keeps what it said.",
    )
    .await
}

/// The assessment if this person may change it now.
async fn editable(ctx: &Ctx, slug: &str, text: &str) -> Result<Assessment, Fault> {
    let risk = ctx.registry().risk();
    let assessment = risk.assessment(&ctx.actor, slug, quarter(text)?).await?;
    risk.check_editable(&ctx.actor, &assessment)?;
    Ok(assessment)
}

fn found(assessment: &Assessment, id: Id) -> Result<Line, Fault> {
    assessment.line(id).cloned().ok_or_else(|| Fault::not_found("line"))
}

/// Back to the component the line belongs to.
fn back(assessment: &Assessment, typed: &Typed) -> String {
    format!("{}#{}", assessment.path(), typed.get("component"))
}

fn draft(typed: &Typed) -> LineDraft {
    let of = value_of(typed);
    LineDraft {
        component: of("component"),
        label: of("label"),
        low: of("low"),
        likely: of("likely"),
        high: of("high"),
        estimator: of("estimator"),
        note: of("note"),
    }
}

/// The form's fields as they are stored.
fn stored(assessment: &Assessment, line: &Line) -> Typed {
    let [low, likely, high] = [line.estimate.low(), line.estimate.likely(), line.estimate.high()].map(Money::plain);
    let estimator = if line.is_proposed() {
        String::new()
    } else {
        line.estimator.clone()
    };
    Typed::of([
        ("component", line.component.key().to_owned()),
        ("label", line.label.clone()),
        ("low", low),
        ("likely", likely),
        ("high", high),
        ("estimator", estimator),
        ("note", line.note.clone()),
        ("version", assessment.version.to_string()),
    ])
}

/// The form's fields with their labels.
const FIELDS: [(&str, &str); 7] = [
    ("component", "Component"),
    ("label", "What costs something"),
    ("low", "Low"),
    ("likely", "Likely"),
    ("high", "High"),
    ("estimator", "Estimated by"),
    ("note", "Note"),
];

/// A field as people read it: the component's name instead of its key.
fn readable(field: &str, value: &str) -> String {
    let name = match field {
        "component" => value.parse().ok().map(Component::label),
        _ => None,
    };
    name.unwrap_or(value).to_owned()
}

/// The form, new or for a line. After a conflict, `newer` says that `line` is what somebody else
/// saved: it is shown beside what was typed, and saving again builds on it.
fn form(assessment: &Assessment, line: Option<&Line>, typed: &Typed, problems: &Problems, newer: bool) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let title = line.map_or_else(|| "Add a line".to_owned(), |line| line.label.clone());
    let path = assessment.path();
    let action = line.map_or_else(|| format!("{path}/lines"), |line| format!("{path}/lines/{}", line.id));
    let sub = format!("{}, {}", assessment.workload, assessment.quarter.label());
    let above = view! {
        <Breadcrumb links=vec![Link::new("/risk", "Dependency risk"), Link::new(path.clone(), sub)]/>
    };
    let conflict = line.filter(|_| newer).map(|line| {
        conflict(
            "changed this assessment",
            &stored(assessment, line),
            typed,
            &FIELDS,
            readable,
        )
    });
    let proposed = line.filter(|line| line.is_proposed()).map(|_| {
        view! { <p>"The registry proposed this line. Once you save it, it is yours and stays when proposals are refreshed."</p> }
    });
    let components: Vec<Choice> = Component::all()
        .iter()
        .map(|component| Choice::new(component.key(), sentence(component.label())))
        .collect();
    let code = assessment.currency.code();
    let seen = if newer {
        assessment.version.to_string()
    } else {
        value("version")
    };
    let save = if line.is_some() { "Save" } else { "Add line" };
    let remove = line.map(|line| {
        let text = format!("“{}” is taken out of the assessment; the audit trail keeps what it said.", line.label);
        let hidden = version(assessment);
        view! { <Confirm label="Remove this line" text=text action=format!("{path}/lines/{}/delete", line.id)>{hidden}</Confirm> }
    });
    view! {
        <PageHead title=title above=above/>
        <ErrorSummary problems=problems.clone()/>
        {conflict}
        <form method="post" action=action class="form">
            {proposed}
            <Select label="Component" name="component" choices=components none="Choose a component" value=value("component") error=of("component") required=true/>
            <TextInput label="What costs something" name="label" value=value("label") error=of("label") required=true
                hint="Such as a service, a data set or a contract."/>
            <TextInput label="Low" name="low" value=value("low") error=of("low") unit=code inputmode="decimal" short=true required=true
                hint="It will hardly cost less: one case in twenty."/>
            <TextInput label="Likely" name="likely" value=value("likely") error=of("likely") unit=code inputmode="decimal" short=true required=true
                hint="The figure the ratio is made of."/>
            <TextInput label="High" name="high" value=value("high") error=of("high") unit=code inputmode="decimal" short=true required=true
                hint="It will hardly cost more: one case in twenty."/>
            <TextInput label="Estimated by" name="estimator" value=value("estimator") error=of("estimator") optional=true
                hint="Your name unless you write another."/>
            <TextArea label="Note" name="note" value=value("note") error=of("note") rows=3 optional=true
                hint="How the figures came about, so that somebody can check them."/>
            <Hidden name="version" value=seen/>
            <Buttons>
                <Button look=Look::Primary>{save}</Button>
                <ButtonLink href=path.clone()>"Cancel"</ButtonLink>
            </Buttons>
        </form>
        {remove}
    }
    .into_any()
}
