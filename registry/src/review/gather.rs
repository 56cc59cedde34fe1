//! What the registry holds about the workloads under review, gathered for the tasks of all four
//! weeks: five statements, however many workloads there are.

use std::collections::BTreeMap;

use sqlx::FromRow;

use super::tasks::{AssetFacts, DependencyFacts, Facts, ModelFacts};
use crate::{
    args,
    asset::{AssetFact, Kind, ModelFact},
    inventory::{Category, catalogue},
    kernel::{Currency, Id, Money, Quarter, Result, Run, stored},
    risk::{Component, ratio::Ratio},
};

/// Facts about one workload under review.
pub struct Gathered {
    /// What tasks are drawn from.
    pub facts: Facts,
    /// The values behind the facts, by the key of the task that asks for each.
    pub values: BTreeMap<String, String>,
    /// Whether the quarter's assessment has at least one line.
    pub assessed: bool,
    /// Whether it is sealed.
    pub sealed: bool,
}

#[derive(FromRow)]
struct WorkloadRow {
    review_id: Id,
    workload_id: Id,
    spend_minor: Option<i64>,
    currency: String,
    assessment_id: Option<Id>,
    assessed_spend: Option<i64>,
    assessed_currency: Option<String>,
    exit_likely: Option<i64>,
    sealed: i64,
}

#[derive(FromRow)]
struct DependencyRow {
    review_id: Id,
    id: Id,
    service_key: String,
    own_name: Option<String>,
    category: String,
    points: i64,
    leaking: i64,
}

#[derive(FromRow)]
struct AssetRow {
    review_id: Id,
    id: Id,
    kind: String,
    name: String,
    owner: String,
    format: String,
    open_format: bool,
    retention: String,
    catalogue_entry: String,
    open_export: String,
}

#[derive(FromRow)]
struct ModelRow {
    review_id: Id,
    id: Id,
    name: String,
    training_data: String,
    configuration: String,
    benchmark: String,
    approval_path: String,
    deployment_target: String,
    rollback_path: String,
}

#[derive(FromRow)]
struct LineRow {
    review_id: Id,
    component: String,
    low: i64,
    likely: i64,
    high: i64,
    currency: String,
}

/// Facts by review, of a whole cycle or of one review in it.
pub async fn gather(
    db: &mut impl Run,
    cycle: Id,
    quarter: Quarter,
    review: Option<Id>,
) -> Result<BTreeMap<Id, Gathered>> {
    let mut all = BTreeMap::new();
    for row in workloads(db, cycle, review).await? {
        all.insert(row.review_id, Gathered::new(&row, quarter)?);
    }
    for row in dependencies(db, cycle, review).await? {
        if let Some(of) = all.get_mut(&row.review_id) {
            of.dependency(row);
        }
    }
    for row in assets(db, cycle, review).await? {
        if let Some(of) = all.get_mut(&row.review_id) {
            of.asset(row)?;
        }
    }
    for row in models(db, cycle, review).await? {
        if let Some(of) = all.get_mut(&row.review_id) {
            of.model(row);
        }
    }
    for row in lines(db, cycle, review).await? {
        if let Some(of) = all.get_mut(&row.review_id) {
            of.line(&row)?;
        }
    }
    Ok(all)
}

