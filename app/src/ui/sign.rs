//! Small signs: badges, the four weeks, checklist cells. Each says its meaning in shape and
//! words as well as in colour.

use leptos::prelude::*;

use super::{
    prop::{OptText, Tone},
    words::sentence,
};

/// The shape of a tone, drawn in the colour of the text around it.
#[component]
pub fn Shape(
    /// The tone.
    tone: Tone,
) -> impl IntoView {
    let drawing = match tone {
        Tone::Neutral => {
            view! { <circle cx="5" cy="5" r="3.25" fill="none" stroke="currentColor" stroke-width="1.5"></circle> }
                .into_any()
        }
        Tone::Accent => view! { <path d="M4 .5h2v9H4z" fill="currentColor"></path> }.into_any(),
        Tone::Ok => view! { <circle cx="5" cy="5" r="4" fill="currentColor"></circle> }.into_any(),
        Tone::Watch => view! { <path d="M5 0 10 5 5 10 0 5z" fill="currentColor"></path> }.into_any(),
        Tone::Stop => view! { <path d="M1 1h8v8H1z" fill="currentColor"></path> }.into_any(),
    };
    view! { <svg class="shape" viewBox="0 0 10 10" aria-hidden="true">{drawing}</svg> }
}

/// A word with a shape and a colour.
#[component]
pub fn Badge(
    /// What colour and shape say.
    #[prop(optional)]
    tone: Tone,
    /// The word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())><Shape tone=tone/><span>{text}</span></span> }
}

/// The zone of a dependency-risk ratio.
#[component]
pub fn ZoneBadge(
    /// The zone's key; see [`Tone::of_zone`].
    #[prop(into)]
    zone: String,
    /// Its name: “On target”, “Watch”, “Architecture review required”.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <Badge tone=Tone::of_zone(&zone) text=label/> }
}

/// The classes of a record's status and its sign, a path in a box of ten by ten.
#[must_use]
pub fn status_sign(status: &str) -> (&'static str, &'static str) {
    match status {
        "draft" => ("neutral dashed", "M1 9V7l6-6 2 2-6 6z"),
        "proposed" => ("watch", "M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8m0 0v8"),
        "accepted" => ("ok", "M1 5.5 4 8.5 9 1.5"),
        "rejected" => ("stop", "M1.5 1.5l7 7m0-7-7 7"),
        "deprecated" => ("neutral", "M1 5h8"),
        "superseded" => ("neutral", "M0 5h9M6 2l3 3-3 3"),
        _ => ("neutral dashed", "M3 3a2 2 0 1 1 2 2v1.5M5 8.5v.5"),
    }
}

/// The state of an architecture decision record.
#[component]
pub fn StatusBadge(
    /// `draft`, `proposed`, `accepted`, `rejected`, `deprecated` or `superseded`; anything else
    /// is shown as not known.
    #[prop(into)]
    status: String,
    /// Its name; the key with a capital unless given.
    #[prop(optional, into)]
    label: OptText,
) -> impl IntoView {
    let (class, path) = status_sign(&status);
    let label = label.get().unwrap_or_else(|| match status.as_str() {
        "" => "Unknown".to_owned(),
        key => sentence(key),
    });
    view! {
        <span class=format!("badge {class}")>
            <svg class="shape line" viewBox="0 0 10 10" aria-hidden="true"><path d=path></path></svg>
            <span>{label}</span>
        </span>
    }
}

/// How tightly a dependency is coupled: two rings apart, touching, or locked into one another.
#[component]
pub fn CouplingBadge(
    /// The category's key: `open-standard`, `aws-native-abstractable` or `deeply-coupled`.
    #[prop(into)]
    category: String,
    /// Its name.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let centres = match category.as_str() {
        "open-standard" => Some(("4.75", "17.25")),
        "aws-native-abstractable" => Some(("7", "15")),
        "deeply-coupled" => Some(("8.75", "13.25")),
        _ => None,
    };
    view! {
        <span class="coupling">
            <svg viewBox="0 0 22 10" aria-hidden="true">
                {centres.map(|(left, right)| {
                    view! { <circle cx=left cy="5" r="4"></circle><circle cx=right cy="5" r="4"></circle> }
                })}
            </svg>
            <span>{label}</span>
        </span>
    }
}

/// Where one of the four review weeks stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeekState {
    /// Signed.
    Done,
    /// Being worked on.
    Now,
    /// Past its day and not signed.
    Late,
    /// Not begun.
    Open,
}

impl WeekState {
    fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Late => "late",
            Self::Open => "open",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Done => "signed",
            Self::Now => "in progress",
            Self::Late => "late",
            Self::Open => "not started",
        }
    }
}

/// One week for [`Weeks`].
#[derive(Clone, Debug)]
pub struct Week {
    /// Where it stands.
    pub state: WeekState,
    /// Its page, if it has one.
    pub href: Option<String>,
}

/// The four weeks of one workload's review, as numbered squares.
#[component]
pub fn Weeks(
    /// Whose weeks, for screen readers: the workload's name.
    #[prop(into)]
    of: String,
    /// In order, week 1 first.
    weeks: Vec<Week>,
) -> impl IntoView {
    let squares = weeks
        .into_iter()
        .zip(1..)
        .map(|(week, number)| {
            let name = format!("Week {number}, {}", week.state.words());
            let inside = view! { <span aria-hidden="true">{number}</span><span class="unseen">{name.clone()}</span> };
            let square = match week.href {
                Some(href) => view! { <a href=href title=name>{inside}</a> }.into_any(),
                None => view! { <span title=name>{inside}</span> }.into_any(),
            };
            view! { <li class=week.state.class()>{square}</li> }
        })
        .collect_view();
    view! { <ol class="weeks" aria-label=format!("Review weeks of {of}")>{squares}</ol> }
}

