//! Which state a decision may enter from which.

use super::status::Status;

/// Why a record may not change from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is in that state.
    #[error("the record is already {}", .0.as_str())]
    Already(Status),
    /// No path leads there.
    #[error("a record that is {} cannot become {}; it may become {}", .from.as_str(), .to.as_str(), or(next(*.from)))]
    NoPath {
        /// Where it is.
        from: Status,
        /// Where somebody wanted it.
        to: Status,
    },
    /// The end of its life.
    #[error("a record that is {} stays so; write a new record instead", .0.as_str())]
    Final(Status),
}

/// The states a record may enter next.
///
/// draft → proposed → accepted or rejected; accepted → deprecated or superseded; a deprecated
/// record may still find its successor; a proposal may be withdrawn to draft. An imported record
/// in an unknown state may be given any.
#[must_use]
pub fn next(from: Status) -> &'static [Status] {
    match from {
        Status::Draft => &[Status::Proposed],
        Status::Proposed => &[Status::Accepted, Status::Rejected, Status::Draft],
        Status::Accepted => &[Status::Deprecated, Status::Superseded],
        Status::Deprecated => &[Status::Superseded],
        Status::Rejected | Status::Superseded => &[],
        Status::Unknown => &[
            Status::Draft,
            Status::Proposed,
            Status::Accepted,
            Status::Rejected,
            Status::Deprecated,
            Status::Superseded,
        ],
    }
}

/// Whether a record may change from one state to another.
///
/// # Errors
/// When it may not; the error says what it may become instead.
pub fn may(from: Status, to: Status) -> Result<(), Refused> {
    if from == to {
        return Err(Refused::Already(from));
    }
    let open = next(from);
    if open.contains(&to) {
        Ok(())
    } else if open.is_empty() {
        Err(Refused::Final(from))
    } else {
        Err(Refused::NoPath { from, to })
    }
}

/// `accepted, rejected or draft`.
fn or(states: &[Status]) -> String {
    let names: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_decided() {
        // Rows: from; columns: to; in the order of `Status::ALL`.
        let matrix = [
            /* draft      */ "-y.....", /* proposed   */ "y-yy...", /* accepted   */ "..-.yy.",
            /* rejected   */ "...-...", /* deprecated */ "....-y.", /* superseded */ ".....-.",
            /* unknown    */ "yyyyyy-",
        ];
        for (from, row) in Status::ALL.into_iter().zip(matrix) {
            for (to, cell) in Status::ALL.into_iter().zip(row.chars()) {
                let answer = may(from, to);
                match cell {
                    'y' => assert_eq!(answer, Ok(()), "{from} → {to}"),
                    '-' => assert_eq!(answer, Err(Refused::Already(from)), "{from} → {to}"),
                    _ => assert!(answer.is_err(), "{from} → {to}"),
                }
            }
        }
    }

    #[test]
    fn a_refusal_says_what_is_possible() {
        let refused = may(Status::Proposed, Status::Superseded).unwrap_err().to_string();
        assert_eq!(
            refused,
            "a record that is proposed cannot become superseded; it may become accepted, rejected or draft"
        );
        let refused = may(Status::Rejected, Status::Accepted).unwrap_err().to_string();
        assert_eq!(
            refused,
            "a record that is rejected stays so; write a new record instead"
        );
    }
}
