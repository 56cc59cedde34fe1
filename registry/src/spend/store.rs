//! SQL of bills.

use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use sqlx::FromRow;
use time::Date;

use super::{Format, Group, Sum};
use crate::{
    args,
    identity::Actor,
    kernel::{Error, Id, Instant, Result, Run, bulk, db::Arg, stored},
};

/// Parts of a unit of a currency in which a cost is stored beside its whole units.
const PARTS: i64 = 1_000_000_000_000;

/// A file that was taken in.
pub struct Import<'a> {
    pub id: Id,
    pub at: Instant,
    pub file: &'a str,
    pub hash: &'a str,
    pub format: Format,
    pub lines: u64,
}

/// What an account pays for a month.
#[derive(FromRow)]
pub struct BillRow {
    pub id: Id,
    pub payer: String,
    pub month: Date,
}

#[derive(FromRow)]
struct GroupRow {
    billed_in: Date,
    charged_for: Date,
    charge: String,
    currency: String,
    payer: String,
    account: String,
    account_name: String,
    service_code: String,
    service_name: String,
    tags: String,
    lines: i64,
    billed_units: i64,
    billed_parts: i64,
    effective_units: i64,
    effective_parts: i64,
}

impl TryFrom<GroupRow> for (Group, Sum) {
    type Error = Error;

    fn try_from(row: GroupRow) -> Result<Self> {
        let sum = Sum {
            lines: row.lines.unsigned_abs(),
            billed: cost(row.billed_units, row.billed_parts),
            effective: cost(row.effective_units, row.effective_parts),
        };
        let group = Group {
            billed_in: row.billed_in,
            charged_for: row.charged_for,
            charge: stored(&row.charge)?,
            currency: row.currency,
            payer: row.payer,
            account: row.account,
            account_name: row.account_name,
            service_code: row.service_code,
            service_name: row.service_name,
            tags: row.tags,
        };
        Ok((group, sum))
    }
}

/// A cost from whole units and parts.
fn cost(units: i64, parts: i64) -> Decimal {
    Decimal::from(units) + Decimal::new(parts, 12)
}

/// A cost as whole units and parts, to the billionth of a thousandth of a unit.
fn parted(cost: Decimal) -> Result<(i64, i64)> {
    let rounded = cost.round_dp(12);
    let units = rounded.trunc();
    let parts = (rounded - units) * Decimal::from(PARTS);
    let both = units.to_i64().zip(parts.to_i64());
    both.ok_or_else(|| Error::invalid("file", format!("A cost of {cost} is more than can be kept.")))
}

/// The bills of some months, whoever pays them.
pub async fn bills(db: &mut impl Run, months: &[Date]) -> Result<Vec<BillRow>> {
    if months.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT id, payer, month FROM spend_bill WHERE month IN ({}) ORDER BY payer, month",
        bulk::list(0, months.len())
    );
    db.all(&sql, months.iter().map(|month| Arg::from(*month)).collect())
        .await
}

/// The groups of a bill, in their order.
pub async fn groups(db: &mut impl Run, bill: Id) -> Result<Vec<(Group, Sum)>> {
    let rows: Vec<GroupRow> = db
        .all(
            "SELECT b.month AS billed_in, g.charged_for, g.charge, g.currency, b.payer, g.account, g.account_name, \
             g.service_code, g.service_name, g.tags, g.lines, g.billed_units, g.billed_parts, g.effective_units, \
             g.effective_parts FROM spend_group g JOIN spend_bill b ON b.id = g.bill_id WHERE g.bill_id = $1",
            args![bill],
        )
        .await?;
    let mut groups: Vec<(Group, Sum)> = rows.into_iter().map(TryInto::try_into).collect::<Result<_>>()?;
    groups.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(groups)
}

pub async fn insert_import(db: &mut impl Run, actor: &Actor, import: &Import<'_>) -> Result<()> {
    db.run(
        "INSERT INTO spend_import (id, at, person_id, person_name, file, hash, format, lines) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            import.id,
            import.at,
            actor.id,
            &actor.name,
            import.file,
            import.hash,
            import.format.key(),
            i64::try_from(import.lines).unwrap_or(i64::MAX)
        ],
    )
    .await?;
    Ok(())
}

/// Stores a bill with its groups, all of one payer and month.
pub async fn insert_bill(db: &mut impl Run, id: Id, import: Id, groups: &[(Group, Sum)]) -> Result<()> {
    let Some((first, _)) = groups.first() else {
        return Ok(());
    };
    let lines: u64 = groups.iter().map(|(_, sum)| sum.lines).sum();
    db.run(
        "INSERT INTO spend_bill (id, payer, month, import_id, lines) VALUES ($1, $2, $3, $4, $5)",
        args![
            id,
            &first.payer,
            first.billed_in,
            import,
            i64::try_from(lines).unwrap_or(i64::MAX)
        ],
    )
    .await?;
    let mut rows = Vec::with_capacity(groups.len());
    for (group, sum) in groups {
        let (billed_units, billed_parts) = parted(sum.billed)?;
        let (effective_units, effective_parts) = parted(sum.effective)?;
        rows.push(args![
            id,
            group.charged_for,
            group.charge.key(),
            &group.currency,
            &group.account,
            &group.account_name,
            &group.service_code,
            &group.service_name,
            &group.tags,
            i64::try_from(sum.lines).unwrap_or(i64::MAX),
            billed_units,
            billed_parts,
            effective_units,
            effective_parts
        ]);
    }
    let into = "spend_group (bill_id, charged_for, charge, currency, account, account_name, service_code, \
                service_name, tags, lines, billed_units, billed_parts, effective_units, effective_parts)";
    bulk::insert(db, into, rows).await
}

/// Drops a bill with its groups.
pub async fn delete_bill(db: &mut impl Run, id: Id) -> Result<()> {
    db.run("DELETE FROM spend_bill WHERE id = $1", args![id]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_kept_to_the_last_digit_that_bills_have() {
        for text in ["0.087992153000", "-0.000000000001", "-12.5", "9223372036854775807", "0"] {
            let given: Decimal = text.parse().unwrap();
            let (units, parts) = parted(given).unwrap();
            assert_eq!(cost(units, parts), given, "{text}");
            assert!(parts.abs() < PARTS);
        }
        assert_eq!(parted("0.9999999999999".parse().unwrap()).unwrap(), (1, 0));
        assert!(parted("9223372036854775808".parse().unwrap()).is_err());
    }
}
