//! Which workload a part of the bill belongs to.

use std::collections::BTreeMap;

use super::{Entry, Line};
use crate::kernel::Id;

/// Lines that belong to a workload: those for which everything named here holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Whose they are.
    pub workload: Id,
    /// Used by this account.
    pub account: Option<String>,
    /// Tagged so: the tag's key, and what its value is.
    pub tag: Option<(String, Entry)>,
    /// Of this service, by its code or name.
    pub service: Option<Entry>,
}

impl Mapping {
    /// Whether a line is meant; `tags` are those of the line. A mapping that names nothing means none.
    #[must_use]
    pub fn takes(&self, line: &Line<'_>, tags: &BTreeMap<String, String>) -> bool {
        let Self {
            account, tag, service, ..
        } = self;
        if account.is_none() && tag.is_none() && service.is_none() {
            return false;
        }
        let tagged = |(key, value): &(String, Entry)| tags.get(key).is_some_and(|is| value.matches(is));
        account.as_ref().is_none_or(|account| line.account == account)
            && tag.as_ref().is_none_or(tagged)
            && service.as_ref().is_none_or(|service| service.names(line))
    }
}

/// The workload a line belongs to: that of the first mapping that takes it.
#[must_use]
pub fn workload(mappings: &[Mapping], line: &Line<'_>, tags: &BTreeMap<String, String>) -> Option<Id> {
    mappings
        .iter()
        .find(|mapping| mapping.takes(line, tags))
        .map(|mapping| mapping.workload)
}

/// The tags of a line: a JSON object of texts, as FOCUS and CUR 2.0 have them. A value that is no
/// text is kept as it is written. What is no object has no tags.
#[must_use]
pub fn tags(written: &str) -> BTreeMap<String, String> {
    let read: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(written);
    let text = |value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    read.unwrap_or_default()
        .into_iter()
        .map(|(key, value)| (key, text(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn mapping(workload: u128) -> Mapping {
        Mapping {
            workload: Id::from(Uuid::from_u128(workload)),
            account: None,
            tag: None,
            service: None,
        }
    }

    fn entry(text: &str) -> Entry {
        text.parse().unwrap()
    }

    #[test]
    fn everything_a_mapping_names_has_to_hold() {
        let line = Line {
            account: "200000000012",
            service_name: "Amazon Bedrock",
            ..Line::default()
        };
        let tags = tags(r#"{"team": "claims", "stage": 1}"#);
        let account = |account: &str| Mapping {
            account: Some(account.to_owned()),
            ..mapping(1)
        };
        let tag = |value: &str| Mapping {
            tag: Some(("team".to_owned(), entry(value))),
            ..account("200000000012")
        };
        assert!(account("200000000012").takes(&line, &tags));
        assert!(
            !account("20000000001").takes(&line, &tags),
            "an account is meant as a whole"
        );
        assert!(tag("claims").takes(&line, &tags) && tag("Claim*").takes(&line, &tags));
        assert!(!tag("fraud").takes(&line, &tags));
        let service = |name: &str| Mapping {
            service: Some(entry(name)),
            ..tag("claims")
        };
        assert!(service("amazon bedrock*").takes(&line, &tags));
        assert!(!service("AmazonSageMaker").takes(&line, &tags));
        assert!(!mapping(1).takes(&line, &tags), "what names nothing takes nothing");
    }

    #[test]
    fn the_first_mapping_that_takes_a_line_has_it() {
        let line = Line {
            account: "1",
            ..Line::default()
        };
        let none = BTreeMap::new();
        let by_account = |workload| Mapping {
            account: Some("1".to_owned()),
            ..mapping(workload)
        };
        let found = workload(&[mapping(1), by_account(2), by_account(3)], &line, &none);
        assert_eq!(found, Some(by_account(2).workload));
        assert_eq!(workload(&[mapping(1)], &line, &none), None);
    }

    #[test]
    fn tags_that_are_none_are_none() {
        for written in ["", "NULL", "[]", "{", "\"a\""] {
            assert!(tags(written).is_empty(), "{written}");
        }
        assert_eq!(tags(r#"{"stage": 1}"#)["stage"], "1");
    }
}
