//! What a record is made of: its dialect, its door, and its relations to other records.

use std::{fmt, ops::Range, str::FromStr};

use serde::{Deserialize, Serialize};

/// A piece of a record as it was written, and where: a byte range of the original file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raw {
    /// The text at that place; invalid UTF-8 is shown as `�`.
    pub text: String,
    /// Byte offsets into the original bytes, so that a later edit touches nothing else.
    pub span: Range<usize>,
}

/// The convention a record was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// Michael Nygard's form, as adr-tools writes it.
    Nygard,
    /// MADR 2: status, deciders and date as bullets.
    Madr2,
    /// MADR 3: front matter with `deciders`.
    Madr3,
    /// MADR 4: front matter with `decision-makers`, a confirmation section.
    Madr4,
    /// The sections of MADR without metadata that would tell the version.
    Madr,
    /// log4brains: MADR 2 with a date in the file name.
    Log4brains,
    /// A table with status, date and authors at the top.
    HeaderTable,
    /// One bold line, its parts joined by pipes.
    PipeLine,
    /// Front matter of a site generator such as Docusaurus or Jekyll.
    FrontMatter,
    /// One folder per record with a README in it.
    Folder,
    /// A Y-statement: “in the context of … facing … we decided …”.
    YStatement,
    /// Tyree and Akerman's long form.
    TyreeAkerman,
    /// reStructuredText, kept and shown as text.
    Rst,
    /// Markdown that follows no known convention.
    Plain,
}

impl Dialect {
    /// All dialects.
    pub const ALL: [Self; 14] = [
        Self::Nygard,
        Self::Madr2,
        Self::Madr3,
        Self::Madr4,
        Self::Madr,
        Self::Log4brains,
        Self::HeaderTable,
        Self::PipeLine,
        Self::FrontMatter,
        Self::Folder,
        Self::YStatement,
        Self::TyreeAkerman,
        Self::Rst,
        Self::Plain,
    ];

    /// How it is stored: `madr-4`, `nygard`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nygard => "nygard",
            Self::Madr2 => "madr-2",
            Self::Madr3 => "madr-3",
            Self::Madr4 => "madr-4",
            Self::Madr => "madr",
            Self::Log4brains => "log4brains",
            Self::HeaderTable => "header-table",
            Self::PipeLine => "pipe-line",
            Self::FrontMatter => "front-matter",
            Self::Folder => "folder",
            Self::YStatement => "y-statement",
            Self::TyreeAkerman => "tyree-akerman",
            Self::Rst => "rst",
            Self::Plain => "plain",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Nygard => "Nygard (adr-tools)",
            Self::Madr2 => "MADR 2",
            Self::Madr3 => "MADR 3",
            Self::Madr4 => "MADR 4",
            Self::Madr => "MADR without metadata",
            Self::Log4brains => "log4brains",
            Self::HeaderTable => "Header table",
            Self::PipeLine => "Pipe-joined line",
            Self::FrontMatter => "Site front matter",
            Self::Folder => "Folder per record",
            Self::YStatement => "Y-statement",
            Self::TyreeAkerman => "Tyree–Akerman",
            Self::Rst => "reStructuredText",
            Self::Plain => "Plain Markdown",
        }
    }
}

/// How hard it is to walk back through a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// Can be reversed within a sprint or two by the owning team.
    TwoWay,
    /// Can be reversed, at a price somebody has to approve.
    Costly,
    /// Cannot be reversed within any budget worth planning for.
    OneWay,
}

impl Door {
    /// All doors, the easiest first.
    pub const ALL: [Self; 3] = [Self::TwoWay, Self::Costly, Self::OneWay];

    /// How it is stored: `two-way`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TwoWay => "two-way",
            Self::Costly => "costly",
            Self::OneWay => "one-way",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::TwoWay => "Two-way door",
            Self::Costly => "Costly door",
            Self::OneWay => "One-way door",
        }
    }
}

/// What one record says about another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// This record replaces the other.
    Supersedes,
    /// The other replaces this one.
    SupersededBy,
    /// This record changes a part of the other.
    Amends,
    /// The other changes a part of this one.
    AmendedBy,
    /// This decision holds only while the other does.
    DependsOn,
    /// The other decision holds only while this one does.
    RequiredBy,
    /// They belong together.
    RelatesTo,
    /// The text links to the other without saying why.
    Mentions,
    /// The other's text links here.
    MentionedBy,
}

impl RelationKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Supersedes,
        Self::SupersededBy,
        Self::Amends,
        Self::AmendedBy,
        Self::DependsOn,
        Self::RequiredBy,
        Self::RelatesTo,
        Self::Mentions,
        Self::MentionedBy,
    ];

    /// How it is stored: `superseded-by`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::SupersededBy => "superseded-by",
            Self::Amends => "amends",
            Self::AmendedBy => "amended-by",
            Self::DependsOn => "depends-on",
            Self::RequiredBy => "required-by",
            Self::RelatesTo => "relates-to",
            Self::Mentions => "mentions",
            Self::MentionedBy => "mentioned-by",
        }
    }

    /// As it stands before the other record's title.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Supersedes => "Supersedes",
            Self::SupersededBy => "Superseded by",
            Self::Amends => "Amends",
            Self::AmendedBy => "Amended by",
            Self::DependsOn => "Depends on",
            Self::RequiredBy => "Required by",
            Self::RelatesTo => "Relates to",
            Self::Mentions => "Mentions",
            Self::MentionedBy => "Mentioned by",
        }
    }

    /// The same relation read from the other record.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Supersedes => Self::SupersededBy,
            Self::SupersededBy => Self::Supersedes,
            Self::Amends => Self::AmendedBy,
            Self::AmendedBy => Self::Amends,
            Self::DependsOn => Self::RequiredBy,
            Self::RequiredBy => Self::DependsOn,
            Self::RelatesTo => Self::RelatesTo,
            Self::Mentions => Self::MentionedBy,
            Self::MentionedBy => Self::Mentions,
        }
    }
}

/// Which record is meant, as the text says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A link to a file, as written but without fragment; see [`super::link::resolve`].
    File(String),
    /// A number in the same log.
    Number(u32),
    /// `[[KEY-12]]`: a number in the log with that key.
    Record {
        /// The log's key, upper case.
        log: String,
        /// The number in it.
        number: u32,
    },
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.write_str(path),
            Self::Number(number) => write!(f, "ADR-{number:04}"),
            Self::Record { log, number } => write!(f, "{log}-{number}"),
        }
    }
}

/// A relation found in a record's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// What it says.
    pub kind: RelationKind,
    /// About which record.
    pub target: Target,
    /// The link or reference as written.
    pub raw: Raw,
}

/// The text names no known value of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a {1}")]
pub struct NotKnown(pub String, pub &'static str);

macro_rules! stored_as_text {
    ($($type:ty: $what:literal),+) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = NotKnown;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let wanted = text.trim();
                Self::ALL
                    .into_iter()
                    .find(|known| known.as_str().eq_ignore_ascii_case(wanted))
                    .ok_or_else(|| NotKnown(text.to_owned(), $what))
            }
        }
    )+};
}
pub(super) use stored_as_text;

stored_as_text!(Dialect: "dialect of decision records", Door: "door", RelationKind: "kind of relation");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_words_read_back_and_nonsense_is_refused() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.as_str().parse(), Ok(dialect));
        }
        for door in Door::ALL {
            assert_eq!(door.as_str().parse(), Ok(door));
        }
        for kind in RelationKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(kind.inverse().inverse(), kind);
        }
        assert!("trapdoor".parse::<Door>().is_err());
    }
}
