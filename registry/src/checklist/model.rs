//! One decision for one workload, as people see it.

use time::Date;

use super::{Computed, Decision, State};
use crate::{
    adr::Cited,
    inventory::Layer,
    kernel::{Id, Instant},
};

/// Who answers for a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Which person.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// Their e-mail, the key a form uses.
    pub email: String,
}

/// A decision of the checklist for one workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The workload.
    pub workload_id: Id,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub workload: String,
    /// Its owning team.
    pub team_id: Id,
    /// The team's name.
    pub team: String,
    /// Which decision.
    pub decision: Decision,
    /// What somebody said last; not started until somebody does.
    pub claimed: State,
    /// Where it stands, after the registry's own verdict.
    pub state: State,
    /// The registry's verdict, for the five it judges.
    pub verdict: Option<Computed>,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// When it is due.
    pub due_on: Date,
    /// Link or text that shows it.
    pub evidence: String,
    /// Why it is not applicable, or a remark.
    pub reason: String,
    /// The record behind a deliberate coupling.
    pub record: Option<Cited>,
    /// When somebody last changed it; none: nobody has.
    pub updated_at: Option<Instant>,
    /// The version read; 0 until somebody has said anything.
    pub version: i64,
    /// Whether its day has passed and it is not settled.
    pub late: bool,
}

impl Item {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/checklist/{}/{}", self.slug, self.decision.key())
    }

    /// Whether a deliberate coupling no longer counts because its record is not accepted any more.
    #[must_use]
    pub fn lapsed(&self) -> bool {
        self.claimed == State::DeliberateCoupling && self.state != State::DeliberateCoupling
    }
}

/// What somebody says about a decision, as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Key of the state.
    pub state: String,
    /// E-mail of the owner; empty: nobody.
    pub owner: String,
    /// The due day as `2026-12-31`; empty: as the rule has it.
    pub due_on: String,
    /// Link or text.
    pub evidence: String,
    /// Why.
    pub reason: String,
    /// Identifier of an accepted record; empty: none.
    pub adr: String,
}

/// Which decisions to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only workloads of the team with this slug.
    pub team: Option<String>,
    /// Only in this state.
    pub state: Option<State>,
    /// Only overdue ones.
    pub late: bool,
}

/// Something that keeps a computed decision from passing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// What: a service, with the place where it is called if that is known.
    pub what: String,
    /// Why it fails.
    pub why: String,
    /// How many integration points it stands for.
    pub calls: i64,
}

/// How far the decisions of one layer are, over all workloads. Each decision is counted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerProgress {
    /// The layer.
    pub layer: Layer,
    /// Adopted.
    pub adopted: usize,
    /// Deliberate coupling with an accepted record.
    pub deliberate: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// In progress and in time.
    pub in_progress: usize,
    /// Not started and in time.
    pub open: usize,
    /// Neither settled nor in time.
    pub late: usize,
}

impl LayerProgress {
    /// Counts items by layer, in the order of the layers.
    #[must_use]
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Vec<Self> {
        let mut layers: Vec<Self> = Layer::all()
            .iter()
            .map(|layer| Self {
                layer: *layer,
                adopted: 0,
                deliberate: 0,
                not_applicable: 0,
                in_progress: 0,
                open: 0,
                late: 0,
            })
            .collect();
        for item in items {
            let Some(layer) = layers.iter_mut().find(|layer| layer.layer == item.decision.layer()) else {
                continue;
            };
            let count = match item.state {
                _ if item.late => &mut layer.late,
                State::Adopted => &mut layer.adopted,
                State::DeliberateCoupling => &mut layer.deliberate,
                State::NotApplicable => &mut layer.not_applicable,
                State::InProgress => &mut layer.in_progress,
                State::NotStarted => &mut layer.open,
            };
            *count += 1;
        }
        layers
    }

    /// Decisions that need nothing more.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.adopted + self.deliberate + self.not_applicable
    }

    /// All decisions.
    #[must_use]
    pub fn all(&self) -> usize {
        self.settled() + self.in_progress + self.open + self.late
    }
}
