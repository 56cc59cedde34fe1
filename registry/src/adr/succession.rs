//! What takes a record's place: said with the decision or in the texts, and done when the successor
//! is accepted.

use super::{
    Adr, Cited, RelationKind, Status,
    decide::{Conclusion, by_status, restatus},
    record,
    reviewing::found,
    service::Records,
    store, store_parts, store_terms,
};
use crate::{
    identity::Actor,
    kernel::{Id, Problems, Result, Tx},
};

impl Records<'_> {
    /// Retires what an accepted record replaces: what its text says it supersedes, and what was
    /// noted beside it. What is replaced in part stays in force and names its successor.
    pub(super) async fn retire(&self, tx: &mut Tx, actor: &Actor, successor: &Adr) -> Result<()> {
        let (noted, _) = store_terms::replacements(tx, successor.id).await?;
        let mut due: Vec<(Id, String)> = noted.into_iter().map(|it| (it.other.id, it.part)).collect();
        for related in store_parts::relations(tx, successor.id).await? {
            let Some(other) = related.other.filter(|_| related.kind == RelationKind::Supersedes) else {
                continue;
            };
            if !due.iter().any(|(known, _)| *known == other.id) {
                store_terms::insert_replacement(tx, successor.id, other.id, "").await?;
                due.push((other.id, String::new()));
            }
        }
        // In one order everywhere: two successors of the same records would wait for each other.
        due.sort_by_key(|(id, _)| *id);
        for (id, part) in due {
            let before = found(tx, id).await?;
            // What never was in force, or is refused, has nothing to lose.
            let in_force = matches!(
                before.status,
                Status::Accepted | Status::Deprecated | Status::Superseded | Status::Unknown
            );
            if !in_force {
                continue;
            }
            let to = if part.is_empty() {
                Status::Superseded
            } else {
                before.status
            };
            let (old, _) = store::source(tx, id).await?;
            let after = Adr {
                status: to,
                updated_at: self.0.now(),
                ..before.clone()
            };
            let by = in_place(tx, &before).await?;
            let phrase = superseded_by(to, &before.log, &by);
            // Words such as “on hold” have no form for a part; they stay as somebody wrote them.
            let source = if part.is_empty() || phrase.is_some() {
                restatus(&after, &old, phrase.as_deref())
            } else {
                old.clone()
            };
            let written = by_status(&before, &after, &old, &source);
            let reason = if part.is_empty() {
                format!("{} was accepted in its place", successor.label())
            } else {
                format!("{} was accepted in place of a part: {part}", successor.label())
            };
            self.change(tx, actor, &before, after, (&source, written), &reason)
                .await?;
        }
        Ok(())
    }
}

/// Notes the records that take another's place, as typed; each has to be in force.
pub(super) async fn successors(
    tx: &mut Tx,
    problems: &mut Problems,
    conclusion: &Conclusion,
    before: &Adr,
) -> Result<()> {
    if conclusion.to != Status::Superseded {
        return Ok(());
    }
    let typed = conclusion
        .by
        .split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    for part in typed {
        let other = match record::reference(&before.log, part) {
            Some((log, number)) => store::by_number(tx, &log, number).await?,
            None => None,
        };
        match other.filter(|other| other.id != before.id) {
            None => problems.add(
                "by",
                format!("There is no other record {part}. Give numbers such as 12, or 12, 14."),
            ),
            Some(other) if other.status != Status::Accepted => problems.add(
                "by",
                format!(
                    "{} is {}. Say in it what it replaces; this record is retired in the moment it is accepted.",
                    other.label(),
                    other.status
                ),
            ),
            Some(other) => store_terms::insert_replacement(tx, other.id, before.id, "").await?,
        }
    }
    Ok(())
}

/// The accepted records that take a record's place, wholly or in part: as noted here, and as its text
/// says.
pub(super) async fn in_place(tx: &mut Tx, adr: &Adr) -> Result<Vec<Adr>> {
    let (_, replaced_by) = store_terms::replacements(tx, adr.id).await?;
    let mut others: Vec<Cited> = replaced_by.into_iter().map(|it| it.other).collect();
    for related in store_parts::relations(tx, adr.id).await? {
        let Some(other) = related.other else { continue };
        // An amendment takes a place only where the status says so.
        let in_status = |number| names_number(adr.raw_status.as_deref().unwrap_or_default(), number);
        let counts = match related.kind {
            RelationKind::SupersededBy => true,
            RelationKind::AmendedBy => other.number.is_some_and(in_status),
            _ => false,
        };
        if counts && !others.iter().any(|known| known.id == other.id) {
            others.push(other);
        }
    }
    let mut out = Vec::new();
    for other in others.into_iter().filter(Cited::is_accepted) {
        out.extend(store::by_id(tx, other.id).await?);
    }
    out.sort_by(|a, b| (&a.log, a.number).cmp(&(&b.log, b.number)));
    Ok(out)
}

/// Whether words such as `accepted, partly superseded by ADR-0004` name a number.
fn names_number(words: &str, number: i64) -> bool {
    words
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.parse() == Ok(number))
}

/// `superseded by ADR-0009 and [[EU-2]]`, or what of it is replaced in part.
pub(super) fn superseded_by(status: Status, log: &str, by: &[Adr]) -> Option<String> {
    let names: Vec<String> = by
        .iter()
        .filter_map(|one| {
            let number = one.number?;
            Some(if one.log == log {
                format!("ADR-{number:04}")
            } else {
                format!("[[{}-{number}]]", one.log)
            })
        })
        .collect();
    if names.is_empty() {
        return None;
    }
    let names = names.join(" and ");
    match status {
        Status::Superseded => Some(format!("superseded by {names}")),
        Status::Accepted => Some(format!("accepted, partly superseded by {names}")),
        _ => None,
    }
}
