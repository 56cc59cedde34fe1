//! Which column of a bill says what, and reading a line by them.

use rust_decimal::Decimal;
use time::Date;

use super::{Charge, Line, Unreadable};
use crate::kernel::{keyed::keyed, read_day};

keyed! {
    /// The form of a bill.
    pub enum Format: "form of a bill" {
        /// FOCUS 1.0 to 1.3.
        Focus = "focus", "FOCUS";
        /// AWS Cost and Usage Report 2.0.
        Cur = "cur", "CUR 2.0";
    }
}

impl Format {
    /// Columns without which nothing can be said about a line.
    fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Focus => &[
                "BillingPeriodStart",
                "ChargePeriodStart",
                "ChargeCategory",
                "ServiceName",
                "BillingCurrency",
                "BilledCost",
                "EffectiveCost",
            ],
            Self::Cur => &[
                "bill_billing_period_start_date",
                "line_item_usage_start_date",
                "line_item_line_item_type",
                "line_item_product_code",
                "line_item_currency_code",
                "line_item_unblended_cost",
            ],
        }
    }
}

/// Why a file is no bill that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABill {
    /// Neither form is whole.
    #[error(
        "This is neither FOCUS nor CUR 2.0. As FOCUS it lacks {focus}; as CUR 2.0 it lacks {cur}.",
        focus = .focus.join(", "), cur = .cur.join(", ")
    )]
    Lacks {
        /// Columns that FOCUS has.
        focus: Vec<&'static str>,
        /// Columns that CUR 2.0 has.
        cur: Vec<&'static str>,
    },
    /// It has a column twice, so that nobody can say which is meant.
    #[error("Column {0} is there twice.")]
    Twice(String),
}

/// Where a bill says what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    format: Format,
    names: Vec<String>,
}

/// A column's name and where it stands, if it does.
type Column = (&'static str, Option<usize>);

impl Columns {
    /// Reads the header of a file.
    ///
    /// # Errors
    /// When it is no bill, with what it lacks.
    pub fn of<'a>(header: impl IntoIterator<Item = &'a str>) -> Result<Self, NotABill> {
        let names: Vec<String> = header
            .into_iter()
            .map(|name| name.trim().trim_start_matches('\u{feff}').to_ascii_lowercase())
            .collect();
        let mut sorted: Vec<&String> = names.iter().filter(|name| !name.is_empty()).collect();
        sorted.sort();
        if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(NotABill::Twice(twice[0].clone()));
        }
        let lacks = |format: Format| -> Vec<&'static str> {
            let there = |needed: &&&str| !names.iter().any(|name| name.eq_ignore_ascii_case(needed));
            format.needed().iter().filter(there).copied().collect()
        };
        let (focus, cur) = (lacks(Format::Focus), lacks(Format::Cur));
        let format = match (focus.is_empty(), cur.is_empty()) {
            (true, _) => Format::Focus,
            (_, true) => Format::Cur,
            _ => return Err(NotABill::Lacks { focus, cur }),
        };
        Ok(Self { format, names })
    }

    /// The form of the bill.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    fn find(&self, name: &'static str) -> Column {
        (name, self.names.iter().position(|it| it.eq_ignore_ascii_case(name)))
    }

    /// What reads the lines below this header.
    #[must_use]
    pub fn reader(&self) -> Reader {
        match self.format {
            Format::Focus => Reader {
                billed_in: self.find("BillingPeriodStart"),
                charged_for: self.find("ChargePeriodStart"),
                payer: self.find("BillingAccountId"),
                account: self.find("SubAccountId"),
                account_name: self.find("SubAccountName"),
                code: self.find("x_ServiceCode"),
                name: self.find("ServiceName"),
                tags: self.find("Tags"),
                currency: self.find("BillingCurrency"),
                costs: Costs::Focus(Focus {
                    charge: self.find("ChargeCategory"),
                    billed: self.find("BilledCost"),
                    effective: self.find("EffectiveCost"),
                }),
            },
            Format::Cur => Reader {
                billed_in: self.find("bill_billing_period_start_date"),
                charged_for: self.find("line_item_usage_start_date"),
                payer: self.find("bill_payer_account_id"),
                account: self.find("line_item_usage_account_id"),
                account_name: self.find("line_item_usage_account_name"),
                code: self.find("line_item_product_code"),
                name: self.find("product_product_name"),
                tags: self.find("resource_tags"),
                currency: self.find("line_item_currency_code"),
                costs: Costs::Cur(Box::new(Cur {
                    kind: self.find("line_item_line_item_type"),
                    unblended: self.find("line_item_unblended_cost"),
                    plan_effective: self.find("savings_plan_savings_plan_effective_cost"),
                    plan_commitment: self.find("savings_plan_total_commitment_to_date"),
                    plan_used: self.find("savings_plan_used_commitment"),
                    reservation: self.find("reservation_reservation_a_r_n"),
                    reservation_effective: self.find("reservation_effective_cost"),
                    unused_upfront: self.find("reservation_unused_amortized_upfront_fee_for_billing_period"),
                    unused_recurring: self.find("reservation_unused_recurring_fee"),
                })),
            },
        }
    }
}

