//! What became of the webhooks, and what they were about: a short form of the sandbox's log, which forgets
//! old entries.

use std::collections::BTreeMap;

use moneyhub_sandbox::{Delivery, DeliveryOutcome, Mishap};

/// What became of every delivery, by its number.
#[derive(Debug, Default)]
pub(crate) struct Letters(BTreeMap<u64, Fate>);

#[derive(Clone, Copy, Debug, Default)]
struct Fate {
    is_lost: bool,
    is_second: bool,
    is_late: bool,
    is_acknowledged: bool,
    /// It was sent, but nobody answered with a 20x.
    has_failed: bool,
}

impl Letters {
    /// Reads the log, and returns its new entries.
    pub(crate) fn read(&mut self, log: Vec<Delivery>) -> Vec<Delivery> {
        let is_new = |delivery: &Delivery| {
            let sent = delivery.outcome.filter(|outcome| *outcome != DeliveryOutcome::Lost);
            let has = |kind: &dyn Fn(&Mishap) -> bool| delivery.mishaps.iter().any(kind);
            let fate = Fate {
                is_lost: has(&|mishap| *mishap == Mishap::Lost),
                is_second: has(&|mishap| *mishap == Mishap::Doubled),
                is_late: has(&|mishap| matches!(mishap, Mishap::Late(_))),
                is_acknowledged: sent.is_some_and(DeliveryOutcome::is_acknowledged),
                has_failed: sent.is_some_and(|outcome| !outcome.is_acknowledged()),
            };
            self.0.insert(delivery.number, fate).is_none()
        };
        log.into_iter().filter(is_new).collect()
    }

    /// How many webhooks were raised, without second deliveries.
    pub(crate) fn raised(&self) -> usize {
        self.count(|fate| !fate.is_second)
    }

    pub(crate) fn told(&self) -> String {
        format!(
            "webhooks: {} raised; {} lost, {} sent twice; of the deliveries {} late, {} answered 200, {} to nobody",
            self.raised(),
            self.count(|fate| fate.is_lost),
            self.count(|fate| fate.is_second),
            self.count(|fate| fate.is_late),
            self.count(|fate| fate.is_acknowledged),
            self.count(|fate| fate.has_failed),
        )
    }

    fn count(&self, kind: impl Fn(&Fate) -> bool) -> usize {
        self.0.values().filter(|fate| kind(fate)).count()
    }
}
