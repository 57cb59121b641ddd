//! Chaos by seed: what goes wrong at random, how often, and when.
//!
//! Every decision is a function of the seed and a counter, so two sandboxes with the same seed and
//! the same calls behave the same.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::clock::millis;
use crate::mix::mix;

const KIND_LOST: u64 = 0x6c6f;
const KIND_DOUBLED: u64 = 0x646f;
const KIND_LATE: u64 = 0x6c61;
const KIND_LATENESS: u64 = 0x6c6e;
const KIND_SHIFT: u64 = 0x7368;
const KIND_PLACE: u64 = 0x706c;
const KIND_BANK: u64 = 0x6264;

const DEFAULT_LATENESS: Duration = Duration::from_secs(60);
const DEFAULT_OUTAGE: Duration = Duration::from_secs(6 * 60 * 60);

/// What goes wrong at random, and how often. By default nothing does.
///
/// Rates are in percent. The same seed gives the same results for the same sequence of calls, as
/// long as the clock stands still between them (see
/// [`Builder::standing_clock`](crate::Builder::standing_clock)).
///
/// ```
/// use std::time::Duration;
///
/// use moneyhub_sandbox::{Chaos, Sandbox};
///
/// let chaos = Chaos::seeded(7)
///     .lost_webhooks(10)
///     .doubled_webhooks(5)
///     .late_webhooks(20, Duration::from_secs(600))
///     .shifting_pages(30);
/// // The same as text, for a command line or a file.
/// assert_eq!(chaos, "seed=7,lost=10,doubled=5,late=20,lateness=600,shifting=30".parse()?);
/// let sandbox = Sandbox::builder().chaos(chaos).start()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chaos {
    seed: u64,
    lost: u8,
    doubled: u8,
    late: u8,
    lateness: Duration,
    shifting: u8,
    down: u8,
    outage: Duration,
}

impl Default for Chaos {
    fn default() -> Self {
        Self::seeded(0)
    }
}

impl Chaos {
    /// The names in the text form, and in a configuration.
    pub(crate) const NAMES: [&'static str; 8] =
        ["seed", "lost", "doubled", "late", "lateness", "shifting", "down", "outage"];

    /// Chaos with this seed. Nothing goes wrong until a rate is set.
    pub const fn seeded(seed: u64) -> Self {
        Self {
            seed,
            lost: 0,
            doubled: 0,
            late: 0,
            lateness: DEFAULT_LATENESS,
            shifting: 0,
            down: 0,
            outage: DEFAULT_OUTAGE,
        }
    }

    /// This percentage of webhooks is never sent.
    ///
    /// # Panics
    ///
    /// If it is above 100. The same holds for the other rates.
    #[must_use]
    pub fn lost_webhooks(self, percent: u8) -> Self {
        Self { lost: rate(percent), ..self }
    }

    /// This percentage of webhooks that are not lost is sent twice, under the same id.
    #[must_use]
    pub fn doubled_webhooks(self, percent: u8) -> Self {
        Self { doubled: rate(percent), ..self }
    }

    /// This percentage of deliveries is late, by up to this much on the sandbox's clock: others
    /// overtake them. If the clock stands still, they wait until it is advanced.
    #[must_use]
    pub fn late_webhooks(self, percent: u8, lateness: Duration) -> Self {
        Self { late: rate(percent), lateness, ..self }
    }

    /// Before this percentage of pages of transactions, except first pages, rows of earlier pages
    /// come or go: a purchase and its refund, so that balances still add up. They stay until they
    /// go again, and raise webhooks.
    #[must_use]
    pub fn shifting_pages(self, percent: u8) -> Self {
        Self { shifting: rate(percent), ..self }
    }

    /// Each bank is down for this percentage of time, in spans as long as `outage`: its syncs fail,
    /// its connections have `sync_error`, and nobody can sign in there.
    ///
    /// # Panics
    ///
    /// If the rate is above 100, or `outage` is below a second.
    #[must_use]
    pub fn banks_down(self, percent: u8, outage: Duration) -> Self {
        assert!(outage >= Duration::from_secs(1), "an outage lasts at least a second");
        Self { down: rate(percent), outage, ..self }
    }

    /// The deliveries of the webhook with this number, with their mishaps.
    pub(crate) fn deliveries(&self, webhook: u64) -> Vec<Vec<Mishap>> {
        if self.strikes(KIND_LOST, webhook, self.lost) {
            return vec![vec![Mishap::Lost]];
        }
        let copies = if self.strikes(KIND_DOUBLED, webhook, self.doubled) { 2 } else { 1 };
        let delivery = |copy: u64| {
            let number = webhook.wrapping_mul(2).wrapping_add(copy);
            let doubled = (copy > 0).then_some(Mishap::Doubled);
            let late = self.strikes(KIND_LATE, number, self.late);
            let late = late.then(|| Mishap::Late(self.late_by(number)));
            doubled.into_iter().chain(late).collect()
        };
        (0..copies).map(delivery).collect()
    }

    /// Whether rows come or go before the page with this number.
    pub(crate) fn shifts(&self, page: u64) -> bool {
        self.strikes(KIND_SHIFT, page, self.shifting)
    }

    /// A random place, for the shift of this page.
    pub(crate) fn place(&self, page: u64, places: u64) -> u64 {
        self.bits(KIND_PLACE, page).checked_rem(places).unwrap_or(0)
    }

    /// Whether a bank is down this long after the sandbox started.
    pub(crate) fn is_down(&self, bank: u64, since_start_millis: i64) -> bool {
        let span = since_start_millis.div_euclid(millis(self.outage).max(1));
        self.strikes(KIND_BANK ^ bank, u64::from_ne_bytes(span.to_ne_bytes()), self.down)
    }

    fn late_by(&self, number: u64) -> Duration {
        let most = u64::try_from(millis(self.lateness)).unwrap_or(0).max(1);
        Duration::from_millis(1 + self.bits(KIND_LATENESS, number) % most)
    }

    fn strikes(&self, kind: u64, number: u64, percent: u8) -> bool {
        self.bits(kind, number) % 100 < u64::from(percent)
    }

    fn bits(&self, kind: u64, number: u64) -> u64 {
        mix(mix(self.seed ^ mix(kind)).wrapping_add(number))
    }
}

/// What chaos did to one delivery of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Mishap {
    /// It was never sent.
    Lost,
    /// It is the second delivery of a webhook that was sent twice.
    Doubled,
    /// It was held back for this long.
    Late(Duration),
}