/// Reads lines; made by [`Columns::reader`].
#[derive(Clone, Debug)]
pub struct Reader {
    billed_in: Column,
    charged_for: Column,
    payer: Column,
    account: Column,
    account_name: Column,
    code: Column,
    name: Column,
    tags: Column,
    currency: Column,
    costs: Costs,
}

/// What the forms say each in its own way: what is charged for, and what it costs.
#[derive(Clone, Debug)]
enum Costs {
    Focus(Focus),
    Cur(Box<Cur>),
}

/// A charge category with the billed and the effective cost.
type Cost = (Charge, Decimal, Decimal);

impl Reader {
    /// Reads a line of which `at` gives the value in a column.
    ///
    /// # Errors
    /// When a date, a cost or a category cannot be read.
    pub fn read<'a>(&self, at: impl Fn(usize) -> &'a str) -> Result<Line<'a>, Unreadable> {
        let text = |column: Column| {
            let value = column.1.map_or("", |index| at(index).trim());
            // Some exports write a missing value out.
            if value == "NULL" || value == "null" { "" } else { value }
        };
        let (charge, billed, effective) = match &self.costs {
            Costs::Focus(focus) => focus.read(text)?,
            Costs::Cur(cur) => cur.read(text)?,
        };
        Ok(Line {
            billed_in: month(self.billed_in.0, text(self.billed_in))?,
            charged_for: month(self.charged_for.0, text(self.charged_for))?,
            charge,
            payer: text(self.payer),
            account: text(self.account),
            account_name: text(self.account_name),
            service_code: text(self.code),
            service_name: text(self.name),
            tags: text(self.tags),
            currency: text(self.currency),
            billed,
            effective,
        })
    }
}

/// The columns that FOCUS alone has.
#[derive(Clone, Debug)]
struct Focus {
    charge: Column,
    billed: Column,
    effective: Column,
}

impl Focus {
    fn read<'a>(&self, text: impl Fn(Column) -> &'a str) -> Result<Cost, Unreadable> {
        let written = text(self.charge);
        let charge = Charge::all().iter().find(|it| it.key().eq_ignore_ascii_case(written));
        let charge = *charge.ok_or_else(|| Unreadable {
            column: self.charge.0,
            value: written.to_owned(),
            expected: "Usage, Purchase, Tax, Credit or Adjustment",
        })?;
        let cost = |column: Column| amount(column.0, text(column));
        Ok((charge, cost(self.billed)?, cost(self.effective)?))
    }
}

/// The columns that CUR 2.0 alone has.
#[derive(Clone, Debug)]
struct Cur {
    kind: Column,
    unblended: Column,
    plan_effective: Column,
    plan_commitment: Column,
    plan_used: Column,
    reservation: Column,
    reservation_effective: Column,
    unused_upfront: Column,
    unused_recurring: Column,
}

