//! What is said at the end.

use std::{fmt, time::Duration};

use super::{
    Settings,
    callers::Tally,
    ledger::{self, Kind},
    weather::Seen,
};

/// How much later than its deadline a call may end, besides twice the time by which any sleeper of
/// the runtime is late: what it does at its deadline is more than to wake up, and the thread that does it may have to
/// wait for a processor while that of the sleeper has one.
const LATE: Duration = Duration::from_secs(4);

/// What happened, and which promises were broken.
#[derive(Clone, Debug)]
pub struct Report {
    settings: Settings,
    tally: Tally,
    seen: Seen,
    most_connections: usize,
    /// Of what was to be done: what was done twice, or was not as the caller was told.
    false_or_twice: usize,
    broken: Vec<String>,
}

impl Report {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            settings: settings.clone(),
            tally: Tally::default(),
            seen: Seen::default(),
            most_connections: 0,
            false_or_twice: 0,
            broken: Vec::new(),
        }
    }

    /// The broken promises, in words.
    #[must_use]
    pub fn broken(&self) -> &[String] {
        &self.broken
    }

    pub(super) fn expect(&mut self, holds: bool, promise: &str) {
        if !holds {
            self.broken.push(format!("not so: {promise}"));
        }
    }

    pub(super) fn connections(&mut self, most: usize) {
        self.most_connections = most;
        // In use, idle, on the way back to the pool, or made and not needed any more.
        let limit = 4 * self.settings.limit;
        self.expect(
            most <= limit,
            &format!("at most {limit} connections are open, and not {most}"),
        );
    }

    pub(super) fn callers(&mut self, tally: Tally) {
        let (latest, allowed) = (tally.latest, LATE + 2 * tally.latest_sleeper);
        let promise =
            format!("calls end at their deadline, not {latest:?} later, over {allowed:?}");
        self.expect(latest <= allowed, &promise);
        self.expect(tally.panicked == 0, "no call panics");
        self.expect(tally.values > 0, "some calls end in a value");
        self.expect(tally.dropped > 0, "some calls are dropped");
        self.broken.extend(tally.absurd.iter().cloned());
        self.tally = tally;
    }

    pub(super) fn weather(&mut self, seen: Seen) {
        self.expect(seen.restarts > 0, "the server is killed and started again");
        self.expect(seen.faults > 0, "requests meet faults");
        let broken = ledger::broken(&self.tally.told, &seen.done);
        self.false_or_twice = broken.len();
        self.broken.extend(broken);
        // Not each kind: a slow machine may not come to the end of the longer journeys.
        let recurring = ledger::counts(&self.tally.told, &seen.done).remove(&Kind::Recurring);
        self.expect(recurring.is_some_and(|(_, done)| done > 0), "some payments are made");
        self.seen = seen;
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { settings, tally, seen, .. } = self;
        let seconds = settings.duration.as_secs_f64();
        writeln!(f, "{:?}, seed {}, {seconds} s", settings.adapter, settings.seed)?;
        writeln!(
            f,
            "calls: {}, at most {} under way at once (cap {})",
            tally.calls, tally.most_in_flight, settings.calls
        )?;
        writeln!(
            f,
            "connections: at most {} open at once, with {} requests in flight at most; {} made",
            self.most_connections, settings.limit, seen.connections
        )?;
        writeln!(
            f,
            "server: {} requests read, {} of them for tokens; {} faults; killed {} times",
            seen.requests, seen.token_requests, seen.faults, seen.restarts
        )?;
        writeln!(
            f,
            "latest: {} ms after its deadline; a mere sleeper was {} ms late",
            tally.latest.as_millis(),
            tally.latest_sleeper.as_millis()
        )?;
        for (kind, (asked, done)) in ledger::counts(&tally.told, &seen.done) {
            writeln!(f, "{kind:?}: {asked} asked for, {done} done")?;
        }
        writeln!(f, "resolver: asked {} times, knew {} times", tally.searches, tally.found)?;
        writeln!(f, "done twice, or not as it was said: {}", self.false_or_twice)?;
        writeln!(f, "{:>9}  value", tally.values)?;
        writeln!(f, "{:>9}  dropped", tally.dropped)?;
        for (name, times) in &tally.errors {
            writeln!(f, "{times:>9}  {name}")?;
        }
        match &self.broken[..] {
            [] => write!(f, "every promise was kept"),
            broken => {
                let more = broken.len().saturating_sub(20);
                let shown: Vec<_> = broken.iter().take(20).map(String::as_str).collect();
                write!(f, "BROKEN: {}", shown.join("\nBROKEN: "))?;
                if more > 0 { write!(f, "\nand {more} more") } else { Ok(()) }
            }
        }
    }
}
