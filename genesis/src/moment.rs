//! Moments, as TOML writes them or as Unix seconds.

use std::fmt;

use serde::{Deserialize, Deserializer, de::Error as _};
use toml::value::{Datetime, Offset};

const DAY: i64 = 86_400;

/// A moment in Unix seconds, written `2027-01-01T00:00:00Z` or `1798761600`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
    fn of(datetime: &Datetime) -> Option<Self> {
        let (date, time, offset) = (datetime.date?, datetime.time?, datetime.offset?);
        let minutes = match offset {
            Offset::Z => 0,
            Offset::Custom { minutes } => i64::from(minutes),
        };
        let days = days(i64::from(date.year), i64::from(date.month), i64::from(date.day));
        let clock =
            i64::from(time.hour) * 3_600 + i64::from(time.minute) * 60 + i64::from(time.second);
        u64::try_from(days * DAY + clock - minutes * 60).ok().map(Self)
    }
}

/// Days from 1 January 1970 to a date of the Gregorian calendar. The year is taken to begin in
/// March, so that the leap day comes last.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let leap_days = year / 4 - year / 100 + year / 400;
    365 * year + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let moment = match toml::Value::deserialize(deserializer)? {
            toml::Value::Integer(seconds) => u64::try_from(seconds).ok().map(Self),
            toml::Value::Datetime(datetime) => Self::of(&datetime),
            _ => None,
        };
        moment.ok_or_else(|| {
            D::Error::custom(
                "expected a moment with its time zone, such as 2027-01-01T00:00:00Z, or seconds \
                 since 1970",
            )
        })
    }
}

impl Moment {
    /// The same day and time of a later year; 1 March where that year has no 29 February.
    pub(crate) fn years_later(self, years: i64) -> Self {
        let (year, month, day) = self.date();
        let clock = self.0 % 86_400;
        let days = days(year.saturating_add(years), month, day);
        Self(u64::try_from(days * DAY).unwrap_or(u64::MAX).saturating_add(clock))
    }

    /// Year, month and day.
    fn date(self) -> (i64, i64, i64) {
        let days_since = i64::try_from(self.0).unwrap_or(i64::MAX) / DAY;
        // Counted up from a year that is early enough: a few steps in any year people plan for.
        let mut year = 1970 + days_since / 366;
        while days(year + 1, 1, 1) <= days_since {
            year += 1;
        }
        let month = (1..=12).rev().find(|month| days(year, *month, 1) <= days_since).unwrap_or(1);
        (year, month, days_since - days(year, month, 1) + 1)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let clock = self.0 % 86_400;
        let (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct File {
        at: Moment,
    }

    fn read(text: &str) -> Result<u64, String> {
        let file: Result<File, _> = toml::from_str(&format!("at = {text}"));
        file.map(|file| file.at.0).map_err(|err| err.to_string())
    }

    #[test]
    fn moments_are_unix_seconds() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2027-01-01T00:00:00Z", 1_798_761_600),
            ("2027-01-01T01:30:00+01:30", 1_798_761_600),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("1798761600", 1_798_761_600),
        ] {
            assert_eq!(read(text), Ok(seconds), "{text}");
        }
        for bad in ["2027-01-01", "2027-01-01T00:00:00", "\"soon\"", "-1", "1969-12-31T00:00:00Z"] {
            assert!(read(bad).is_err_and(|err| err.contains("time zone")), "{bad}");
        }
    }

    #[test]
    fn moments_are_written_as_they_are_read() {
        for seconds in (0..5_000_000_000u64).step_by(86_400 * 13 + 12_345) {
            let shown = Moment(seconds).to_string();
            assert_eq!(read(&shown), Ok(seconds), "{shown}");
        }
    }

    #[test]
    fn years_later_are_years_of_the_calendar() {
        for (from, to) in [
            ("2027-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
            ("2025-06-30T12:34:56Z", "2028-06-30T12:34:56Z"),
            ("2024-02-29T23:59:59Z", "2027-03-01T23:59:59Z"),
        ] {
            assert_eq!(Moment(read(from).unwrap()).years_later(3).to_string(), to, "{from}");
        }
    }
}
