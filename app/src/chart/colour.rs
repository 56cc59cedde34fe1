//! Which ink a part of a chart is drawn with.

use charming::element::Color;

/// A colour of the page by the name of its custom property (`--ink-3`), never by its value: the
/// value depends on the reader's colour scheme.
///
/// The drawing engine only knows literal colours, so each ink has a stand-in that occurs nowhere
/// else; finishing a drawing turns the stand-in into a class (`fill-ink-3`, `line-ink-3`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// What the chart stands on.
    Paper,
    /// Main text.
    Ink,
    /// Text of second rank.
    Ink2,
    /// Axis labels.
    Ink3,
    /// Thin lines.
    Rule,
    /// The one line a chart is about.
    Accent,
    /// On target.
    Ok,
    /// Watch.
    Watch,
    /// Review required.
    Stop,
    /// First of several series.
    S1,
    /// Second of several series.
    S2,
    /// Third of several series.
    S3,
    /// Fourth of several series.
    S4,
    /// Fifth of several series.
    S5,
}

/// What every stand-in starts with; two hexadecimal digits follow, the position in [`Ink::ALL`].
const STAND_IN: &str = "#f1c0";

impl Ink {
    /// All inks.
    pub const ALL: [Self; 14] = [
        Self::Paper,
        Self::Ink,
        Self::Ink2,
        Self::Ink3,
        Self::Rule,
        Self::Accent,
        Self::Ok,
        Self::Watch,
        Self::Stop,
        Self::S1,
        Self::S2,
        Self::S3,
        Self::S4,
        Self::S5,
    ];

    /// The name of its custom property, without the dashes in front.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Ink => "ink",
            Self::Ink2 => "ink-2",
            Self::Ink3 => "ink-3",
            Self::Rule => "rule",
            Self::Accent => "accent",
            Self::Ok => "ok",
            Self::Watch => "watch",
            Self::Stop => "stop",
            Self::S1 => "s1",
            Self::S2 => "s2",
            Self::S3 => "s3",
            Self::S4 => "s4",
            Self::S5 => "s5",
        }
    }

    /// The literal colour that stands for it while the engine draws.
    #[must_use]
    pub fn stand_in(self) -> String {
        format!("{STAND_IN}{:02x}", self as u8)
    }

    /// The ink a literal colour stands for.
    pub(super) fn from_stand_in(colour: &str) -> Option<Self> {
        let position = u8::from_str_radix(colour.strip_prefix(STAND_IN)?, 16).ok()?;
        Self::ALL.get(usize::from(position)).copied()
    }
}

impl From<Ink> for Color {
    fn from(ink: Ink) -> Self {
        Self::Value(ink.stand_in())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_is_found_by_its_stand_in() {
        for ink in Ink::ALL {
            assert_eq!(Ink::from_stand_in(&ink.stand_in()), Some(ink));
        }
        for other in ["#f1c0ff", "#000", "none", "#f1c0"] {
            assert_eq!(Ink::from_stand_in(other), None, "{other}");
        }
    }

    #[test]
    fn the_stylesheet_has_both_classes_of_every_ink() {
        let css = include_str!("../../../style/chart.css");
        for ink in Ink::ALL {
            let name = ink.name();
            assert!(
                css.contains(&format!(".fill-{name} {{ fill: var(--{name}); }}")),
                "fill {name}"
            );
            assert!(
                css.contains(&format!(".line-{name} {{ stroke: var(--{name}); }}")),
                "line {name}"
            );
        }
    }
}
