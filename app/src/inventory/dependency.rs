//! The page of one dependency with its integration points.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    identity::Act,
    inventory::{Dependency, Point, PointDraft, PointFilter, Standing},
    kernel::{Error, Problems},
};

use super::parts;
use crate::adr::begin;
use crate::{
    cells,
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Callout, Checkbox, Choice, Col, Columns, Confirm, Empty, ErrorSummary,
        Fact, Facts, Here, Hidden, Link, Look, NoticeKind, PageHead, Radios, Row, Section, Slot, Table, TextInput, Two,
        count,
    },
    web::{Ctx, Reply, Typed, error_of, id_in, value_of},
};

type Address = Path<(String, String)>;

/// `GET /workloads/{slug}/dependencies/{id}`
pub async fn one(ctx: Ctx, Path((slug, id)): Address) -> Reply {
    let one = parts::dependency(&ctx, &slug, &id).await?;
    page(
        &ctx,
        one,
        Typed::of([("calls", "1"), ("leaking", "false"), ("of_count", "true")]),
        Problems::new(),
    )
    .await
}

async fn page(ctx: &Ctx, one: Dependency, typed: Typed, problems: Problems) -> Reply {
    let filter = PointFilter {
        dependency: Some(one.id),
        limit: 1_000,
        ..PointFilter::default()
    };
    let points = ctx.registry().inventory().points(&ctx.actor, &filter).await?;
    let may_edit = ctx.may(Act::EditInventory);
    let title = format!("{} of {}", one.service.name, one.workload);
    let again = !problems.is_empty();
    let may_write = begin::may(ctx);
    let content = move || view_of(&one, &points, (may_edit, may_write), &typed, &problems);
    if again {
        ctx.page_again(Here::Workloads, &title, content).await
    } else {
        ctx.page(Here::Workloads, &title, content).await
    }
}

