//! What a review looks like from outside: cycles, weeks, tasks as they stand, signatures.

use time::Date;

use super::{
    Week, WeekState,
    pick::Candidate,
    sign::{Content, Standing},
};
use crate::kernel::{Id, Instant, Money, Quarter};

/// Which week of which workload in which quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The quarter under review.
    pub quarter: Quarter,
    /// The workload's slug.
    pub workload: String,
    /// The week.
    pub week: Week,
}

impl Place {
    /// A place.
    #[must_use]
    pub fn new(quarter: Quarter, workload: impl Into<String>, week: Week) -> Self {
        Self {
            quarter,
            workload: workload.into(),
            week,
        }
    }

    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!(
            "/reviews/{}/{}/week/{}",
            self.quarter,
            self.workload,
            self.week.number()
        )
    }
}

/// What would be reviewed if the review of a quarter started now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The quarter.
    pub quarter: Quarter,
    /// The largest workloads, or why they cannot be told.
    pub picked: Result<Vec<Candidate>, String>,
    /// Every workload, with its slug, by name.
    pub all: Vec<(String, Candidate)>,
}

/// A quarter's cycle in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleSummary {
    /// The quarter.
    pub quarter: Quarter,
    /// The day it started.
    pub started_on: Date,
    /// Who started it.
    pub started_by: String,
    /// Workloads under review.
    pub workloads: i64,
    /// Weeks, four for each workload.
    pub weeks: i64,
    /// Weeks signed.
    pub signed: i64,
    /// Weeks past their due day without a signature.
    pub late: i64,
}

/// A quarter's cycle with every workload and week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleOverview {
    /// The quarter.
    pub quarter: Quarter,
    /// The day it started.
    pub started_on: Date,
    /// Who started it.
    pub started_by: String,
    /// Why other workloads than the largest were picked; empty: they were not.
    pub reason: String,
    /// The workloads under review, the largest first.
    pub reviews: Vec<ReviewBrief>,
}

impl CycleOverview {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/reviews/{}", self.quarter)
    }

    /// Workloads whose four weeks are signed.
    #[must_use]
    pub fn complete(&self) -> usize {
        self.reviews.iter().filter(|review| review.is_complete()).count()
    }

    /// Weeks signed.
    #[must_use]
    pub fn signed(&self) -> usize {
        self.reviews
            .iter()
            .flat_map(|review| &review.weeks)
            .filter(|week| week.state == WeekState::Signed)
            .count()
    }
}

/// One workload's review in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewBrief {
    /// The workload's slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The owning team.
    pub team_id: Id,
    /// The owning team's name.
    pub team: String,
    /// Annual AI spend as it was when the review started.
    pub spend: Option<Money>,
    /// Whether the quarter's assessment is sealed.
    pub sealed: bool,
    /// Four weeks, the first first.
    pub weeks: Vec<WeekBrief>,
}

impl ReviewBrief {
    /// Whether all four weeks are signed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.weeks.iter().all(|week| week.state == WeekState::Signed)
    }
}

/// One week in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekBrief {
    /// Where it is.
    pub place: Place,
    /// How it stands.
    pub state: WeekState,
    /// The day it is due.
    pub due_on: Date,
    /// Days from today to the due day; below zero once it is past.
    pub days_left: i64,
    /// Tasks.
    pub tasks: usize,
    /// Tasks done or excepted.
    pub settled: usize,
    /// Who signed, and when.
    pub signed: Option<(String, Instant)>,
}

/// A week somebody's team has yet to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The workload's name.
    pub name: String,
    /// The week.
    pub week: WeekBrief,
    /// Whether this person may sign it, now or once its tasks are settled.
    pub may_sign: bool,
}

/// A workload's part in one cycle, for its own page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadReview {
    /// The quarter.
    pub quarter: Quarter,
    /// The day the cycle started.
    pub started_on: Date,
    /// Four weeks, the first first.
    pub weeks: Vec<WeekBrief>,
}

/// What a person said about a task by hand, or what a signature kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The task's key.
    pub key: String,
    /// Its title at that time.
    pub title: String,
    /// Its reason at that time.
    pub why: String,
    /// What it was about.
    pub about: String,
    /// Whether it was done.
    pub done: bool,
    /// Who ticked it; empty: the registry did.
    pub done_by: String,
    /// When.
    pub done_at: Option<Instant>,
    /// Their note.
    pub note: String,
    /// Why it need not be done; empty: there is no exception.
    pub exception_reason: String,
    /// Who answers for that.
    pub exception_owner: String,
    /// The last day the exception holds.
    pub exception_until: Option<Date>,
}

/// A tick by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Who.
    pub by: String,
    /// When.
    pub at: Option<Instant>,
    /// What they noted.
    pub note: String,
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskView {
    /// Key, title and whether it is settled.
    pub standing: Standing,
    /// Why, or what is missing.
    pub why: String,
    /// What it is about: kind and id, `dependency:0192…`.
    pub about: String,
    /// Whether a person may tick it.
    pub by_hand: bool,
    /// Who ticked it; none when the registry did or it is open.
    pub tick: Option<Tick>,
}

impl TaskView {
    /// Whether it is done or holds an exception that is good today.
    #[must_use]
    pub fn is_settled(&self, today: Date) -> bool {
        self.standing.obstacle(today).is_none()
    }
}

/// An exception as typed.
#[derive(Clone, Debug, Default)]
pub struct ExceptionDraft {
    /// Why the task need not be done this time.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day it holds, `2027-03-31`.
    pub until: String,
}

/// A signature; it stays when the week is reopened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub name: String,
    /// The role they signed in.
    pub role: String,
    /// When.
    pub at: Instant,
    /// SHA-256 of the content, hexadecimal.
    pub hash: String,
    /// What was signed, as canonical JSON.
    pub content: String,
    /// When the week was reopened, the signature was withdrawn.
    pub withdrawn: Option<Withdrawn>,
}

/// Why a signature no longer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Everything about one week, for the person who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekSheet {
    /// The workload's name.
    pub name: String,
    /// The owning team.
    pub team: String,
    /// The week in short.
    pub brief: WeekBrief,
    /// The four weeks of this workload, this one among them.
    pub weeks: Vec<WeekBrief>,
    /// The tasks: drawn from the registry, or once signed as they were signed.
    pub tasks: Vec<TaskView>,
    /// All signatures, the newest first.
    pub signatures: Vec<Signature>,
    /// What was signed; or what a signature would cover, without signer and time.
    pub content: Content,
    /// Its SHA-256: the form that signs sends it back, so that nobody signs what they did not see.
    pub hash: String,
    /// Why this person cannot sign, in sentences; empty when they can.
    pub refusals: Vec<String>,
    /// What changed in the registry since the week was signed, in sentences.
    pub changed: Vec<String>,
    /// Why the week cannot be reopened, if it is signed and cannot.
    pub fixed: Option<String>,
    /// Whether the quarter's assessment is sealed.
    pub sealed: bool,
}
