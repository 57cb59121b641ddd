//! When a connection fetched from its bank: a function of the time. Only deviations from the
//! schedule are stored, so nothing grows however many years pass.

use std::sync::Arc;

use super::outages::Outages;
use crate::clock::millis_of_days;

const DAY: i64 = millis_of_days(1);

/// How a connection behaves on schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// Syncs every day, and finds everything.
    Well,
    /// Syncs every day, but something is missing.
    Partial,
    /// Tries every day, and fails.
    Failing,
    /// Waits for the user, or never syncs again.
    Idle,
}

/// The end of a scheduled sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Which of the schedule, from 0.
    pub(crate) number: i64,
    pub(crate) ended: i64,
    pub(crate) status: &'static str,
}

impl Attempt {
    pub(crate) fn is_success(self) -> bool {
        self.status != "error"
    }
}

/// The fetches of one connection until a moment.
#[derive(Clone, Debug)]
pub(crate) struct Fetches {
    /// When it was connected, or when the sandbox started: everything older is visible.
    pub(crate) base: i64,
    /// When the first sync of the schedule ends.
    pub(crate) first: i64,
    pub(crate) health: Health,
    /// When it became healthy, whatever it was before.
    pub(crate) well_since: Option<i64>,
    /// The periods with consent.
    pub(crate) consents: Vec<(i64, i64)>,
    /// The ends of other successful fetches, in order: requested ones and sign-ins.
    pub(crate) others: Vec<i64>,
    pub(crate) bank: String,
    pub(crate) outages: Arc<Outages>,
    /// The last moment that counts.
    pub(crate) now: i64,
}

impl Fetches {
    /// The fetches of accounts that are not at a bank.
    pub(crate) fn never() -> Self {
        Self {
            base: i64::MIN,
            first: i64::MAX,
            health: Health::Idle,
            well_since: None,
            consents: Vec::new(),
            others: Vec::new(),
            bank: String::new(),
            outages: Arc::new(Outages::new(0)),
            now: i64::MIN,
        }
    }

    /// The last complete fetch; the base if there was none.
    pub(crate) fn last(&self) -> i64 {
        self.last_before(self.now)
    }

    /// The same, as it was at another moment.
    pub(crate) fn last_before(&self, at: i64) -> i64 {
        let others = self.others.partition_point(|other| *other <= at);
        let other = others.checked_sub(1).and_then(|place| self.others.get(place));
        let least = other.copied().unwrap_or(self.base).max(self.base);
        self.backwards(at, least).find(|attempt| attempt.is_success()).map_or(least, |it| it.ended)
    }

    /// The first fetch that brought what happened at a moment, if it has been.
    pub(crate) fn after(&self, at: i64) -> Option<i64> {
        let place = self.others.partition_point(|other| *other < at);
        let other = self.others.get(place).copied().filter(|other| *other <= self.now);
        let most = other.unwrap_or(self.now);
        let mut scheduled = self.between(at.saturating_sub(1), most);
        scheduled.find(|attempt| attempt.is_success()).map(|it| it.ended).or(other)
    }

