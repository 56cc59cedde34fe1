//! Charts drawn on the server: real ones with no JavaScript in the browser, in print and in e-mail.
//!
//! Start at [`Charts`], which turns a [`Spec`] into SVG text. A file per kind of chart builds the
//! spec from plain figures ([`trend`], [`bars`]). [`DrawnChart`] puts the drawing on a page together with its
//! figures as a table. Pictures without axes need no engine and are in [`crate::ui`]'s `chart`.
//!
//! The page's security policy allows no inline style and its colours follow the reader's light or
//! dark scheme, while a drawing is cached for everybody. So drawings carry class names instead of
//! colours ([`Ink`]); `style/chart.css` gives those classes their colours.

mod axes;
mod bars;
mod colour;
mod draw;
mod engine;
mod frame;
mod spec;
mod svg;
mod trend;

pub use bars::{Stack, bars};
pub use colour::Ink;
pub use draw::{ChartError, Charts, Drawn};
pub use frame::{DrawnChart, DrawnChartProps};
pub use spec::{Size, Spec};
pub use trend::{ON_TARGET_BELOW, REVIEW_ABOVE, TrendPoint, trend};

#[cfg(test)]
mod tests;
