//! Pages of the reversibility checklist.

mod forms;
mod pages;
mod section;

use axum::{Router, routing::get};
use registry::checklist::{Item, State};

use crate::{
    ui::{CellState, day_text, sentence},
    web::Site,
};

pub use section::of_workload;

/// Routes of the checklist.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/checklist", get(pages::matrix))
        .route("/checklist.csv", get(pages::matrix_csv))
        .route("/checklist/{workload}/{decision}", get(forms::one).post(forms::move_to))
}

/// How an item is drawn.
fn cell_state(item: &Item) -> CellState {
    match item.state {
        _ if item.late => CellState::Late,
        State::Adopted => CellState::Adopted,
        State::DeliberateCoupling => CellState::Deliberate,
        State::NotApplicable => CellState::NotApplicable,
        State::InProgress => CellState::Progress,
        State::NotStarted => CellState::Open,
    }
}

/// What a cell says: the decision, where it stands, by when.
fn words(item: &Item) -> String {
    let state = sentence(item.state.label());
    let due = match (item.state.is_settled(), item.late) {
        (true, _) => String::new(),
        (false, true) => format!(", overdue since {}", day_text(item.due_on)),
        (false, false) => format!(", due {}", day_text(item.due_on)),
    };
    format!("{} {}: {state}{due}", item.decision.key(), item.decision.label())
}
