//! The results of all fetches of the service's keys, and what the next one finds.

use std::time::Duration;

use moneyhub_proto::env::Monotonic;

use super::LONGEST_AGE;

/// After a look for a key that was not there, no sign-in takes another for so long; from its beginning,
/// when it has brought nothing.
const COOLDOWN: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct History {
    looks: Vec<Look>,
    readings: Vec<Reading>,
    /// When the document was read, until it may be what is wrong.
    pub(super) document: Option<Monotonic>,
    /// Which look was the last one to fail, and whether another may succeed.
    pub(super) failed: Option<(usize, bool)>,
}

/// A look for the keys: a fetch of them, with that of the document where it is needed.
struct Look {
    began: Monotonic,
    /// Whether there were keys, and one was missing.
    second: bool,
    end: Option<End>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Brought(Monotonic),
    Nothing,
}

/// The keys as they were read: the first and the second, as bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) number: usize,
    pub(super) keys: u8,
    read: Monotonic,
}

impl History {
    /// The keys, unless they are too old.
    pub(super) fn keys(&self, now: Monotonic) -> Option<Reading> {
        self.readings.last().copied().filter(|reading| now < reading.read + LONGEST_AGE)
    }

    pub(super) const fn has_brought(&self) -> bool {
        !self.readings.is_empty()
    }

    pub(super) fn has_document(&self, now: Monotonic) -> bool {
        self.document.is_some_and(|read| now < read + LONGEST_AGE)
    }

    /// The look that is under way. One that takes twice its deadline is as good as lost.
    pub(super) fn busy(&self, now: Monotonic, deadline: Duration) -> Option<usize> {
        let under_way = |look: &Look| look.end.is_none() && now < look.began + 2 * deadline;
        self.looks.iter().position(under_way)
    }

    /// Whether it is too soon to look for a missing key again.
    pub(super) fn is_cooling(&self, now: Monotonic) -> bool {
        let last = self.looks.iter().rfind(|look| look.second);
        last.is_some_and(|look| match look.end {
            Some(End::Brought(at)) => now < at + COOLDOWN,
            Some(End::Nothing) | None => now < look.began + COOLDOWN,
        })
    }

    pub(super) fn begin(&mut self, now: Monotonic) -> usize {
        let second = self.keys(now).is_some();
        self.looks.push(Look { began: now, second, end: None });
        self.looks.len() - 1
    }

    pub(super) fn bring(&mut self, look: usize, keys: u8, now: Monotonic) -> Reading {
        self.looks[look].end = Some(End::Brought(now));
        let reading = Reading { number: self.readings.len(), keys, read: now };
        self.readings.push(reading);
        reading
    }

    pub(super) fn fail(&mut self, look: usize, retryable: bool) {
        self.give_up(look);
        self.document = None;
        self.failed = Some((look, retryable));
    }

    pub(super) fn give_up(&mut self, look: usize) {
        self.looks[look].end = Some(End::Nothing);
    }
}
