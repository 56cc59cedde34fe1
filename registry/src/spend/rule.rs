//! Which lines of a bill are AI platform spend.

use std::{fmt, str::FromStr};

use super::Line;

/// Entries a rule may have.
const MOST: usize = 500;

/// Letters an entry may have.
const LONGEST: usize = 200;

/// One entry of a rule: the code or name of a service, in which `*` stands for any letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    text: String,
    /// In lower case, parted at the stars.
    parts: Vec<String>,
}

impl Entry {
    /// Whether a code or a name is meant.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let name = name.trim().to_lowercase();
        let (Some(first), Some(last)) = (self.parts.first(), self.parts.last()) else {
            return false;
        };
        if self.parts.len() == 1 {
            return name == *first;
        }
        let Some(inner) = name.strip_prefix(first.as_str()) else {
            return false;
        };
        let Some(mut inner) = inner.strip_suffix(last.as_str()) else {
            return false;
        };
        for part in &self.parts[1..self.parts.len() - 1] {
            let Some(at) = inner.find(part.as_str()) else {
                return false;
            };
            inner = &inner[at + part.len()..];
        }
        true
    }
}

impl Entry {
    /// Whether the service of a line is meant, by its code or its name.
    #[must_use]
    pub fn names(&self, line: &Line<'_>) -> bool {
        [line.service_code, line.service_name]
            .iter()
            .any(|name| !name.is_empty() && self.matches(name))
    }
}

impl FromStr for Entry {
    type Err = NotAnEntry;

    fn from_str(text: &str) -> Result<Self, NotAnEntry> {
        let text = text.trim();
        if text.chars().all(|c| c == '*' || c.is_whitespace()) {
            return Err(NotAnEntry::TakesAll);
        }
        if text.chars().count() > LONGEST {
            return Err(NotAnEntry::TooLong);
        }
        Ok(Self {
            text: text.to_owned(),
            parts: text.to_lowercase().split('*').map(str::to_owned).collect(),
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Which lines of a bill are AI platform spend: those of which an [`Entry`] means the service's code
/// or name. Models of others on Bedrock are billed through AWS Marketplace under codes that say
/// nothing, so their names count too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    text: String,
    entries: Vec<Entry>,
}

/// Why a text is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEntry {
    /// Nothing but stars.
    #[error("it would take everything; write some letters beside the *")]
    TakesAll,
    /// It is longer than any name of a service.
    #[error("it is longer than {LONGEST} letters")]
    TooLong,
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotARule {
    /// A line holds no entry.
    #[error("Line {0}: {1}.")]
    Line(usize, NotAnEntry),
    /// There are too many.
    #[error("At most {MOST} entries; these are {0}.")]
    TooMany(usize),
    /// There is none.
    #[error("There is no entry; without one no line of a bill is AI.")]
    Empty,
}

impl Rule {
    /// The entry that takes a line: AI platform spend, if there is one.
    #[must_use]
    pub fn takes(&self, line: &Line<'_>) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.names(line))
    }

    /// The entries, in their order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// As somebody wrote it, remarks included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Default for Rule {
    fn default() -> Self {
        // A test reads it; were it unreadable, nothing would be AI.
        include_str!("../../data/ai-rule.txt").parse().unwrap_or(Self {
            text: String::new(),
            entries: Vec::new(),
        })
    }
}

impl FromStr for Rule {
    type Err = NotARule;

    fn from_str(text: &str) -> Result<Self, NotARule> {
        let mut entries = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let written = line.split('#').next().unwrap_or_default().trim();
            if written.is_empty() {
                continue;
            }
            entries.push(written.parse().map_err(|why| NotARule::Line(at + 1, why))?);
        }
        match entries.len() {
            0 => Err(NotARule::Empty),
            many if many > MOST => Err(NotARule::TooMany(many)),
            _ => Ok(Self {
                text: text.to_owned(),
                entries,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line<'a>(code: &'a str, name: &'a str) -> Line<'a> {
        Line {
            service_code: code,
            service_name: name,
            ..Line::default()
        }
    }

    fn taken(rule: &Rule, code: &str, name: &str) -> Option<String> {
        rule.takes(&line(code, name)).map(ToString::to_string)
    }

    #[test]
    fn the_default_takes_what_aws_bills_as_ai() {
        let rule = Rule::default();
        assert!(rule.entries().len() > 20);
        for code in [
            "AmazonBedrock",
            "AmazonBedrockFoundationModels",
            "AmazonBedrockService",
            "AmazonBedrockAgentCore",
            "AmazonSageMaker",
            "comprehend",
            "AmazonRekognition",
            "AmazonKendra",
            "AmazonLex",
            "AmazonTextract",
            "transcribe",
            "translate",
            "AmazonPolly",
            "AmazonPersonalize",
            "AmazonQ",
        ] {
            assert!(taken(&rule, code, "").is_some(), "{code}");
        }
        for name in [
            "Amazon Bedrock",
            "amazon sagemaker",
            "Amazon Q Business",
            "Amazon Comprehend Medical",
        ] {
            assert!(taken(&rule, "", name).is_some(), "{name}");
        }
        for (code, name) in [
            ("AmazonEC2", "Amazon Elastic Compute Cloud"),
            ("AmazonQuickSight", "Amazon QuickSight"),
            ("AWSQueueService", "Amazon Simple Queue Service"),
            ("", ""),
        ] {
            assert_eq!(taken(&rule, code, name), None, "{code} {name}");
        }
    }

    #[test]
    fn models_that_the_marketplace_bills_are_ai_too() {
        let rule = Rule::default();
        let name = "Claude 3.5 Sonnet (Amazon Bedrock Edition)";
        assert_eq!(
            taken(&rule, "4mxkgx8wxdqpkm5y0h37zwq9c", name).as_deref(),
            Some("*(Amazon Bedrock Edition)")
        );
        assert_eq!(taken(&rule, "4mxkgx8wxdqpkm5y0h37zwq9c", "A firewall"), None);
    }

    #[test]
    fn stars_stand_for_any_letters() {
        let rule: Rule = "one*three*five # odd\nExact".parse().unwrap();
        assert_eq!(rule.entries().len(), 2);
        for name in ["onethreefive", "one two three four five", "ONE-three-five"] {
            assert!(taken(&rule, name, "").is_some(), "{name}");
        }
        for name in ["one five", "onethree", "onethreefiv", "exactly", "onethrefive"] {
            assert!(taken(&rule, name, "").is_none(), "{name}");
        }
        let doubled: Rule = "aba*aba".parse().unwrap();
        assert!(taken(&doubled, "aba", "").is_none(), "no letter counts twice");
        assert!(taken(&doubled, "abaaba", "").is_some());
    }

    #[test]
    fn a_rule_that_cannot_be_meant_is_refused_with_its_line() {
        assert_eq!("".parse::<Rule>(), Err(NotARule::Empty));
        assert_eq!("# none\n".parse::<Rule>(), Err(NotARule::Empty));
        assert_eq!(
            "a\n * *\n".parse::<Rule>(),
            Err(NotARule::Line(2, NotAnEntry::TakesAll))
        );
        assert_eq!(
            "x".repeat(201).parse::<Rule>(),
            Err(NotARule::Line(1, NotAnEntry::TooLong))
        );
        assert_eq!("x\n".repeat(501).parse::<Rule>(), Err(NotARule::TooMany(501)));
    }
}
