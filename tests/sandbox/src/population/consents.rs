//! The consents that users gave to their connections.

use super::{ADDED, Connection, ConnectionIndex, Population, UserIndex, seed};
use crate::clock::rfc3339;
use crate::mix::{mix128, uuid};

const KIND_CONSENT: u64 = 23;
const KIND_CONSENT_REQUEST: u64 = 24;

/// A consent, and the connection that it is for.
#[derive(Debug)]
pub(crate) struct Consent {
    pub(crate) id: String,
    /// The authorisation request that asked for it.
    pub(crate) request_id: String,
    pub(crate) status: &'static str,
    pub(crate) cancelled_at: Option<String>,
    pub(crate) connection: Connection,
}

impl Population {
    /// All live users, oldest first.
    pub(crate) fn users(&self) -> impl Iterator<Item = UserIndex> {
        (0..self.ever()).filter(|index| !self.deleted.contains(index)).map(UserIndex)
    }

    /// The connections of a user to which there was a consent that ends, deleted ones too.
    pub(crate) fn consented(&self, user: UserIndex) -> impl Iterator<Item = ConnectionIndex> {
        self.slots(user).filter(|at| {
            let template = seed::template(at.slot);
            at.slot >= ADDED
                || (template.tpp_consent.is_some() && template.expires_in_days.is_some())
        })
    }

    pub(crate) fn consent(&self, at: ConnectionIndex, now_millis: i64) -> Consent {
        let connection = self.connection(at, now_millis);
        let (user, slot) = (at.user.0, at.slot as u64);
        let deleted = self.changes.get(&(at.user.0, at.slot)).and_then(|it| it.deleted_millis);
        // Texts of one form are in the order of their times.
        let is_over = connection.expires_at.as_ref().is_some_and(|at| *at <= rfc3339(now_millis));
        let status = match deleted {
            Some(_) => "cancelled",
            None if is_over => "expired",
            None => "active",
        };
        Consent {
            id: uuid(mix128(KIND_CONSENT, user, slot)),
            request_id: uuid(mix128(KIND_CONSENT_REQUEST, user, slot)),
            status,
            cancelled_at: deleted.map(rfc3339),
            connection,
        }
    }
}
