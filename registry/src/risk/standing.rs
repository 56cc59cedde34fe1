//! What the sealed assessments add up to: quarter by quarter for the platform, and by workload.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{LazyLock, Mutex, PoisonError},
};

use super::{
    Band, Component, Draws, Estimate, NoRatio, Platform, PlatformQuarter, Point, Ratio, Standing, Trend,
    store::SealedRow, trend::MATERIALITY,
};
use crate::{
    kernel::{Id, Money, Quarter, Result, stored},
    workload::Workload,
};

/// How long a sealed assessment speaks for its workload when no newer one is there, in quarters.
const SPEAKS_FOR: usize = 4;

/// Draws for one platform quarter altogether; many workloads need fewer each.
const DRAWN_VALUES: usize = 2_000_000;

impl TryFrom<&SealedRow> for Point {
    type Error = crate::kernel::Error;

    fn try_from(row: &SealedRow) -> Result<Self> {
        let currency = stored(&row.currency)?;
        let exit_cost = Estimate::new(row.exit_low, row.exit_likely, row.exit_high, currency)
            .map_err(|error| crate::kernel::Error::Corrupt(error.to_string()))?;
        Ok(Self {
            quarter: stored(&row.quarter)?,
            exit_cost,
            spend: row.spend_minor.map(|minor| Money::new(minor, currency)),
            band: row.band.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        })
    }
}

/// The platform from its workloads, the sealed assessments (oldest quarter first) and the sums
/// of their components.
pub async fn platform(workloads: Vec<Workload>, sealed: &[SealedRow], sums: &[(Id, String, i64)]) -> Result<Platform> {
    let mut by_component: HashMap<Id, Vec<(Component, i64)>> = HashMap::new();
    for (id, component, minor) in sums {
        by_component.entry(*id).or_default().push((stored(component)?, *minor));
    }
    let mut points: HashMap<Id, Vec<(Id, Point)>> = HashMap::new();
    let mut quarters: BTreeSet<Quarter> = BTreeSet::new();
    for row in sealed {
        let point = Point::try_from(row)?;
        quarters.insert(point.quarter);
        points.entry(row.workload_id).or_default().push((row.id, point));
    }
    let mut series = Vec::with_capacity(quarters.len());
    for quarter in quarters {
        series.push(quarter_of(quarter, &points, &by_component).await);
    }
    let ratios = series
        .iter()
        .filter_map(|one| Some((one.quarter, one.ratio.clone().ok()?)));
    let trend = Trend::of(ratios, MATERIALITY);
    let mut standings: Vec<Standing> = workloads
        .into_iter()
        .map(|workload| Standing {
            points: points
                .remove(&workload.id)
                .unwrap_or_default()
                .into_iter()
                .map(|(_, point)| point)
                .collect(),
            workload_id: workload.id,
            slug: workload.slug,
            workload: workload.name,
            team: workload.team,
        })
        .collect();
    standings.sort_by_key(|one| std::cmp::Reverse(one.latest().map(|point| point.exit_cost.likely().minor)));
    Ok(Platform {
        quarters: series,
        trend,
        workloads: standings,
    })
}

