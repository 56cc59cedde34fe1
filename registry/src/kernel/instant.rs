//! Moments: always UTC, always stored with microseconds, so that text order is time order.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{
    Date, Month, OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description,
};

const STORED: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// A moment in UTC, to the microsecond. SQLite keeps it as `2026-11-22T19:00:00.000000Z`,
/// PostgreSQL as `timestamptz`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(OffsetDateTime);

/// A day as somebody types it or a form hands it over.
///
/// # Errors
/// When it is not written as `2026-12-31`.
pub fn read_day(text: &str) -> Result<Date, &'static str> {
    Date::parse(text.trim(), format_description!("[year]-[month]-[day]")).map_err(|_| "Write the day as 2026-12-31.")
}

/// The same day of the month so many months later, or before when there are less than none; that
/// month's last day when it is shorter. The last day there is, beyond the years a date can have.
#[must_use]
pub fn months_after(day: Date, months: i32) -> Date {
    let number = day.year() * 12 + i32::from(u8::from(day.month())) - 1 + months;
    let (year, number) = (number.div_euclid(12), number.rem_euclid(12) + 1);
    let month = u8::try_from(number)
        .ok()
        .and_then(|number| Month::try_from(number).ok());
    month
        .and_then(|month| Date::from_calendar_date(year, month, day.day().min(month.length(year))).ok())
        .unwrap_or(Date::MAX)
}

/// The text is not a moment in the stored format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a moment like 2026-11-22T19:00:00.000000Z")]
pub struct NotAnInstant(String);

impl Instant {
    /// The moment, cut to whole microseconds.
    #[must_use]
    pub fn new(at: OffsetDateTime) -> Self {
        let at = at.to_offset(UtcOffset::UTC);
        let cut = at.replace_nanosecond(at.microsecond() * 1000).unwrap_or(at);
        Self(cut)
    }

    /// Midnight UTC at the start of a day.
    #[must_use]
    pub fn start_of(day: Date) -> Self {
        Self(day.midnight().assume_utc())
    }

    /// Its day in UTC.
    #[must_use]
    pub fn day(self) -> Date {
        self.0.date()
    }

    /// As the `time` crate has it.
    #[must_use]
    pub fn at(self) -> OffsetDateTime {
        self.0
    }

    /// Milliseconds since 1970, for version 7 UUIDs.
    #[must_use]
    pub fn unix_millis(self) -> u64 {
        u64::try_from(self.0.unix_timestamp_nanos() / 1_000_000).unwrap_or(0)
    }

    /// Reads the stored format.
    ///
    /// # Errors
    /// When the text is in any other format.
    pub fn parse(text: &str) -> Result<Self, NotAnInstant> {
        time::PrimitiveDateTime::parse(text, STORED)
            .map(|at| Self(at.assume_utc()))
            .map_err(|_| NotAnInstant(text.to_owned()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.format(STORED).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "store")]
mod sql {
    use sqlx::{
        Decode, Encode, Postgres, Sqlite, Type, encode::IsNull, error::BoxDynError, postgres::PgTypeInfo,
        sqlite::SqliteTypeInfo,
    };
    use time::OffsetDateTime;

    use super::Instant;

    impl Type<Sqlite> for Instant {
        fn type_info() -> SqliteTypeInfo {
            <String as Type<Sqlite>>::type_info()
        }

        fn compatible(ty: &SqliteTypeInfo) -> bool {
            <String as Type<Sqlite>>::compatible(ty)
        }
    }

    impl<'q> Encode<'q, Sqlite> for Instant {
        fn encode_by_ref(
            &self,
            buffer: &mut <Sqlite as sqlx::Database>::ArgumentBuffer<'q>,
        ) -> Result<IsNull, BoxDynError> {
            Encode::<Sqlite>::encode(self.to_string(), buffer)
        }
    }

    impl<'r> Decode<'r, Sqlite> for Instant {
        fn decode(value: <Sqlite as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
            Ok(Self::parse(<&str as Decode<Sqlite>>::decode(value)?)?)
        }
    }

    impl Type<Postgres> for Instant {
        fn type_info() -> PgTypeInfo {
            <OffsetDateTime as Type<Postgres>>::type_info()
        }
    }

    impl Encode<'_, Postgres> for Instant {
        fn encode_by_ref(
            &self,
            buffer: &mut <Postgres as sqlx::Database>::ArgumentBuffer<'_>,
        ) -> Result<IsNull, BoxDynError> {
            Encode::<Postgres>::encode_by_ref(&self.0, buffer)
        }
    }

    impl<'r> Decode<'r, Postgres> for Instant {
        fn decode(value: <Postgres as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
            Ok(Self::new(<OffsetDateTime as Decode<Postgres>>::decode(value)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn text_order_is_time_order() {
        let early = Instant::new(datetime!(2026-11-22 19:00:00.000001 UTC));
        let late = Instant::new(datetime!(2026-11-22 19:00:00.1 UTC));
        assert!(early.to_string() < late.to_string());
        assert_eq!(Instant::parse(&early.to_string()), Ok(early));
    }

    #[test]
    fn other_zones_become_utc() {
        let berlin = Instant::new(datetime!(2026-01-01 00:30 +1));
        assert_eq!(berlin.to_string(), "2025-12-31T23:30:00.000000Z");
    }

    #[test]
    fn half_a_year_ends_in_a_month_that_has_the_day() {
        assert_eq!(months_after(date!(2027 - 08 - 30), 6), date!(2028 - 02 - 29));
        assert_eq!(months_after(date!(2026 - 01 - 31), 6), date!(2026 - 07 - 31));
        assert_eq!(months_after(date!(2026 - 12 - 31), 6), date!(2027 - 06 - 30));
        assert_eq!(months_after(date!(9999 - 12 - 31), 6), Date::MAX);
    }
}
