//! The small types components take, so that a page can hand over what it has.

use leptos::prelude::*;

/// Text that may be missing. Made from `&str`, `String` and options of either; an empty text is
/// no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptText(Option<String>);

impl OptText {
    /// The text, if there is one.
    #[must_use]
    pub fn get(self) -> Option<String> {
        self.0
    }

    /// Whether there is a text.
    #[must_use]
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

impl From<String> for OptText {
    fn from(text: String) -> Self {
        Self(Some(text).filter(|text| !text.is_empty()))
    }
}

impl From<&str> for OptText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for OptText {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<Option<String>> for OptText {
    fn from(text: Option<String>) -> Self {
        text.map_or_else(Self::default, Self::from)
    }
}

impl From<Option<&str>> for OptText {
    fn from(text: Option<&str>) -> Self {
        text.map_or_else(Self::default, Self::from)
    }
}

/// A place in a component for a view of the page's own; empty unless given. Made from any view.
#[derive(Default)]
pub struct Slot(Option<AnyView>);

impl Slot {
    /// Whether anything stands here.
    #[must_use]
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// The view, if there is one.
    #[must_use]
    pub fn get(self) -> Option<AnyView> {
        self.0
    }
}

impl<V: IntoView + 'static> From<V> for Slot {
    fn from(view: V) -> Self {
        Self(Some(view.into_any()))
    }
}

/// Where a link leads and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// A path of this site, or an absolute address.
    pub href: String,
    /// What it says.
    pub text: String,
}

impl Link {
    /// A link.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            text: text.into(),
        }
    }
}

impl<A: Into<String>, B: Into<String>> From<(A, B)> for Link {
    fn from((href, text): (A, B)) -> Self {
        Self::new(href, text)
    }
}

/// One value a person can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// One sentence of help, shown beside radio buttons; may be empty.
    pub note: String,
    /// The heading it stands under in a list; may be empty. Choices of one group follow each other.
    pub group: String,
}

impl Choice {
    /// A choice without help.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            note: String::new(),
            group: String::new(),
        }
    }

    /// The same under a heading of the list.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = group.into();
        self
    }

    /// The same with one sentence of help.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// What a colour and shape mean. Never shown without words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Says nothing about good or bad: hollow circle.
    #[default]
    Neutral,
    /// The thing in hand: filled bar.
    Accent,
    /// As it should be: filled circle.
    Ok,
    /// Look at it: diamond.
    Watch,
    /// Act: square.
    Stop,
}

impl Tone {
    /// Its class in the stylesheet.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Ok => "ok",
            Self::Watch => "watch",
            Self::Stop => "stop",
        }
    }

    /// The tone of a dependency-risk zone by its key in the registry; unknown keys are neutral.
    #[must_use]
    pub fn of_zone(key: &str) -> Self {
        match key {
            "on-target" => Self::Ok,
            "watch" => Self::Watch,
            "architecture-review-required" => Self::Stop,
            _ => Self::Neutral,
        }
    }
}