async fn quarter_of(
    quarter: Quarter,
    points: &HashMap<Id, Vec<(Id, Point)>>,
    by_component: &HashMap<Id, Vec<(Component, i64)>>,
) -> PlatformQuarter {
    let mut oldest = quarter;
    for _ in 1..SPEAKS_FOR {
        oldest = oldest.previous();
    }
    // Sorted by workload, so that equal data are drawn in the same order.
    let mut known: Vec<(&Id, &(Id, Point))> = points
        .iter()
        .filter_map(|(workload, points)| {
            let point = points.iter().rev().find(|(_, point)| point.quarter <= quarter)?;
            (point.1.quarter >= oldest).then_some((workload, point))
        })
        .collect();
    known.sort_by_key(|(workload, _)| **workload);
    let counted: Vec<(Id, &Point, Ratio)> = known
        .iter()
        .filter_map(|(_, (id, point))| Some((*id, point, point.ratio().ok()?)))
        .collect();
    let left_out = known.len() - counted.len();
    let ratio = match (counted.is_empty(), known.first()) {
        // When no workload has a ratio, the first reason says more than “nothing assessed”.
        (true, Some((_, (_, point)))) => point.ratio(),
        _ => Ratio::platform(counted.iter().map(|(_, _, ratio)| *ratio)),
    };
    let components = match &ratio {
        Err(_) => Vec::new(),
        Ok(ratio) => Component::all()
            .iter()
            .map(|component| {
                let minor = counted
                    .iter()
                    .filter_map(|(id, ..)| by_component.get(id))
                    .flatten()
                    .filter(|(of, _)| of == component)
                    .fold(0_i64, |sum, (_, minor)| sum.saturating_add(*minor));
                (*component, Money::new(minor, ratio.spend().currency))
            })
            .collect(),
    };
    let band = match &ratio {
        Ok(ratio) => {
            let lines: Vec<Estimate> = counted.iter().map(|(_, point, ratio)| range(point, *ratio)).collect();
            band(lines, ratio.spend()).await
        }
        Err(_) => None,
    };
    PlatformQuarter {
        quarter,
        ratio,
        components,
        band,
        workloads: counted.len(),
        fresh: counted.iter().filter(|(_, point, _)| point.quarter == quarter).count(),
        left_out,
    }
}

/// A workload's exit cost as one line: its own band is the 90 % interval. Drawing workloads
/// instead of all their lines keeps the platform's overruns shared twice: within a workload, and
/// between workloads.
fn range(point: &Point, ratio: Ratio) -> Estimate {
    let likely = point.exit_cost.likely().minor;
    let Some(band) = point.band else { return point.exit_cost };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast saturates, and a band needs few digits"
    )]
    let cost = |percent: f64| (percent / 100.0 * ratio.spend().units() * scale(ratio)).round() as i64;
    Estimate::new(
        cost(band.low).clamp(0, likely),
        likely,
        cost(band.high).max(likely),
        ratio.spend().currency,
    )
    .unwrap_or(point.exit_cost)
}

#[expect(clippy::cast_precision_loss, reason = "1, 100 or 1000")]
fn scale(ratio: Ratio) -> f64 {
    ratio.spend().currency.scale() as f64
}

/// The platform's band. Sealed quarters never change, so what was drawn once is kept, by its
/// content, for as long as the server runs.
async fn band(lines: Vec<Estimate>, spend: Money) -> Option<Band> {
    const MOST: usize = 512;
    type Kept = (HashMap<u64, Band>, VecDeque<u64>);
    static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);
    let mut hasher = DefaultHasher::new();
    (&lines, spend).hash(&mut hasher);
    let key = hasher.finish();
    if let Some(band) = KEPT.lock().unwrap_or_else(PoisonError::into_inner).0.get(&key) {
        return Some(*band);
    }
    let count = (DRAWN_VALUES / lines.len().max(1)).clamp(2_000, 20_000);
    let draws = Draws {
        count: u32::try_from(count).unwrap_or(20_000),
        ..Draws::default()
    };
    let fresh = drawn(lines, Some(spend), draws).await.ok()?;
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.0.insert(key, fresh).is_none() {
        kept.1.push_back(key);
    }
    if kept.1.len() > MOST
        && let Some(oldest) = kept.1.pop_front()
    {
        kept.0.remove(&oldest);
    }
    Some(fresh)
}

/// Draws a band on a thread of its own: some milliseconds of arithmetic that would hold up others.
pub async fn drawn(lines: Vec<Estimate>, spend: Option<Money>, draws: Draws) -> Result<Band, NoRatio> {
    let again = lines.clone();
    match tokio::task::spawn_blocking(move || Band::of(&lines, spend, draws)).await {
        Ok(band) => band,
        // Only when the runtime is shutting down.
        Err(_) => Band::of(&again, spend, Draws { count: 1, ..draws }),
    }
}
