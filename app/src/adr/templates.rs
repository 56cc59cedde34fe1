//! What a record starts from: choosing it, and the organisation's own templates.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    adr::{OwnDraft, OwnTemplate, Unsaved, template},
    identity::Act,
    kernel::{Error, Problems},
};

use super::typing;
use crate::{
    cells,
    ui::{
        Badge, Breadcrumb, Button, ButtonLink, Buttons, Col, Columns, Empty, ErrorSummary, Here, Hidden, Link, Look,
        Notice, PageHead, Row, Slot, Table, TextArea, TextInput, Two,
    },
    web::{Answer, Ctx, Fault, Reply, Typed, conflict, error_of, id_in, value_of},
};

const TITLE: &str = "Templates";

/// The page that asks what a new record starts from.
pub async fn choose(ctx: &Ctx, unsaved: Vec<Unsaved>, log: Option<&str>) -> Reply {
    let own = ctx.registry().records().own_templates(&ctx.actor).await?;
    let log = log.map_or_else(String::new, |log| {
        format!(
            "&log={}",
            form_urlencoded::byte_serialize(log.as_bytes()).collect::<String>()
        )
    });
    ctx.page(Here::Decisions, "Write a record", move || {
        let card = |key: String, name: String, why: String| {
            let href = format!("/adrs/new?template={key}{log}");
            view! { <li><a href=href><b>{name}</b><span>{why}</span></a></li> }
        };
        let ours: Vec<_> = own
            .into_iter()
            .filter(|template| !template.retired)
            .map(|template| card(template.id.to_string(), template.name, template.why))
            .collect();
        let ours = (!ours.is_empty()).then(|| {
            view! { <h2 class="label">"Your organisation’s"</h2><ul class="templates">{ours}</ul> }
        });
        let built_in = template::all()
            .iter()
            .map(|one| card(one.key.to_owned(), one.name.to_owned(), one.when_to_use.to_owned()))
            .collect_view();
        let heading = ours.is_some().then(|| view! { <h2 class="label">"Built in"</h2> });
        let above = view! { <Breadcrumb links=vec![Link::new("/adrs", "Decisions")] here="New"/> };
        let actions: Slot =
            view! { <ButtonLink href="/adrs/templates" look=Look::Quiet>"Your templates"</ButtonLink> }.into();
        let offer = typing::offers(&unsaved, "/adrs/new", usize::MAX);
        view! {
            <PageHead title="Write a record" above=above sub="Choose what it starts from" actions=actions/>
            {offer}
            {ours}
            {heading}
            <ul class="templates">{built_in}</ul>
        }
        .into_any()
    })
    .await
}

/// The text of the organisation's template with this key.
pub async fn body(ctx: &Ctx, key: &str) -> Result<String, Fault> {
    let id = id_in(key, "template")?;
    Ok(ctx.registry().records().own_template(&ctx.actor, id).await?.body)
}

/// `GET /adrs/templates`
pub async fn list(ctx: Ctx) -> Reply {
    let own = ctx.registry().records().own_templates(&ctx.actor).await?;
    let may = ctx.may(Act::WriteRecords);
    ctx.page(Here::Decisions, TITLE, move || {
        let add: Slot = may
            .then(|| view! { <ButtonLink href="/adrs/templates/new" look=Look::Primary>"Add a template"</ButtonLink> })
            .into();
        let above = view! { <Breadcrumb links=vec![Link::new("/adrs", "Decisions")]/> };
        let content = if own.is_empty() {
            view! {
                <Empty title="No template of your own yet"
                    text="The built-in ones are offered to whoever writes a record. Add one when your records share sections those do not have."/>
            }
            .into_any()
        } else {
            let rows: Vec<Row> = own.iter().map(|template| row(template, may)).collect();
            let cols = vec![Col::text("Template"), Col::text("Changed"), Col::text("Offered"), Col::text("Change").hidden()];
            view! { <Table caption="The organisation’s templates" cols=cols rows=rows/> }.into_any()
        };
        view! {
            <PageHead title=TITLE above=above sub="What new records start from, besides the built-in ones" actions=add/>
            <Columns>{content}</Columns>
        }
        .into_any()
    })
    .await
}

fn row(template: &OwnTemplate, may: bool) -> Row {
    let href = format!("/adrs/templates/{}", template.id);
    let (name, why) = (template.name.clone(), template.why.clone());
    let two = if may {
        view! { <Two text=name note=why href=href.clone()/> }.into_any()
    } else {
        view! { <Two text=name note=why/> }.into_any()
    };
    let day = template.updated_at.day();
    let state = if template.retired { "Retired" } else { "Offered" };
    let (label, value) = if template.retired {
        ("Offer again", "no")
    } else {
        ("Retire", "yes")
    };
    let version = template.version.to_string();
    let act = may.then(|| {
        view! {
            <form method="post" action=format!("{href}/retire")>
                <Hidden name="version" value=version/>
                <Button look=Look::Quiet name="retired" value=value>{label}</Button>
            </form>
        }
    });
    cells![
        two,
        view! { <crate::ui::Day on=day/> },
        view! { <Badge text=state/> },
        act
    ]
    .into()
}

