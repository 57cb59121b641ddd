//! When seeded transactions happened: two years in months, counted back from the start.

use crate::clock::{MILLIS_PER_SECOND, midnight, millis_of_days, month_and_day};

/// How many months have transactions.
pub(crate) const MONTHS: u64 = 24;

/// Every month has transactions on its first 28 days only, so that a payment of the third day is
/// on the third day of each.
const DAYS: i64 = 28;

const MIDDAY: i64 = 12 * 60 * 60 * MILLIS_PER_SECOND;

/// Boundaries of the months, newest first, and how the transactions of an account lie in them.
///
/// Transactions are counted from the newest, which has index 0. All accounts have the same
/// number, so the same index has the same date in each.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    boundaries: Vec<i64>,
    transactions: u64,
}

/// Where a transaction lies: its month, counted back from 0, and its place in it, from 0 at the
/// month's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) month: u64,
    pub(crate) place: u64,
}

impl Calendar {
    /// Months that end at the day of `epoch_millis`, or at the 28th where it is later.
    pub(crate) fn new(epoch_millis: i64, transactions: u64) -> Self {
        let boundaries = (0..=MONTHS).map(|back| months_before(epoch_millis, back)).collect();
        Self { boundaries, transactions }
    }

    /// How many transactions each account has.
    pub(crate) fn transactions(&self) -> u64 {
        self.transactions
    }

    /// How many of them are in a whole month.
    pub(crate) fn per_month(&self) -> u64 {
        self.transactions.div_ceil(MONTHS).max(1)
    }

    /// The months that have transactions.
    pub(crate) fn months(&self) -> u64 {
        self.transactions.div_ceil(self.per_month())
    }

    pub(crate) fn place(&self, index: u64) -> Place {
        let in_month = self.per_month();
        Place { month: index / in_month, place: in_month - 1 - index % in_month }
    }

    /// When a month starts: `start(0)` is that of the newest.
    pub(crate) fn start(&self, month: u64) -> i64 {
        self.boundary(month + 1)
    }

    /// The moment after a month's last one.
    pub(crate) fn end(&self, month: u64) -> i64 {
        self.boundary(month)
    }

    /// At midday where at most one falls on a day: Moneyhub's sign that the time is not known.
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

    pub(crate) fn date_of(&self, index: u64) -> i64 {
        self.date(self.place(index))
    }

    /// How many transactions of an account are at this moment or later: the index of the first
    /// that is earlier.
    pub(crate) fn since(&self, moment: i64) -> u64 {
        let (mut low, mut high) = (0, self.transactions);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.date_of(middle) >= moment {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    fn boundary(&self, back: u64) -> i64 {
        let back = usize::try_from(back).unwrap_or(usize::MAX);
        self.boundaries.get(back).or(self.boundaries.last()).copied().unwrap_or_default()
    }
}

/// Midnight of the day that is so many months before, or of the 28th.
fn months_before(epoch_millis: i64, back: u64) -> i64 {
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
            let dates: Vec<i64> = (0..transactions).map(|index| calendar.date_of(index)).collect();
            assert!(dates.is_sorted_by(|newer, older| newer >= older), "{transactions}");
            assert!(dates[0] < calendar.end(0) && dates[dates.len() - 1] >= calendar.start(23));
        }
    }

    #[test]
    fn since_counts_what_is_at_or_after_a_moment() {
        let calendar = Calendar::new(DEFAULT_START_MILLIS, 240);
        assert_eq!(calendar.since(i64::MIN), 240);
        assert_eq!(calendar.since(i64::MAX), 0);
        assert_eq!(calendar.since(calendar.date_of(17)), 18);
        assert_eq!(calendar.since(calendar.date_of(17) + 1), 17);
    }
}
