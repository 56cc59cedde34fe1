//! A company whose workloads are reviewed: its people, what the registry knows of it, and the
//! weeks of its review.

use registry::{
    args,
    identity::{Actor, Role},
    kernel::{Quarter, Registry, Result, Run},
    review::{Place, Signature, TaskView, Week},
    risk::Component,
    testing::{person, team},
};

use crate::scene::workload;

/// A company with two teams, four workloads and everybody a review needs.
pub struct Company {
    pub registry: Registry,
    pub quarter: Quarter,
    pub alice: Actor,
    pub eve: Actor,
    pub rita: Actor,
    pub rolf: Actor,
    pub felix: Actor,
    pub viewer: Actor,
}

impl Company {
    pub async fn new(registry: Registry) -> Result<Self> {
        let claims = team(&registry, "Claims").await?;
        let fraud = team(&registry, "Fraud").await?;
        let alice = person(&registry, "Alice", &[Role::Architect], &[&claims]).await?;
        for (name, spend, of) in [
            ("Claims triage", "900,000", &claims),
            ("Fraud signals", "1,200,000", &fraud),
            ("Call notes", "300,000", &claims),
            ("Pilot", "", &fraud),
        ] {
            workload(&registry, &alice, name, &of.slug, spend, "USD").await?;
        }
        Ok(Self {
            quarter: Quarter::of(registry.today()),
            eve: person(&registry, "Eve", &[Role::Executive], &[]).await?,
            rita: person(&registry, "Rita", &[Role::Reviewer], &[&claims]).await?,
            rolf: person(&registry, "Rolf", &[Role::Reviewer], &[&claims]).await?,
            felix: person(&registry, "Felix", &[Role::Reviewer], &[&fraud]).await?,
            viewer: person(&registry, "Vera", &[Role::Viewer], &[&claims]).await?,
            alice,
            registry,
        })
    }

    /// The same with the review of the quarter begun, Claims triage filled, and these weeks confirmed.
    pub async fn reviewing(registry: Registry, confirmed: &[Week]) -> Result<Self> {
        let company = Self::new(registry).await?;
        let reviews = company.registry.reviews();
        reviews.start(&company.eve, company.quarter, None).await?;
        company.fill("claims-triage").await?;
        for week in confirmed {
            company.confirm_all(*week).await?;
        }
        Ok(company)
    }

    pub fn at(&self, week: Week) -> Place {
        Place::new(self.quarter, "claims-triage", week)
    }

    /// One dependency with points, one asset, one model, an assessment with a line each.
    pub async fn fill(&self, slug: &str) -> Result<()> {
        let workload = self.registry.workloads().get(&self.alice, slug).await?.id;
        let now = self.registry.now();
        let (dependency, assessment) = (self.registry.id(), self.registry.id());
        let mut tx = self.registry.write().await?;
        tx.run(
            "INSERT INTO dependency (id, workload_id, service_key, category, owner, boundary, exit_option, runbook, \
             created_at, updated_at, version) VALUES ($1, $2, 'bedrock', 'aws-native-abstractable', 'Ada', '', '', '', $3, $3, 1)",
            args![dependency, workload, now],
        )
        .await?;
        tx.run(
            "INSERT INTO integration_point (id, dependency_id, location, operation, calls, leaking, created_at) \
             VALUES ($1, $2, '', 'InvokeModel', 14, $3, $4)",
            args![self.registry.id(), dependency, false, now],
        )
        .await?;
        for kind in ["training-data", "model-artifact", "evaluation-set", "inference-log"] {
            tx.run(
                "INSERT INTO data_asset (id, workload_id, kind, name, owner, location, format, open_format, retention, \
                 catalogue_entry, open_export, volume_gb, created_at, version) \
                 VALUES ($1, $2, $3, $3, 'Ada', 's3://x', 'Parquet', $4, '7 years', 'Glue', '', 10, $5, 1)",
                args![self.registry.id(), workload, kind, true, now],
            )
            .await?;
        }
        tx.run(
            "INSERT INTO assessment (id, workload_id, quarter, spend_minor, currency, exit_low, exit_likely, exit_high, \
             settings, created_at, version) VALUES ($1, $2, $3, 90000000, 'USD', 500, 1000, 2000, '{}', $4, 1)",
            args![assessment, workload, self.quarter.to_string(), now],
        )
        .await?;
        for (position, component) in Component::all().iter().enumerate() {
            tx.run(
                "INSERT INTO assessment_line (id, assessment_id, position, component, label, low_minor, likely_minor, \
                 high_minor, estimator, note) VALUES ($1, $2, $3, $4, 'x', 100, 200, 400, 'Ada', '')",
                args![
                    self.registry.id(),
                    assessment,
                    i64::try_from(position).unwrap_or(0),
                    component.key()
                ],
            )
            .await?;
        }
        tx.commit().await
    }

    /// Confirms every task of a week that a person may confirm.
    pub async fn confirm_all(&self, week: Week) -> Result<()> {
        let place = self.at(week);
        for task in self.open(&place).await? {
            self.registry
                .reviews()
                .tick(&self.alice, &place, &task.standing.key, "Compared with the bill.")
                .await?;
        }
        Ok(())
    }

    pub async fn open(&self, place: &Place) -> Result<Vec<TaskView>> {
        let today = self.registry.today();
        let sheet = self.registry.reviews().week(&self.alice, place).await?;
        Ok(sheet.tasks.into_iter().filter(|task| !task.is_settled(today)).collect())
    }

    pub async fn sign(&self, by: &Actor, week: Week) -> Result<Signature> {
        let place = self.at(week);
        let seen = self.registry.reviews().week(by, &place).await?.hash;
        self.registry.reviews().sign(by, &place, &seen).await
    }

    pub async fn sealed_by(&self) -> Result<Option<String>> {
        let row: Option<(Option<String>,)> = self
            .registry
            .db
            .read()
            .optional(
                "SELECT a.sealed_by FROM assessment a JOIN workload w ON w.id = a.workload_id \
                 WHERE w.slug = 'claims-triage' AND a.quarter = $1",
                args![self.quarter.to_string()],
            )
            .await?;
        Ok(row.and_then(|row| row.0))
    }
}
