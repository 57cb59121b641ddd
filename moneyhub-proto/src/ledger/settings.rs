use std::time::Duration;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// How often a ledger makes calls, and what it assumes about the service.
///
/// The default suits up to some thousand users under Moneyhub's 1,000 calls a minute; the
/// [manual](crate::manual::ledger) has the calculation, and settings for a million.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use moneyhub_proto::ledger::Settings;
///
/// // Changes are read when a webhook says so, and once in four weeks all the same.
/// let week = Duration::from_secs(7 * 86_400);
/// let settings = Settings { increment: 4 * week, accounts: week, ..Settings::default() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many transactions or accounts to request at once: 2 to 1000. Default: 1000.
    pub page_limit: u32,
    /// How many ids to request at once: 1 to 50. Default: 50.
    pub ids_limit: u32,
    /// By how many rows the pages of a long day overlap, to check that they fit together. Default: 20.
    pub seam: u32,
    /// The number of rows that the service is known to put on every page except the last: if pages have no
    /// links, a shorter page is then the last. Default: 0, which learns the number; calls by ids, and lists of accounts,
    /// assume 2 until then.
    pub sure_page: u32,
    /// The time between two looks at a missing row. It must be more than the lag of the service's replicas,
    /// and more than twice [`skew`](Self::skew). Default: 15 minutes.
    pub settle: Duration,
    /// The same if no row has been seen since, or if many are missing, see [`brake`](Self::brake). Default: a
    /// day.
    pub long_settle: Duration,
    /// How wrong the time passed to [`step`](super::Ledger::step) may be. Default: 3 minutes.
    pub skew: Duration,
    /// How often to request changes without a webhook. Default: 6 hours.
    pub increment: Duration,
    /// How soon again if a webhook announces changes. Default: an hour.
    pub increment_after_sync: Duration,
    /// How many days of changes to read again with every increment: rows that are deleted within this time
    /// are noticed without an extra call. Default: 7.
    pub lookback: u32,
    /// How often to list the accounts. Default: 6 hours.
    pub accounts: Duration,
    /// How often to read everything, after a full reading has found a difference. Only a full reading shows a
    /// deletion whose webhook was lost, among rows older than [`lookback`](Self::lookback). Default: a week.
    pub full_soonest: Duration,
    /// How often to read everything while that finds no differences. Default: four weeks. A full reading of
    /// 3,600 rows costs 5 calls, so that is one call in six days.
    pub full_latest: Duration,
    /// How long after the first full reading to read a new account in full again, because its
    /// history arrives late. Default: an hour.
    pub second_full: Duration,
    /// How many times to read a day that fills more than a page before giving up its proof. Default: 4.
    pub walks: u32,
    /// How long to wait for more webhooks of the same fetch before checking the rows that they name. Default:
    /// a minute.
    pub gather: Duration,
    /// If more rows than this, and a quarter of all rows, are missing at once,
    /// [`long_settle`](Self::long_settle) applies. Default: 50.
    pub brake: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_limit: 1_000,
            ids_limit: 50,
            seam: 20,
            sure_page: 0,
            settle: Duration::from_secs(15 * 60),
            long_settle: Duration::from_secs(DAY),
            skew: Duration::from_secs(3 * 60),
            increment: Duration::from_secs(6 * HOUR),
            increment_after_sync: Duration::from_secs(HOUR),
            lookback: 7,
            accounts: Duration::from_secs(6 * HOUR),
            full_soonest: Duration::from_secs(7 * DAY),
            full_latest: Duration::from_secs(28 * DAY),
            second_full: Duration::from_secs(HOUR),
            walks: 4,
            gather: Duration::from_secs(60),
            brake: 50,
        }
    }
}

/// The settings as the machine uses them: seconds and counts within sane bounds, so that no calculation
/// overflows.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) page_limit: u32,
    pub(super) ids_limit: usize,
    pub(super) seam: usize,
    pub(super) sure_page: u64,
    pub(super) settle: i64,
    pub(super) long_settle: i64,
    pub(super) skew: i64,
    pub(super) increment: i64,
    pub(super) increment_after_sync: i64,
    pub(super) lookback: i64,
    pub(super) accounts: i64,
    pub(super) full_soonest: i64,
    pub(super) full_latest: i64,
    pub(super) second_full: i64,
    pub(super) walks: u32,
    pub(super) gather: i64,
    pub(super) brake: u64,
}

impl From<&Settings> for Rules {
    fn from(settings: &Settings) -> Self {
        Self {
            page_limit: settings.page_limit.clamp(2, 1_000),
            ids_limit: settings.ids_limit.clamp(1, 50) as usize,
            seam: settings.seam.clamp(1, 999) as usize,
            sure_page: settings.sure_page.min(1_000).into(),
            settle: seconds(settings.settle),
            long_settle: seconds(settings.long_settle),
            skew: seconds(settings.skew),
            increment: seconds(settings.increment),
            increment_after_sync: seconds(settings.increment_after_sync),
            lookback: settings.lookback.min(36_500).into(),
            accounts: seconds(settings.accounts),
            full_soonest: seconds(settings.full_soonest),
            full_latest: seconds(settings.full_latest),
            second_full: seconds(settings.second_full),
            walks: settings.walks.max(1),
            gather: seconds(settings.gather),
            brake: settings.brake.into(),
        }
    }
}

/// Rounded up, and at most a century.
fn seconds(duration: Duration) -> i64 {
    let whole = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
    i64::try_from(whole).unwrap_or(i64::MAX).min(36_500 * 86_400)
}