impl Cur {
    /// The charge category is that of FOCUS for a line of this type; the effective cost spreads what
    /// was paid ahead as AWS describes amortised cost: covered usage costs its share, the fee only
    /// what nobody used of it, and what offsets the one or was paid at once costs nothing.
    fn read<'a>(&self, text: impl Fn(Column) -> &'a str) -> Result<Cost, Unreadable> {
        let cost = |column: Column| amount(column.0, text(column));
        let billed = cost(self.unblended)?;
        let (charge, effective) = match text(self.kind) {
            "SavingsPlanCoveredUsage" => (Charge::Usage, cost(self.plan_effective)?),
            "SavingsPlanNegation" => (Charge::Usage, Decimal::ZERO),
            "SavingsPlanRecurringFee" => (Charge::Purchase, cost(self.plan_commitment)? - cost(self.plan_used)?),
            "SavingsPlanUpfrontFee" => (Charge::Purchase, Decimal::ZERO),
            "DiscountedUsage" => (Charge::Usage, cost(self.reservation_effective)?),
            "RIFee" => (
                Charge::Purchase,
                cost(self.unused_upfront)? + cost(self.unused_recurring)?,
            ),
            "Fee" if !text(self.reservation).is_empty() => (Charge::Purchase, Decimal::ZERO),
            "Fee" => (Charge::Purchase, billed),
            "Usage" | "BundledDiscount" | "EdpDiscount" | "PrivateRateDiscount" | "SppDiscount" | "Discount" => {
                (Charge::Usage, billed)
            }
            "Tax" => (Charge::Tax, billed),
            "Credit" | "Refund" => (Charge::Credit, billed),
            "" => {
                return Err(Unreadable {
                    column: self.kind.0,
                    value: String::new(),
                    expected: "the type of the line, such as Usage",
                });
            }
            _ => (Charge::Adjustment, billed),
        };
        Ok((charge, billed, effective))
    }
}

/// The first day of the month of a date as bills write it: `2026-05-01T00:00:00Z`, `2026-05-01 00:00:00`,
/// `2026-05-01`.
fn month(column: &'static str, text: &str) -> Result<Date, Unreadable> {
    let read = || {
        let (day, rest) = text.split_at_checked(10)?;
        let whole = rest.is_empty() || rest.starts_with(['T', ' ']);
        read_day(day).ok().filter(|_| whole)?.replace_day(1).ok()
    };
    read().ok_or_else(|| Unreadable {
        column,
        value: text.to_owned(),
        expected: "a date such as 2026-05-01 or 2026-05-01T00:00:00Z",
    })
}

/// No line of a bill costs so much: a quadrillion. With it, no sum of lines is too large to be added.
const MOST: Decimal = Decimal::from_parts(0xA4C6_8000, 0x0003_8D7E, 0, false, 0);

