mod bytes;

use std::collections::BTreeMap;

use thiserror::Error as ThisError;

use super::{Day, sweep::Sweep};
use crate::ground::{env::UnixTime, id::TransactionId};

/// More accounts than this are not remembered with their bias.
pub(super) const MAX_BIAS: usize = 32;

/// Where a ledger stands: what to store in the same database transaction as the rows.
///
/// It is small, 50 to 200 bytes, and opaque. [`Checkpoint::default`] is that of a user of whom nothing has
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
    /// Whatever has not changed since then is right.
    pub(super) proven: Option<i64>,
    /// The same for rows that are there, if every change sets `dateModified`.
    pub(super) watermark: Option<i64>,
    /// Increments have read up to here.
    pub(super) changes_from: Option<i64>,
    /// What `proven` is to be, and the commit whose missing rows have to be decided on first.
    pub(super) claim: Option<(i64, u64)>,
    pub(super) increment: Option<Sweep>,
    pub(super) full: Option<Sweep>,
    pub(super) next_increment: i64,
    /// When a webhook may start one.
    pub(super) may_increment: i64,
    /// The last day on which a new account's history came in.
    pub(super) bulk_day: i64,
    pub(super) next_accounts: i64,
    pub(super) next_full: i64,
    /// The time between two full readings, if they have settled on one.
    pub(super) full_every: i64,
    /// Full readings that are to follow soon.
    pub(super) eager: u64,
    /// The longest page that was ever seen.
    pub(super) capacity: u64,
    /// Pages come with links, so that their end is known.
    pub(super) linked: bool,
    /// How many ids fit in one answer, where that is fewer than were asked for; 0 if that was never seen.
    pub(super) id_room: u64,
    /// The days of the last good window of a full reading.
    pub(super) width: Option<i64>,
    /// The earliest day, as the accounts say: a hint.
    pub(super) floor: Option<i64>,
    /// How many rows there are in all, as the accounts say.
    pub(super) counted: u64,
    /// A row that is there, asked for beside those that seem gone.
    pub(super) control: Option<TransactionId>,
    /// When anything of this user was last seen.
    pub(super) sighted_at: i64,
    /// When an answer last showed nothing.
    pub(super) blank_at: i64,
    /// By how much the service's count of an account differs from ours, where it does and nothing is wrong.
    pub(super) bias: BTreeMap<u64, i64>,
    /// The odd counts of the last time, in short.
    pub(super) odd: Option<u64>,
    /// The next counts are those to learn the bias from.
    pub(super) rebias: bool,
    /// Counts start no full reading before then.
    pub(super) calm_until: i64,
    pub(super) calm: i64,
}

/// What is known of a copy, and what is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// The copy is right as of then: every transaction that has not changed since is stored as the service
    /// has it, and none is stored that the service did not have. `None`: nothing has been proven yet.
    pub as_of: Option<UnixTime>,
    /// Every transaction that is there and has not changed since is stored as the service has it. This needs
    /// the service to keep `dateModified` for every change; [`as_of`](Self::as_of) does not.
    pub present_as_of: Option<UnixTime>,
    /// What `as_of` will be when the rows that a full reading has found missing have been decided on.
    pub awaiting: Option<UnixTime>,
    /// The full reading that is under way.
    pub full: Option<Reading>,
    /// The increment that is under way.
    pub increment: Option<Reading>,
    /// Whether a full reading has come to its end. Before that, the copy may have gaps anywhere before
    /// [`Reading::unread`].
    pub is_backfilled: bool,
}

/// A reading that is under way, from the newest day to the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// When it began.
    pub started: UnixTime,
    /// The last day that is still to be read, with all before it; `None`: every day is.
    pub unread: Option<Day>,
    /// Whether all that was read so far was whole: otherwise it will prove nothing, and the next one has to.
    pub is_whole: bool,
    /// The pages that were read.
    pub pages: u64,
}

/// Bytes that are no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum CheckpointError {
    /// They are damaged, or something else.
    #[error("these bytes are no checkpoint")]
    Malformed,
    /// A newer version of this crate has written them.
    #[error("the checkpoint has version {version}, and this library knows versions up to {known}")]
    Newer {
        /// Their version.
        version: u8,
        /// The newest version that can be read.
        known: u8,
    },
}

impl Checkpoint {
    /// What is known of the copy as of this checkpoint.
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
