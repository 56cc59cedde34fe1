//! One line of a bill.

use rust_decimal::Decimal;
use time::Date;

use crate::kernel::keyed::keyed;

keyed! {
    /// What a line charges for, by FOCUS.
    pub enum Charge: "charge category" {
        /// Something was used.
        Usage = "usage", "Usage";
        /// Something was bought, such as a commitment.
        Purchase = "purchase", "Purchase";
        /// A tax.
        Tax = "tax", "Tax";
        /// Money back.
        Credit = "credit", "Credit";
        /// A correction that belongs to none of the others.
        Adjustment = "adjustment", "Adjustment";
    }
}

impl Charge {
    /// Whether it counts towards spend. Taxes, credits and adjustments are shown apart.
    #[must_use]
    pub fn is_spend(self) -> bool {
        matches!(self, Self::Usage | Self::Purchase)
    }
}

/// One line of a bill, as far as it matters here; what the bill does not say is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// First day of the month it is billed in.
    pub billed_in: Date,
    /// First day of the month it is charged for.
    pub charged_for: Date,
    /// What it charges for.
    pub charge: Charge,
    /// The account that pays.
    pub payer: &'a str,
    /// The account that used.
    pub account: &'a str,
    /// That account's name.
    pub account_name: &'a str,
    /// The service's code, such as `AmazonBedrock`.
    pub service_code: &'a str,
    /// The service's name, such as “Amazon Bedrock”; of the marketplace the product's.
    pub service_name: &'a str,
    /// Tags, as one JSON object.
    pub tags: &'a str,
    /// ISO 4217 code of the currency of both costs.
    pub currency: &'a str,
    /// What the invoice says.
    pub billed: Decimal,
    /// What it cost: what was paid ahead is spread over what it paid for.
    pub effective: Decimal,
}

impl Default for Line<'_> {
    fn default() -> Self {
        Self {
            billed_in: Date::MIN,
            charged_for: Date::MIN,
            charge: Charge::Usage,
            payer: "",
            account: "",
            account_name: "",
            service_code: "",
            service_name: "",
            tags: "",
            currency: "",
            billed: Decimal::ZERO,
            effective: Decimal::ZERO,
        }
    }
}

/// A value of a bill that is not what its column holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{value}” in column {column}: expected {expected}")]
pub struct Unreadable {
    /// The column's name.
    pub column: &'static str,
    /// What stands there.
    pub value: String,
    /// What should, with an example.
    pub expected: &'static str,
}
