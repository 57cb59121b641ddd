//! When transactions happen. Months are counted back from the start of the sandbox, and are
//! negative after it.

use crate::clock::{MILLIS_PER_SECOND, midnight, millis_of_days, month_and_day};

/// How many months have transactions.
pub(crate) const MONTHS: u64 = 24;

/// No month has fewer days.
const LEAST_DAYS: i64 = 28;

/// A limit for months ahead: a thousand years.
const MOST_AHEAD: i64 = 13_000;

/// Transactions fall on the first 28 days of a month, so that a payment on the third day is on the
/// third day of every month.
const DAYS: i64 = 28;

const MIDDAY: i64 = 12 * 60 * 60 * MILLIS_PER_SECOND;

/// Boundaries of the months, newest first, and how the transactions of an account lie in them.
///
/// Transactions are counted from the newest at the start, which has index 0; later ones have
/// negative indices. All accounts have the same number, so an index has the same date in each.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    started: i64,
    boundaries: Vec<i64>,
    transactions: u64,
}

/// Where a transaction lies: its month, counted back from the last one before the start, which is
/// 0, and its place in it, from 0 at the month's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) month: i64,
    pub(crate) place: u64,
}

impl Calendar {
    /// Months that end on the day of `epoch_millis`, but on the 28th at the latest.
    pub(crate) fn new(epoch_millis: i64, transactions: u64) -> Self {
        let months = i64::try_from(MONTHS).unwrap_or(0);
        let boundaries = (0..=months).map(|back| months_before(epoch_millis, back)).collect();
        Self { started: epoch_millis, boundaries, transactions }
    }

    /// When the sandbox started.
    pub(crate) fn started(&self) -> i64 {
        self.started
    }

    /// How many transactions each account had at the start.
    pub(crate) fn transactions(&self) -> u64 {
        self.transactions
    }

    /// How many of them are in a whole month.
    pub(crate) fn per_month(&self) -> u64 {
        self.transactions.div_ceil(MONTHS).max(1)
    }

    /// The months before the start that have transactions.
    pub(crate) fn months(&self) -> i64 {
        i64::try_from(self.transactions.div_ceil(self.per_month())).unwrap_or(i64::MAX)
    }

    /// The newest finished month: 0 at the start, and negative later.
    pub(crate) fn month_of(&self, moment: i64) -> i64 {
        let mut month = -((moment - self.end(0)) / millis_of_days(LEAST_DAYS)).max(0);
        while month < 0 && self.end(month) > moment {
            month += 1;
        }
        month
    }

    pub(crate) fn place(&self, index: i64) -> Place {
        let in_month = i64::try_from(self.per_month()).unwrap_or(i64::MAX);
        let place = in_month - 1 - index.rem_euclid(in_month);
        Place { month: index.div_euclid(in_month), place: u64::try_from(place).unwrap_or(0) }
    }

    /// When a month starts: `start(0)` is that of the newest.
    pub(crate) fn start(&self, month: i64) -> i64 {
        self.boundary(month + 1)
    }

    /// The moment after a month's last one.
    pub(crate) fn end(&self, month: i64) -> i64 {
        self.boundary(month)
    }

    /// At midday if at most one falls on a day: this is how Moneyhub marks an unknown time.
    pub(crate) fn date(&self, Place { month, place }: Place) -> i64 {
        let in_month = i64::try_from(self.per_month()).unwrap_or(i64::MAX);
        let place = i64::try_from(place).unwrap_or(0);
        let start = self.start(month);
        if in_month <= DAYS {
            return start + millis_of_days(DAYS * place / in_month) + MIDDAY;
        }
        let offset = i128::from(millis_of_days(DAYS)) * i128::from(place) / i128::from(in_month);
        start + i64::try_from(offset).unwrap_or(0)
    }

    pub(crate) fn date_of(&self, index: i64) -> i64 {
        self.date(self.place(index))
    }

    /// The index of the first that is earlier than a moment.
    pub(crate) fn since(&self, moment: i64) -> i64 {
        let in_month = i64::try_from(self.per_month()).unwrap_or(i64::MAX);
        let ahead = moment.saturating_sub(self.end(0)).max(0) / millis_of_days(LEAST_DAYS);
        let ahead = ahead.min(MOST_AHEAD) + 1;
        let mut low = if moment > self.end(0) { -ahead.saturating_mul(in_month) } else { 0 };
        let mut high = i64::try_from(self.transactions).unwrap_or(i64::MAX);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.date_of(middle) >= moment {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    fn boundary(&self, back: i64) -> i64 {
        match usize::try_from(back) {
            Ok(back) => self.boundaries.get(back).or(self.boundaries.last()).copied().unwrap_or(0),
            Err(_) => months_before(self.started, back),
        }
    }
}

/// Midnight of the day this many months before, but of the 28th at the latest.
fn months_before(epoch_millis: i64, back: i64) -> i64 {
    let (month, day) = month_and_day(epoch_millis);
    midnight(month - i32::try_from(back).unwrap_or(0), day.min(28))
}

#[cfg(test)]
mod tests {
    use super::Calendar;
    use crate::clock::{DEFAULT_START_MILLIS, rfc3339};

    #[test]
    fn months_end_at_the_start() {
        let calendar = Calendar::new(DEFAULT_START_MILLIS, 240);
        assert_eq!(rfc3339(calendar.end(0)), "2024-06-01T00:00:00.000Z");
        assert_eq!(rfc3339(calendar.start(23)), "2022-06-01T00:00:00.000Z");
    }

    #[test]
    fn dates_never_rise_with_the_index_and_lie_in_two_years() {
        for transactions in [1, 23, 24, 25, 240, 1_000, 100_000] {
            let calendar = Calendar::new(DEFAULT_START_MILLIS + 30 * 86_400_000, transactions);
            let dates: Vec<i64> =
                (0..transactions as i64).map(|index| calendar.date_of(index)).collect();
            assert!(dates.is_sorted_by(|newer, older| newer >= older), "{transactions}");
            assert!(dates[0] < calendar.end(0) && dates[dates.len() - 1] >= calendar.start(23));
        }
    }

    #[test]
    fn since_counts_what_is_at_or_after_a_moment() {
        let calendar = Calendar::new(DEFAULT_START_MILLIS, 240);
        assert_eq!(calendar.since(i64::MIN), 240);
        assert!(calendar.since(i64::MAX) < -12 * 1_000 * 10);
        assert_eq!(calendar.since(calendar.date_of(17)), 18);
        assert_eq!(calendar.since(calendar.date_of(17) + 1), 17);
    }
}
