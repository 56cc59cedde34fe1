//! A status where a text had none, and the day of a decision where it has one.

use time::Date;

use super::{NotAmended, Outcome, Part, Whole, amend, fields::Field, insert, items, record, shown};
use crate::adr::{read::patch, status};

/// The bytes of a record that states no status, with this one where its dialect has it.
pub(in crate::adr::read) fn stated(path: &str, bytes: &[u8], phrase: &str) -> Result<Vec<u8>, NotAmended> {
    let part = Part::Status;
    let items = items(part, phrase)?;
    let Outcome::Record(before) = record(path, bytes).outcome else {
        return Err(NotAmended::NotAnAdr);
    };
    let whole = Whole::of(path, bytes, part);
    let usual = match whole.entry() {
        Some(entry) => Some(whole.in_front(entry, part, &items)),
        None => insert::change(&whole, &before, part, &items),
    };
    let tries = [usual, insert::line(&whole, &before, part, &items)];
    let good = |after: &Vec<u8>| match record(path, after).outcome {
        Outcome::Record(now) => {
            Part::ALL
                .into_iter()
                .all(|other| shown(&now, other) == shown(&before, other))
                && now.status == status::meaning(phrase).status()
                && now.status_at.is_some()
                && now.title == before.title
                && now.number == before.number
        }
        Outcome::NotAnAdr(_) => false,
    };
    tries
        .into_iter()
        .flatten()
        .map(|(span, with)| patch::replace(bytes, span, &with))
        .find(good)
        .ok_or(NotAmended::NoPlace)
}

/// The bytes of a record with the day it was decided where the text has such a day; as they are
/// where it has none, or where it would not read back.
#[must_use]
pub fn decided(path: &str, bytes: &[u8], day: Date) -> Vec<u8> {
    let whole = Whole::of(path, bytes, Part::Date);
    let of_decision = match whole.field(Part::Date) {
        Some(field) => is_of_decision(field),
        None => whole.entry().is_some(),
    };
    let amended = of_decision.then(|| amend(path, bytes, Part::Date, &day.to_string()).ok());
    amended.flatten().unwrap_or_else(|| bytes.to_vec())
}

/// “updated” and “created” are dates as well, but not the day of the decision.
fn is_of_decision(field: &Field) -> bool {
    field.name == "date" || field.name.contains("deci")
}
