//! The section “Reviews” of a workload's page.

use leptos::prelude::*;
use registry::{
    review::{WeekState, WorkloadReview},
    workload::Workload,
};

use super::parts::{badge, squares, timing};
use crate::{
    ui::{Link, Section, Weeks, day_text},
    web::{Ctx, Fault},
};

/// The workload's current review with its four weeks, and earlier ones.
///
/// # Errors
/// When the database fails.
pub async fn of_workload(ctx: &Ctx, workload: &Workload) -> Result<impl FnOnce() -> AnyView + Send + use<>, Fault> {
    let reviews = ctx
        .registry()
        .reviews()
        .of_workload(&ctx.actor, workload.id, &workload.slug)
        .await?;
    let name = workload.name.clone();
    Ok(move || view_of(&reviews, &name))
}

fn view_of(reviews: &[WorkloadReview], name: &str) -> AnyView {
    let Some((latest, earlier)) = reviews.split_first() else {
        let text = "Not reviewed yet. Each quarter’s review looks at the largest workloads by annual AI spend.";
        return view! { <Section title="Reviews" id="reviews"><p class="note">{text}</p></Section> }.into_any();
    };
    let title = format!("Review of {}", latest.quarter.label());
    let link = Link::new(format!("/reviews/{}", latest.quarter), "Open the review");
    let note = format!("started {}", day_text(latest.started_on));
    let weeks = latest
        .weeks
        .iter()
        .map(|week| {
            let (number, label, path) = (week.place.week.number(), week.place.week.label(), week.place.path());
            let (state, timing) = (badge(week.state), timing(week));
            view! { <li><a href=path>{format!("{number} {label}")}</a>{state}<small>{timing}</small></li> }
        })
        .collect_view();
    let before = earlier
        .iter()
        .map(|review| {
            let signed = review.weeks.iter().filter(|week| week.state == WeekState::Signed).count();
            let words = format!("{signed} of 4 signed");
            let href = format!("/reviews/{}", review.quarter);
            view! {
                <li><a href=href>{review.quarter.label()}</a><Weeks of=name.to_owned() weeks=squares(&review.weeks)/><small>{words}</small></li>
            }
        })
        .collect_view();
    let before =
        (!earlier.is_empty()).then(|| view! { <ul class="review-lines" aria-label="Earlier reviews">{before}</ul> });
    view! {
        <Section title=title note=note link=link id="reviews">
            <ul class="review-lines">{weeks}</ul>
            {before}
        </Section>
    }
    .into_any()
}
