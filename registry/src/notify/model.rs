//! What waits for somebody.

use std::collections::BTreeSet;

use time::Date;

use crate::{
    adr::{Cited, record::Summary as Record, terms::Due},
    checklist::model::Item as Decision,
    kernel::Id,
    review::CycleOverview,
    workload::Summary,
};

/// What the inbox is told from; a page that shows some of it reads it once.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Today.
    pub today: Date,
    /// The latest review cycle.
    pub cycle: Option<CycleOverview>,
    /// Records that wait for a decision.
    pub proposed: Vec<Record>,
    /// Those of them this person can do something about as somebody who decides.
    pub decidable: BTreeSet<Id>,
    /// Proposed records that wait for what this person thinks of them.
    pub asked: Vec<Cited>,
    /// Records in force that are due to be looked at again.
    pub due: Vec<Due>,
    /// Every workload.
    pub workloads: Vec<Summary>,
    /// Every checklist decision of every workload.
    pub checklist: Vec<Decision>,
    /// Logs whose last import failed: key and why.
    pub failed_imports: Vec<(String, String)>,
    /// Records whose file came in with another text: log, number and title.
    pub conflicts: Vec<(String, i64, String)>,
}

/// One thing to attend to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What to do, as a sentence.
    pub text: String,
    /// Where it is done.
    pub href: String,
    /// Where it comes from.
    pub note: String,
    /// By when.
    pub due: Option<Date>,
    /// Whether this person is the one to do it.
    pub mine: bool,
}

impl Item {
    /// Days past the due day; `None` when it is not late.
    #[must_use]
    pub fn days_late(&self, today: Date) -> Option<i64> {
        self.due.map(|due| (today - due).whole_days()).filter(|days| *days > 0)
    }
}

/// Everything that waits, for one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbox {
    /// The most urgent first, their own before others'.
    pub items: Vec<Item>,
}

impl Inbox {
    /// Puts items in order: one's own first, then by due day, those without one last.
    #[must_use]
    pub(super) fn sorted(mut items: Vec<Item>) -> Self {
        items.sort_by_key(|item| (!item.mine, item.due.unwrap_or(Date::MAX)));
        Self { items }
    }

    /// What this person is to do.
    pub fn mine(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.mine)
    }

    /// What others are to do.
    pub fn others(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !item.mine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn ones_own_and_the_most_urgent_come_first() {
        let item = |text: &str, mine, due| Item {
            text: text.into(),
            href: String::new(),
            note: String::new(),
            due,
            mine,
        };
        let inbox = Inbox::sorted(vec![
            item("theirs, late", false, Some(date!(2026 - 11 - 01))),
            item("mine, some day", true, None),
            item("mine, soon", true, Some(date!(2026 - 11 - 30))),
            item("mine, late", true, Some(date!(2026 - 11 - 20))),
        ]);
        let order: Vec<&str> = inbox.items.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(order, ["mine, late", "mine, soon", "mine, some day", "theirs, late"]);
        assert_eq!(inbox.items[0].days_late(date!(2026 - 11 - 22)), Some(2));
        assert_eq!(inbox.items[1].days_late(date!(2026 - 11 - 22)), None);
    }
}
