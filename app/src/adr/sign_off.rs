//! The sign-off on a record's page: who was asked, what people said, what is still missing.

use leptos::prelude::*;
use registry::{
    adr::{
        Adr, Status,
        sign_off::{Asked, Opinion, Verdict},
    },
    identity::Act,
    kernel::{Id, Problems},
};

use super::{proceedings::Beside, written::list};
use crate::ui::{
    Badge, Button, Buttons, Choice, Day, Fact, Facts, Hidden, Look, Prose, Radios, Section, TextArea, Ticks, Tone,
    count,
};
use crate::web::{Typed, error_of, value_of};

/// The section, while a record is proposed, once anything was said of it, and where it was decided
/// without anybody here: then by whom its text says. Whether this person can accept it now says
/// what the page is for.
pub fn section(
    adr: &Adr,
    beside: &Beside,
    accepts: bool,
    deciders: &[String],
    typed: &Typed,
    problems: &Problems,
) -> Option<AnyView> {
    let open = adr.status == Status::Proposed;
    let silent = beside.kept.opinions.is_empty() && beside.kept.asked.is_empty() && beside.kept.readings.is_empty();
    let elsewhere = matches!(adr.status, Status::Accepted | Status::Superseded)
        && beside.kept.opinions.is_empty()
        && beside.kept.asked.is_empty();
    if adr.number.is_none() || (silent && !open && !elsewhere) {
        return None;
    }
    let note = if open { progress(beside) } else { String::new() };
    let people = if elsewhere {
        unsigned(adr, deciders)
    } else {
        people(adr, beside)
    };
    let own = (open && beside.own).then(|| {
        view! { <p class="note own">"You wrote this record, or its text as it is now: its sign-off takes other people. You can comment below."</p> }
    });
    let opinion = (open && beside.actor.may(Act::ReviewRecords) && !beside.own)
        .then(|| opinion(adr, beside, accepts, typed, problems));
    let ask = (open && beside.actor.may(Act::WriteRecords))
        .then(|| ask(adr, beside, typed, problems))
        .flatten();
    let read = reading(adr, beside);
    Some(
        view! {
            <Section title="Sign-off" id="sign-off" note=note>
                {people}
                {own}
                {opinion}
                {ask}
                {read}
            </Section>
        }
        .into_any(),
    )
}

/// Why there is no sign-off of a record that is in force, or was.
fn unsigned(adr: &Adr, deciders: &[String]) -> AnyView {
    // What was begun here has an author.
    let said = if adr.author_id.is_none() {
        "Accepted before it came here; nobody signed off in Twoway."
    } else {
        "Nobody signed off in Twoway."
    };
    let by = (!deciders.is_empty()).then(|| view! { " Decision makers in the text: "{list(deciders)}"." });
    view! { <p class="note">{said}{by}</p> }.into_any()
}

/// What stands against it, and `1 of 2 approvals so far`.
pub fn progress(beside: &Beside) -> String {
    let standing = &beside.kept.standing;
    let there = standing.approvals.len();
    let quorum = usize::try_from(standing.quorum).unwrap_or(1);
    let said = match (quorum, there) {
        (1, 0) => "needs one approval; accepting counts as one".to_owned(),
        (1, _) if there >= quorum => "has the approval it needs".to_owned(),
        _ if there >= quorum => format!("has the {quorum} approvals it needs"),
        _ => {
            let needed = count(quorum, "approval", "approvals");
            format!("{there} of {needed} so far; accepting counts as one")
        }
    };
    if standing.objections.is_empty() {
        return said;
    }
    // What keeps it from being accepted comes first.
    let names: Vec<&str> = standing.objections.iter().map(|it| it.person.as_str()).collect();
    format!("changes asked for by {}; {said}", names.join(", "))
}

/// The newest opinion of each person, in the order they first spoke.
fn newest(beside: &Beside) -> Vec<&Opinion> {
    let mut out: Vec<&Opinion> = Vec::new();
    for opinion in &beside.kept.opinions {
        match out.iter_mut().find(|known| known.person_id == opinion.person_id) {
            Some(known) => *known = opinion,
            None => out.push(opinion),
        }
    }
    out
}