    /// The syncs of the schedule that ended after one moment, until another.
    pub(crate) fn between(&self, from: i64, until: i64) -> impl Iterator<Item = Attempt> + '_ {
        let mut number = self.number_after(from);
        std::iter::from_fn(move || {
            loop {
                let ended = self.ended(number);
                if ended > until {
                    return None;
                }
                if let Some(attempt) = self.attempt(number) {
                    number += 1;
                    return Some(attempt);
                }
                // Skip to the next period with consent; there may be years without.
                let starts = self.starts_after(ended)?;
                number = self.number_after(starts.saturating_sub(1)).max(number + 1);
            }
        })
    }

    /// The last ones that ended by a moment and after another, newest first.
    pub(crate) fn backwards(&self, until: i64, after: i64) -> impl Iterator<Item = Attempt> + '_ {
        let mut number = self.number_after(until) - 1;
        std::iter::from_fn(move || {
            loop {
                let ended = self.ended(number);
                if number < 0 || ended <= after {
                    return None;
                }
                let attempt = self.attempt(number);
                number -= 1;
                if attempt.is_some() {
                    return attempt;
                }
                let stopped = self.stopped_before(ended)?;
                number = number.min(self.number_after(stopped.saturating_sub(1)) - 1);
            }
        })
    }

    fn ended(&self, number: i64) -> i64 {
        self.first.saturating_add(number.saturating_mul(DAY))
    }

    /// The first of the schedule that ends after a moment.
    fn number_after(&self, moment: i64) -> i64 {
        (moment.saturating_sub(self.first).div_euclid(DAY) + 1).max(0)
    }

    /// `None` if nothing is tried.
    fn attempt(&self, number: i64) -> Option<Attempt> {
        let ended = self.ended(number);
        let health = match self.well_since {
            Some(since) if since <= ended => Health::Well,
            _ => self.health,
        };
        if !self.has_consent(ended) {
            return None;
        }
        let status = match health {
            Health::Idle => return None,
            Health::Failing => "error",
            _ if self.outages.is_down(&self.bank, ended) => "error",
            Health::Partial => "partial",
            Health::Well => "success",
        };
        Some(Attempt { number, ended, status })
    }

    fn has_consent(&self, at: i64) -> bool {
        self.consents.iter().any(|(from, until)| (*from..*until).contains(&at))
    }

    /// The next moment from which something may be tried that is not tried now.
    fn starts_after(&self, at: i64) -> Option<i64> {
        let well = self.well_since.filter(|since| *since > at);
        if self.health == Health::Idle && self.well_since.is_none_or(|since| since > at) {
            return well;
        }
        self.consents.iter().map(|(from, _)| *from).find(|from| *from > at)
    }

    /// The last moment until which something may have been tried that is not tried now.
    fn stopped_before(&self, at: i64) -> Option<i64> {
        if self.health == Health::Idle && self.well_since.is_none_or(|since| since > at) {
            return None;
        }
        self.consents.iter().rev().map(|(_, until)| *until).find(|until| *until <= at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{DAY, Fetches, Health};
    use crate::chaos::Chaos;
    use crate::population::outages::Outages;

    fn daily(consents: &[(i64, i64)], days: i64) -> Fetches {
        Fetches {
            base: 0,
            first: 1_000,
            health: Health::Well,
            well_since: None,
            consents: consents.to_vec(),
            others: Vec::new(),
            bank: "bank".to_owned(),
            outages: Arc::new(Outages::new(0)),
            now: days * DAY,
        }
    }

    const ALWAYS: &[(i64, i64)] = &[(i64::MIN, i64::MAX)];

    fn ends(fetches: &Fetches) -> Vec<i64> {
        fetches.between(0, fetches.now).map(|attempt| attempt.ended / DAY).collect()
    }

    #[test]
    fn a_connection_that_is_well_syncs_every_day() {
        assert_eq!(ends(&daily(ALWAYS, 5)), [0, 1, 2, 3, 4]);
        assert_eq!(daily(ALWAYS, 5).last(), 4 * DAY + 1_000);
    }

    #[test]
    fn nothing_syncs_without_consent_and_everything_again_with_it() {
        let fetches = daily(&[(i64::MIN, 2 * DAY), (900 * DAY, i64::MAX)], 903);
        assert_eq!(ends(&fetches), [0, 1, 900, 901, 902]);
        let newest: Vec<i64> =
            fetches.backwards(fetches.now, 0).map(|attempt| attempt.number).collect();
        assert_eq!(newest, [902, 901, 900, 1, 0]);
        assert_eq!(fetches.after(3 * DAY), Some(900 * DAY + 1_000));
        assert_eq!(fetches.last_before(500 * DAY), DAY + 1_000);
    }

    #[test]
    fn what_happened_after_the_last_fetch_has_not_come() {
        let fetches = daily(&[(i64::MIN, 2 * DAY)], 1_000);
        assert_eq!(fetches.after(3 * DAY), None);
        assert_eq!(fetches.after(DAY), Some(DAY + 1_000));
    }

    #[test]
    fn a_fetch_that_was_asked_for_brings_what_happened_before_it() {
        let mut fetches = daily(ALWAYS, 5);
        fetches.others = vec![DAY + 5_000];
        assert_eq!(fetches.after(DAY + 2_000), Some(DAY + 5_000));
        assert_eq!(fetches.after(DAY + 6_000), Some(2 * DAY + 1_000));
        assert_eq!(fetches.last_before(DAY + 7_000), DAY + 5_000);
    }

    #[test]
    fn one_that_fails_has_attempts_and_no_success() {
        let mut fetches = daily(ALWAYS, 3);
        fetches.health = Health::Failing;
        assert!(fetches.between(0, fetches.now).all(|attempt| attempt.status == "error"));
        assert_eq!((ends(&fetches).len(), fetches.last()), (3, 0));
    }

    #[test]
    fn one_that_waits_for_its_owner_begins_when_it_is_well() {
        let mut fetches = daily(ALWAYS, 1_000);
        fetches.health = Health::Idle;
        assert_eq!((ends(&fetches), fetches.last()), (vec![], 0));
        fetches.well_since = Some(998 * DAY);
        assert_eq!(ends(&fetches), [998, 999]);
    }

    #[test]
    fn a_bank_that_is_down_fails_the_syncs_of_that_time() {
        let mut outages = Outages::new(0);
        outages.set_chaos(Chaos::seeded(1).banks_down(100, std::time::Duration::from_secs(60)), 0);
        outages.set_chaos(Chaos::default(), 2 * DAY);
        let fetches = Fetches { outages: Arc::new(outages), ..daily(ALWAYS, 4) };
        let statuses: Vec<&str> = fetches.between(0, fetches.now).map(|it| it.status).collect();
        assert_eq!(statuses, ["error", "error", "success", "success"]);
        assert_eq!(fetches.after(0), Some(2 * DAY + 1_000));
    }
}
