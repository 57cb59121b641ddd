//! When each bank is down: by chaos, or by hand.

use std::collections::{BTreeMap, VecDeque};

use crate::chaos::Chaos;
use crate::finance::hash;

/// How many manual outages of a bank, and how many chaos settings, are remembered. Beyond that, old
/// syncs forget that they failed.
const MOST_REMEMBERED: usize = 100;

#[derive(Clone, Debug)]
pub(crate) struct Outages {
    start_millis: i64,
    /// The chaos settings, by their start.
    chaos: VecDeque<(i64, Chaos)>,
    /// From when until when, by bank.
    by_hand: BTreeMap<String, VecDeque<(i64, i64)>>,
}

impl Outages {
    pub(crate) fn new(start_millis: i64) -> Self {
        Self { start_millis, chaos: VecDeque::new(), by_hand: BTreeMap::new() }
    }

    /// From now on.
    pub(crate) fn set_chaos(&mut self, chaos: Chaos, now_millis: i64) {
        self.chaos.push_back((now_millis, chaos));
        if self.chaos.len() > MOST_REMEMBERED {
            self.chaos.pop_front();
        }
    }

    /// From now until then.
    pub(crate) fn begin(&mut self, bank: &str, now_millis: i64, until_millis: i64) {
        self.end(bank, now_millis);
        let outages = self.by_hand.entry(bank.to_owned()).or_default();
        outages.push_back((now_millis, until_millis));
        if outages.len() > MOST_REMEMBERED {
            outages.pop_front();
        }
    }

    /// Ends a manual outage, if there is one.
    pub(crate) fn end(&mut self, bank: &str, now_millis: i64) {
        if let Some((_, until)) = self.by_hand.get_mut(bank).and_then(VecDeque::back_mut) {
            *until = now_millis.min(*until);
        }
    }

    pub(crate) fn is_down(&self, bank: &str, at_millis: i64) -> bool {
        let outages = self.by_hand.get(bank).into_iter().flatten();
        let by_hand = outages.clone().any(|(from, until)| (*from..*until).contains(&at_millis));
        let chaos = self.chaos.iter().rfind(|(since, _)| *since <= at_millis);
        by_hand
            || chaos
                .is_some_and(|(_, chaos)| chaos.is_down(hash(bank), at_millis - self.start_millis))
    }
}
