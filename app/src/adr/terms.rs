//! The terms a record holds on: beside its text, the form that changes them, and saying that it
//! still holds.

use leptos::prelude::*;
use registry::{
    adr::{
        Adr, Door, Record, Status,
        terms::{self, Draft, Terms},
    },
    identity::Act,
    kernel::{Currency, Error, Money, Problems},
};
use time::Date;

use super::{at::At, navigation, proceedings::Beside};
use crate::{
    ui::{
        Badge, Breadcrumb, Button, ButtonLink, Buttons, Choice, Columns, Day, ErrorSummary, Fact, Facts, Here, Hidden,
        Look, PageHead, Section, Select, TextArea, TextInput, Ticks, Tone,
    },
    web::{Ctx, Fault, Reply, Typed, conflict, error_of, value_of},
};

/// Beside the text: what would reverse it, at what cost, when to look again.
pub fn section(adr: &Adr, beside: &Beside, today: Date, typed: &Typed, problems: &Problems) -> AnyView {
    let terms = &beside.kept.terms;
    let href = format!("{}/terms", adr.address());
    let door = adr.door.map_or("not said", Door::label);
    let text = |text: &str| {
        if text.is_empty() {
            "not said".to_owned()
        } else {
            text.to_owned()
        }
    };
    let reversal = text(&terms.reversal);
    let cost = terms.cost.map_or_else(|| "not estimated".to_owned(), Money::full);
    let triggers = (!terms.triggers.is_empty()).then(|| {
        let items = terms
            .triggers
            .iter()
            .map(|it| view! { <li>{it.clone()}</li> })
            .collect_view();
        view! { <Fact term="Reverse it when"><ul class="bullets">{items}</ul></Fact> }
    });
    let in_force = adr.status == Status::Accepted;
    let review_by = terms.review_by.map(|day| {
        let badge = match in_force {
            true if day < today => Some(view! { <Badge tone=Tone::Stop text="Overdue"/> }.into_any()),
            true if terms::is_due(day, today) => Some(view! { <Badge tone=Tone::Watch text="Due"/> }.into_any()),
            _ => None,
        };
        view! { <Fact term="Look again by"><Day on=day/>" "{badge}</Fact> }
    });
    let workloads = (!beside.kept.workloads.is_empty()).then(|| {
        let items = beside
            .kept
            .workloads
            .iter()
            .map(|(slug, name)| view! { <li><a href=format!("/workloads/{slug}")>{name.clone()}</a></li> })
            .collect_view();
        view! { <Fact term="About"><ul class="bullets">{items}</ul></Fact> }
    });
    let reaffirm =
        (in_force && beside.actor.may(Act::DecideRecords)).then(|| reaffirm(adr, terms, today, typed, problems));
    let facts = view! {
        <Facts>
            <Fact term="Door">{door}</Fact>
            <Fact term="To reverse it">{reversal}</Fact>
            <Fact term="That would cost">{cost}</Fact>
            {triggers}
            {review_by}
            {workloads}
        </Facts>
        {reaffirm}
    };
    if beside.actor.may(Act::WriteRecords) {
        view! { <Section title="Reversal" id="terms" link=(href, "Change".to_owned())>{facts}</Section> }.into_any()
    } else {
        view! { <Section title="Reversal" id="terms">{facts}</Section> }.into_any()
    }
}

fn reaffirm(adr: &Adr, terms: &Terms, today: Date, typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let failed = of("reaffirm_reason").is_some() || of("next_review_by").is_some();
    let due = terms.review_by.is_some_and(|day| terms::is_due(day, today));
    let action = format!("{}/reaffirm", adr.address());
    let next = if typed.has("next_review_by") {
        value("next_review_by")
    } else {
        (today + time::Duration::days(365)).to_string()
    };
    let (reason, reason_error, next_error) = (value("reaffirm_reason"), of("reaffirm_reason"), of("next_review_by"));
    view! {
        <details open=failed || due>
            <summary>"Re-affirm it"</summary>
            <form method="post" action=action class="form">
                <TextArea label="Reason it still holds" name="reaffirm_reason" value=reason error=reason_error rows=3 required=true
                    hint="Kept in the history with your name."/>
                <TextInput label="Look again by" name="next_review_by" kind="date" value=next error=next_error optional=true short=true/>
                <Buttons><Button>"It still holds"</Button></Buttons>
            </form>
        </details>
    }
    .into_any()
}

