//! The page of one week.

use leptos::prelude::*;
use registry::review::WeekSheet;
use time::Date;

use super::{
    parts::{badge, left, squares},
    signature,
    task::Tasks,
    week::{Answer, May},
};
use crate::ui::{
    Breadcrumb, Callout, Columns, Day, ErrorSummary, Fact, Facts, Figure, Link, NoticeKind, PageHead, Say, Section,
    Slot, Tabs, Weeks,
};

/// The page: what the week is for, its tasks, its signature.
pub fn page(sheet: &WeekSheet, may: May, name: &str, today: Date, answer: &Answer) -> AnyView {
    let place = &sheet.brief.place;
    let title = format!("Week {}: {}", place.week.number(), place.week.label());
    let crumbs = vec![
        Link::new("/reviews", "Reviews"),
        Link::new(format!("/reviews/{}", place.quarter), place.quarter.label()),
        Link::new(format!("/workloads/{}", place.workload), sheet.name.clone()),
    ];
    let above = view! { <Breadcrumb links=crumbs/> };
    let tabs: Vec<Link> = sheet
        .weeks
        .iter()
        .map(|week| {
            Link::new(
                week.place.path(),
                format!("{} {}", week.place.week.number(), week.place.week.label()),
            )
        })
        .collect();
    let tasks = Tasks {
        sheet,
        may,
        today,
        answer,
    };
    let (open, settled) = (tasks.open(), tasks.settled());
    let sign = signature::section(sheet, name, today);
    let history = signature::history(sheet, may);
    let changed = conflict(sheet, answer).or_else(|| since(sheet));
    let state: Slot = badge(sheet.brief.state).into();
    let facts: Slot = facts(sheet).into();
    let (purpose, path, name) = (place.week.purpose(), place.path(), sheet.name.clone());
    let problems = answer.problems.clone();
    view! {
        <PageHead title=title sub=name above=above badge=state/>
        {changed}
        <ErrorSummary problems=problems/>
        <Tabs label="Weeks of this review" links=tabs here=path/>
        <Columns facts=facts>
            <Say>{purpose}</Say>
            {open}
            {sign}
            {settled}
            {history}
        </Columns>
    }
    .into_any()
}

/// Why a signature did not happen: somebody signed before, or what would be signed is not what was read.
fn conflict(sheet: &WeekSheet, answer: &Answer) -> Option<AnyView> {
    let changed = answer.changed.as_ref()?;
    if let Some((name, at)) = &sheet.brief.signed {
        let (name, at) = (name.clone(), at.at());
        return Some(
            view! {
                <Callout kind=NoticeKind::Warning role="alert">
                    <p><b>{format!("{name} signed this week")}</b>" on "<crate::ui::Time at=at/>
                    ", before your signature arrived. Nothing was signed twice."</p>
                </Callout>
            }
            .into_any(),
        );
    }
    let items = changed
        .iter()
        .cloned()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    Some(
        view! {
            <Callout kind=NoticeKind::Warning role="alert">
                <p><b>"Not signed: the registry changed after you opened this page."</b>
                " A signature covers only what its signer saw. Read what is below again, then sign."</p>
                <ul>{items}</ul>
            </Callout>
        }
        .into_any(),
    )
}

/// What changed since the week was signed.
fn since(sheet: &WeekSheet) -> Option<AnyView> {
    if sheet.changed.is_empty() {
        return None;
    }
    let items = sheet
        .changed
        .iter()
        .cloned()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    Some(
        view! {
            <Callout kind=NoticeKind::Info>
                <p><b>"The registry has changed since this week was signed."</b>
                " The signature covers what stood then; below is what was signed."</p>
                <details class="data"><summary>"What changed"</summary><ul>{items}</ul></details>
            </Callout>
        }
        .into_any(),
    )
}

fn facts(sheet: &WeekSheet) -> impl IntoView + use<> {
    let brief = &sheet.brief;
    let (due_on, days) = (brief.due_on, left(brief.days_left));
    let signed = brief.signed.clone();
    let late = signed.is_none() && brief.days_left < 0;
    let due = signed
        .is_none()
        .then(|| view! { <br/><small class:late=late>{days}</small> });
    let by = signed.map(|(name, at)| {
        let at = at.at();
        view! { <Fact term="Signed">{name}<br/><small><crate::ui::Time at=at/></small></Fact> }
    });
    let (settled, tasks) = (brief.settled.to_string(), format!("of {}", brief.tasks));
    let (team, name) = (sheet.team.clone(), sheet.name.clone());
    let weeks = squares(&sheet.weeks);
    let sealed = if sheet.sealed { "sealed" } else { "not sealed yet" };
    let risk = format!("/risk/{}/{}", brief.place.workload, brief.place.quarter);
    view! {
        <Figure label="Tasks settled" value=settled unit=tasks small=true/>
        <Section title="Facts">
            <Facts>
                <Fact term="Due"><Day on=due_on/>{due}</Fact>
                {by}
                <Fact term="Owning team">{team}</Fact>
                <Fact term="All weeks"><Weeks of=name weeks=weeks/></Fact>
                <Fact term="Quarter’s ratio"><a href=risk>{sealed}</a></Fact>
            </Facts>
        </Section>
    }
}
