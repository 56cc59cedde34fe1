//! Money: integer minor units and an ISO 4217 currency. Two currencies are never added.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str, &'static str, u8);

/// Currencies a company may keep its books in: code, sign, digits after the decimal point.
const KNOWN: &[Currency] = &[
    Currency("USD", "$", 2),
    Currency("EUR", "€", 2),
    Currency("GBP", "£", 2),
    Currency("CHF", "CHF ", 2),
    Currency("JPY", "¥", 0),
    Currency("CAD", "CA$", 2),
    Currency("AUD", "A$", 2),
    Currency("NZD", "NZ$", 2),
    Currency("SEK", "SEK ", 2),
    Currency("NOK", "NOK ", 2),
    Currency("DKK", "DKK ", 2),
    Currency("PLN", "PLN ", 2),
    Currency("CZK", "CZK ", 2),
    Currency("INR", "₹", 2),
    Currency("SGD", "S$", 2),
    Currency("HKD", "HK$", 2),
    Currency("KRW", "₩", 0),
    Currency("BRL", "R$", 2),
    Currency("MXN", "MX$", 2),
    Currency("ZAR", "ZAR ", 2),
    Currency("CNY", "CN¥", 2),
];

/// The text names no currency this product knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a currency code; use one such as USD or EUR")]
pub struct NotACurrency(pub String);

impl Currency {
    /// United States dollar, the currency AWS bills in.
    pub const USD: Self = KNOWN[0];

    /// All known currencies.
    #[must_use]
    pub fn all() -> &'static [Self] {
        KNOWN
    }

    /// Its ISO 4217 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }

    /// The sign written before an amount.
    #[must_use]
    pub fn sign(self) -> &'static str {
        self.1
    }

    /// Minor units in one unit: 100 for most, 1 for the yen.
    #[must_use]
    pub fn scale(self) -> i64 {
        10_i64.pow(u32::from(self.2))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim();
        KNOWN
            .iter()
            .find(|known| known.0.eq_ignore_ascii_case(wanted))
            .copied()
            .ok_or_else(|| NotACurrency(text.to_owned()))
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// An amount in minor units of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Cents for dollars, yen for yen.
    pub minor: i64,
    /// What they are cents of.
    pub currency: Currency,
}

/// Why an amount could not be read or added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not digits with optional thousands commas and a decimal point.
    #[error("“{0}” is not an amount; write digits like 1250000 or 1,250,000.00")]
    NotAnAmount(String),
    /// More digits after the point than the currency has.
    #[error("{1} has no fractions that small: “{0}”")]
    TooFine(String, &'static str),
    /// Beyond a quadrillion.
    #[error("“{0}” is too large")]
    TooLarge(String),
    /// Two currencies.
    #[error("{0} and {1} cannot be added; give both in one currency")]
    TwoCurrencies(&'static str, &'static str),
}

