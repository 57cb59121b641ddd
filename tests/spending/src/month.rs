//! A calendar month.

use std::{fmt, str::FromStr};

use moneyhub_proto::Date;

/// A month, such as `2024-05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    year: u16,
    month: u8,
}

impl Month {
    /// The first day.
    #[must_use]
    pub fn first(self) -> Date {
        Date::new(format!("{self}-01"))
    }

    /// The last day.
    #[must_use]
    pub fn last(self) -> Date {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let days = match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Date::new(format!("{self}-{days}"))
    }
}

/// Parses `YYYY-MM`.
impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers =
            text.split_once('-').filter(|(year, month)| (year.len(), month.len()) == (4, 2));
        let parsed =
            numbers.and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        match parsed {
            Some((year, month @ 1..=12)) => Ok(Self { year, month }),
            _ => Err(format!("{text} is not a month such as 2024-05")),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::Month;

    #[test]
    fn a_month_ends_on_its_last_day() {
        for (month, last) in [
            ("2024-02", "2024-02-29"),
            ("2023-02", "2023-02-28"),
            ("1900-02", "1900-02-28"),
            ("2024-04", "2024-04-30"),
            ("2024-12", "2024-12-31"),
        ] {
            let month: Month = month.parse().expect("a month");
            assert_eq!(month.last().as_str(), last);
        }
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in ["", "2024", "2024-13", "2024-5", "24-05", "2024-00", "2024-05-01"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
