//! A record as it is typed.

#[cfg(feature = "store")]
use super::Door;
#[cfg(feature = "store")]
use crate::kernel::Problems;

/// What is asked when a record is written, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Key of the log.
    pub log: String,
    /// Name of the log if it is to be made; empty: it must exist.
    pub log_name: String,
    /// Key of the template; its text is taken when `text` is empty.
    pub template: Option<String>,
    /// The title; it is put into the text's heading.
    pub title: String,
    /// The text in Markdown.
    pub text: String,
    /// Key of the door; empty: not said.
    pub door: String,
    /// Why the text changes; needed once the record is decided.
    pub reason: String,
    /// The [`Place`](super::Place) of the form it was typed into, settled by the save; empty: none.
    pub place: String,
}

/// A draft's own fields, checked.
#[cfg(feature = "store")]
pub(crate) struct Checked {
    pub title: String,
    pub text: String,
    pub door: Option<Door>,
}

/// The longest text of a record, in bytes.
pub const LONGEST_TEXT: usize = 1_000_000;

#[cfg(feature = "store")]
impl Draft {
    /// Checks what needs no database.
    pub(crate) fn check(&self, problems: &mut Problems) -> Checked {
        let title: String = self
            .title
            .chars()
            .filter(|c| !super::visible::hidden(*c))
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let title = problems.text("title", &title, 200);
        let door = match self.door.trim() {
            "" => None,
            key => {
                let door = key.parse().ok();
                problems.require(door.is_some(), "door", "Choose one of the doors.");
                door
            }
        };
        let template = self.template.as_deref().filter(|key| !key.is_empty());
        let body = template.map(super::template::by_key);
        problems.require(body != Some(None), "template", "Choose one of the templates.");
        let text = match body.flatten() {
            Some(template) if self.text.trim().is_empty() => template.body.to_owned(),
            _ => self.text.replace("\r\n", "\n").replace('\0', ""),
        };
        problems.require(
            text.len() <= LONGEST_TEXT,
            "text",
            "This is longer than a million characters; keep evidence beside the record and link to it.",
        );
        Checked { title, text, door }
    }
}
