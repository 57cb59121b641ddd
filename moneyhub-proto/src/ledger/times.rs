//! The machine's times, within bounds that no calculation can overflow.

use std::time::Duration;

use crate::ground::env::UnixTime;

/// About the year 36,800.
pub(super) const MAX_TIME: i64 = 1 << 40;
pub(super) const MAX_DAY: i64 = MAX_TIME / 86_400;

pub(super) const MINUTE: i64 = 60;
/// How long to wait after a failed call: the first time, and at most.
pub(super) const FIRST_REST: Duration = Duration::from_secs(60);
pub(super) const LONGEST_REST: Duration = Duration::from_secs(3_600);

/// A clock's time within the bounds.
pub(super) fn within(now: UnixTime) -> i64 {
    now.seconds().clamp(0, MAX_TIME / 2)
}

/// A time to return or store.
pub(super) fn bounded(seconds: i64) -> i64 {
    seconds.clamp(0, MAX_TIME)
}

pub(super) fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(bounded(seconds))
}

/// How long to wait after this many failures in a row.
pub(super) fn rest_after(faults: u32) -> i64 {
    let rest = FIRST_REST * (1 << faults.saturating_sub(1).min(6));
    i64::try_from(rest.min(LONGEST_REST).as_secs()).unwrap_or(MINUTE)
}
