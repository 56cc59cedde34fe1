//! Everybody, and how an administrator changes what they may do.

use std::collections::BTreeSet;

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    identity::{Act, NewPerson, Person, Role, Team},
    kernel::{Error, Id, Problems},
};

use crate::{
    cells,
    ui::{
        Badge, Breadcrumb, Button, ButtonLink, Buttons, Checkbox, Col, Columns, Day, Empty, ErrorSummary, Here, Hidden,
        Link, Look, PageHead, Row, Section, Slot, Table, TextInput, Tone, Two, count,
    },
    web::{Ctx, Reply, Typed, csv, error_of, id_in, value_of},
};

/// `GET /people`
pub async fn list(ctx: Ctx) -> Reply {
    overview(&ctx, Typed::default(), Problems::new()).await
}

/// `GET /people.csv`
pub async fn list_csv(ctx: Ctx) -> Reply {
    let people = ctx.registry().people().list(&ctx.actor).await?;
    let rows = people.into_iter().map(|person| {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.key()).collect();
        let teams: Vec<&str> = person.teams.iter().map(|team| team.slug.as_str()).collect();
        vec![
            person.name,
            person.email,
            roles.join(" "),
            teams.join(" "),
            person.active.to_string(),
            person.created_at.to_string(),
        ]
    });
    csv("people", &["name", "email", "roles", "teams", "active", "since"], rows)
}

