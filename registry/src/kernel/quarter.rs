//! Calendar quarters, the unit of every review, assessment and trend.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use time::{Date, Month};

/// A calendar quarter, written `2026-Q4`. Ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Quarter {
    year: i32,
    number: u8,
}

/// The text is not a quarter of the form `2026-Q4`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a quarter; write it like 2026-Q4")]
pub struct NotAQuarter(pub String);

impl Quarter {
    /// The quarter a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            number: (u8::from(day.month()) - 1) / 3 + 1,
        }
    }

    /// The year, four digits.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year
    }

    /// 1 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        self.number
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        let month = Month::try_from((self.number - 1) * 3 + 1).unwrap_or(Month::January);
        Date::from_calendar_date(self.year, month, 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.next().first_day().previous_day().unwrap_or(Date::MAX)
    }

    /// The quarter after.
    #[must_use]
    pub fn next(self) -> Self {
        if self.number == 4 {
            Self {
                year: self.year + 1,
                number: 1,
            }
        } else {
            Self {
                year: self.year,
                number: self.number + 1,
            }
        }
    }

    /// The quarter before.
    #[must_use]
    pub fn previous(self) -> Self {
        if self.number == 1 {
            Self {
                year: self.year - 1,
                number: 4,
            }
        } else {
            Self {
                year: self.year,
                number: self.number - 1,
            }
        }
    }

    /// How it is read aloud: `2026 Q4`.
    #[must_use]
    pub fn label(self) -> String {
        format!("{} Q{}", self.year, self.number)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = NotAQuarter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotAQuarter(text.to_owned());
        let (year, number) = text.split_once("-Q").ok_or_else(refuse)?;
        let year: i32 = year.parse().map_err(|_| refuse())?;
        let number: u8 = number.parse().map_err(|_| refuse())?;
        if (1900..=9000).contains(&year) && (1..=4).contains(&number) {
            Ok(Self { year, number })
        } else {
            Err(refuse())
        }
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

impl TryFrom<String> for Quarter {
    type Error = NotAQuarter;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_day_lies_in_one_quarter() {
        assert_eq!(Quarter::of(date!(2026 - 11 - 22)).to_string(), "2026-Q4");
        assert_eq!(Quarter::of(date!(2026 - 01 - 01)).to_string(), "2026-Q1");
        assert_eq!(Quarter::of(date!(2026 - 06 - 30)).to_string(), "2026-Q2");
    }

    #[test]
    fn neighbours_meet_without_a_gap() {
        let mut quarter = Quarter::of(date!(2023 - 02 - 10));
        for _ in 0..20 {
            assert_eq!(quarter.last_day().next_day(), Some(quarter.next().first_day()));
            assert_eq!(quarter.next().previous(), quarter);
            quarter = quarter.next();
        }
    }

    #[test]
    fn text_round_trips_and_nonsense_is_refused() {
        let quarter: Quarter = "2026-Q4".parse().unwrap();
        assert_eq!(quarter.to_string(), "2026-Q4");
        for wrong in ["2026-Q5", "2026Q4", "", "Q4", "2026-Q0", "-Q1", "x-Q1"] {
            assert!(wrong.parse::<Quarter>().is_err(), "{wrong}");
        }
    }
}