/// Where a checklist decision stands, as one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellState {
    /// Adopted: filled.
    Adopted,
    /// Deliberate coupling with its record: filled, in grey, with a notch.
    Deliberate,
    /// Not applicable: crossed by one line.
    NotApplicable,
    /// In progress: hatched.
    Progress,
    /// Not started: empty.
    Open,
    /// Not settled and past its day: empty in a red frame.
    Late,
}

impl CellState {
    fn class(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Deliberate => "deliberate",
            Self::NotApplicable => "na",
            Self::Progress => "progress",
            Self::Open => "open",
            Self::Late => "late",
        }
    }

    fn settled(self) -> bool {
        matches!(self, Self::Adopted | Self::Deliberate | Self::NotApplicable)
    }
}

/// The progress of the checklist, a line for each layer; holds [`LayerCells`].
#[component]
pub fn Layers(
    /// The lines.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="layers">
            <ul>{children()}</ul>
            <p class="cells-key" aria-hidden="true">
                <span><i class="adopted"></i>"Adopted"</span>
                <span><i class="deliberate"></i>"Deliberate coupling"</span>
                <span><i class="na"></i>"Not applicable"</span>
                <span><i class="progress"></i>"In progress"</span>
                <span><i class="late"></i>"Overdue"</span>
                <span><i class="open"></i>"Not started"</span>
            </p>
        </div>
    }
}

/// One layer: a cell for each decision of each workload, the settled ones first.
#[component]
pub fn LayerCells(
    /// The layer's name.
    #[prop(into)]
    layer: String,
    /// When it is due: “decide now”.
    #[prop(optional, into)]
    urgency: OptText,
    /// The cells, in any order.
    mut cells: Vec<CellState>,
    /// Where they are listed.
    #[prop(optional, into)]
    href: OptText,
) -> impl IntoView {
    cells.sort_by_key(|cell| *cell as u8);
    let all = cells.len();
    let settled = cells.iter().filter(|cell| cell.settled()).count();
    let late = cells.iter().filter(|cell| **cell == CellState::Late).count();
    let late = (late > 0).then(|| view! { <span class="unseen">{format!(", {late} overdue")}</span> });
    let name = match href.get() {
        Some(href) => view! { <a href=href>{layer}</a> }.into_any(),
        None => layer.into_any(),
    };
    let drawn = cells
        .into_iter()
        .map(|cell| view! { <i class=cell.class()></i> })
        .collect_view();
    view! {
        <li>
            <span class="layer">{name}{urgency.get().map(|urgency| view! { <small>" "{urgency}</small> })}</span>
            <span class="cells" aria-hidden="true">{drawn}</span>
            <span class="n">{settled}" of "{all}<span class="unseen">" settled"</span>{late}</span>
        </li>
    }
}

/// One cell of a checklist matrix, with its words for screen readers.
#[component]
pub fn Cell(
    /// Where the decision stands.
    state: CellState,
    /// The state in words, also the tooltip.
    #[prop(into)]
    label: String,
    /// The decision's page.
    #[prop(optional, into)]
    href: OptText,
) -> impl IntoView {
    let class = format!("cell {}", state.class());
    let words = view! { <span class="unseen">{label.clone()}</span> };
    match href.get() {
        Some(href) => view! { <a class=class href=href title=label>{words}</a> }.into_any(),
        None => view! { <span class=class title=label>{words}</span> }.into_any(),
    }
}

/// A share done, as a thin bar and the figure.
#[component]
pub fn Progress(
    /// What is counted, for screen readers.
    #[prop(into)]
    label: String,
    /// How many are done.
    done: usize,
    /// Of how many.
    of: usize,
) -> impl IntoView {
    let share = done.saturating_mul(100).checked_div(of).unwrap_or(0).min(100);
    view! {
        <span class="progress-line">
            <svg class="progress-bar" role="img" aria-label=format!("{label}: {done} of {of}")>
                <rect class="track" width="100%" height="100%"></rect>
                <rect class="fill" width=format!("{share}%") height="100%"></rect>
            </svg>
            <span class="n" aria-hidden="true">{done}" of "{of}</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render::render;

    #[test]
    fn weeks_say_in_words_what_they_show() {
        let weeks = [WeekState::Done, WeekState::Late]
            .map(|state| Week { state, href: None })
            .to_vec();
        let page = render(|| view! { <Weeks of="Fraud signals" weeks=weeks/> });
        assert!(page.html.contains("Week 1, signed"), "{}", page.html);
        assert!(page.html.contains("Week 2, late"), "{}", page.html);
    }

    #[test]
    fn cells_are_sorted_and_counted() {
        let cells = vec![
            CellState::Open,
            CellState::Adopted,
            CellState::Late,
            CellState::Deliberate,
        ];
        let page = render(|| view! { <LayerCells layer="Data" cells=cells/> });
        let order: Vec<_> = ["adopted", "deliberate", "\"open", "late"]
            .iter()
            .map(|class| page.html.find(class))
            .collect();
        assert!(order.is_sorted() && order.iter().all(Option::is_some), "{}", page.html);
        assert!(page.html.contains("1 overdue"), "{}", page.html);
    }

    #[test]
    fn nothing_of_nothing_is_no_progress() {
        let page = render(|| view! { <Progress label="Points" done=0 of=0/> });
        assert!(page.html.contains("width=\"0%\""), "{}", page.html);
    }
}