/// `GET /adrs/templates/new`
pub async fn new(ctx: Ctx) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    page(&ctx, None, Typed::default(), Answer::Open).await
}

/// `POST /adrs/templates`
pub async fn add(ctx: Ctx, typed: Typed) -> Reply {
    match ctx.registry().records().add_template(&ctx.actor, &draft(&typed)).await {
        Ok(made) => {
            ctx.done("/adrs/templates", format!("“{}” is offered now.", made.name))
                .await
        }
        Err(Error::Invalid(problems)) => page(&ctx, None, typed, Answer::Wrong(problems)).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /adrs/templates/{id}`
pub async fn edit(ctx: Ctx, Path(id): Path<String>) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let template = ctx
        .registry()
        .records()
        .own_template(&ctx.actor, id_in(&id, "template")?)
        .await?;
    let typed = stored(&template);
    page(&ctx, Some(template), typed, Answer::Open).await
}

/// `POST /adrs/templates/{id}`
pub async fn change(ctx: Ctx, Path(id): Path<String>, typed: Typed) -> Reply {
    let records = ctx.registry().records();
    let id = id_in(&id, "template")?;
    let version = typed.number("version").unwrap_or(0);
    match records.change_template(&ctx.actor, id, &draft(&typed), version).await {
        Ok(saved) => ctx.done("/adrs/templates", format!("“{}” saved.", saved.name)).await,
        Err(Error::Invalid(problems)) => {
            let template = records.own_template(&ctx.actor, id).await?;
            page(&ctx, Some(template), typed, Answer::Wrong(problems)).await
        }
        Err(Error::Conflict { .. }) => {
            let template = records.own_template(&ctx.actor, id).await?;
            page(&ctx, Some(template), typed, Answer::Newer(())).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /adrs/templates/{id}/retire`
pub async fn retire(ctx: Ctx, Path(id): Path<String>, typed: Typed) -> Reply {
    let retired = typed.get("retired") == "yes";
    let version = typed.number("version").unwrap_or(0);
    let id = id_in(&id, "template")?;
    match ctx
        .registry()
        .records()
        .retire_template(&ctx.actor, id, retired, version)
        .await
    {
        Ok(template) => {
            let now = if retired { "no longer offered" } else { "offered again" };
            ctx.done("/adrs/templates", format!("“{}” is {now}.", template.name))
                .await
        }
        Err(Error::Conflict { .. }) => {
            let said = "Not done: somebody else changed this template meanwhile. Look at it again.";
            ctx.on("/adrs/templates", Notice::warning(said)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn draft(typed: &Typed) -> OwnDraft {
    let of = value_of(typed);
    OwnDraft {
        name: of("name"),
        why: of("why"),
        body: of("body"),
    }
}

fn stored(template: &OwnTemplate) -> Typed {
    Typed::of([
        ("name", template.name.clone()),
        ("why", template.why.clone()),
        ("body", template.body.clone()),
        ("version", template.version.to_string()),
    ])
}

async fn page(ctx: &Ctx, template: Option<OwnTemplate>, typed: Typed, answer: Answer) -> Reply {
    let title = if template.is_some() {
        "Change a template"
    } else {
        "Add a template"
    };
    let (problems, newer) = (answer.problems(), answer.newer().is_some());
    let view = move || form(template.as_ref(), &typed, &problems, newer, title);
    answer.page(ctx, Here::Decisions, title, view).await
}

const FIELDS: [(&str, &str); 3] = [
    ("name", "Name"),
    ("why", "When to choose it"),
    ("body", "What a record starts with"),
];

fn form(
    template: Option<&OwnTemplate>,
    typed: &Typed,
    problems: &Problems,
    newer: bool,
    title: &'static str,
) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let action = template.map_or_else(
        || "/adrs/templates".to_owned(),
        |one| format!("/adrs/templates/{}", one.id),
    );
    let version = match template.filter(|_| newer) {
        Some(now) => now.version.to_string(),
        None => value("version"),
    };
    let theirs = template.filter(|_| newer).map(|now| {
        conflict("changed this template", &stored(now), typed, &FIELDS, |_, value| {
            value.to_owned()
        })
    });
    let links = vec![Link::new("/adrs", "Decisions"), Link::new("/adrs/templates", TITLE)];
    let above = view! { <Breadcrumb links=links/> };
    view! {
        <PageHead title=title above=above/>
        <ErrorSummary problems=problems.clone()/>
        {theirs}
        <form method="post" action=action class="form">
            <TextInput label="Name" name="name" value=value("name") error=of("name") required=true/>
            <TextInput label="When to choose it" name="why" value=value("why") error=of("why") required=true
                hint="One sentence, shown below the name."/>
            <TextArea label="What a record starts with" name="body" value=value("body") error=of("body") rows=20 code=true required=true
                hint="Markdown. Its first heading gives way to the record’s title."/>
            <Hidden name="version" value=version/>
            <Buttons>
                <Button look=Look::Primary>"Save"</Button>
                <ButtonLink href="/adrs/templates">"Cancel"</ButtonLink>
            </Buttons>
        </form>
    }
    .into_any()
}