/// What a record replaces and what replaces it; none where there is nothing to say or do.
pub fn replaces(adr: &Adr, beside: &Beside, typed: &Typed, problems: &Problems) -> Option<AnyView> {
    let open = matches!(adr.status, Status::Draft | Status::Proposed) && beside.actor.may(Act::WriteRecords);
    let kept = &beside.kept;
    if !open && kept.replaces.is_empty() && kept.replaced_by.is_empty() {
        return None;
    }
    let line = |other: &registry::adr::Cited, part: &str, removable: bool| {
        let (href, citation, status) = (other.address(), other.citation(), other.status.as_str());
        let part = (!part.is_empty()).then(|| format!("only in part: {part}"));
        let remove = removable.then(|| {
            let action = format!("{}/keep", adr.address());
            let id = other.id.to_string();
            let label = format!("Keep {} in force", other.label());
            view! {
                <form method="post" action=action>
                    <Hidden name="other" value=id/>
                    <button class="button quiet" aria-label=label>"Keep it"</button>
                </form>
            }
        });
        view! { <li><a href=href>{citation}</a><small>{status}</small>{part.map(|it| view! { <small>{it}</small> })}{remove}</li> }
    };
    let replaces: Vec<_> = kept.replaces.iter().map(|it| line(&it.other, &it.part, open)).collect();
    let decided = !matches!(adr.status, Status::Draft | Status::Proposed);
    let title = if decided {
        "In place of"
    } else {
        "Once accepted, in place of"
    };
    let replaces = (!replaces.is_empty()).then(|| view! { <div><h3>{title}</h3><ul>{replaces}</ul></div> });
    let by: Vec<_> = kept
        .replaced_by
        .iter()
        .map(|it| line(&it.other, &it.part, false))
        .collect();
    let by = (!by.is_empty()).then(|| view! { <div><h3>"Its place is taken by"</h3><ul>{by}</ul></div> });
    let form = open.then(|| {
        let (of, value) = (error_of(problems), value_of(typed));
        let (number, part) = (value("replaces"), value("part"));
        let (number_error, part_error) = (of("replaces"), of("part"));
        let failed = number_error.is_some() || part_error.is_some();
        let action = format!("{}/replace", adr.address());
        view! {
            <details open=failed>
                <summary>"It replaces another record"</summary>
                <form method="post" action=action class="form">
                    <TextInput label="Record" name="replaces" value=number error=number_error required=true short=true hint="Its number, such as 12, or EU-12 in another log."/>
                    <TextInput label="Only this part of it" name="part" value=part error=part_error optional=true
                        hint="Then the rest of it stays in force."/>
                    <Buttons><Button>"Note it"</Button></Buttons>
                </form>
            </details>
        }
    });
    let known = (replaces.is_some() || by.is_some()).then(|| view! { <div class="related">{replaces}{by}</div> });
    Some(view! { <Section title="Replacement" id="replacement">{known}{form}</Section> }.into_any())
}

/// `GET /adrs/{log}/{number}/terms`
pub async fn form(At { ctx, record, .. }: At) -> Reply {
    show(&ctx, record).await
}

/// `POST /adrs/{log}/{number}/terms`
pub async fn save(At { ctx, record, .. }: At, typed: Typed) -> Reply {
    saved(&ctx, record, typed).await
}

/// The form's fields as they are stored.
fn stored(beside: &Beside, today: Date) -> Typed {
    let terms = &beside.kept.terms;
    let review_by = match terms.review_by {
        Some(day) => day.to_string(),
        // A decision nobody looks at again is how coupling becomes permanent.
        None if terms.version == 0 => (today + time::Duration::days(365)).to_string(),
        None => String::new(),
    };
    let mut fields = vec![
        ("reversal", terms.reversal.clone()),
        ("cost", terms.cost.map(Money::plain).unwrap_or_default()),
        (
            "currency",
            terms.cost.map_or(Currency::USD, |cost| cost.currency).code().to_owned(),
        ),
        ("triggers", terms.triggers.join("\n")),
        ("review_by", review_by),
        ("version", terms.version.to_string()),
    ];
    fields.extend(
        beside
            .kept
            .workloads
            .iter()
            .map(|(slug, _)| ("workloads", slug.clone())),
    );
    Typed::of(fields)
}

async fn show(ctx: &Ctx, record: Record) -> Reply {
    ctx.actor.must(Act::WriteRecords)?;
    let beside = Beside::of(ctx, &record.adr, &record.text()).await?;
    let workloads = workloads(ctx).await?;
    let typed = stored(&beside, ctx.registry().today());
    ctx.page(Here::Decisions, &title(&record.adr), move || {
        view(&record.adr, &workloads, &typed, &Problems::new(), None)
    })
    .await
}

async fn workloads(ctx: &Ctx) -> Result<Vec<Choice>, Fault> {
    let all = ctx.registry().workloads().names(&ctx.actor).await?;
    Ok(all.into_iter().map(|it| Choice::new(it.slug, it.name)).collect())
}

fn title(adr: &Adr) -> String {
    format!("Reversal of {}", adr.label())
}

