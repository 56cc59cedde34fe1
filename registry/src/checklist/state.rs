//! Where a workload stands with a checklist decision.

use crate::{
    checklist::Decision,
    kernel::{Problems, keyed},
};

keyed! {
    /// The state of one decision for one workload.
    pub enum State: "checklist state" {
        /// Nobody has begun.
        NotStarted = "not-started", "not started";
        /// Under way.
        InProgress = "in-progress", "in progress";
        /// The decision holds for this workload.
        Adopted = "adopted", "adopted";
        /// It cannot apply here, for a stated reason.
        NotApplicable = "not-applicable", "not applicable";
        /// The workload couples on purpose, and an accepted record says so.
        DeliberateCoupling = "deliberate-coupling", "deliberate coupling";
    }
}

/// What somebody wants to say about a decision, as far as the rules need to know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Why, in words.
    pub reason: &'a str,
    /// Whether the record it names is accepted; `None` when it names none.
    pub record_accepted: Option<bool>,
    /// Whether there is evidence: a link or a file.
    pub has_evidence: bool,
    /// Whether a person is named as owner.
    pub has_owner: bool,
}

impl State {
    /// Whether nothing remains to be done.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Adopted | Self::NotApplicable | Self::DeliberateCoupling)
    }

    /// Whether a decision may be put into this state, with each problem at its field: `state`,
    /// `reason`, `adr`, `evidence` or `owner`.
    #[must_use]
    pub fn check(self, decision: Decision, claim: Claim<'_>) -> Problems {
        let mut problems = Problems::new();
        match self {
            Self::NotStarted => {}
            Self::InProgress => {
                problems.require(claim.has_owner, "owner", "Name who is working on it.");
            }
            Self::Adopted if decision.computed() => {
                problems.add(
                    "state",
                    "The registry decides when this one is adopted; its reasons are shown below.",
                );
            }
            Self::Adopted => {
                problems.require(claim.has_owner, "owner", "Name who answers for it.");
                problems.require(claim.has_evidence, "evidence", "Link or attach what shows it.");
            }
            Self::NotApplicable => {
                problems.require(
                    !claim.reason.trim().is_empty(),
                    "reason",
                    "Say why it cannot apply to this workload.",
                );
            }
            Self::DeliberateCoupling => match claim.record_accepted {
                Some(true) => {}
                Some(false) => problems.add("adr", "That record is not accepted yet; choose an accepted one."),
                None => problems.add("adr", "Choose the accepted record that explains the coupling."),
            },
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_applicable_needs_a_reason() {
        let none = Claim {
            reason: "  ",
            ..Claim::default()
        };
        assert!(State::NotApplicable.check(Decision::C1, none).of("reason").is_some());
        let given = Claim {
            reason: "No inference of our own",
            ..Claim::default()
        };
        assert!(State::NotApplicable.check(Decision::C1, given).is_empty());
    }

    #[test]
    fn deliberate_coupling_needs_an_accepted_record() {
        for (accepted, good) in [(None, false), (Some(false), false), (Some(true), true)] {
            let claim = Claim {
                record_accepted: accepted,
                ..Claim::default()
            };
            assert_eq!(State::DeliberateCoupling.check(Decision::O1, claim).is_empty(), good);
        }
    }

    #[test]
    fn adoption_takes_evidence_and_an_owner_and_never_a_hand_on_computed_ones() {
        let full = Claim {
            has_evidence: true,
            has_owner: true,
            ..Claim::default()
        };
        assert!(State::Adopted.check(Decision::D1, full).is_empty());
        let bare = State::Adopted.check(Decision::D1, Claim::default());
        assert!(bare.of("evidence").is_some() && bare.of("owner").is_some());
        assert!(State::Adopted.check(Decision::O2, full).of("state").is_some());
    }

    #[test]
    fn three_states_are_settled() {
        assert_eq!(State::all().iter().filter(|state| state.is_settled()).count(), 3);
    }
}
