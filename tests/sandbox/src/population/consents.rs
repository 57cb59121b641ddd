//! The users' consents to their connections.

use super::{
    ADDED, Connection, ConnectionIndex, MOST_REMEMBERED, Population, Renewal, UserIndex, seed,
};
use crate::clock::{parse_rfc3339, rfc3339};
use crate::mix::{mix128, uuid};

const KIND_CONSENT: u64 = 23;
const KIND_CONSENT_REQUEST: u64 = 24;

/// A consent and its connection.
#[derive(Debug)]
pub(crate) struct Consent {
    pub(crate) id: String,
    /// The authorisation request that requested it.
    pub(crate) request_id: String,
    pub(crate) status: &'static str,
    pub(crate) cancelled_at: Option<String>,
    pub(crate) connection: Connection,
}

impl Population {
    /// The user has signed in at the bank again: errors are cleared.
    pub(crate) fn reauthorise(&mut self, at: ConnectionIndex, now_millis: i64) {
        let change = self.changes.entry((at.user.0, at.slot)).or_default();
        if change.sign_ins.len() == MOST_REMEMBERED {
            // The first one says when it became healthy.
            change.sign_ins.remove(1);
        }
        change.sign_ins.push(now_millis);
    }

    pub(crate) fn renew(&mut self, at: ConnectionIndex, expires_millis: i64, now_millis: i64) {
        self.give_consent(at, expires_millis, now_millis);
        let change = self.changes.entry((at.user.0, at.slot)).or_default();
        change.renewed = Some(Renewal { at_millis: Some(now_millis), expires_millis });
    }

    /// From now until this time; an existing one ends then.
    fn give_consent(&mut self, at: ConnectionIndex, until: i64, now_millis: i64) {
        let first = self.first_consent(at);
        let consents = &mut self.changes.entry((at.user.0, at.slot)).or_default().consents;
        if consents.is_empty() {
            consents.push(first);
        }
        match consents.last_mut() {
            Some((_, end)) if *end > now_millis => *end = until,
            _ => consents.push((now_millis, until)),
        }
        if consents.len() > MOST_REMEMBERED {
            consents.remove(0);
        }
    }

    /// Ends the consent of a connection; `false` if there is none to end.
    pub(crate) fn expire(&mut self, at: ConnectionIndex, now_millis: i64) -> bool {
        let expires = self.connection(at, now_millis).expires_at;
        let runs = expires.as_deref().and_then(parse_rfc3339).is_some_and(|end| end > now_millis);
        if runs {
            self.give_consent(at, now_millis, now_millis);
            let change = self.changes.entry((at.user.0, at.slot)).or_default();
            let given = change.renewed.as_ref().and_then(|renewal| renewal.at_millis);
            change.renewed = Some(Renewal { at_millis: given, expires_millis: now_millis });
        }
        runs
    }

    /// All live users, oldest first.
    pub(crate) fn users(&self) -> impl Iterator<Item = UserIndex> {
        (0..self.ever()).filter(|index| !self.deleted.contains(index)).map(UserIndex)
    }

    /// The connections of a user that had a consent with an end, including deleted ones.
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
        // Timestamps in one format sort like their texts.
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
