//! Many rows in few statements.

use std::fmt::Write as _;

use super::{
    Id,
    db::{Arg, Engine, Run},
    error::Result,
};

/// Rows of one statement at most. A constant number, so that its text is prepared once.
const ROWS: usize = 100;

/// Values of one statement at most; both engines take more.
const VALUES: usize = 4_000;

/// Inserts rows into `adr_tag (tag, seq)`, say, as many at once as is good. All rows have as many
/// values as the first. Constraints hold as for rows inserted one by one.
///
/// # Errors
/// When the database refuses one of them.
pub async fn insert(db: &mut impl Run, into: &str, rows: Vec<Vec<Arg>>) -> Result<()> {
    write(db, into, rows, "").await?;
    Ok(())
}

/// Like [`insert`], with what is to be done about rows that are there already, such as
/// `ON CONFLICT (id) DO UPDATE SET name = excluded.name`. Says how many rows were written.
///
/// # Errors
/// When the database refuses one of them.
pub async fn upsert(db: &mut impl Run, into: &str, rows: Vec<Vec<Arg>>, otherwise: &str) -> Result<u64> {
    write(db, into, rows, otherwise).await
}

async fn write(db: &mut impl Run, into: &str, rows: Vec<Vec<Arg>>, otherwise: &str) -> Result<u64> {
    let mut written = 0;
    let width = rows.first().map_or(1, Vec::len).max(1);
    let most = (VALUES / width).clamp(1, ROWS);
    let mut rows = rows.into_iter();
    loop {
        let args: Vec<Arg> = rows.by_ref().take(most).flatten().collect();
        if args.is_empty() {
            return Ok(written);
        }
        let rows = placeholders(db.engine(), args.len() / width, width);
        let sql = format!("INSERT INTO {into} VALUES {rows} {otherwise}");
        written += db.run(sql.trim_end(), args).await?;
    }
}

/// `($1, $2), ($3, $4)` for two rows of two values. SQLite looks for a placeholder's name among all
/// names of the statement each time one is bound, which takes longer than the insertion; there they
/// have none.
fn placeholders(engine: Engine, rows: usize, width: usize) -> String {
    let mut out = String::with_capacity(rows * width * 6);
    for at in 1..=rows * width {
        out.push_str(match (at, (at - 1) % width) {
            (1, _) => "(",
            (_, 0) => "), (",
            _ => ", ",
        });
        match engine {
            Engine::Sqlite => out.push('?'),
            Engine::Postgres => {
                let _ = write!(out, "${at}");
            }
        }
    }
    out.push(')');
    out
}

/// `$3, $4, $5`: so many placeholders after the first two.
#[must_use]
pub fn list(after: usize, many: usize) -> String {
    let mut out = String::with_capacity(many * 5);
    for at in 1..=many {
        let joint = if at == 1 { "" } else { ", " };
        let _ = write!(out, "{joint}${}", after + at);
    }
    out
}

/// Identifiers as values, for a list of placeholders.
#[must_use]
pub fn ids(ids: &[Id]) -> Vec<Arg> {
    ids.iter().map(|id| Arg::from(*id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_up() {
        assert_eq!(placeholders(Engine::Postgres, 2, 2), "($1, $2), ($3, $4)");
        assert_eq!(placeholders(Engine::Sqlite, 2, 2), "(?, ?), (?, ?)");
        assert_eq!(list(2, 3), "$3, $4, $5");
        assert_eq!(list(0, 0), "");
    }
}
