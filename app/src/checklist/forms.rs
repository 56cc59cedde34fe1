//! One decision of one workload: what it says, where it stands, and moving it.

use axum::extract::Path;
use leptos::prelude::*;
use registry::{
    adr::Cited,
    audit::Entry,
    checklist::{Decision, Draft, Failing, Item, State},
    identity::Act,
    inventory::Layer,
    kernel::{Error, Problems, Quarter},
};

use super::cell_state;
use crate::{
    cells,
    ui::{
        Badge, Breadcrumb, Button, ButtonLink, Buttons, Callout, Cell, Choice, Col, Columns, Day, ErrorSummary, Fact,
        Facts, Here, Hidden, Link, Look, NoticeKind, PageHead, Progress, Radios, Row, Say, Section, Select, Slot,
        Table, TextArea, TextInput, Time, Tone, day_text, sentence,
    },
    web::{Ctx, Fault, Reply, Typed, conflict, error_of, value_of},
};

/// What the page shows besides the form.
struct Shown {
    item: Item,
    failing: Vec<Failing>,
    history: Vec<Entry>,
    /// People and records to choose from; none when the person may not move the decision.
    choices: Option<(Vec<Choice>, Vec<Cited>)>,
    quarter: Quarter,
}

async fn shown(ctx: &Ctx, slug: &str, decision: &str) -> Result<Shown, Fault> {
    let decision: Decision = decision.parse().map_err(|_| Fault::not_found("decision"))?;
    let checklist = ctx.registry().checklist();
    let item = checklist.item(&ctx.actor, slug, decision).await?;
    let failing = checklist.failing(&ctx.actor, &item).await?;
    let history = checklist.history(&ctx.actor, &item).await?;
    let choices = if ctx.may(Act::MoveChecklist) && checklist.may_move(&ctx.actor, item.team_id) {
        let people = ctx.registry().people().list(&ctx.actor).await?;
        let people = people.into_iter().filter(|person| person.active);
        let people = people.map(|person| Choice::new(person.email, person.name)).collect();
        Some((people, checklist.records(&ctx.actor).await?))
    } else {
        None
    };
    Ok(Shown {
        item,
        failing,
        history,
        choices,
        quarter: Quarter::of(ctx.registry().today()),
    })
}

/// `GET /checklist/{workload}/{decision}`
pub async fn one(ctx: Ctx, Path((slug, decision)): Path<(String, String)>) -> Reply {
    let shown = shown(&ctx, &slug, &decision).await?;
    let typed = stored(&shown.item);
    ctx.page(Here::Checklist, &title(&shown.item), move || {
        view(shown, &typed, &Problems::new(), false)
    })
    .await
}

