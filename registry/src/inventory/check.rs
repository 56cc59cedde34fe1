//! Reads what was typed about a dependency into its types, or says field by field what is wrong.

use super::{Category, Service, draft::Draft, model::Services, store::Written};
use crate::kernel::{Error, Id, Problems, Registry, Result};

/// What may be counted or called in one place at most; more is a slip of the keyboard.
const MOST: i64 = 1_000_000;

/// A count as typed; empty is `none`.
pub fn count(problems: &mut Problems, field: &'static str, text: &str, least: i64) -> i64 {
    let plain = text.trim().replace([',', '\u{a0}', ' '], "");
    if plain.is_empty() {
        return least;
    }
    match plain.parse::<i64>() {
        Ok(number) if (least..=MOST).contains(&number) => number,
        _ => {
            problems.add(field, format!("Write a whole number from {least} to 1,000,000."));
            least
        }
    }
}

/// A draft read into its types.
pub struct Checked {
    pub category: Category,
    pub owner: String,
    pub boundary: String,
    pub exit_option: String,
    pub runbook: String,
    pub record: Option<Id>,
    pub inside: i64,
    pub leaking: i64,
}

impl Draft {
    pub(super) fn check(&self, service: Option<&Service>, services: &Services) -> Result<Checked> {
        let mut problems = Problems::new();
        problems.require(service.is_some(), "service", "Choose a service from the catalogue.");
        let category = match (self.category.trim(), service) {
            ("", Some(service)) => Some(service.category),
            (key, _) => key.parse().ok(),
        };
        problems.require(
            category.is_some() || service.is_none(),
            "category",
            "Choose a coupling category.",
        );
        let owner = problems.optional_text("owner", &self.owner, 100);
        let boundary = problems.optional_text("boundary", &self.boundary, 1000);
        let exit_option = self.exit_option.trim().to_owned();
        if !exit_option.is_empty() {
            problems.require(
                services.find(&exit_option).is_some(),
                "exit",
                "Choose a service from the catalogue.",
            );
            let itself = service.is_some_and(|service| service.key == exit_option);
            problems.require(!itself, "exit", "A service is not a way out of itself.");
        }
        let runbook = problems.optional_text("runbook", &self.runbook, 500);
        let link = runbook.starts_with("https://") || runbook.starts_with("http://");
        problems.require(
            runbook.is_empty() || (link && !runbook.contains(char::is_whitespace)),
            "runbook",
            "Write an address that begins with https://.",
        );
        let record = match self.record.trim() {
            "" => None,
            text => problems.keep(
                "record",
                text.parse::<Id>().map_err(|_| "Choose a record from the list."),
            ),
        };
        let inside = count(&mut problems, "inside", &self.inside, 0);
        let leaking = count(&mut problems, "leaking", &self.leaking, 0);
        match category {
            Some(category) if problems.is_empty() => Ok(Checked {
                category,
                owner,
                boundary,
                exit_option,
                runbook,
                record,
                inside,
                leaking,
            }),
            _ => Err(Error::Invalid(problems)),
        }
    }
}

impl Checked {
    pub fn written<'a>(&'a self, id: Id, workload_id: Id, service: &'a str, registry: &Registry) -> Written<'a> {
        Written {
            id,
            workload_id,
            service,
            category: self.category,
            owner: &self.owner,
            boundary: &self.boundary,
            exit_option: &self.exit_option,
            runbook: &self.runbook,
            record: self.record,
            at: registry.now(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_and_bounded() {
        let read = |text: &str| {
            let mut problems = Problems::new();
            let number = count(&mut problems, "inside", text, 0);
            problems.is_empty().then_some(number)
        };
        assert_eq!(read(""), Some(0));
        assert_eq!(read(" 1,200 "), Some(1200));
        for wrong in ["-1", "1.5", "many", "1000001"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