fn people(adr: &Adr, beside: &Beside) -> AnyView {
    let newest = newest(beside);
    let said = |person: Id| newest.iter().find(|it| it.person_id == person).copied();
    let mut lines: Vec<AnyView> = Vec::new();
    for asked in &beside.kept.asked {
        let opinion = asked.person.and_then(said);
        lines.push(line(adr, beside, &asked.name, opinion, Some(asked)));
    }
    for opinion in &newest {
        if !beside.kept.asked.iter().any(|it| it.person == Some(opinion.person_id)) {
            lines.push(line(adr, beside, &opinion.person, Some(opinion), None));
        }
    }
    if lines.is_empty() {
        return view! { <p class="note">"Nobody was asked yet. Anybody who may review can say what they think."</p> }
            .into_any();
    }
    view! { <ul class="signers">{lines}</ul> }.into_any()
}

fn line(adr: &Adr, beside: &Beside, name: &str, opinion: Option<&Opinion>, asked: Option<&Asked>) -> AnyView {
    let outdated =
        |it: &Opinion| it.verdict == Verdict::Approve && it.text_version != beside.kept.standing.wording.version;
    let open = adr.status == Status::Proposed;
    let who = asked.and_then(|it| it.person).or(opinion.map(|it| it.person_id));
    let wrote = open && who.is_some_and(|person| beside.kept.standing.wording.is_by(person));
    let (tone, words) = match opinion {
        _ if wrote => (Tone::Neutral, "Wrote the text".to_owned()),
        None if asked.is_some_and(|it| it.team.is_some()) => (Tone::Neutral, "Asked".to_owned()),
        None => (Tone::Neutral, if open { "Asked" } else { "Did not answer" }.to_owned()),
        Some(it) if open && outdated(it) => (Tone::Watch, format!("Approved version {}", it.text_version)),
        Some(it) => match it.verdict {
            Verdict::Approve => (Tone::Ok, "Approved".to_owned()),
            Verdict::RequestChanges => (Tone::Stop, "Asked for changes".to_owned()),
            Verdict::Abstain => (Tone::Neutral, "Abstained".to_owned()),
        },
    };
    let note = opinion.filter(|it| !it.note.is_empty()).map(|it| {
        let html = beside.comment(&it.note);
        view! { <Prose html=html/> }
    });
    let when = match (opinion, asked) {
        (Some(opinion), _) => {
            let on = opinion.at.day();
            view! { <small><Day on=on/>{format!(", on version {} of the text", opinion.text_version)}</small> }
                .into_any()
        }
        (None, Some(asked)) => {
            let (by, on) = (asked.by.clone(), asked.at.day());
            view! { <small>"asked by "{by}", "<Day on=on/></small> }.into_any()
        }
        (None, None) => ().into_any(),
    };
    let again = match opinion {
        _ if wrote => Some("It is their own text now, so others sign it off."),
        Some(it) if open && outdated(it) => Some("The text has changed since, so this approval has to be given again."),
        _ => None,
    };
    let again = again.map(|said| view! { <small>{said}</small> });
    let take = asked
        .filter(|_| open && beside.actor.may(Act::WriteRecords) && opinion.is_none())
        .map(|asked| {
            let request = asked.id.to_string();
            let action = format!("{}/unask", adr.address());
            let label = format!("Stop asking {}", asked.name);
            view! {
                <form method="post" action=action>
                    <Hidden name="request" value=request/>
                    <button class="button quiet" title=label.clone() aria-label=label>"Stop asking"</button>
                </form>
            }
        });
    let name = name.to_owned();
    view! { <li><b>{name}</b><Badge tone=tone text=words/><span class="when">{when}{again}</span>{take}{note}</li> }
        .into_any()
}

