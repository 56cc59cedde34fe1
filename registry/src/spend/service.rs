//! Use cases of bills.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use time::Date;

use super::{Bill, Group, Sum, store};
use crate::{
    audit::{self, Event},
    identity::{Act, Actor},
    kernel::{Registry, Result},
};

/// Bills and what they say about AI platform spend; made by [`Registry::spend`].
#[derive(Clone, Copy, Debug)]
pub struct Spend<'a>(pub(super) &'a Registry);

impl Registry {
    /// Bills and what they say about AI platform spend.
    #[must_use]
    pub fn spend(&self) -> Spend<'_> {
        Spend(self)
    }
}

/// What becomes of one month of one payer when a file is taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// It was not known before.
    New,
    /// It is there already, to the last group.
    Unchanged,
    /// It is there and says something else, by currency as it was.
    Replaces(BTreeMap<String, Decimal>),
}

/// One month of one payer in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The paying account.
    pub payer: String,
    /// The first day of the month it is billed in.
    pub month: Date,
    /// Lines of the file.
    pub lines: u64,
    /// What they bill, by currency.
    pub billed: BTreeMap<String, Decimal>,
    /// What becomes of it.
    pub became: Became,
}

/// What became of a file, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its parts, by payer and month.
    pub parts: Vec<Part>,
    /// Whether it was stored.
    pub stored: bool,
}

impl Taken {
    /// Whether some month would be replaced by something else.
    #[must_use]
    pub fn replaces(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.became, Became::Replaces(_)))
    }
}

/// A file that holds a bill.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name.
    pub name: &'a str,
    /// SHA-256 of its bytes, as hexadecimal digits.
    pub hash: &'a str,
}

impl Spend<'_> {
    /// Takes a bill in, all of it or nothing. A month that is there already and says something else
    /// is replaced only with `replace`; without it nothing is stored, and what would be replaced is
    /// told. A bill that says nothing new is not stored either.
    ///
    /// # Errors
    /// Without the right to edit workloads; when the database fails.
    pub async fn take(&self, actor: &Actor, file: File<'_>, bill: &Bill, replace: bool) -> Result<Taken> {
        actor.must(Act::EditWorkloads)?;
        let mut tx = self.0.write().await?;
        let mut months: BTreeMap<(&str, Date), Vec<(Group, Sum)>> = BTreeMap::new();
        for (group, sum) in &bill.groups {
            let groups = months.entry((&group.payer, group.billed_in)).or_default();
            groups.push((group.clone(), *sum));
        }
        let named: BTreeSet<Date> = months.keys().map(|(_, month)| *month).collect();
        let there = store::bills(&mut tx, &named.into_iter().collect::<Vec<_>>()).await?;
        let (mut parts, mut outdated, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
        for ((payer, month), groups) in &months {
            let known = there.iter().find(|row| row.payer == *payer && row.month == *month);
            let became = match known {
                None => Became::New,
                Some(row) => {
                    let before = store::groups(&mut tx, row.id).await?;
                    if same(&before, groups) {
                        Became::Unchanged
                    } else {
                        outdated.push(row.id);
                        Became::Replaces(billed(&before))
                    }
                }
            };
            if became != Became::Unchanged {
                fresh.push(groups);
            }
            parts.push(Part {
                payer: (*payer).to_owned(),
                month: *month,
                lines: groups.iter().map(|(_, sum)| sum.lines).sum(),
                billed: billed(groups),
                became,
            });
        }
        let mut taken = Taken { parts, stored: false };
        if fresh.is_empty() || (taken.replaces() && !replace) {
            return Ok(taken);
        }
        let import = store::Import {
            id: self.0.id(),
            at: self.0.now(),
            file: file.name,
            hash: file.hash,
            format: bill.format,
            lines: bill.lines,
        };
        store::insert_import(&mut tx, actor, &import).await?;
        for bill in outdated {
            store::delete_bill(&mut tx, bill).await?;
        }
        for groups in &fresh {
            store::insert_bill(&mut tx, self.0.id(), import.id, groups).await?;
        }
        let event = Event::new("took in", "bill", file.name).id(import.id).detail(format!(
            "{} lines, months: {}",
            bill.lines,
            fresh.len()
        ));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        taken.stored = true;
        Ok(taken)
    }

    /// The groups of the bills of some months, by payer and month.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn groups(&self, actor: &Actor, months: &[Date]) -> Result<Vec<(Group, Sum)>> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let mut groups = Vec::new();
        for bill in store::bills(&mut db, months).await? {
            groups.extend(store::groups(&mut db, bill.id).await?);
        }
        Ok(groups)
    }
}

/// What groups bill, by currency.
fn billed(groups: &[(Group, Sum)]) -> BTreeMap<String, Decimal> {
    let mut sums = BTreeMap::new();
    for (group, sum) in groups {
        *sums.entry(group.currency.clone()).or_insert(Decimal::ZERO) += sum.billed;
    }
    sums
}

/// Whether a bill says what is stored of it.
fn same(stored: &[(Group, Sum)], given: &[(Group, Sum)]) -> bool {
    let rounded = |sum: &Sum| (sum.lines, sum.billed.round_dp(12), sum.effective.round_dp(12));
    stored.len() == given.len()
        && stored
            .iter()
            .zip(given)
            .all(|(one, other)| one.0 == other.0 && rounded(&one.1) == rounded(&other.1))
}
