//! What a reader could not understand, or understood in one of two ways.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::adr::status::Status;

/// Something about a record its owner should look at. Each reads as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diagnostic {
    /// Not all bytes are UTF-8.
    #[error("The byte at position {0} is not UTF-8; it is shown as � and kept as it is.")]
    NotUtf8(usize),
    /// No heading.
    #[error("There is no title heading; the title is taken from the file name.")]
    NoTitle,
    /// Two numbers.
    #[error("The file name says number {file}, the heading says {heading}; the file name counts.")]
    TwoNumbers {
        /// In the file name.
        file: u32,
        /// In the heading.
        heading: u32,
    },
    /// Characters nobody sees, or that turn the reading direction.
    #[error(
        "The title holds characters that cannot be seen or that turn the reading direction ({0}); it is shown without them."
    )]
    HiddenInTitle(String),
    /// No status anywhere.
    #[error("The record states no status.")]
    NoStatus,
    /// No status, in a log where that means accepted.
    #[error("The record states no status; log4brains takes that for accepted, and so is it shown.")]
    AssumedAccepted,
    /// Words that stand for no known state.
    #[error("The status “{0}” is none this product knows; it is kept and shown as unknown.")]
    UnknownStatus(String),
    /// A template's choices.
    #[error("The status is still the template's list of choices; choose one.")]
    TemplateStatus,
    /// Superseded in part.
    #[error("The record says it is partly superseded; what remains is shown as accepted.")]
    PartlySuperseded,
    /// Two places disagree.
    #[error("The status stands in two places, as {used} and as {other}; the first counts.")]
    TwoStatuses {
        /// The one that counts.
        used: Status,
        /// The other.
        other: Status,
    },
    /// A date that is none.
    #[error("The date “{0}” could not be read.")]
    UnreadDate(String),
    /// Day and month could be swapped.
    #[error("The date “{0}” could mean two days; it is read with the day first.")]
    AmbiguousDate(String),
    /// Only a month.
    #[error("The date “{0}” names a month only; it is taken as its first day.")]
    MonthOnly(String),
    /// Two places disagree.
    #[error("The date stands in two places, as {used} and as {other}; the first counts.")]
    TwoDates {
        /// The one that counts.
        used: Date,
        /// The other.
        other: Date,
    },
    /// Front matter without end.
    #[error("The front matter is never closed; it is treated as text.")]
    OpenFrontMatter,
    /// A line in the front matter.
    #[error("Line {0} of the front matter is neither a key nor a value; it is kept and ignored.")]
    OddFrontMatter(usize),
    /// Nothing below the heading.
    #[error("The record has no text below its title and metadata.")]
    EmptyBody,
    /// A paragraph nobody can have written.
    #[error("A paragraph is longer than 64,000 bytes; other records named in it are not seen.")]
    LongParagraph,
    /// More relations than are kept.
    #[error("The text names other records in more than {0} ways; the first of them count.")]
    ManyRelations(usize),
    /// Text and registry disagree.
    #[error("The text says {text}, the registry {here}; the registry counts.")]
    OtherStatus {
        /// In the text.
        text: Status,
        /// In the registry.
        here: Status,
    },
    /// A form that is not rendered.
    #[error("reStructuredText is kept and shown as text, not as a rendered page.")]
    ShownAsText,
}