/// `POST /workloads/{slug}/dependencies/{id}/points`
pub async fn add_point(ctx: Ctx, Path((slug, id)): Address, typed: Typed) -> Reply {
    let one = parts::dependency(&ctx, &slug, &id).await?;
    let of = value_of(&typed);
    let draft = PointDraft {
        location: of("location"),
        operation: of("operation"),
        calls: of("calls"),
        leaking: of("leaking"),
        of_count: of("of_count"),
    };
    match ctx.registry().inventory().add_point(&ctx.actor, one.id, &draft).await {
        Ok(after) => {
            ctx.done(
                &format!("{}#points", after.path()),
                format!("{} added.", draft.location.trim()),
            )
            .await
        }
        Err(Error::Invalid(problems)) => page(&ctx, one, typed, problems).await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /workloads/{slug}/dependencies/{id}/points/{point}/move`
pub async fn move_point(ctx: Ctx, Path((slug, id, point)): Path<(String, String, String)>, typed: Typed) -> Reply {
    parts::dependency(&ctx, &slug, &id).await?;
    let leaking = typed.get("leaking") == "true";
    let point = id_in(&point, "integration point")?;
    let after = ctx
        .registry()
        .inventory()
        .move_point(&ctx.actor, point, leaking)
        .await?;
    let said = if leaking {
        "Moved: it leaks."
    } else {
        "Moved: it is inside the boundary."
    };
    ctx.done(&format!("{}#points", after.path()), said).await
}

/// `POST /workloads/{slug}/dependencies/{id}/points/{point}/remove`
pub async fn remove_point(ctx: Ctx, Path((slug, id, point)): Path<(String, String, String)>) -> Reply {
    parts::dependency(&ctx, &slug, &id).await?;
    let point = id_in(&point, "integration point")?;
    let after = ctx.registry().inventory().remove_point(&ctx.actor, point).await?;
    ctx.done(&format!("{}#points", after.path()), "Integration point removed.")
        .await
}

/// `POST /workloads/{slug}/dependencies/{id}/remove`
pub async fn remove(ctx: Ctx, Path((slug, id)): Address) -> Reply {
    let one = parts::dependency(&ctx, &slug, &id).await?;
    let gone = ctx.registry().inventory().detach(&ctx.actor, one.id).await?;
    let said = format!("{} no longer depends on {}.", gone.workload, gone.service.name);
    ctx.done(&format!("/workloads/{}", gone.workload_slug), said).await
}

fn view_of(
    one: &Dependency,
    points: &[Point],
    (may_edit, may_write): (bool, bool),
    typed: &Typed,
    problems: &Problems,
) -> AnyView {
    let workload = format!("/workloads/{}", one.workload_slug);
    let links = vec![
        Link::new("/workloads", "Workloads"),
        Link::new(workload, one.workload.clone()),
    ];
    let above = view! { <Breadcrumb links=links/> };
    let actions: Slot = if may_edit {
        let href = format!("{}/edit", one.path());
        let missing = may_write && one.standing() == Standing::Missing;
        let write = missing.then(|| view! { <ButtonLink href=begin::address(one)>"Write the record"</ButtonLink> });
        view! { <ButtonLink href=href>"Change"</ButtonLink>{write} }.into()
    } else {
        Slot::default()
    };
    let badge: Slot = parts::coupling(one.category).into();
    let wants = one.wants_record().then(|| {
        let sentence = if one.record.is_some() {
            "This use is deeply coupled by design, and its decision record is not accepted yet. Until it is, the coupling is a risk, not a choice."
        } else {
            "This use is deeply coupled by design, and no decision record says why. Name an accepted one, so that the coupling is a choice."
        };
        view! { <Callout kind=NoticeKind::Warning><p>{sentence}</p></Callout> }
    });
    let table = if points.is_empty() {
        view! { <Empty title="No integration points yet" text="Count them with “Change”, or add each place where the service is called or declared."/> }.into_any()
    } else {
        let rows = points.iter().map(|point| point_row(point, one, may_edit)).collect();
        let mut cols = vec![Col::text("Place"), Col::num("Calls"), Col::text("Side")];
        if may_edit {
            cols.push(Col::text("Change").hidden());
        }
        view! { <Table caption="Integration points" rows=rows cols=cols/> }.into_any()
    };
    let add = may_edit.then(|| add_form(one, typed, problems));
    let remove = may_edit.then(|| {
        let text = format!(
            "{} is taken off {} with {}. The audit trail keeps what was there; signed weeks keep what was signed.",
            one.service.name,
            one.workload,
            count(one.points, "integration point", "integration points")
        );
        let action = format!("{}/remove", one.path());
        view! { <Section title="Remove"><Confirm label="Remove dependency" text=text action=action/></Section> }
    });
    let note = (one.points > 0).then(|| format!("{}, {} leaking", count(one.points, "call", "calls"), one.leaking));
    let facts: Slot = facts(one).into();
    let title = one.service.name.clone();
    let sub = format!("of {}", one.workload);
    view! {
        <PageHead title=title sub=sub above=above badge=badge actions=actions/>
        <ErrorSummary problems=problems.clone()/>
        <Columns facts=facts>
            {wants}
            <Section title="Integration points" id="points" note=note>{table}</Section>
            {add}
            {remove}
        </Columns>
    }
    .into_any()
}

fn point_row(point: &Point, one: &Dependency, may_edit: bool) -> Row {
    let place = if point.is_count() {
        "Counted, no place yet".to_owned()
    } else {
        point.location.clone()
    };
    let mut cells = cells![
        view! { <Two text=place.clone() note=point.operation.clone()/> },
        point.calls.to_string(),
        parts::side(point.leaking),
    ];
    if may_edit {
        let base = format!("{}/points/{}", one.path(), point.id);
        let (to_move, to_remove) = (format!("{base}/move"), format!("{base}/remove"));
        let (value, label) = if point.leaking {
            ("false", "Mark inside")
        } else {
            ("true", "Mark leaking")
        };
        let text = format!("{place} is removed from the registry.");
        cells.push(
            view! {
                <div class="buttons">
                    <form method="post" action=to_move>
                        <Hidden name="leaking" value=value/>
                        <Button look=Look::Quiet>{label}<span class="unseen">": "{place}</span></Button>
                    </form>
                    <Confirm label="Remove" text=text action=to_remove quiet=true/>
                </div>
            }
            .into_any(),
        );
    }
    if point.is_count() {
        Row::faint(cells)
    } else {
        cells.into()
    }
}

fn add_form(one: &Dependency, typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let action = format!("{}/points", one.path());
    let sides = vec![
        Choice::new("false", "Inside the boundary"),
        Choice::new("true", "Leaking: called outside it"),
    ];
    let counted = one.unlocated_inside + one.unlocated_leaking;
    let of_count = (counted > 0).then(|| {
        let hint = format!("{counted} are counted without a place; these calls are then taken off that count.");
        view! { <Checkbox label="Already counted" name="of_count" checked=typed.get("of_count") == "true" hint=hint/> }
    });
    view! {
        <Section title="Add a place" id="add">
            <form method="post" action=action class="form">
                <TextInput label="Place" name="location" value=value("location") error=of("location") required=true
                    hint="Repository, path and line, such as claims-api:src/llm.rs:42, or the name of a state machine or resource."/>
                <div class="fields">
                    <TextInput label="Operation" name="operation" value=value("operation") error=of("operation") optional=true
                        hint="What is called, such as InvokeModel."/>
                    <TextInput label="Calls" name="calls" value=value("calls") error=of("calls") inputmode="numeric" short=true
                        hint="How many stand there."/>
                </div>
                <Radios label="Side of the boundary" name="leaking" choices=sides value=value("leaking") required=true/>
                {of_count}
                <Buttons><Button>"Add place"</Button></Buttons>
            </form>
        </Section>
    }
    .into_any()
}

fn facts(one: &Dependency) -> impl IntoView + use<> {
    let or_missing = |text: &str| {
        if text.is_empty() {
            "not recorded".to_owned()
        } else {
            text.to_owned()
        }
    };
    let service = (format!("/services/{}", one.service.key), one.service.name.clone());
    let exit = if one.exit_option.is_empty() {
        "none named".into_any()
    } else {
        view! { <a href=format!("/services/{}", one.exit_option)>{one.exit_name.clone()}</a> }.into_any()
    };
    let runbook = if one.runbook.is_empty() {
        "none".into_any()
    } else {
        let address = one.runbook.clone();
        let short = address
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .to_owned();
        view! { <a href=address rel="noreferrer">{short}</a> }.into_any()
    };
    let record = match &one.record {
        None => "none yet".into_any(),
        Some(present) => {
            let title = present.title.clone();
            view! { {parts::record(Some(present))}<br/><small>{title}</small> }.into_any()
        }
    };
    let boundary = if one.boundary.is_empty() {
        "none: every call is bare".into_any()
    } else {
        parts::boundary(&one.boundary)
    };
    let owner = or_missing(&one.owner);
    let covered = format!("{} of {}", one.covered(), one.points);
    let (points, leaking) = (one.points.to_string(), one.leaking.to_string());
    let layer = one.service.layer.label();
    view! {
        <Section title="Facts">
            <Facts>
                <Fact term="Service"><a href=service.0>{service.1}</a><br/><small>{layer}" layer"</small></Fact>
                <Fact term="Owner">{owner}</Fact>
                <Fact term="Boundary">{boundary}</Fact>
                <Fact term="Points">{points}</Fact>
                <Fact term="Leaking">{leaking}</Fact>
                <Fact term="Covered">{covered}</Fact>
                <Fact term="Record">{record}</Fact>
                <Fact term="Exit option">{exit}</Fact>
                <Fact term="Runbook">{runbook}</Fact>
            </Facts>
        </Section>
    }
}