/// The text is not a valid [`Chaos`]. `Display` shows the wrong part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidChaos(String);

/// `name=value`, separated by commas: `seed`, `lost`, `doubled`, `late`, `shifting` and `down` in
/// percent, `lateness` and `outage` in seconds.
impl FromStr for Chaos {
    type Err = InvalidChaos;

    fn from_str(text: &str) -> Result<Self, InvalidChaos> {
        let mut chaos = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let invalid = || InvalidChaos(part.to_owned());
            let (name, value) = part.split_once('=').ok_or_else(invalid)?;
            let number: u64 = value.parse().map_err(|_| invalid())?;
            let percent = || u8::try_from(number).ok().filter(|rate| *rate <= 100);
            match name {
                "seed" => chaos.seed = number,
                "lost" => chaos.lost = percent().ok_or_else(invalid)?,
                "doubled" => chaos.doubled = percent().ok_or_else(invalid)?,
                "late" => chaos.late = percent().ok_or_else(invalid)?,
                "shifting" => chaos.shifting = percent().ok_or_else(invalid)?,
                "down" => chaos.down = percent().ok_or_else(invalid)?,
                "lateness" => chaos.lateness = Duration::from_secs(number),
                "outage" if number > 0 => chaos.outage = Duration::from_secs(number),
                _ => return Err(invalid()),
            }
        }
        Ok(chaos)
    }
}

/// The form that [`FromStr`] reads.
impl fmt::Display for Chaos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "seed={},lost={},doubled={},late={},lateness={},shifting={},down={},outage={}",
            self.seed,
            self.lost,
            self.doubled,
            self.late,
            self.lateness.as_secs(),
            self.shifting,
            self.down,
            self.outage.as_secs(),
        )
    }
}

impl fmt::Display for InvalidChaos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is none of seed=N, lost=P, doubled=P, late=P, lateness=S, shifting=P, down=P, \
             outage=S (P in percent, S in seconds)",
            self.0
        )
    }
}

impl std::error::Error for InvalidChaos {}

fn rate(percent: u8) -> u8 {
    assert!(percent <= 100, "{percent} is not a percentage");
    percent
}
