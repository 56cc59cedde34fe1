//! Which records a list shows, and in which order.

use time::Date;

use super::{Door, Status, Summary};

/// Which records to list. What is not said does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only where these words occur; the best hits first unless sorted otherwise.
    pub text: Option<String>,
    /// Only of the log with this key.
    pub log: Option<String>,
    /// Only in this status.
    pub status: Option<Status>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only where the name of somebody who decided begins so.
    pub decider: Option<String>,
    /// Only those that are about the workload with this slug, or that its dependencies cite.
    pub workload: Option<String>,
    /// Only those that dependencies on the service with this key cite; with a workload, its
    /// dependency on that service.
    pub service: Option<String>,
    /// Only with this door.
    pub door: Option<Door>,
    /// Only where something of the text was unclear.
    pub unclear: bool,
    /// Only those in force that are to be looked at again by this day.
    pub due: Option<Date>,
    /// The order; none: the best hits of a search, else by number.
    pub order: Option<Sorted>,
    /// At most so many; none means 500.
    pub limit: Option<i64>,
    /// Leave out so many first.
    pub offset: i64,
}

impl Filter {
    /// Whether it names anything that narrows the list, its status included.
    #[must_use]
    pub fn narrows(&self) -> bool {
        let everything = Self {
            order: self.order,
            limit: self.limit,
            offset: self.offset,
            ..Self::default()
        };
        *self != everything
    }
}

/// What a list can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// Drafts, then log by log and number by number.
    Number,
    /// The day of the decision.
    Decided,
    /// When the record was last changed.
    Changed,
    /// The title.
    Title,
}

/// An order and its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sorted {
    /// By what.
    pub by: Order,
    /// Whether the largest, latest or last comes first.
    pub descending: bool,
}

impl Sorted {
    /// Reads `title` or `-title` as an address has it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (word, descending) = text.strip_prefix('-').map_or((text, false), |word| (word, true));
        let by = match word {
            "number" => Order::Number,
            "decided" => Order::Decided,
            "changed" => Order::Changed,
            "title" => Order::Title,
            _ => return None,
        };
        Some(Self { by, descending })
    }
}

/// A page of the list with what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The records of the page.
    pub found: Vec<Summary>,
    /// How many there are in each status under the filter's other conditions.
    pub counts: Vec<(Status, i64)>,
    /// Whether there are more than were counted: of a filter or search that hits very many
    /// counting stops. Then each status may hold more than its count, or some without one.
    pub more: bool,
    /// How many the filter hits, its status included.
    pub hits: Hits,
}

/// How many records a filter hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// As many as were counted.
    pub counted: i64,
    /// Whether there are more than [`COUNTED`], and only those were counted.
    pub more: bool,
}

/// What the list can be narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Tags, in order.
    pub tags: Vec<String>,
    /// People who decided on a record, in order.
    pub deciders: Vec<String>,
    /// Slug and name of each workload with a dependency that cites a record.
    pub workloads: Vec<(String, String)>,
    /// Keys of the services of such dependencies.
    pub services: Vec<String>,
}

/// Beyond so many hits counting stops, except of all records and of those of a log, whose counts
/// are kept.
pub const COUNTED: i64 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_with_its_direction() {
        let title = |descending| {
            Some(Sorted {
                by: Order::Title,
                descending,
            })
        };
        assert_eq!(Sorted::read("title"), title(false));
        assert_eq!(Sorted::read("-title"), title(true));
        assert_eq!(Sorted::read("--title"), None);
        assert_eq!(Sorted::read("source"), None);
    }

    #[test]
    fn order_and_page_narrow_nothing() {
        let paged = Filter {
            order: Sorted::read("title"),
            limit: Some(5),
            offset: 10,
            ..Filter::default()
        };
        assert!(!paged.narrows());
        let unclear = Filter { unclear: true, ..paged };
        assert!(unclear.narrows());
    }
}
