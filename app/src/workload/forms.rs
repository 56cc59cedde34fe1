//! Registering and changing a workload.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    identity::{Act, Team},
    kernel::{Currency, Error, Problems},
    workload::{Draft, Durability, Workload},
};

use crate::{
    ui::{
        Breadcrumb, Button, ButtonLink, Buttons, Callout, Choice, ErrorSummary, Here, Hidden, Link, Look, NoticeKind,
        PageHead, Radios, Select, TextArea, TextInput, sentence,
    },
    web::{Ctx, Reply, Typed, conflict, error_of, value_of},
};

/// `GET /workloads/new`
pub async fn new(ctx: Ctx) -> Reply {
    ctx.actor.must(Act::EditWorkloads)?;
    let teams = ctx.registry().people().teams().await?;
    let typed = Typed::of([("currency", "USD")]);
    ctx.page(Here::Workloads, "Register a workload", move || {
        form(None, &teams, &typed, &Problems::new(), None)
    })
    .await
}

/// `POST /workloads`
pub async fn register(ctx: Ctx, typed: Typed) -> Reply {
    match ctx.registry().workloads().register(&ctx.actor, &draft(&typed)).await {
        Ok(workload) => {
            let said = format!(
                "{} is registered. Next: attach the services it depends on.",
                workload.name
            );
            ctx.done(&workload.path(), said).await
        }
        Err(Error::Invalid(problems)) => {
            let teams = ctx.registry().people().teams().await?;
            ctx.page_again(Here::Workloads, "Register a workload", move || {
                form(None, &teams, &typed, &problems, None)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /workloads/{slug}/edit`
pub async fn edit(ctx: Ctx, Path(slug): Path<String>) -> Reply {
    ctx.actor.must(Act::EditWorkloads)?;
    let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
    let teams = ctx.registry().people().teams().await?;
    let typed = stored(&workload, &teams);
    ctx.page(Here::Workloads, &workload.name.clone(), move || {
        form(Some(&workload), &teams, &typed, &Problems::new(), None)
    })
    .await
}

/// `POST /workloads/{slug}/edit`
pub async fn change(ctx: Ctx, Path(slug): Path<String>, typed: Typed) -> Reply {
    let version = typed.number("version").unwrap_or(0);
    let changed = ctx
        .registry()
        .workloads()
        .change(&ctx.actor, &slug, &draft(&typed), version)
        .await;
    match changed {
        Ok(workload) => ctx.done(&workload.path(), format!("{} saved.", workload.name)).await,
        Err(Error::Invalid(problems)) => {
            let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
            let teams = ctx.registry().people().teams().await?;
            ctx.page_again(Here::Workloads, &workload.name.clone(), move || {
                form(Some(&workload), &teams, &typed, &problems, None)
            })
            .await
        }
        Err(Error::Conflict { .. }) => {
            let workload = ctx.registry().workloads().get(&ctx.actor, &slug).await?;
            let teams = ctx.registry().people().teams().await?;
            ctx.page_conflict(Here::Workloads, &workload.name.clone(), move || {
                form(Some(&workload), &teams, &typed, &Problems::new(), Some(&workload))
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

fn draft(typed: &Typed) -> Draft {
    let of = value_of(typed);
    Draft {
        name: of("name"),
        purpose: of("purpose"),
        team: of("team"),
        durability: of("durability"),
        spend: of("spend"),
        currency: of("currency"),
        accounts: of("accounts"),
        regions: of("regions"),
        classification: of("classification"),
    }
}

/// The form's fields as they are stored.
fn stored(workload: &Workload, teams: &[Team]) -> Typed {
    let team = teams
        .iter()
        .find(|team| team.id == workload.team_id)
        .map(|team| team.slug.clone());
    Typed::of([
        ("name", workload.name.clone()),
        ("purpose", workload.purpose.clone()),
        ("team", team.unwrap_or_default()),
        ("durability", workload.durability.key().to_owned()),
        (
            "spend",
            workload.spend.map(registry::kernel::Money::plain).unwrap_or_default(),
        ),
        ("currency", workload.currency.code().to_owned()),
        ("accounts", workload.accounts.clone()),
        ("regions", workload.regions.clone()),
        ("classification", workload.classification.clone()),
        ("version", workload.version.to_string()),
    ])
}

/// The form's fields with their labels.
const FIELDS: [(&str, &str); 9] = [
    ("name", "Name"),
    ("purpose", "Purpose"),
    ("team", "Team"),
    ("durability", "Durability class"),
    ("spend", "Annual AI spend"),
    ("currency", "Currency"),
    ("accounts", "Accounts"),
    ("regions", "Regions"),
    ("classification", "Data classification"),
];

/// A field as people read it: a name instead of a key.
fn readable(field: &str, value: &str, teams: &[Team]) -> String {
    let name = match field {
        "team" => teams
            .iter()
            .find(|team| team.slug == value)
            .map(|team| team.name.as_str()),
        "durability" => value.parse().ok().map(Durability::label),
        _ => None,
    };
    name.unwrap_or(value).to_owned()
}

/// The form, new or for a workload. After a conflict, `newer` is what somebody else saved: it
/// is shown beside what was typed, and saving again builds on it.
fn form(
    workload: Option<&Workload>,
    teams: &[Team],
    typed: &Typed,
    problems: &Problems,
    newer: Option<&Workload>,
) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let title = workload.map_or_else(
        || "Register a workload".to_owned(),
        |workload| format!("Change {}", workload.name),
    );
    let action = workload.map_or_else(
        || "/workloads".to_owned(),
        |workload| format!("{}/edit", workload.path()),
    );
    let back = workload.map_or_else(|| "/workloads".to_owned(), Workload::path);
    let mut crumbs = vec![Link::new("/workloads", "Workloads")];
    crumbs.extend(workload.map(|workload| Link::new(workload.path(), workload.name.clone())));
    let above = view! { <Breadcrumb links=crumbs/> };
    let version = newer.map_or_else(|| value("version"), |newer| newer.version.to_string());
    let conflict = newer.map(|newer| {
        conflict(
            "saved this workload",
            &stored(newer, teams),
            typed,
            &FIELDS,
            |field, value| readable(field, value, teams),
        )
    });
    let team_choices: Vec<Choice> = teams
        .iter()
        .map(|team| Choice::new(team.slug.clone(), team.name.clone()))
        .collect();
    let no_teams = teams.is_empty().then(|| {
        view! { <Callout kind=NoticeKind::Warning>"There is no team yet. An administrator adds teams on the page "<a href="/people">"People"</a>"."</Callout> }
    });
    let classes: Vec<Choice> = Durability::all()
        .iter()
        .map(|class| {
            let share = class.commitment_share();
            Choice::new(class.key(), sentence(class.label())).note(format!(
                "{} Planning default: commit {share} % of spend.",
                class.explanation()
            ))
        })
        .collect();
    let currencies: Vec<Choice> = Currency::all()
        .iter()
        .map(|currency| Choice::new(currency.code(), currency.code()))
        .collect();
    let save = if workload.is_some() {
        "Save"
    } else {
        "Register workload"
    };
    view! {
        <PageHead title=title above=above/>
        <ErrorSummary problems=problems.clone()/>
        {conflict}
        {no_teams}
        <form method="post" action=action class="form">
            <TextInput label="Name" name="name" value=value("name") error=of("name") required=true
                hint="What people call the system, such as Claims triage."/>
            <TextArea label="Purpose" name="purpose" value=value("purpose") error=of("purpose") rows=3 optional=true
                hint="What it does and for whom, in a sentence or two."/>
            <Select label="Owning team" name="team" choices=team_choices value=value("team") none="Choose a team" error=of("team")
                hint="Its reviewers sign the quarterly review." required=true/>
            <Radios label="Durability class" name="durability" choices=classes value=value("durability") error=of("durability") required=true/>
            <div class="fields">
                <TextInput label="Annual AI spend" name="spend" value=value("spend") error=of("spend") inputmode="decimal" optional=true
                    hint="The last twelve months on models, training, inference and orchestration, such as 1,250,000."/>
                <Select label="Currency" name="currency" choices=currencies value=value("currency") error=of("currency")/>
            </div>
            <TextInput label="AWS accounts" name="accounts" value=value("accounts") error=of("accounts") optional=true
                hint="Account names or numbers, separated by commas."/>
            <TextInput label="Regions" name="regions" value=value("regions") error=of("regions") optional=true
                hint="Such as eu-central-1; required for regulated data processing."/>
            <TextInput label="Data classification" name="classification" value=value("classification") error=of("classification") optional=true
                hint="Your own scheme, such as confidential – personal data."/>
            <Hidden name="version" value=version/>
            <Buttons>
                <Button look=Look::Primary>{save}</Button>
                <ButtonLink href=back>"Cancel"</ButtonLink>
            </Buttons>
        </form>
    }
    .into_any()
}
