//! SQL of records as other nouns cite them.

use sqlx::FromRow;

use super::Cited;
use crate::{
    args,
    kernel::{Id, Result, Run, stored},
};

/// The columns of [`CitedRow`], from `adr r` and `decision_log l`.
macro_rules! cited_columns {
    () => {
        "r.id AS adr_id, l.key AS adr_log, r.number AS adr_number, r.title AS adr_title, r.status AS adr_status"
    };
}
pub(crate) use cited_columns;

/// A record that is joined to something; flatten it into the row of that.
#[derive(FromRow)]
#[expect(
    clippy::struct_field_names,
    reason = "columns that are joined to those of another table"
)]
pub(crate) struct CitedRow {
    adr_id: Option<Id>,
    adr_log: Option<String>,
    adr_number: Option<i64>,
    adr_title: Option<String>,
    adr_status: Option<String>,
}

impl CitedRow {
    /// The record, if one was joined.
    pub fn cited(self) -> Result<Option<Cited>> {
        match (self.adr_id, self.adr_log, self.adr_title, self.adr_status) {
            (Some(id), Some(log), Some(title), Some(status)) => Ok(Some(Cited {
                id,
                log,
                number: self.adr_number,
                title,
                status: stored(&status)?,
            })),
            _ => Ok(None),
        }
    }
}

/// A record by its identifier, whatever its status.
pub(crate) async fn cited(db: &mut impl Run, id: Id) -> Result<Option<Cited>> {
    let row: Option<CitedRow> = db
        .optional(
            concat!(
                "SELECT ",
                cited_columns!(),
                " FROM adr r JOIN decision_log l ON l.id = r.log_id WHERE r.id = $1"
            ),
            args![id],
        )
        .await?;
    row.map_or(Ok(None), CitedRow::cited)
}

/// The records something can lean on: those in force by log and number, then the proposed ones.
pub(crate) async fn citable(db: &mut impl Run) -> Result<Vec<Cited>> {
    let rows: Vec<CitedRow> = db
        .all(
            concat!(
                "SELECT ",
                cited_columns!(),
                " FROM adr r JOIN decision_log l ON l.id = r.log_id \
                 WHERE r.status IN ('accepted', 'proposed') ORDER BY r.status, l.key, r.number, r.id"
            ),
            args![],
        )
        .await?;
    rows.into_iter().filter_map(|row| row.cited().transpose()).collect()
}
