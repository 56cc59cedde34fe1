//! The five decisions the registry judges itself, and why they pass or fail.

use super::{Decision, State};
use crate::kernel::Quarter;

/// What the registry knows about one workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The quarter looked at.
    pub quarter: Quarter,
    /// Integration points on record.
    pub points: u32,
    /// Of these, outside their boundary.
    pub leaking: u32,
    /// Of these, whose dependency is covered by an accepted record.
    pub covered: u32,
    /// Whether the quarter's assessment is sealed.
    pub assessment_sealed: bool,
    /// Whether this workload is in the quarter's review.
    pub review_chosen: bool,
    /// Weeks of the quarter's review that are signed, 0 to 4.
    pub weeks_signed: u8,
    /// Whether a TCO worksheet with a weighted reversibility line exists.
    pub tco_worksheet: bool,
}

/// What the registry says about a computed decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// Whether the decision counts as adopted.
    pub passes: bool,
    /// Why, in one sentence.
    pub why: String,
    /// How many of `of` are as they should be.
    pub done: u32,
    /// How many there are.
    pub of: u32,
}

impl Computed {
    /// The state that follows, unless somebody has put the decision aside with a reason or an
    /// accepted record.
    #[must_use]
    pub const fn state(&self) -> State {
        match (self.passes, self.done) {
            (true, _) => State::Adopted,
            (false, 0) => State::NotStarted,
            (false, _) => State::InProgress,
        }
    }
}

/// The registry's verdict on a decision; nothing for those that people judge.
#[must_use]
pub fn verdict(decision: Decision, facts: &Facts) -> Option<Computed> {
    match decision {
        Decision::O2 => Some(boundaries(facts)),
        Decision::O3 => Some(records(facts)),
        Decision::G1 => Some(sealed(facts)),
        Decision::G2 => Some(reviewed(facts)),
        Decision::G3 => Some(weighed(facts)),
        Decision::D1 | Decision::D2 | Decision::D3 | Decision::C1 | Decision::C2 | Decision::C3 | Decision::O1 => None,
    }
}

/// Nothing on record proves nothing, so it does not pass.
fn nothing_registered() -> Computed {
    Computed {
        passes: false,
        why: "No integration point is registered yet, so there is nothing to judge.".to_owned(),
        done: 0,
        of: 0,
    }
}

fn boundaries(facts: &Facts) -> Computed {
    let (of, leaking) = (facts.points, facts.leaking.min(facts.points));
    let why = match (of, leaking) {
        (0, _) => return nothing_registered(),
        (_, 0) => format!("All {} stay inside their boundary.", points(of)),
        (_, 1) => format!("1 of {} is called outside its boundary.", points(of)),
        (_, leaking) => format!("{leaking} of {} are called outside their boundary.", points(of)),
    };
    Computed {
        passes: leaking == 0,
        why,
        done: of - leaking,
        of,
    }
}

fn records(facts: &Facts) -> Computed {
    let (of, done) = (facts.points, facts.covered.min(facts.points));
    let why = match (of, of - done) {
        (0, _) => return nothing_registered(),
        (_, 0) => format!("All {} are covered by an accepted record.", points(of)),
        (_, 1) => format!("1 of {} has no accepted record.", points(of)),
        (_, missing) => format!("{missing} of {} have no accepted record.", points(of)),
    };
    Computed {
        passes: done == of,
        why,
        done,
        of,
    }
}

fn sealed(facts: &Facts) -> Computed {
    let quarter = facts.quarter.label();
    let why = if facts.assessment_sealed {
        format!("The assessment of {quarter} is sealed.")
    } else {
        format!("The assessment of {quarter} is not sealed yet.")
    };
    Computed {
        passes: facts.assessment_sealed,
        why,
        done: u32::from(facts.assessment_sealed),
        of: 1,
    }
}

fn reviewed(facts: &Facts) -> Computed {
    let quarter = facts.quarter.label();
    let signed = facts.weeks_signed.min(4);
    let (passes, why) = match (facts.review_chosen, signed) {
        (false, _) => (false, format!("This workload is not in the review of {quarter}.")),
        (true, 4) => (true, format!("All four weeks of the {quarter} review are signed.")),
        (true, 0) => (false, format!("No week of the {quarter} review is signed yet.")),
        (true, signed) => (
            false,
            format!("{signed} of 4 weeks of the {quarter} review are signed."),
        ),
    };
    Computed {
        passes,
        why,
        done: if facts.review_chosen { signed.into() } else { 0 },
        of: 4,
    }
}

fn weighed(facts: &Facts) -> Computed {
    let why = if facts.tco_worksheet {
        "A TCO worksheet carries reversibility as a weighted line."
    } else {
        "No TCO worksheet weighs reversibility for this workload yet."
    };
    Computed {
        passes: facts.tco_worksheet,
        why: why.to_owned(),
        done: u32::from(facts.tco_worksheet),
        of: 1,
    }
}

fn points(count: u32) -> String {
    if count == 1 {
        "1 integration point".to_owned()
    } else {
        format!("{count} integration points")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            quarter: "2026-Q4".parse().unwrap(),
            points: 12,
            leaking: 0,
            covered: 12,
            assessment_sealed: true,
            review_chosen: true,
            weeks_signed: 4,
            tco_worksheet: true,
        }
    }

    fn of(decision: Decision, facts: &Facts) -> Computed {
        verdict(decision, facts).unwrap()
    }

    #[test]
    fn a_workload_in_order_passes_all_five_and_people_judge_the_rest() {
        for decision in Decision::all() {
            let verdict = verdict(*decision, &facts());
            assert_eq!(verdict.is_some(), decision.computed(), "{decision}");
            assert!(verdict.is_none_or(|verdict| verdict.passes && verdict.done == verdict.of));
        }
    }

    #[test]
    fn one_leak_or_one_uncovered_point_fails() {
        let leak = of(Decision::O2, &Facts { leaking: 1, ..facts() });
        assert_eq!((leak.passes, leak.done, leak.of), (false, 11, 12));
        assert_eq!(leak.state(), State::InProgress);
        assert_eq!(leak.why, "1 of 12 integration points is called outside its boundary.");
        let gap = of(Decision::O3, &Facts { covered: 9, ..facts() });
        assert_eq!(
            (gap.passes, gap.why.as_str()),
            (false, "3 of 12 integration points have no accepted record.")
        );
    }

    #[test]
    fn an_empty_registry_proves_nothing() {
        let empty = Facts {
            points: 0,
            covered: 0,
            ..facts()
        };
        assert!(!of(Decision::O2, &empty).passes && !of(Decision::O3, &empty).passes);
    }

    #[test]
    fn governance_looks_at_this_quarter() {
        let open = Facts {
            assessment_sealed: false,
            weeks_signed: 2,
            tco_worksheet: false,
            ..facts()
        };
        assert_eq!(
            of(Decision::G1, &open).why,
            "The assessment of 2026 Q4 is not sealed yet."
        );
        let review = of(Decision::G2, &open);
        assert_eq!((review.passes, review.done, review.of), (false, 2, 4));
        assert!(!of(Decision::G3, &open).passes);
        let unchosen = of(
            Decision::G2,
            &Facts {
                review_chosen: false,
                ..facts()
            },
        );
        assert_eq!((unchosen.passes, unchosen.done), (false, 0));
    }
}