async fn saved(ctx: &Ctx, record: Record, typed: Typed) -> Reply {
    let of = value_of(&typed);
    let draft = Draft {
        reversal: of("reversal"),
        cost: of("cost"),
        currency: of("currency"),
        triggers: of("triggers"),
        review_by: of("review_by"),
        workloads: typed.all("workloads").map(ToOwned::to_owned).collect(),
    };
    let version = typed.number("version").unwrap_or(0);
    let records = ctx.registry().records();
    let adr = record.adr.clone();
    match records.set_terms(&ctx.actor, adr.id, &draft, version).await {
        Ok(adr) => {
            let said = format!("Kept what would reverse {}.", adr.label());
            ctx.done(&format!("{}#terms", adr.address()), said).await
        }
        Err(Error::Invalid(problems)) => {
            let workloads = workloads(ctx).await?;
            ctx.page_again(Here::Decisions, &title(&adr), move || {
                view(&adr, &workloads, &typed, &problems, None)
            })
            .await
        }
        Err(Error::Conflict { current, .. }) => {
            let beside = Beside::of(ctx, &adr, &record.text()).await?;
            let theirs = stored(&beside, ctx.registry().today());
            let typed = typed.with("version", current.to_string());
            let workloads = workloads(ctx).await?;
            ctx.page_conflict(Here::Decisions, &title(&adr), move || {
                view(&adr, &workloads, &typed, &Problems::new(), Some(&theirs))
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

const FIELDS: [(&str, &str); 6] = [
    ("reversal", "What would reverse it"),
    ("cost", "What that would cost"),
    ("currency", "Currency"),
    ("triggers", "Reverse it when"),
    ("review_by", "Look again by"),
    ("workloads", "Workloads it is about"),
];

fn view(adr: &Adr, workloads: &[Choice], typed: &Typed, problems: &Problems, theirs: Option<&Typed>) -> AnyView {
    let above = view! { <Breadcrumb links=navigation::crumbs(adr) here="Reversal"/> };
    let conflict = theirs.map(|theirs| {
        conflict("changed this", theirs, typed, &FIELDS, |field, value| {
            let named = workloads.iter().find(|it| field == "workloads" && it.value == value);
            named.map_or(value, |it| it.label.as_str()).to_owned()
        })
    });
    let (of, value) = (error_of(problems), value_of(typed));
    let currencies: Vec<Choice> = Currency::all()
        .iter()
        .map(|it| Choice::new(it.code(), it.code()))
        .collect();
    let chosen: Vec<String> = typed.all("workloads").map(ToOwned::to_owned).collect();
    let (choices, e_workloads) = (workloads.to_vec(), of("workloads"));
    let boxes = (!workloads.is_empty()).then(|| {
        view! {
            <Ticks label="Workloads it is about" name="workloads" choices=choices chosen=chosen error=e_workloads
                hint="Those whose dependencies rest on the record are shown with it in any case."/>
        }
    });
    let (door, editor) = (
        adr.door.map_or("not said", Door::label),
        format!("{}/edit", adr.address()),
    );
    let (reversal, cost, currency) = (value("reversal"), value("cost"), value("currency"));
    let (triggers, review_by, version) = (value("triggers"), value("review_by"), value("version"));
    let (e_reversal, e_cost, e_currency) = (of("reversal"), of("cost"), of("currency"));
    let (e_triggers, e_review_by) = (of("triggers"), of("review_by"));
    let (action, back) = (format!("{}/terms", adr.address()), adr.address());
    let (sub, problems) = (adr.title.clone(), problems.clone());
    view! {
        <PageHead title=title(adr) sub=sub above=above/>
        <ErrorSummary problems=problems/>
        <Columns>
            {conflict}
            <form method="post" action=action class="form">
                <Hidden name="version" value=version/>
                <p class="note">"Door: "<b>{door}</b>". It is chosen "<a href=editor>"where the text is written"</a>"."</p>
                <TextArea label="What would reverse it" name="reversal" value=reversal error=e_reversal rows=4 optional=true
                    hint="The steps somebody would take to walk back through this door."/>
                <div class="fields">
                    <TextInput label="What that would cost" name="cost" value=cost error=e_cost inputmode="decimal" optional=true/>
                    <Select label="Currency" name="currency" choices=currencies value=currency error=e_currency/>
                </div>
                <TextArea label="Reverse it when" name="triggers" value=triggers error=e_triggers rows=4 optional=true
                    hint="One trigger a line: a price, a region, a contract that ends, a rule that changes."/>
                <TextInput label="Look again by" name="review_by" kind="date" value=review_by error=e_review_by optional=true short=true
                    hint="A month before, it stands in the inbox of those who decide."/>
                {boxes}
                <Buttons><Button look=Look::Primary>"Save"</Button><ButtonLink href=back>"Cancel"</ButtonLink></Buttons>
            </form>
        </Columns>
    }
    .into_any()
}