/// `POST /checklist/{workload}/{decision}`
pub async fn move_to(ctx: Ctx, Path((slug, key)): Path<(String, String)>, typed: Typed) -> Reply {
    let decision: Decision = key.parse().map_err(|_| Fault::not_found("decision"))?;
    let of = value_of(&typed);
    let draft = Draft {
        state: of("state"),
        owner: of("owner"),
        due_on: of("due_on"),
        evidence: of("evidence"),
        reason: of("reason"),
        adr: of("adr"),
    };
    let version = typed.number("version").unwrap_or(0);
    match ctx
        .registry()
        .checklist()
        .move_to(&ctx.actor, &slug, decision, &draft, version)
        .await
    {
        Ok(item) => {
            let said = format!("{} of {}: {}.", decision.key(), item.workload, item.state.label());
            ctx.done(&item.path(), said).await
        }
        Err(Error::Invalid(problems)) => {
            let shown = shown(&ctx, &slug, &key).await?;
            ctx.page_again(Here::Checklist, &title(&shown.item), move || {
                view(shown, &typed, &problems, false)
            })
            .await
        }
        Err(Error::Conflict { .. }) => {
            let shown = shown(&ctx, &slug, &key).await?;
            ctx.page_conflict(Here::Checklist, &title(&shown.item), move || {
                view(shown, &typed, &Problems::new(), true)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

fn title(item: &Item) -> String {
    format!("{} {}", item.decision.key(), item.decision.label())
}

/// The form's fields as they are stored.
fn stored(item: &Item) -> Typed {
    Typed::of([
        ("state", item.claimed.key().to_owned()),
        (
            "owner",
            item.owner.as_ref().map(|owner| owner.email.clone()).unwrap_or_default(),
        ),
        ("due_on", item.due_on.to_string()),
        ("evidence", item.evidence.clone()),
        ("reason", item.reason.clone()),
        (
            "adr",
            item.record
                .as_ref()
                .map(|record| record.id.to_string())
                .unwrap_or_default(),
        ),
        ("version", item.version.to_string()),
    ])
}

fn view(shown: Shown, typed: &Typed, problems: &Problems, conflict: bool) -> AnyView {
    let Shown {
        item,
        failing,
        history,
        choices,
        quarter,
    } = shown;
    let decision = item.decision;
    let above = view! {
        <Breadcrumb links=vec![
            Link::new("/checklist", "Checklist"),
            Link::new(format!("/workloads/{}", item.slug), item.workload.clone()),
        ]/>
    };
    let tone = match item.state {
        _ if item.late => Tone::Stop,
        State::Adopted => Tone::Ok,
        State::InProgress => Tone::Watch,
        State::NotStarted | State::NotApplicable | State::DeliberateCoupling => Tone::Neutral,
    };
    let badge: Slot = view! { <Badge tone=tone text=sentence(item.state.label())/> }.into();
    let lapsed = item.lapsed().then(|| {
        view! {
            <Callout kind=NoticeKind::Warning>
                "The record this deliberate coupling rests on is no longer accepted, so the decision is open again."
            </Callout>
        }
    });
    let verdict = verdict(&item, &failing, quarter);
    let form = choices.map(|(people, records)| form(&item, &people, &records, typed, problems, conflict));
    let history = trail(&history);
    let facts: Slot = facts(&item).into();
    let sub = item.workload.clone();
    view! {
        <PageHead title=title(&item) sub=sub above=above badge=badge/>
        <ErrorSummary problems=problems.clone()/>
        <Columns facts=facts>
            <div class="stack">
                <Say>{decision.sentence()}</Say>
                <p>{decision.why()}</p>
                {lapsed}
            </div>
            {verdict}
            {form}
            <Section title="History">{history}</Section>
        </Columns>
    }
    .into_any()
}

/// The registry's verdict with what it rests on.
fn verdict(item: &Item, failing: &[Failing], quarter: Quarter) -> Option<AnyView> {
    let verdict = item.verdict.clone()?;
    let (done, of) = (verdict.done as usize, verdict.of as usize);
    let link = match item.decision {
        Decision::O2 | Decision::O3 => Link::new(format!("/workloads/{}", item.slug), "Dependencies of this workload"),
        Decision::G1 => Link::new(
            format!("/risk/{}/{quarter}", item.slug),
            format!("Assessment of {}", quarter.label()),
        ),
        Decision::G2 => Link::new(format!("/reviews/{quarter}"), format!("Review of {}", quarter.label())),
        _ => Link::new("#evidence", "Add the worksheet as evidence"),
    };
    let table = (!failing.is_empty()).then(|| {
        let rows: Vec<Row> = failing
            .iter()
            .map(|one| cells![one.what.clone(), one.why.clone(), one.calls.to_string()].into())
            .collect();
        view! {
            <Table caption="What keeps it from passing" rows=rows show_caption=true
                cols=vec![Col::text("Integration point"), Col::text("Why"), Col::num("Calls")]/>
        }
    });
    let passes = if verdict.passes { "Passes" } else { "Does not pass yet" };
    let tone = if verdict.passes { Tone::Ok } else { Tone::Watch };
    Some(
        view! {
            <Section title="The registry’s verdict" link=link>
                <p><Badge tone=tone text=passes/>" "{verdict.why}</p>
                {(of > 1).then(|| view! { <Progress label="As they should be" done=done of=of/> })}
                {table}
            </Section>
        }
        .into_any(),
    )
}

fn facts(item: &Item) -> impl IntoView + use<> {
    let owner = item
        .owner
        .as_ref()
        .map_or_else(|| "nobody yet".to_owned(), |owner| owner.name.clone());
    let evidence = evidence(&item.evidence);
    let reason = (!item.reason.is_empty()).then(|| {
        let reason = item.reason.clone();
        view! { <Fact term="Reason">{reason}</Fact> }
    });
    let record = item.record.as_ref().map(|record| {
        let label = record.citation();
        let view = match record.path() {
            Some(path) => view! { <a href=path>{label}</a> }.into_any(),
            None => label.into_any(),
        };
        view! { <Fact term="Decision record">{view}</Fact> }
    });
    let (late, settled, due_on) = (item.late, item.state.is_settled(), item.due_on);
    let overdue = late.then(|| view! { <br/><span class="late">"overdue"</span> });
    let updated = item
        .updated_at
        .map(|at| view! { <Fact term="Last moved"><Time at=at.at()/></Fact> });
    let state =
        view! { <Cell state=cell_state(item) label=sentence(item.state.label())/>" "{sentence(item.state.label())} };
    let decision = item.decision;
    let team = item.team.clone();
    view! {
        <Section title="Facts">
            <Facts>
                <Fact term="State">{state}</Fact>
                <Fact term=if settled { "Was due" } else { "Due" }><Day on=due_on/>{overdue}</Fact>
                <Fact term="Layer">{sentence(decision.layer().label())}<br/><small>{decision.urgency()}</small></Fact>
                <Fact term="Team">{team}</Fact>
                <Fact term="Owner">{owner}</Fact>
                <Fact term="Evidence">{evidence}</Fact>
                {reason}
                {record}
                {updated}
            </Facts>
        </Section>
    }
}

/// Evidence as a link where it is one.
fn evidence(text: &str) -> AnyView {
    let text = text.to_owned();
    if text.is_empty() {
        return "none yet".into_any();
    }
    if (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace) {
        let href = text.clone();
        return view! { <a href=href rel="noreferrer">{text}</a> }.into_any();
    }
    text.into_any()
}

fn trail(history: &[Entry]) -> AnyView {
    if history.is_empty() {
        return view! { <p>"Nobody has moved it yet."</p> }.into_any();
    }
    let rows: Vec<Row> = history
        .iter()
        .map(|entry| {
            cells![
                view! { <Time at=entry.at.at()/> },
                entry.person_name.clone(),
                entry.detail.clone()
            ]
            .into()
        })
        .collect();
    view! {
        <Table caption="Who moved it, and what changed" rows=rows cols=vec![Col::text("When"), Col::text("Who"), Col::text("What changed")]/>
    }
    .into_any()
}

/// The states a person can put a decision into, with what each asks for.
fn states(decision: Decision) -> Vec<Choice> {
    if decision.computed() {
        return vec![
            Choice::new(State::NotStarted.key(), "As the registry judges").note("Its verdict above is the state."),
            Choice::new(State::NotApplicable.key(), "Not applicable").note("It cannot apply here; say why below."),
            Choice::new(State::DeliberateCoupling.key(), "Deliberate coupling")
                .note("The workload couples on purpose, and an accepted record says so."),
        ];
    }
    State::all()
        .iter()
        .map(|state| {
            let note = match state {
                State::NotStarted => "Nobody has begun.",
                State::InProgress => "Somebody is working on it; name them as owner.",
                State::Adopted => "It holds for this workload; evidence shows it and an owner answers for it.",
                State::NotApplicable => "It cannot apply here; say why below.",
                State::DeliberateCoupling => "The workload couples on purpose, and an accepted record says so.",
            };
            Choice::new(state.key(), sentence(state.label())).note(note)
        })
        .collect()
}

/// The form's fields with their labels.
const FIELDS: [(&str, &str); 6] = [
    ("state", "State"),
    ("owner", "Owner"),
    ("due_on", "Due"),
    ("evidence", "Evidence"),
    ("reason", "Reason"),
    ("adr", "Decision record"),
];

/// A field as people read it: a name instead of a key, an address or an identifier.
fn readable(field: &str, value: &str, people: &[Choice], records: &[Cited]) -> String {
    let name = match field {
        "adr" => records
            .iter()
            .find(|record| record.id.to_string() == value)
            .map(Cited::citation),
        "owner" => people
            .iter()
            .find(|person| person.value == value)
            .map(|person| person.label.clone()),
        "state" => value.parse().ok().map(|state: State| state.label().to_owned()),
        _ => None,
    };
    name.unwrap_or_else(|| value.to_owned())
}

fn form(item: &Item, people: &[Choice], records: &[Cited], typed: &Typed, problems: &Problems, newer: bool) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let decision = item.decision;
    // A claim on a computed decision that the form does not offer is shown as the registry's own.
    let state = match value("state") {
        state if decision.computed() && ["in-progress", "adopted"].contains(&state.as_str()) => {
            State::NotStarted.key().to_owned()
        }
        state => state,
    };
    let conflict = newer.then(|| {
        conflict("moved this decision", &stored(item), typed, &FIELDS, |field, value| {
            readable(field, value, people, records)
        })
    });
    let version = if newer {
        item.version.to_string()
    } else {
        value("version")
    };
    let choices: Vec<Choice> = records
        .iter()
        .map(|record| Choice::new(record.id.to_string(), record.citation()))
        .collect();
    let due = if decision.layer() == Layer::Governance {
        let text = format!("Due at the end of every quarter, now {}.", day_text(item.due_on));
        view! { <p class="hint">{text}</p> }.into_any()
    } else {
        view! {
            <TextInput label="Due" name="due_on" kind="date" value=value("due_on") error=of("due_on") short=true
                hint="The rule’s day unless you choose another."/>
        }
        .into_any()
    };
    let action = item.path();
    let back = format!("/workloads/{}", item.slug);
    let form = view! {
        <form method="post" action=action class="form">
            <Radios label="Where it stands" name="state" choices=states(decision) value=state error=of("state") required=true/>
            <Select label="Owner" name="owner" choices=people.to_vec() none="Nobody" value=value("owner") error=of("owner")/>
            {due}
            <TextArea label="Evidence" name="evidence" value=value("evidence") error=of("evidence") rows=2 optional=true
                hint="A link, or a sentence that says where to look."/>
            <TextArea label="Reason" name="reason" value=value("reason") error=of("reason") rows=2 optional=true
                hint="Needed for “not applicable”; a remark otherwise."/>
            <Select label="Decision record" name="adr" choices=choices none="None" value=value("adr") error=of("adr") optional=true
                hint="Accepted records only. Needed for “deliberate coupling”."/>
            <Hidden name="version" value=version/>
            <Buttons>
                <Button look=Look::Primary>"Save"</Button>
                <ButtonLink href=back>"Cancel"</ButtonLink>
            </Buttons>
        </form>
    }
    .into_any();
    view! { <Section title="Move this decision" id="move">{conflict}{form}</Section> }.into_any()
}
