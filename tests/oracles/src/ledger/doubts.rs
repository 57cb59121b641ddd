//! Undocumented behaviour of the service, and things that may go wrong, as switches.

/// A pending transaction that is booked keeps its id, or is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Booking {
    SameId,
    NewId,
}

/// Which changes set `dateModified`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Touch {
    All,
    Bank,
    None,
}

/// The order of pages; none is another one each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Order {
    Date,
    Id,
    Change,
    None,
}

/// The counts of accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Count {
    Exact,
    Late,
    WithoutPending,
    Absent,
}

/// Webhooks: each once and in order; half of them lost, others twice, shuffled and late; or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Hooks {
    Good,
    Lossy,
    None,
}

/// The time zone of date filters. London's clocks change within the histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Zone {
    Utc,
    London,
    West,
}

/// All switches. The first value of each is the harmless one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubts {
    /// What becomes of a pending transaction's id.
    pub booking: Booking,
    /// Which changes set `dateModified`.
    pub touch: Touch,
    /// The order of pages.
    pub order: Order,
    /// The counts of accounts.
    pub counts: Count,
    /// The webhooks.
    pub hooks: Hooks,
    /// Answers may be of up to five minutes ago.
    pub behind: bool,
    /// The time zone of filters.
    pub zone: Zone,
    /// Pages are silently shorter than was asked for.
    pub short_pages: bool,
    /// Pages have no links.
    pub no_links: bool,
    /// The caller's clock is wrong, differently after each restart.
    pub wrong_clock: bool,
    /// A change may show up to twelve hours after its `dateModified`.
    pub late_stamps: bool,
    /// Calls fail now and then.
    pub failing: bool,
    /// Days have more rows than a page.
    pub crowded: bool,
    /// Workers crash often.
    pub crashes: bool,
    /// Two workers are at the same user, without a lock.
    pub two_workers: bool,
}

/// Errors of the service that no reader can fully survive. They break laws, like planted faults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lies {
    /// For some hours, everything is answered as if there were nothing.
    pub blank: bool,
}

impl Doubts {
    /// The kind world.
    pub const KIND: Self = Self {
        booking: Booking::SameId,
        touch: Touch::All,
        order: Order::Date,
        counts: Count::Exact,
        hooks: Hooks::Good,
        behind: false,
        zone: Zone::Utc,
        short_pages: false,
        no_links: false,
        wrong_clock: false,
        late_stamps: false,
        failing: false,
        crowded: false,
        crashes: false,
        two_workers: false,
    };

    /// Everything at its worst, but for the order of pages.
    pub const WORST: Self = Self {
        booking: Booking::NewId,
        touch: Touch::None,
        order: Order::Date,
        counts: Count::Late,
        hooks: Hooks::Lossy,
        behind: true,
        zone: Zone::West,
        short_pages: true,
        no_links: true,
        wrong_clock: true,
        late_stamps: true,
        failing: true,
        crowded: true,
        crashes: true,
        two_workers: true,
    };

    /// A value for each switch, by eight bytes of choices.
    #[must_use]
    pub fn chosen(choices: u64) -> Self {
        let mut rest = choices;
        let mut below = |many: u64| {
            let choice = rest % many;
            rest /= many;
            choice as usize
        };
        Self {
            booking: [Booking::SameId, Booking::NewId][below(2)],
            touch: [Touch::All, Touch::Bank, Touch::None][below(3)],
            order: [Order::Date, Order::Id, Order::Change, Order::None][below(4)],
            counts: [Count::Exact, Count::Late, Count::WithoutPending, Count::Absent][below(4)],
            hooks: [Hooks::Good, Hooks::Lossy, Hooks::None][below(3)],
            behind: below(2) == 1,
            zone: [Zone::Utc, Zone::London, Zone::West][below(3)],
            short_pages: below(2) == 1,
            no_links: below(2) == 1,
            wrong_clock: below(2) == 1,
            late_stamps: below(2) == 1,
            failing: below(2) == 1,
            crowded: below(2) == 1,
            crashes: below(2) == 1,
            two_workers: below(2) == 1,
        }
    }
}
