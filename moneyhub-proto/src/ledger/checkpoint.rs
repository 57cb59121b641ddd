mod bytes;

use std::collections::BTreeMap;

use thiserror::Error as ThisError;

use super::{Day, sweep::Sweep};
use crate::ground::{env::UnixTime, id::TransactionId};

/// The bias of at most this many accounts is remembered.
pub(super) const MAX_BIAS: usize = 32;

/// Where a ledger stands: what to store in the same database transaction as the rows.
///
/// It is small, 50 to 200 bytes, and opaque. [`Checkpoint::default`] is that of a user for whom nothing has
/// been read.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::ledger::Checkpoint;
///
/// let bytes = Checkpoint::default().to_bytes();
/// assert_eq!(Checkpoint::from_bytes(&bytes)?, Checkpoint::default());
/// # Ok::<(), moneyhub_proto::ledger::CheckpointError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// Everything that has not changed since then is right.
    pub(super) proven: Option<i64>,
    /// The same for existing rows, if every change sets `dateModified`.
    pub(super) watermark: Option<i64>,
    /// Increments have read up to here.
    pub(super) changes_from: Option<i64>,
    /// The next value of `proven`, and the commit whose missing rows must be decided first.
    pub(super) claim: Option<(i64, u64)>,
    pub(super) increment: Option<Sweep>,
    pub(super) full: Option<Sweep>,
    pub(super) next_increment: i64,
    /// When a webhook may start one.
    pub(super) may_increment: i64,
    /// The last day on which a new account's history arrived.
    pub(super) bulk_day: i64,
    pub(super) next_accounts: i64,
    pub(super) next_full: i64,
    /// The interval of full readings, once it has settled.
    pub(super) full_every: i64,
    /// Full readings that follow soon.
    pub(super) eager: u64,
    /// The longest page seen so far.
    pub(super) capacity: u64,
    /// Pages have links, so that the last page is known.
    pub(super) linked: bool,
    /// How many ids fit into one answer, if fewer than requested; 0 if that has not been seen.
    pub(super) id_room: u64,
    /// The days of the last good window of a full reading.
    pub(super) width: Option<i64>,
    /// The earliest day, as the accounts say: a hint.
    pub(super) floor: Option<i64>,
    /// The total number of rows, as the accounts say.
    pub(super) counted: u64,
    /// An existing row to request together with those that seem gone.
    pub(super) control: Option<TransactionId>,
    /// When a transaction of this user was last seen.
    pub(super) sighted_at: i64,
    /// When an answer last showed nothing.
    pub(super) blank_at: i64,
    /// By how much the service's count of an account differs from ours although nothing is wrong.
    pub(super) bias: BTreeMap<u64, i64>,
    /// A digest of the last mismatching counts.
    pub(super) odd: Option<u64>,
    /// Whether to learn the bias from the next counts.
    pub(super) rebias: bool,
    /// Counts start no full reading before then.
    pub(super) calm_until: i64,
    pub(super) calm: i64,
}

/// What is known about a copy, and what is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// The copy is right as of this time: every transaction that has not changed since is stored as the
    /// service has it, and nothing is stored that the service did not have. `None` if nothing has been proven
    /// yet.
    pub as_of: Option<UnixTime>,
    /// Every existing transaction that has not changed since this time is stored as the service has it. This
    /// requires that every change sets `dateModified`; [`as_of`](Self::as_of) does not.
    pub present_as_of: Option<UnixTime>,
    /// The next value of `as_of`, once the rows that a full reading has found missing are decided.
    pub awaiting: Option<UnixTime>,
    /// The full reading in progress.
    pub full: Option<Reading>,
    /// The increment in progress.
    pub increment: Option<Reading>,
    /// Whether a full reading has finished. Until then, the copy may have gaps anywhere before
    /// [`Reading::unread`].
    pub is_backfilled: bool,
}

/// A reading in progress, from the newest day to the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// When it began.
    pub started: UnixTime,
    /// The last day that is still unread, with all days before it; `None` if every day is unread.
    pub unread: Option<Day>,
    /// Whether everything read so far was complete. Otherwise this reading proves nothing, and the next one
    /// must.
    pub is_whole: bool,
    /// The number of pages read.
    pub pages: u64,
}

/// The bytes are not a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum CheckpointError {
    /// They are damaged, or not a checkpoint at all.
    #[error("these bytes are not a checkpoint")]
    Malformed,
    /// A newer version of this crate has written them.
    #[error(
        "the checkpoint has version {version}, but this library only knows versions up to {known}"
    )]
    Newer {
        /// Their version.
        version: u8,
        /// The newest version that can be read.
        known: u8,
    },
}

impl Checkpoint {
    /// What is known about the copy at this checkpoint.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let time = |seconds: Option<i64>| seconds.map(UnixTime::from_seconds);
        Standing {
            as_of: time(self.proven),
            present_as_of: time(self.watermark),
            awaiting: time(self.claim.map(|(as_of, _)| as_of)),
            full: self.full.as_ref().map(Sweep::reading),
            increment: self.increment.as_ref().map(Sweep::reading),
            is_backfilled: self.changes_from.is_some(),
        }
    }
}

pub(super) fn later(one: Option<i64>, other: i64) -> Option<i64> {
    Some(one.map_or(other, |one| one.max(other)))
}

#[cfg(test)]
mod tests;