impl Gathered {
    fn new(row: &WorkloadRow, quarter: Quarter) -> Result<Self> {
        // An assessment measures against its own spend, which may lag behind the workload's.
        let currency: Currency = stored(row.assessed_currency.as_ref().unwrap_or(&row.currency))?;
        let minor = if row.assessment_id.is_some() {
            row.assessed_spend
        } else {
            row.spend_minor
        };
        let spend = minor.map(|minor| Money::new(minor, currency));
        let ratio = match row.exit_likely {
            Some(likely) => Ratio::of(Money::new(likely, currency), spend)
                .map(|ratio| ratio.to_string())
                .map_err(|why| why.to_string()),
            None => Err(format!("there is no assessment of {} yet", quarter.label())),
        };
        let facts = Facts {
            workload: row.workload_id,
            dependencies: Vec::new(),
            assets: Vec::new(),
            models: Vec::new(),
            estimated: Vec::new(),
            spend,
            ratio,
        };
        let mut values = BTreeMap::new();
        values.extend(spend.map(|spend| ("spend".to_owned(), spend.full())));
        values.extend(facts.ratio.clone().ok().map(|ratio| ("ratio".to_owned(), ratio)));
        Ok(Self {
            facts,
            values,
            assessed: false,
            sealed: row.sealed > 0,
        })
    }

    fn dependency(&mut self, row: DependencyRow) {
        let about = format!("dependency:{}", row.id);
        let points = match (row.points, row.leaking) {
            (1, 0) => "1 point, inside the boundary".to_owned(),
            (1, _) => "1 point, outside the boundary".to_owned(),
            (points, 0) => format!("{points} points, none outside the boundary"),
            (points, leaking) => format!("{points} points, {leaking} outside the boundary"),
        };
        self.values.insert(format!("{about}/points"), points);
        let category = row
            .category
            .parse::<Category>()
            .map_or(row.category.clone(), |known| known.label().to_owned());
        self.values.insert(format!("{about}/category"), category);
        let name = row
            .own_name
            .or_else(|| catalogue::find(&row.service_key).map(|service| service.name.clone()))
            .unwrap_or(row.service_key);
        self.facts.dependencies.push(DependencyFacts {
            id: row.id,
            name,
            points: u32::try_from(row.points).unwrap_or(u32::MAX),
            categorised: !row.category.is_empty(),
        });
    }

    fn asset(&mut self, row: AssetRow) -> Result<()> {
        let kind: Kind = stored(&row.kind)?;
        let mut missing = Vec::new();
        for fact in AssetFact::all() {
            let value = match fact {
                AssetFact::Owner => &row.owner,
                AssetFact::Retention => &row.retention,
                AssetFact::Catalogue => &row.catalogue_entry,
                // Data in an open format needs no export.
                AssetFact::OpenExport if row.open_export.is_empty() && row.open_format => {
                    &format!("{} as it is", row.format)
                }
                AssetFact::OpenExport => &row.open_export,
            };
            if !self.record(format!("asset:{}/{}", row.id, fact.key()), value) {
                missing.push(*fact);
            }
        }
        self.facts.assets.push(AssetFacts {
            id: row.id,
            name: row.name,
            kind,
            missing,
        });
        Ok(())
    }

    fn model(&mut self, row: ModelRow) {
        let mut missing = Vec::new();
        for fact in ModelFact::all() {
            let value = match fact {
                ModelFact::TrainingData => &row.training_data,
                ModelFact::Configuration => &row.configuration,
                ModelFact::Benchmark => &row.benchmark,
                ModelFact::ApprovalPath => &row.approval_path,
                ModelFact::DeploymentTarget => &row.deployment_target,
                ModelFact::RollbackPath => &row.rollback_path,
            };
            if !self.record(format!("model:{}/{}", row.id, fact.key()), value) {
                missing.push(*fact);
            }
        }
        self.facts.models.push(ModelFacts {
            id: row.id,
            name: row.name,
            missing,
        });
    }

    fn line(&mut self, row: &LineRow) -> Result<()> {
        let component: Component = stored(&row.component)?;
        let currency: Currency = stored(&row.currency)?;
        let full = |minor| Money::new(minor, currency).full();
        let value = format!("{} to {}, likely {}", full(row.low), full(row.high), full(row.likely));
        self.values.insert(format!("component/{}", component.key()), value);
        self.facts.estimated.push(component);
        self.assessed = true;
        Ok(())
    }