fn opinion(adr: &Adr, beside: &Beside, accepts: bool, typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let choices: Vec<Choice> = Verdict::all()
        .iter()
        .map(|verdict| {
            let note = match verdict {
                Verdict::Approve => "It may be accepted as it is.",
                Verdict::RequestChanges => "It must not be accepted until you say otherwise.",
                Verdict::Abstain => "Seen, and no opinion.",
            };
            Choice::new(verdict.key(), verdict.label()).note(note)
        })
        .collect();
    let action = format!("{}/opine", adr.address());
    let seen = beside.kept.standing.wording.version.to_string();
    let (verdict, note) = (value("verdict"), value("note"));
    let (verdict_error, note_error) = (of("verdict"), of("note"));
    let earlier = newest(beside).iter().any(|it| Some(it.person_id) == beside.actor.id);
    // For whoever can accept it, that is what the page is for.
    let look = if accepts { Look::Plain } else { Look::Primary };
    let button = if earlier {
        "Change my opinion"
    } else {
        "Give my opinion"
    };
    view! {
        <form method="post" action=action class="form opinion">
            <Hidden name="seen" value=seen/>
            <Radios label="What you think of it" name="verdict" choices=choices value=verdict error=verdict_error required=true/>
            <TextArea label="In your words" name="note" value=note error=note_error rows=3
                hint="Needed when you ask for changes: what has to change? Markdown."/>
            <Buttons><Button look=look>{button}</Button></Buttons>
        </form>
    }
    .into_any()
}

fn ask(adr: &Adr, beside: &Beside, typed: &Typed, problems: &Problems) -> Option<AnyView> {
    if beside.people.is_empty() && beside.teams.is_empty() {
        return None;
    }
    let of = error_of(problems);
    let open = of("people").is_some() || of("teams").is_some() || (beside.own && beside.kept.asked.is_empty());
    let group = |label: &'static str, name: &'static str, choices: &[Choice]| {
        let chosen: Vec<String> = typed.all(name).map(ToOwned::to_owned).collect();
        let (choices, error) = (choices.to_vec(), of(name));
        (!choices.is_empty())
            .then(|| view! { <Ticks label=label name=name choices=choices chosen=chosen error=error/> })
    };
    let (people, teams) = (
        group("People", "people", &beside.people),
        group("Teams", "teams", &beside.teams),
    );
    let action = format!("{}/ask", adr.address());
    Some(
        view! {
            <details class="ask" open=open>
                <summary>"Ask people to review it"</summary>
                <form method="post" action=action class="form">
                    {people}{teams}
                    <Buttons><Button>"Ask them"</Button></Buttons>
                </form>
            </details>
        }
        .into_any(),
    )
}

/// Who has read it, and the button to say so.
fn reading(adr: &Adr, beside: &Beside) -> AnyView {
    let newest = beside.kept.standing.wording.version;
    let names: Vec<AnyView> = beside
        .kept
        .readings
        .iter()
        .map(|reading| {
            let old = (reading.text_version != newest).then(|| format!(" (version {})", reading.text_version));
            let (name, on) = (reading.person.clone(), reading.at.day());
            view! { <li>{name}{old}<small><Day on=on/></small></li> }.into_any()
        })
        .collect();
    let read_it = beside
        .kept
        .readings
        .iter()
        .any(|it| Some(it.person_id) == beside.actor.id && it.text_version == newest);
    let button = (!read_it && !beside.own && beside.actor.id.is_some()).then(|| {
        let action = format!("{}/read", adr.address());
        view! {
            <form method="post" action=action>
                <Hidden name="seen" value=newest.to_string()/>
                <Button look=Look::Quiet>"I have read it"</Button>
            </form>
        }
    });
    let list = if names.is_empty() {
        "nobody has said so yet".into_any()
    } else {
        view! { <ul class="readers">{names}</ul> }.into_any()
    };
    view! { <div class="reading-list"><Facts><Fact term="Read by">{list}</Fact></Facts>{button}</div> }.into_any()
}