/// An amount as bills write it: digits with a point, perhaps with an exponent. Nothing is zero.
fn amount(column: &'static str, text: &str) -> Result<Decimal, Unreadable> {
    if text.is_empty() {
        return Ok(Decimal::ZERO);
    }
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let read = if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).ok()
    } else {
        text.parse().ok()
    };
    read.filter(|cost| plain && cost.abs() < MOST)
        .ok_or_else(|| Unreadable {
            column,
            value: text.to_owned(),
            expected: "an amount such as 1234.56, without separators or a currency's sign",
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const FOCUS: [&str; 9] = [
        "\u{feff}BillingPeriodStart",
        "ChargePeriodStart",
        "ChargeCategory",
        "x_ServiceCode",
        "ServiceName",
        "BillingCurrency",
        "BilledCost",
        "EffectiveCost",
        "Tags",
    ];

    fn read<'a>(header: &[&str], row: &[&'a str]) -> Result<Line<'a>, Unreadable> {
        let columns = Columns::of(header.iter().copied()).unwrap();
        columns.reader().read(|at| row[at])
    }

    #[test]
    fn a_line_of_focus_is_read_by_the_names_of_its_columns() {
        let row = [
            "2026-05-01T00:00:00Z",
            "2026-04-30 23:00:00",
            "Usage",
            "AmazonBedrock",
            "Amazon Bedrock",
            "USD",
            "0.08799215300000",
            "1.5e-7",
            "NULL",
        ];
        let line = read(&FOCUS, &row).unwrap();
        assert_eq!(
            (line.billed_in, line.charged_for),
            (date!(2026 - 05 - 01), date!(2026 - 04 - 01))
        );
        assert_eq!(
            (line.charge, line.service_code, line.tags),
            (Charge::Usage, "AmazonBedrock", "")
        );
        assert_eq!(line.billed.to_string(), "0.08799215300000");
        assert_eq!(line.effective, "0.00000015".parse().unwrap());
        assert_eq!(line.account, "", "what is not there is empty");
    }

    #[test]
    fn the_order_and_the_case_of_columns_do_not_matter() {
        let header = FOCUS.map(str::to_lowercase);
        let mut header: Vec<&str> = header.iter().map(String::as_str).collect();
        let mut row = vec!["2026-05-01", "2026-05-01", "tax", "", "Tax", "EUR", "-1.00", "", "{}"];
        header.reverse();
        row.reverse();
        let line = read(&header, &row).unwrap();
        assert_eq!((line.charge, line.currency), (Charge::Tax, "EUR"));
        assert_eq!(
            (line.billed.to_string(), line.effective),
            ("-1.00".to_owned(), Decimal::ZERO)
        );
    }

    #[test]
    fn a_header_says_what_it_lacks() {
        let lacks = Columns::of(["BillingPeriodStart", "ServiceName", "BilledCost", "EffectiveCost"]).unwrap_err();
        let said = lacks.to_string();
        assert!(
            said.contains("As FOCUS it lacks ChargePeriodStart, ChargeCategory, BillingCurrency;"),
            "{said}"
        );
        let twice = Columns::of(["Tags", "tags"]).unwrap_err();
        assert_eq!(twice, NotABill::Twice("tags".to_owned()));
        assert!(Columns::of([]).is_err());
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_column() {
        let good = ["2026-05-01", "2026-05-01", "Usage", "", "S3", "USD", "1", "1", ""];
        for (at, value, column) in [
            (0, "01/05/2026", "BillingPeriodStart"),
            (1, "2026-13-01", "ChargePeriodStart"),
            (1, "2026-05-011", "ChargePeriodStart"),
            (1, "", "ChargePeriodStart"),
            (2, "Usages", "ChargeCategory"),
            (6, "1.234,56", "BilledCost"),
            (6, "1,234.56", "BilledCost"),
            (7, "$5", "EffectiveCost"),
            (7, "NaN", "EffectiveCost"),
            (7, "1_000", "EffectiveCost"),
            (7, "1000000000000000", "EffectiveCost"),
            (7, "-79228162514264337593543950335", "EffectiveCost"),
        ] {
            let mut row = good;
            row[at] = value;
            let wrong = read(&FOCUS, &row).unwrap_err();
            assert_eq!((wrong.column, wrong.value.as_str()), (column, value));
        }
        let mut large = good;
        large[6] = "-999999999999999.99";
        assert!(read(&FOCUS, &large).is_ok());
    }

    #[test]
    fn cur_is_amortised_line_by_line() {
        let header = [
            "bill_billing_period_start_date",
            "line_item_usage_start_date",
            "line_item_line_item_type",
            "line_item_product_code",
            "line_item_currency_code",
            "line_item_unblended_cost",
            "savings_plan_savings_plan_effective_cost",
            "savings_plan_total_commitment_to_date",
            "savings_plan_used_commitment",
            "reservation_effective_cost",
            "reservation_unused_recurring_fee",
            "reservation_reservation_a_r_n",
        ];
        for (kind, charge, effective) in [
            ("Usage", Charge::Usage, "10"),
            ("EdpDiscount", Charge::Usage, "10"),
            ("SavingsPlanCoveredUsage", Charge::Usage, "7"),
            ("SavingsPlanNegation", Charge::Usage, "0"),
            ("SavingsPlanRecurringFee", Charge::Purchase, "2"),
            ("SavingsPlanUpfrontFee", Charge::Purchase, "0"),
            ("DiscountedUsage", Charge::Usage, "6"),
            ("RIFee", Charge::Purchase, "0.5"),
            ("Fee", Charge::Purchase, "0"),
            ("Tax", Charge::Tax, "10"),
            ("Refund", Charge::Credit, "10"),
            ("Something new", Charge::Adjustment, "10"),
        ] {
            let (day, code) = ("2026-05-01T00:00:00.000Z", "AmazonSageMaker");
            let row = [
                day,
                day,
                kind,
                code,
                "USD",
                "10",
                "7",
                "9",
                "7",
                "6",
                "0.5",
                "arn:aws:ec2:x",
            ];
            let line = read(&header, &row).unwrap();
            assert_eq!(
                (line.charge, line.effective),
                (charge, effective.parse().unwrap()),
                "{kind}"
            );
            assert_eq!(line.billed, Decimal::TEN);
        }
    }
}
