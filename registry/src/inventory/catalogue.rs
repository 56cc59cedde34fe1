//! The built-in service catalogue: what a platform on AWS commonly touches, and the open or
//! second-provider side an exit leads to. Its text lives in `data/services.csv`.

use std::{str::FromStr, sync::LazyLock};

use serde::{Deserialize, Deserializer};

use super::{Category, Layer};
use crate::kernel::NotListed;

/// One service of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Service {
    /// Its stable key, what the database holds. For AWS services the name the SDKs use.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Who provides or governs it.
    pub provider: String,
    /// The layer it usually belongs to.
    #[serde(deserialize_with = "keyed")]
    pub layer: Layer,
    /// The coupling category to start from.
    #[serde(deserialize_with = "keyed")]
    pub category: Category,
    /// Why that category.
    pub reason: String,
    /// What it is good at.
    pub strong_use: String,
    /// What keeps its use reversible.
    pub practice: String,
    /// What the practice gains.
    pub why: String,
    /// Key of the service an exit could lead to; empty where one is not needed.
    pub alternative: String,
}

impl Service {
    /// Whether AWS provides it.
    #[must_use]
    pub fn is_aws(&self) -> bool {
        self.provider == "AWS"
    }

    /// The service an exit could lead to.
    #[must_use]
    pub fn exit_option(&self) -> Option<&'static Self> {
        find(&self.alternative)
    }
}

fn keyed<'de, D, T>(input: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err = NotListed>,
{
    String::deserialize(input)?.parse().map_err(serde::de::Error::custom)
}

static CATALOGUE: LazyLock<Vec<Service>> = LazyLock::new(|| {
    // Rows are checked by a test; one that cannot be read is left out rather than stopping the
    // program.
    csv::Reader::from_reader(include_str!("../../data/services.csv").as_bytes())
        .into_deserialize()
        .filter_map(Result::ok)
        .collect()
});

/// Every service, AWS first, in the order of the catalogue.
#[must_use]
pub fn all() -> &'static [Service] {
    &CATALOGUE
}

/// The service with this key.
#[must_use]
pub fn find(key: &str) -> Option<&'static Service> {
    CATALOGUE.iter().find(|service| service.key == key)
}

/// Services whose name, key or provider contains the text, best first: names that begin with it,
/// then the rest; all of them for an empty text.
#[must_use]
pub fn search(text: &str) -> Vec<&'static Service> {
    let wanted = text.trim().to_lowercase();
    let mut found: Vec<&Service> = CATALOGUE
        .iter()
        .filter(|service| {
            [&service.name, &service.key, &service.provider]
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted))
        })
        .collect();
    // Stable: equal ones keep the catalogue's order.
    found.sort_by_key(|service| !service.name.to_lowercase().starts_with(&wanted));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_is_read_and_complete() {
        let rows = include_str!("../../data/services.csv").lines().count() - 1;
        assert_eq!(all().len(), rows);
        for service in all() {
            for text in [
                &service.key,
                &service.name,
                &service.provider,
                &service.reason,
                &service.strong_use,
                &service.practice,
                &service.why,
            ] {
                assert!(!text.trim().is_empty() && text.trim() == text, "{}", service.key);
            }
            assert!(
                service
                    .key
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
            assert!(
                service.reason.ends_with('.') && service.why.ends_with('.'),
                "{}",
                service.key
            );
        }
    }

    #[test]
    fn keys_and_names_are_unique() {
        let keys: BTreeSet<_> = all().iter().map(|service| &service.key).collect();
        let names: BTreeSet<_> = all().iter().map(|service| &service.name).collect();
        assert_eq!((keys.len(), names.len()), (all().len(), all().len()));
    }

    #[test]
    fn every_aws_service_names_a_way_out_that_exists_and_is_not_aws() {
        for service in all() {
            if service.is_aws() {
                let exit = service.exit_option();
                assert!(exit.is_some_and(|exit| !exit.is_aws()), "{}", service.key);
            }
            assert!(
                service.alternative.is_empty() || service.exit_option().is_some(),
                "{}",
                service.key
            );
            assert_ne!(service.alternative, service.key);
        }
    }

    #[test]
    fn the_services_everybody_asks_for_are_there() {
        for key in [
            "bedrock",
            "sagemaker",
            "s3",
            "s3tables",
            "stepfunctions",
            "eks",
            "ecs",
            "lambda",
            "dynamodb",
            "sqs",
            "events",
            "cloudwatch",
            "iam",
            "opentelemetry",
            "temporal",
            "prefect",
            "parquet",
            "iceberg",
            "onnx",
            "safetensors",
            "azure-openai",
        ] {
            assert!(find(key).is_some(), "{key}");
        }
        assert!(all().iter().filter(|service| service.is_aws()).count() >= 65);
        assert_eq!(find("no-such-service"), None);
    }

    #[test]
    fn search_puts_names_that_begin_with_the_text_first() {
        let found = search("bedrock");
        assert!(found.len() >= 8 && found.iter().all(|service| service.key.contains("bedrock")));
        assert_eq!(
            search(" SageM ").first().map(|service| service.key.as_str()),
            Some("sagemaker")
        );
        assert_eq!(search("").len(), all().len());
    }
}