async fn overview(ctx: &Ctx, typed: Typed, problems: Problems) -> Reply {
    let people = ctx.registry().people().list(&ctx.actor).await?;
    let teams = ctx.registry().people().teams().await?;
    let manages = ctx.may(Act::ManagePeople);
    let again = !problems.is_empty();
    let content = move || {
        let rows: Vec<Row> = people
            .iter()
            .map(|person| {
                let href = manages.then(|| format!("/people/{}", person.id));
                let roles: Vec<&str> = person.roles.iter().map(|role| role.label()).collect();
                let teams: Vec<&str> = person.teams.iter().map(|team| team.name.as_str()).collect();
                let state = if person.active {
                    view! { <Badge tone=Tone::Ok text="Active"/> }.into_any()
                } else {
                    view! { <Badge text="Deactivated"/> }.into_any()
                };
                let cells = cells![
                    view! { <Two text=person.name.clone() note=person.email.clone() href=href/> },
                    roles.join(", "),
                    teams.join(", "),
                    state,
                    view! { <Day on=person.created_at.day()/> },
                ];
                if person.active {
                    Row::new(cells)
                } else {
                    Row::faint(cells)
                }
            })
            .collect();
        let actions: Slot = if manages {
            view! { <ButtonLink href="/people/new" look=Look::Primary>"Add a person"</ButtonLink> }.into()
        } else {
            Slot::default()
        };
        let members = |team: &Team| {
            people
                .iter()
                .filter(|one| one.teams.contains(team))
                .map(|one| one.name.clone())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let team_rows: Vec<Row> = teams
            .iter()
            .map(|team| cells![team.name.clone(), members(team)].into())
            .collect();
        let team_table = if team_rows.is_empty() {
            view! { <Empty title="No teams yet" text="A team owns workloads, and its reviewers sign their reviews. Add the first one below."/> }.into_any()
        } else {
            view! { <Table caption="Teams" cols=vec![Col::text("Team"), Col::text("Members")] rows=team_rows/> }
                .into_any()
        };
        let (of, value) = (error_of(&problems), value_of(&typed));
        let add_team = manages.then(|| {
            view! {
                <form method="post" action="/teams" class="filters">
                    <TextInput label="New team" name="team" value=value("team") error=of("team") required=true/>
                    <Button>"Add team"</Button>
                </form>
            }
        });
        view! {
            <PageHead title="People" sub=format!("{}, {}", count(people.len(), "person", "people"), count(teams.len(), "team", "teams")) actions=actions/>
            <Columns>
                <Section title="Everybody">
                    <Table caption="People" rows=rows
                        cols=vec![Col::text("Person"), Col::text("Roles"), Col::text("Teams"), Col::text("State"), Col::text("Since").minor()]/>
                </Section>
                <Section title="Teams" id="teams">{team_table}{add_team}</Section>
            </Columns>
        }
        .into_any()
    };
    if again {
        ctx.page_again(Here::People, "People", content).await
    } else {
        ctx.page(Here::People, "People", content).await
    }
}

/// `POST /teams`
pub async fn add_team(ctx: Ctx, typed: Typed) -> Reply {
    match ctx.registry().people().add_team(&ctx.actor, typed.get("team")).await {
        Ok(team) => ctx.done("/people#teams", format!("Team {} added.", team.name)).await,
        Err(Error::Invalid(problems)) => overview(&ctx, typed, problems).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /people/new`
pub async fn new(ctx: Ctx) -> Reply {
    ctx.actor.must(Act::ManagePeople)?;
    let teams = ctx.registry().people().teams().await?;
    ctx.page(Here::People, "Add a person", move || {
        form(None, &teams, &Typed::default(), &Problems::new())
    })
    .await
}

/// `POST /people`
pub async fn add(ctx: Ctx, typed: Typed) -> Reply {
    let teams = ctx.registry().people().teams().await?;
    let person = NewPerson {
        email: typed.get("email").to_owned(),
        name: typed.get("name").to_owned(),
        password: typed.get("password").to_owned(),
        roles: roles(&typed),
        teams: chosen(&typed, &teams).into_iter().map(|team| team.id).collect(),
    };
    match ctx.registry().people().add(&ctx.actor, person).await {
        Ok(_) => {
            ctx.done("/people", format!("{} may sign in now.", typed.get("name").trim()))
                .await
        }
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::People, "Add a person", move || {
                form(None, &teams, &typed, &problems)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /people/{id}`
pub async fn one(ctx: Ctx, Path(id): Path<String>) -> Reply {
    ctx.actor.must(Act::ManagePeople)?;
    let id = id_in(&id, "person")?;
    let person = found(&ctx, id).await?;
    let teams = ctx.registry().people().teams().await?;
    let mut fields = vec![
        ("name".to_owned(), person.name.clone()),
        ("version".to_owned(), person.version.to_string()),
    ];
    fields.extend(
        person
            .roles
            .iter()
            .map(|role| ("roles".to_owned(), role.key().to_owned())),
    );
    fields.extend(person.teams.iter().map(|team| ("teams".to_owned(), team.slug.clone())));
    if person.active {
        fields.push(("active".to_owned(), "true".to_owned()));
    }
    let typed = Typed::of(fields);
    ctx.page(Here::People, &person.name.clone(), move || {
        form(Some(&person), &teams, &typed, &Problems::new())
    })
    .await
}

/// `POST /people/{id}`
pub async fn change(ctx: Ctx, Path(id): Path<String>, typed: Typed) -> Reply {
    ctx.actor.must(Act::ManagePeople)?;
    let id = id_in(&id, "person")?;
    let person = found(&ctx, id).await?;
    let teams = ctx.registry().people().teams().await?;
    let changed = Person {
        name: typed.get("name").to_owned(),
        active: typed.has("active"),
        roles: roles(&typed),
        teams: chosen(&typed, &teams),
        version: typed.number("version").unwrap_or(0),
        ..person.clone()
    };
    match ctx.registry().people().change(&ctx.actor, &changed).await {
        Ok(()) => ctx.done("/people", format!("{} saved.", changed.name.trim())).await,
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::People, &person.name.clone(), move || {
                form(Some(&person), &teams, &typed, &problems)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

async fn found(ctx: &Ctx, id: Id) -> Result<Person, Error> {
    let people = ctx.registry().people().list(&ctx.actor).await?;
    people
        .into_iter()
        .find(|person| person.id == id)
        .ok_or(Error::NotFound("person"))
}

fn roles(typed: &Typed) -> BTreeSet<Role> {
    typed.all("roles").filter_map(|role| role.parse().ok()).collect()
}

fn chosen(typed: &Typed, teams: &[Team]) -> Vec<Team> {
    teams
        .iter()
        .filter(|team| typed.has_value("teams", &team.slug))
        .cloned()
        .collect()
}

fn form(person: Option<&Person>, teams: &[Team], typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let title = person.map_or_else(|| "Add a person".to_owned(), |person| person.name.clone());
    let action = person.map_or_else(|| "/people".to_owned(), |person| format!("/people/{}", person.id));
    let above = view! { <Breadcrumb links=vec![Link::new("/people", "People")]/> };
    let new = person.is_none();
    let sign_in = new.then(|| {
        view! {
            <TextInput label="E-mail" name="email" kind="email" value=value("email") error=of("email")
                autocomplete="off" required=true/>
            <TextInput label="First password" name="password" kind="password" error=of("password")
                hint="At least 12 characters. They can change it under Account." autocomplete="new-password" required=true/>
        }
    });
    let role_error = of("roles");
    let roles = Role::all()
        .into_iter()
        .enumerate()
        .map(|(index, role)| {
            let id = if index == 0 {
                "roles".to_owned()
            } else {
                format!("roles-{index}")
            };
            view! {
                <Checkbox label=role.label() name="roles" value=role.key() checked=typed.has_value("roles", role.key())
                    hint=role.purpose() id=id/>
            }
        })
        .collect_view();
    let no_teams = teams.is_empty();
    let teams = teams
        .iter()
        .map(|team| {
            view! {
                <Checkbox label=team.name.clone() name="teams" value=team.slug.clone()
                    checked=typed.has_value("teams", &team.slug) id=format!("team-{}", team.slug)/>
            }
        })
        .collect_view();
    let active = person.is_some().then(|| {
        view! {
            <Checkbox label="May sign in" name="active" checked=typed.has("active")
                hint="Taking this away ends their sessions. What they wrote and signed stays."/>
            <Hidden name="version" value=value("version")/>
        }
    });
    view! {
        <PageHead title=title above=above sub=person.map(|person| person.email.clone())/>
        <ErrorSummary problems=problems.clone()/>
        <form method="post" action=action class="form">
            <TextInput label="Name" name="name" value=value("name") error=of("name") required=true/>
            {sign_in}
            <fieldset class="group">
                <legend>"Roles"</legend>
                {role_error.map(|error| view! { <p class="error">{error}</p> })}
                {roles}
            </fieldset>
            <fieldset class="group">
                <legend>"Teams"</legend>
                {no_teams.then_some("There are no teams yet; add them on the page People.")}
                {teams}
            </fieldset>
            {active}
            <Buttons>
                <Button look=Look::Primary>{if new { "Add person" } else { "Save" }}</Button>
                <ButtonLink href="/people">"Cancel"</ButtonLink>
            </Buttons>
        </form>
    }
    .into_any()
}
