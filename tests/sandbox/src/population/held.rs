//! The accounts of a user's connections.

use super::{ConnectionIndex, Fetches, Population, UserIndex, added, seed};

/// An account at a bank.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Its number among all accounts of its user.
    pub(crate) number: u32,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) bank: String,
    pub(crate) bank_name: &'static str,
    pub(crate) connection_id: String,
    pub(crate) since_millis: i64,
    /// `None`: never.
    pub(crate) last_updated: Option<String>,
    pub(crate) fetches: Fetches,
}

impl Population {
    /// The accounts of a user's connections, connection by connection.
    pub(crate) fn held(&self, user: UserIndex, now_millis: i64) -> Vec<Held> {
        self.live_slots(user).flat_map(|at| self.held_by(at, now_millis)).collect()
    }

    /// The accounts of one connection, as a fetch left them.
    pub(crate) fn held_by(&self, at: ConnectionIndex, now_millis: i64) -> Vec<Held> {
        let connection = self.connection(at, now_millis);
        let (user, slot) = (at.user.0, at.slot);
        let added = self.added_at(at);
        let kinds = added.map_or_else(|| seed::template(slot).accounts, added::accounts);
        let since_millis = added.map_or_else(|| self.anchor(at.user), |added| added.at_millis);
        let bank = added.map_or(seed::template(slot).bank, |added| &added.bank);
        let fetches = self.fetches(at, now_millis);
        let account = |(place, kind): (usize, &&'static str)| {
            let number = match added {
                Some(_) => added::number(slot, place),
                None => seed::account_number(slot, place),
            };
            Held {
                number,
                id: seed::account_id(user, number),
                kind,
                bank: bank.to_owned(),
                bank_name: connection.name,
                connection_id: connection.id.clone(),
                since_millis,
                last_updated: connection.last_updated.clone(),
                fetches: fetches.clone(),
            }
        };
        kinds.iter().enumerate().map(account).collect()
    }
}
