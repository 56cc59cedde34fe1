//! SQL of data assets and models.

use sqlx::FromRow;

use super::model::{Asset, Model};
use crate::{
    args,
    kernel::{Id, Instant, Result, Run, stored},
};

#[derive(FromRow)]
struct AssetRow {
    id: Id,
    workload_id: Id,
    kind: String,
    name: String,
    owner: String,
    location: String,
    format: String,
    open_format: bool,
    retention: String,
    catalogue_entry: String,
    open_export: String,
    volume_gb: i64,
    version: i64,
}

impl TryFrom<AssetRow> for Asset {
    type Error = crate::kernel::Error;

    fn try_from(row: AssetRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            workload_id: row.workload_id,
            kind: stored(&row.kind)?,
            name: row.name,
            owner: row.owner,
            location: row.location,
            format: row.format,
            open_format: row.open_format,
            retention: row.retention,
            catalogue_entry: row.catalogue_entry,
            open_export: row.open_export,
            volume_gb: row.volume_gb,
            version: row.version,
        })
    }
}

#[derive(FromRow)]
struct ModelRow {
    id: Id,
    workload_id: Id,
    name: String,
    base_model: String,
    training_data: String,
    configuration: String,
    benchmark: String,
    approval_path: String,
    deployment_target: String,
    rollback_path: String,
    version: i64,
}

impl From<ModelRow> for Model {
    fn from(row: ModelRow) -> Self {
        Self {
            id: row.id,
            workload_id: row.workload_id,
            name: row.name,
            base_model: row.base_model,
            training_data: row.training_data,
            configuration: row.configuration,
            benchmark: row.benchmark,
            approval_path: row.approval_path,
            deployment_target: row.deployment_target,
            rollback_path: row.rollback_path,
            version: row.version,
        }
    }
}

/// A workload's slug and name.
#[derive(FromRow)]
pub struct OfWorkload {
    pub slug: String,
    pub name: String,
}

pub async fn workload(db: &mut impl Run, id: Id) -> Result<Option<OfWorkload>> {
    db.optional("SELECT slug, name FROM workload WHERE id = $1", args![id])
        .await
}

/// Assets of a workload, one asset, or all, by kind and name.
pub async fn assets(db: &mut impl Run, workload: Option<Id>, id: Option<Id>) -> Result<Vec<Asset>> {
    let rows: Vec<AssetRow> = db
        .all(
            "SELECT id, workload_id, kind, name, owner, location, format, open_format, retention, catalogue_entry, \
             open_export, volume_gb, version FROM data_asset \
             WHERE ($1 IS NULL OR workload_id = $1) AND ($2 IS NULL OR id = $2) ORDER BY lower(name), id",
            args![workload, id],
        )
        .await?;
    let mut found: Vec<Asset> = rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?;
    found.sort_by_key(|asset| asset.kind);
    Ok(found)
}

pub async fn insert(db: &mut impl Run, asset: &Asset, at: Instant) -> Result<()> {
    db.run(
        "INSERT INTO data_asset (id, workload_id, kind, name, owner, location, format, open_format, retention, \
         catalogue_entry, open_export, volume_gb, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            asset.id,
            asset.workload_id,
            asset.kind.key(),
            &asset.name,
            &asset.owner,
            &asset.location,
            &asset.format,
            asset.open_format,
            &asset.retention,
            &asset.catalogue_entry,
            &asset.open_export,
            asset.volume_gb,
            at,
            asset.version
        ],
    )
    .await?;
    Ok(())
}

/// Writes everything but the workload, if the version still is the one in `asset`.
pub async fn update(db: &mut impl Run, asset: &Asset) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE data_asset SET kind = $1, name = $2, owner = $3, location = $4, format = $5, open_format = $6, \
             retention = $7, catalogue_entry = $8, open_export = $9, volume_gb = $10, version = version + 1 \
             WHERE id = $11 AND version = $12",
            args![
                asset.kind.key(),
                &asset.name,
                &asset.owner,
                &asset.location,
                &asset.format,
                asset.open_format,
                &asset.retention,
                &asset.catalogue_entry,
                &asset.open_export,
                asset.volume_gb,
                asset.id,
                asset.version
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub async fn delete(db: &mut impl Run, id: Id) -> Result<()> {
    db.run("DELETE FROM data_asset WHERE id = $1", args![id]).await?;
    Ok(())
}

/// Models of a workload, one model, or all, by name.
pub async fn models(db: &mut impl Run, workload: Option<Id>, id: Option<Id>) -> Result<Vec<Model>> {
    let rows: Vec<ModelRow> = db
        .all(
            "SELECT id, workload_id, name, base_model, training_data, configuration, benchmark, approval_path, \
             deployment_target, rollback_path, version FROM model \
             WHERE ($1 IS NULL OR workload_id = $1) AND ($2 IS NULL OR id = $2) ORDER BY lower(name), id",
            args![workload, id],
        )
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub async fn insert_model(db: &mut impl Run, model: &Model, at: Instant) -> Result<()> {
    db.run(
        "INSERT INTO model (id, workload_id, name, base_model, training_data, configuration, benchmark, \
         approval_path, deployment_target, rollback_path, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            model.id,
            model.workload_id,
            &model.name,
            &model.base_model,
            &model.training_data,
            &model.configuration,
            &model.benchmark,
            &model.approval_path,
            &model.deployment_target,
            &model.rollback_path,
            at,
            model.version
        ],
    )
    .await?;
    Ok(())
}

/// Writes everything but the workload, if the version still is the one in `model`.
pub async fn update_model(db: &mut impl Run, model: &Model) -> Result<bool> {
    let changed = db
        .run(
            "UPDATE model SET name = $1, base_model = $2, training_data = $3, configuration = $4, benchmark = $5, \
             approval_path = $6, deployment_target = $7, rollback_path = $8, version = version + 1 \
             WHERE id = $9 AND version = $10",
            args![
                &model.name,
                &model.base_model,
                &model.training_data,
                &model.configuration,
                &model.benchmark,
                &model.approval_path,
                &model.deployment_target,
                &model.rollback_path,
                model.id,
                model.version
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub async fn delete_model(db: &mut impl Run, id: Id) -> Result<()> {
    db.run("DELETE FROM model WHERE id = $1", args![id]).await?;
    Ok(())
}
