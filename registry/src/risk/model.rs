//! An assessment, and what the sealed ones add up to.

use super::{Band, Component, Estimate, NoRatio, Ratio, Settings, Split, Trend};
use crate::kernel::{Currency, Id, Instant, Money, Quarter};

/// Who estimated a line that nobody has touched yet.
pub const PROPOSED: &str = "Registry";

/// One line of an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub id: Id,
    /// The component it belongs to.
    pub component: Component,
    /// What costs something.
    pub label: String,
    /// The cost.
    pub estimate: Estimate,
    /// Who estimated it; [`PROPOSED`] until a person did.
    pub estimator: String,
    /// How the figures came about.
    pub note: String,
}

impl Line {
    /// Whether the registry proposed it and nobody has touched it.
    #[must_use]
    pub fn is_proposed(&self) -> bool {
        self.estimator == PROPOSED
    }
}

/// A line as typed.
#[derive(Clone, Debug, Default)]
pub struct LineDraft {
    /// Key of the component.
    pub component: String,
    /// What costs something.
    pub label: String,
    /// The low end, an amount.
    pub low: String,
    /// The likely cost, an amount.
    pub likely: String,
    /// The high end, an amount.
    pub high: String,
    /// Who estimates it; empty: whoever saves it.
    pub estimator: String,
    /// How the figures came about.
    pub note: String,
}

/// When and by whom an assessment was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// When.
    pub at: Instant,
    /// Their name, or those of the people who signed the review.
    pub by: String,
}

/// A workload's exit-cost estimate for a quarter.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// Which.
    pub id: Id,
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
    /// The quarter.
    pub quarter: Quarter,
    /// What its amounts are in.
    pub currency: Currency,
    /// Annual AI spend it is measured against, if it is known.
    pub spend: Option<Money>,
    /// The lines, by component.
    pub lines: Vec<Line>,
    /// Their sum, figure by figure.
    pub total: Estimate,
    /// The prices and rates its proposals were made from.
    pub settings: Settings,
    /// How sure the ratio is, drawn when it was sealed; until then ask
    /// `registry.risk().band(…)`.
    pub band: Option<Band>,
    /// When it was sealed; none: it can still be changed.
    pub sealed: Option<Seal>,
    /// Why nobody may change it now, besides being sealed.
    pub held: Option<String>,
    /// The version read.
    pub version: i64,
}

impl Assessment {
    /// Its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/risk/{}/{}", self.slug, self.quarter)
    }

    /// One of its lines.
    #[must_use]
    pub fn line(&self, id: Id) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The dependency-risk ratio.
    ///
    /// # Errors
    /// Why there is none.
    pub fn ratio(&self) -> Result<Ratio, NoRatio> {
        Ratio::of(self.total.likely(), self.spend)
    }

    /// The lines of a component.
    pub fn of(&self, component: Component) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.component == component)
    }

    /// What a component adds up to, figure by figure.
    #[must_use]
    pub fn subtotal(&self, component: Component) -> Estimate {
        let lines = self.of(component).map(|line| line.estimate);
        // A part of a sum that fits does.
        Estimate::total(lines, self.currency).unwrap_or(Estimate::zero(self.currency))
    }

    /// Why no lines are proposed, if the prices are in another currency than the spend.
    #[must_use]
    pub fn no_proposals(&self) -> Option<String> {
        (self.settings.currency != self.currency).then(|| {
            format!(
                "Prices and rates are in {} and the spend of this workload is in {}, so no cost is proposed. Enter the lines in {} by hand.",
                self.settings.currency.code(),
                self.currency.code(),
                self.currency.code()
            )
        })
    }
}

/// A sealed assessment in a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The quarter.
    pub quarter: Quarter,
    /// Exit cost: low, likely, high.
    pub exit_cost: Estimate,
    /// What it was measured against.
    pub spend: Option<Money>,
    /// How sure the ratio is.
    pub band: Option<Band>,
}

impl Point {
    /// Its ratio.
    ///
    /// # Errors
    /// Why there is none.
    pub fn ratio(&self) -> Result<Ratio, NoRatio> {
        Ratio::of(self.exit_cost.likely(), self.spend)
    }
}

/// Where a workload stands: its sealed quarters, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The workload.
    pub workload_id: Id,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub workload: String,
    /// Its team's name.
    pub team: String,
    /// Sealed quarters, oldest first.
    pub points: Vec<Point>,
}

impl Standing {
    /// The newest sealed quarter.
    #[must_use]
    pub fn latest(&self) -> Option<&Point> {
        self.points.last()
    }

    /// The newest ratio and how it changed since the sealed quarter before it.
    #[must_use]
    pub fn change(&self) -> Option<Split> {
        let (before, after) = (self.points.iter().rev().nth(1)?, self.points.last()?);
        Split::between(before.ratio().ok()?, after.ratio().ok()?)
    }

    /// What the sealed quarters show.
    #[must_use]
    pub fn trend(&self, materiality: f64) -> Trend {
        let ratios = self
            .points
            .iter()
            .filter_map(|point| Some((point.quarter, point.ratio().ok()?)));
        Trend::of(ratios, materiality)
    }
}

/// The platform in one quarter: each workload with its newest sealed assessment up to then, no
/// more than a year old, so that a quarter which reviews three workloads still counts the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct PlatformQuarter {
    /// The quarter.
    pub quarter: Quarter,
    /// Σ exit cost ÷ Σ spend.
    pub ratio: Result<Ratio, NoRatio>,
    /// Likely exit cost by component, in the components' order; empty when there is no ratio.
    pub components: Vec<(Component, Money)>,
    /// How sure the ratio is.
    pub band: Option<Band>,
    /// Workloads counted.
    pub workloads: usize,
    /// Of these, sealed in this quarter itself.
    pub fresh: usize,
    /// Workloads with a sealed assessment but no ratio, left out.
    pub left_out: usize,
}

/// The platform's ratio over time, and every workload's standing.
#[derive(Clone, Debug, PartialEq)]
pub struct Platform {
    /// Quarters in which anything was sealed, oldest first.
    pub quarters: Vec<PlatformQuarter>,
    /// What they show.
    pub trend: Trend,
    /// Every workload, the largest newest exit cost first, those never assessed last.
    pub workloads: Vec<Standing>,
}

impl Platform {
    /// The newest quarter.
    #[must_use]
    pub fn latest(&self) -> Option<&PlatformQuarter> {
        self.quarters.last()
    }

    /// The newest ratio.
    ///
    /// # Errors
    /// Why there is none.
    pub fn ratio(&self) -> Result<Ratio, NoRatio> {
        self.latest()
            .map_or(Err(NoRatio::NothingAssessed), |latest| latest.ratio.clone())
    }

    /// The two newest ratios, for splitting the change between them.
    #[must_use]
    pub fn last_two(&self) -> Option<(Ratio, Ratio)> {
        let before = self.quarters.iter().rev().nth(1)?.ratio.clone().ok()?;
        Some((before, self.ratio().ok()?))
    }

    /// The sentence the dashboard says.
    #[must_use]
    pub fn sentence(&self) -> String {
        super::sentence::dashboard(&self.ratio(), &self.trend)
    }

    /// A warning when the last change looks like progress and is not.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let (before, after) = self.last_two()?;
        super::sentence::warning(before, after)
    }
}