    /// Keeps a value unless it is blank; whether it did.
    fn record(&mut self, key: String, value: &str) -> bool {
        let there = !value.trim().is_empty();
        if there {
            self.values.insert(key, value.to_owned());
        }
        there
    }
}

async fn workloads(db: &mut impl Run, cycle: Id, review: Option<Id>) -> Result<Vec<WorkloadRow>> {
    db.all(
        "SELECT r.id AS review_id, r.workload_id, w.spend_minor, w.currency, a.id AS assessment_id, \
         a.spend_minor AS assessed_spend, a.currency AS assessed_currency, a.exit_likely, \
         CAST(CASE WHEN a.sealed_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS sealed \
         FROM review r JOIN review_cycle c ON c.id = r.cycle_id JOIN workload w ON w.id = r.workload_id \
         LEFT JOIN assessment a ON a.workload_id = r.workload_id AND a.quarter = c.quarter \
         WHERE r.cycle_id = $1 AND ($2 IS NULL OR r.id = $2)",
        args![cycle, review],
    )
    .await
}

async fn dependencies(db: &mut impl Run, cycle: Id, review: Option<Id>) -> Result<Vec<DependencyRow>> {
    db.all(
        "SELECT r.id AS review_id, d.id, d.service_key, s.name AS own_name, d.category, \
         CAST(coalesce(sum(p.calls), 0) AS BIGINT) AS points, \
         CAST(coalesce(sum(CASE WHEN p.leaking = $3 THEN p.calls ELSE 0 END), 0) AS BIGINT) AS leaking \
         FROM review r JOIN dependency d ON d.workload_id = r.workload_id \
         LEFT JOIN integration_point p ON p.dependency_id = d.id LEFT JOIN service s ON s.key = d.service_key \
         WHERE r.cycle_id = $1 AND ($2 IS NULL OR r.id = $2) \
         GROUP BY r.id, d.id, d.service_key, s.name, d.category ORDER BY d.id",
        args![cycle, review, true],
    )
    .await
}

async fn assets(db: &mut impl Run, cycle: Id, review: Option<Id>) -> Result<Vec<AssetRow>> {
    db.all(
        "SELECT r.id AS review_id, a.id, a.kind, a.name, a.owner, a.format, a.open_format, a.retention, a.catalogue_entry, a.open_export \
         FROM review r JOIN data_asset a ON a.workload_id = r.workload_id \
         WHERE r.cycle_id = $1 AND ($2 IS NULL OR r.id = $2) ORDER BY a.id",
        args![cycle, review],
    )
    .await
}

async fn models(db: &mut impl Run, cycle: Id, review: Option<Id>) -> Result<Vec<ModelRow>> {
    db.all(
        "SELECT r.id AS review_id, m.id, m.name, m.training_data, m.configuration, m.benchmark, m.approval_path, \
         m.deployment_target, m.rollback_path FROM review r JOIN model m ON m.workload_id = r.workload_id \
         WHERE r.cycle_id = $1 AND ($2 IS NULL OR r.id = $2) ORDER BY m.id",
        args![cycle, review],
    )
    .await
}

async fn lines(db: &mut impl Run, cycle: Id, review: Option<Id>) -> Result<Vec<LineRow>> {
    db.all(
        "SELECT r.id AS review_id, l.component, CAST(sum(l.low_minor) AS BIGINT) AS low, \
         CAST(sum(l.likely_minor) AS BIGINT) AS likely, CAST(sum(l.high_minor) AS BIGINT) AS high, a.currency \
         FROM review r JOIN review_cycle c ON c.id = r.cycle_id \
         JOIN assessment a ON a.workload_id = r.workload_id AND a.quarter = c.quarter \
         JOIN assessment_line l ON l.assessment_id = a.id \
         WHERE r.cycle_id = $1 AND ($2 IS NULL OR r.id = $2) GROUP BY r.id, l.component, a.currency",
        args![cycle, review],
    )
    .await
}
