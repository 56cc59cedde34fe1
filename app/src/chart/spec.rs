//! What is to be drawn, before it is drawn.

use charming::Chart;
use sha2::{Digest, Sha256};

use super::{ChartError, Ink};

/// The size a chart is drawn for, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Left to right.
    pub width: u32,
    /// Top to bottom.
    pub height: u32,
}

impl Size {
    /// A content column.
    pub const WIDE: Self = Self {
        width: 700,
        height: 262,
    };
    /// A phone held upright.
    pub const PHONE: Self = Self {
        width: 340,
        height: 240,
    };

    /// Whether fewer labels fit.
    pub(super) fn is_narrow(self) -> bool {
        self.width < 500
    }
}

/// One chart at one size. Its colours are stand-ins of [`Ink`].
#[derive(Clone, Debug)]
pub struct Spec {
    /// The chart as `ECharts` understands it.
    pub chart: Chart,
    /// What it is drawn for.
    pub size: Size,
    /// What it shows, as a sentence for those who do not see it.
    pub label: String,
}

impl Spec {
    /// The `ECharts` option.
    ///
    /// # Errors
    /// When the chart cannot be written as JSON.
    pub(super) fn option(&self) -> Result<String, ChartError> {
        serde_json::to_string(&self.chart).map_err(ChartError::Option)
    }

    /// The `ECharts` option with custom properties (`var(--s1)`) for colours; a script in the browser
    /// resolves them.
    ///
    /// # Errors
    /// When the chart cannot be written as JSON.
    pub fn option_for_browser(&self) -> Result<String, ChartError> {
        let mut option = self.option()?;
        for ink in Ink::ALL {
            option = option.replace(&ink.stand_in(), &format!("var(--{})", ink.name()));
        }
        Ok(option)
    }

    /// Names the drawing by its content: equal specs have equal keys.
    pub(super) fn key(&self, option: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(self.size.width.to_be_bytes());
        hash.update(self.size.height.to_be_bytes());
        // The length keeps label and option apart.
        hash.update((self.label.len() as u64).to_be_bytes());
        hash.update(&self.label);
        hash.update(option);
        format!("{:x}", hash.finalize())
    }
}
