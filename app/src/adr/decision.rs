//! Deciding on a record: what a person may make of it, and the form that does.

use leptos::prelude::*;
use registry::{
    adr::{Adr, Status, decide::Conclusion, lifecycle},
    identity::Act,
    kernel::{Error, Problems},
};
use time::Date;

use super::{at::At, proceedings::Beside, record, sign_off};
use crate::{
    ui::{Button, Buttons, Choice, Hidden, Look, Section, Select, TextArea, TextInput, sentence},
    web::{Reply, Typed, error_of, value_of},
};

/// `POST /adrs/{log}/{number}/status`
pub async fn decide(At { ctx, record, .. }: At, typed: Typed) -> Reply {
    let records = ctx.registry().records();
    let Ok(to) = typed.get("to").parse::<Status>() else {
        let problems = Problems::one("to", "Choose what the record becomes.");
        return record::page(&ctx, record, &typed, problems).await;
    };
    let conclusion = Conclusion {
        to,
        reason: typed.get("reason").to_owned(),
        decided_on: typed.get("decided_on").to_owned(),
        by: typed.get("by").to_owned(),
        // A page that does not say which text it showed showed none.
        seen: Some(typed.number("seen").unwrap_or(0)),
    };
    match records.conclude(&ctx.actor, record.adr.id, &conclusion).await {
        Ok(adr) => {
            ctx.done(&adr.address(), format!("{} is {} now.", adr.label(), adr.status))
                .await
        }
        Err(Error::Invalid(problems)) => record::page(&ctx, record, &typed, problems).await,
        Err(error) => Err(error.into()),
    }
}

/// What a person may make of a record.
pub struct Steps {
    /// Which steps are open to them.
    pub open: Vec<Status>,
    /// Whether only its being their own keeps them from accepting it.
    pub own: bool,
    /// Whether they can accept it now, with the approvals and objections there are.
    pub accepts: bool,
}

/// What this person may make of it.
pub fn steps(beside: &Beside, adr: &Adr) -> Steps {
    let (mut open, mut own) = (Vec::new(), false);
    for to in lifecycle::next(adr.status).iter().copied() {
        let act = if matches!(to, Status::Draft | Status::Proposed) {
            Act::WriteRecords
        } else {
            Act::DecideRecords
        };
        // A draft is proposed by its own button.
        if !beside.actor.may(act) || adr.number.is_none() || adr.status == Status::Draft {
            continue;
        }
        if to == Status::Accepted && beside.own {
            own = true;
        } else {
            open.push(to);
        }
    }
    let accepts = open.contains(&Status::Accepted) && beside.kept.standing.accept(beside.actor.id).is_ok();
    Steps { open, own, accepts }
}

/// A step as the person takes it.
fn step(from: Status, to: Status) -> &'static str {
    match (from, to) {
        (Status::Proposed, Status::Draft) => "Withdraw to draft",
        (_, Status::Draft) => "Make it a draft",
        (_, Status::Proposed) => "Propose",
        (_, Status::Accepted) => "Accept",
        (_, Status::Rejected) => "Reject",
        (_, Status::Deprecated) => "Deprecate",
        (_, Status::Superseded) => "Supersede",
        (_, Status::Unknown) => "Unknown",
    }
}

/// The form that moves the record on, for whoever may.
pub fn section(
    adr: &Adr,
    beside: &Beside,
    steps: &Steps,
    today: Date,
    typed: &Typed,
    problems: &Problems,
) -> Option<AnyView> {
    let own = steps.own.then(|| {
        view! { <p class="note">"You wrote this record, or its text as it is now, so somebody else has to accept it: an architect or an executive."</p> }
    });
    if steps.open.is_empty() {
        return own.map(|own| view! { <Section title="Decide" id="decide">{own}</Section> }.into_any());
    }
    let (of, value) = (error_of(problems), value_of(typed));
    let choices: Vec<Choice> = steps
        .open
        .iter()
        .map(|to| Choice::new(to.as_str(), step(adr.status, *to)))
        .collect();
    let can_supersede = steps.open.contains(&Status::Superseded);
    let by = can_supersede.then(|| {
        view! {
            <TextInput label="Superseded by" name="by" value=value("by") error=of("by") optional=true short=true
                hint="Numbers of the accepted records that take its place, such as 12 or 12, 14."/>
        }
    });
    let can_settle = steps
        .open
        .iter()
        .any(|to| matches!(to, Status::Accepted | Status::Rejected));
    let on = can_settle.then(|| {
        let day = if typed.has("decided_on") {
            value("decided_on")
        } else {
            // What was decided before the record came here was decided on the day its text gives.
            let day = adr.decided_on.filter(|_| adr.status == Status::Unknown);
            day.unwrap_or(today).to_string()
        };
        view! {
            <TextInput label="Decided on" name="decided_on" kind="date" value=day error=of("decided_on") short=true
                hint="When it was decided; today is kept as the day it was recorded."/>
        }
    });
    // It is what the page is for while the record can be accepted, and by this person.
    let look = if adr.status == Status::Proposed && steps.accepts {
        Look::Primary
    } else {
        Look::Plain
    };
    let action = format!("{}/status", adr.address());
    let seen = beside.kept.standing.wording.version.to_string();
    let (to, reason) = (value("to"), value("reason"));
    let (to_error, reason_error) = (of("to"), of("reason"));
    let wrong = ["to", "by", "decided_on", "reason"]
        .iter()
        .any(|name| of(name).is_some());
    let form = view! {
                <form method="post" action=action class="form">
                    <Hidden name="seen" value=seen/>
                    <Select label="What becomes of it" name="to" choices=choices none="Choose" value=to error=to_error required=true/>
                    {by}
                    {on}
                    <TextArea label="Why" name="reason" value=reason error=reason_error rows=3 required=true
                        hint="Kept with your name and the time."/>
                    <Buttons><Button look=look>"Record the decision"</Button></Buttons>
                </form>
    };
    Some(if adr.status == Status::Proposed {
        let standing = sentence(&sign_off::progress(beside));
        view! {
            <Section title="Decide" id="decide">
                <p class="hint"><a href="#sign-off">{standing}</a></p>
                {own}
                {form}
            </Section>
        }
        .into_any()
    } else {
        let label = match adr.status {
            Status::Accepted => "Retire or supersede it",
            _ => "Change its status",
        };
        view! { <section class="section later"><details open=wrong><summary>{label}</summary>{own}{form}</details></section> }.into_any()
    })
}