impl Money {
    /// No money, in a currency.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// An amount of minor units.
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads an amount somebody typed: an optional sign of the currency, digits, commas,
    /// apostrophes or spaces between thousands, a point before the fraction. Never negative.
    ///
    /// # Errors
    /// When the text is no amount, finer than the currency, or beyond a quadrillion. A comma
    /// that is not between groups of three digits is refused rather than guessed at.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let wrong = || MoneyError::NotAnAmount(text.trim().to_owned());
        let bare = text.trim().trim_start_matches(currency.sign().trim_end()).trim();
        let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
        let separators = [',', '\'', ' ', '\u{a0}', '\u{202f}'];
        let mut groups = whole.split(separators);
        let first = groups.next().unwrap_or("");
        let mut digits = first.to_owned();
        let mut grouped = false;
        for group in groups {
            if group.len() != 3 {
                return Err(wrong());
            }
            grouped = true;
            digits.push_str(group);
        }
        if first.is_empty()
            || (grouped && first.len() > 3)
            || !digits.bytes().all(|byte| byte.is_ascii_digit())
            || !fraction.bytes().all(|byte| byte.is_ascii_digit())
            || (bare.ends_with('.'))
        {
            return Err(wrong());
        }
        let places = usize::from(currency.2);
        if fraction.trim_end_matches('0').len() > places {
            return Err(MoneyError::TooFine(text.trim().to_owned(), currency.code()));
        }
        let fraction: String = fraction.chars().chain(std::iter::repeat('0')).take(places).collect();
        let minor: i64 = format!("{digits}{fraction}")
            .parse()
            .map_err(|_| MoneyError::TooLarge(text.trim().to_owned()))?;
        if minor > 100_000_000_000_000_000 {
            return Err(MoneyError::TooLarge(text.trim().to_owned()));
        }
        Ok(Self { minor, currency })
    }

    /// The sum.
    ///
    /// # Errors
    /// When the currencies differ, or the sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::TwoCurrencies(self.currency.code(), other.currency.code()));
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or_else(|| MoneyError::TooLarge("the sum".to_owned()))?;
        Ok(Self {
            minor,
            currency: self.currency,
        })
    }

    /// In units, for statistics and charts; never for adding up.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "amounts stay below 2^53 minor units")]
    pub fn units(self) -> f64 {
        self.minor as f64 / self.currency.scale() as f64
    }

    /// In full: `$1,234,567.89`.
    #[must_use]
    pub fn full(self) -> String {
        let scale = self.currency.scale().unsigned_abs();
        let amount = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "−" } else { "" };
        let whole = grouped(amount / scale);
        if scale == 1 {
            return format!("{sign}{}{whole}", self.currency.sign());
        }
        let places = usize::from(self.currency.2);
        format!("{sign}{}{whole}.{:0places$}", self.currency.sign(), amount % scale)
    }

    /// As a form field takes it: `1234567.89`, without a fraction when there is none.
    #[must_use]
    pub fn plain(self) -> String {
        let scale = self.currency.scale().unsigned_abs();
        let amount = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        let places = usize::from(self.currency.2);
        match amount % scale {
            0 => format!("{sign}{}", amount / scale),
            rest => format!("{sign}{}.{rest:0places$}", amount / scale),
        }
    }

    /// At a glance, three significant digits: `$1.23 M`, `$561 k`, `$940`.
    #[must_use]
    pub fn short(self) -> String {
        let units = self.units().abs();
        let sign = if self.minor < 0 { "−" } else { "" };
        let mark = self.currency.sign();
        let (value, suffix) = match units {
            u if u >= 999_500_000.0 => (u / 1e9, "\u{a0}B"),
            u if u >= 999_500.0 => (u / 1e6, "\u{a0}M"),
            u if u >= 999.5 => (u / 1e3, "\u{a0}k"),
            u => return format!("{sign}{mark}{u:.0}"),
        };
        let places = match value {
            v if v >= 99.95 => 0,
            v if v >= 9.995 => 1,
            _ => 2,
        };
        format!("{sign}{mark}{value:.places$}{suffix}")
    }
}

/// Digits with a comma between thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_or_refused() {
        let read = |text| Money::parse(text, Currency::USD).map(|money| money.minor);
        assert_eq!(read("1250000"), Ok(125_000_000));
        assert_eq!(read(" $1,250,000.5 "), Ok(125_000_050));
        assert_eq!(read("0"), Ok(0));
        assert_eq!(read("12.340"), Ok(1234));
        for wrong in [
            "", "abc", "-5", "1,25", "1.2.3", "12,34.00", "1,2345", "5.", ".5", "1e6", "1.234",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(matches!(read("999999999999999999999"), Err(MoneyError::TooLarge(_))));
        assert_eq!(Money::parse("500", "JPY".parse().unwrap()).map(|m| m.minor), Ok(500));
    }

    #[test]
    fn two_currencies_are_never_added() {
        let euro = "eur".parse().unwrap();
        assert!(Money::new(1, Currency::USD).plus(Money::new(1, euro)).is_err());
        assert_eq!(Money::new(1, euro).plus(Money::new(2, euro)), Ok(Money::new(3, euro)));
    }

    #[test]
    fn amounts_are_written_for_people() {
        let dollars = |minor| Money::new(minor, Currency::USD);
        assert_eq!(dollars(2_437_120).full(), "$24,371.20");
        assert_eq!(dollars(312_000_000).short(), "$3.12\u{a0}M");
        assert_eq!(dollars(56_100_000).short(), "$561\u{a0}k");
        assert_eq!(dollars(94_000).short(), "$940");
        assert_eq!(dollars(99_999_999).short(), "$1.00\u{a0}M");
        assert_eq!(dollars(-150).full(), "−$1.50");
        assert_eq!(dollars(150_050).plain(), "1500.50");
        assert_eq!(dollars(150_000).plain(), "1500");
    }
}
