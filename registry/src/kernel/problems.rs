//! What is wrong with what somebody typed, field by field.

use std::fmt;

/// Problems with a form, each tied to the field it belongs to; an empty list means the input is
/// good. A field named `""` is about the form as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<(&'static str, String)>);

impl Problems {
    /// No problem so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One problem with one field.
    #[must_use]
    pub fn one(field: &'static str, message: impl Into<String>) -> Self {
        Self(vec![(field, message.into())])
    }

    /// Adds a problem to a field.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push((field, message.into()));
    }

    /// Adds the message unless the condition holds.
    pub fn require(&mut self, holds: bool, field: &'static str, message: &str) {
        if !holds {
            self.add(field, message);
        }
    }

    /// Keeps the value, or notes why there is none and hands back `None`.
    pub fn keep<T, E: fmt::Display>(&mut self, field: &'static str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(field, error.to_string())).ok()
    }

    /// The text without surrounding space; a problem when it is empty or longer than `most` characters.
    pub fn text(&mut self, field: &'static str, text: &str, most: usize) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.add(field, "Fill this in.");
        }
        self.optional_text(field, text, most)
    }

    /// Like [`Self::text`], but may be empty.
    pub fn optional_text(&mut self, field: &'static str, text: &str, most: usize) -> String {
        let text = text.trim();
        let length = text.chars().count();
        if length > most {
            self.add(field, format!("At most {most} characters; this is {length}."));
        }
        text.to_owned()
    }

    /// The first message for a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, message)| message.as_str())
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each field with its message, in the order they were noticed.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, message)| (*field, message.as_str()))
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (field, message)) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            if field.is_empty() {
                write!(f, "{message}")?;
            } else {
                write!(f, "{field}: {message}")?;
            }
        }
        Ok(())
    }
}
