//! The effects of chaos on the service: rows that come and go between two pages, and banks that are
//! down. Chaos of webhooks applies where they are raised.

use std::borrow::Cow;
use std::time::Duration;

use super::Service;
use super::authorization::{AuthorizationRequest, Purpose};
use super::call::Page;
use crate::banks;
use crate::chaos::Chaos;
use crate::clock::{MILLIS_PER_SECOND, millis};
use crate::finance::{Account, Filter, Key, Transaction, counterparties};
use crate::population::{ConnectionIndex, UserIndex, bank_of};

/// The most pairs of rows that chaos adds to the lists of all users. Beyond that, the oldest goes
/// when another comes.
const MOST_PAIRS: usize = 200;

/// The shop of the purchases that come and go, by its place in the directory.
const SHOP: usize = 4;

/// A purchase and its refund: together they change no balance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    user: UserIndex,
    keys: [Key; 2],
}

impl Service {
    /// The chaos settings: see [`Builder::chaos`](crate::Builder::chaos).
    pub fn chaos(&self) -> Chaos {
        self.settings.chaos
    }

    /// Changes the chaos settings. Webhooks that wait to be sent are not affected.
    pub fn set_chaos(&mut self, chaos: Chaos) {
        self.settings.chaos = chaos;
        self.population.outages_mut().set_chaos(chaos, self.clock.now_millis());
    }

    /// Takes a bank down for this long, or until [`bank_up`](Self::bank_up): its syncs fail and its
    /// connections say so, as Moneyhub documents for a failing bank, and nobody can sign in there.
    /// The bank's id is the part before the colon of its connections' ids. Returns `false` if there
    /// is no such bank.
    ///
    /// Payments are not affected: [`Decision`](crate::Decision) has their failures.
    pub fn bank_down(&mut self, bank_id: &str, time: Duration) -> bool {
        let now = self.clock.now_millis();
        let known = banks::by_id(bank_id).is_some();
        if known {
            self.population.outages_mut().begin(bank_id, now, now.saturating_add(millis(time)));
        }
        known
    }

    /// Ends an outage of [`bank_down`](Self::bank_down). The bank may still be down by chaos.
    pub fn bank_up(&mut self, bank_id: &str) {
        self.population.outages_mut().end(bank_id, self.clock.now_millis());
    }

    /// Whether a bank is down now.
    pub fn is_bank_down(&self, bank_id: &str) -> bool {
        self.population.outages().is_down(bank_id, self.clock.now_millis())
    }

    /// Whether the bank that a sign-in goes to is down.
    pub(super) fn meets_outage(
        &self,
        request: &AuthorizationRequest,
        connection: Option<ConnectionIndex>,
    ) -> bool {
        match (&request.purpose, connection) {
            (Purpose::Connect, _) => {
                let bank = bank_of(request.bank.as_deref().unwrap_or_default());
                self.is_bank_down(bank)
            }
            (Purpose::Reauth | Purpose::Refresh, Some(at)) => {
                self.is_bank_down(&self.population.bank(at))
            }
            _ => false,
        }
    }

    /// Before a page other than the first: earlier rows may come or go.
    pub(super) fn shift(
        &mut self,
        user: UserIndex,
        accounts: &[Account],
        filter: &Filter,
        page: Page,
    ) {
        if page.offset == 0 {
            return;
        }
        self.walked += 1;
        let chaos = self.settings.chaos;
        if !chaos.shifts(self.walked) {
            return;
        }
        let listing = self.finance.listing(user.number(), accounts, filter);
        let at = |place: u64| listing.page(&filter.rest, 1, place).0.into_iter().next();
        let place = chaos.place(self.walked, page.offset);
        let (Some(anchor), Some(last)) = (at(place), at(page.offset - 1)) else { return };
        let going = self.pairs.iter().position(|pair| {
            pair.user == user
                && pair.keys.iter().all(|key| {
                    let id = key.id(user.number());
                    let row = self.finance.transaction(user.number(), accounts, &id);
                    row.is_some_and(|row| row.date >= last.date && filter.holds(&row, accounts))
                })
        });
        match going.filter(|_| chaos.place(!self.walked, 2) == 0) {
            Some(place) => self.let_go(place),
            None => self.let_come(user, &anchor),
        }
    }

    fn let_come(&mut self, user: UserIndex, before: &Transaction) {
        if self.pairs.len() >= MOST_PAIRS {
            self.let_go(0);
        }
        let pence = i64::try_from(self.settings.chaos.place(self.walked, 9_900)).unwrap_or(0) + 100;
        let name = counterparties().get(SHOP).map_or("", |shop| &shop.name);
        let now = self.clock.now_millis();
        let row = |key: Key, amount: i64, text: String| Transaction {
            account: before.account,
            amount,
            category: Cow::Borrowed(counterparties()[SHOP].category),
            date: before.date + MILLIS_PER_SECOND,
            text: Cow::Owned(text),
            short: Cow::Borrowed(name),
            company: Some(SHOP),
            ..Transaction::blank(key, now)
        };
        let keys = [self.finance.new_key(), self.finance.new_key()];
        let purchase = row(keys[0], -pence, format!("CARD PURCHASE {}", name.to_uppercase()));
        let refund = row(keys[1], pence, format!("REFUND {}", name.to_uppercase()));
        for one in [purchase, refund] {
            self.finance.put_transaction(user.number(), one);
        }
        self.pairs.push_back(Pair { user, keys });
        let told = keys.map(|key| (before.account, key.id(user.number())));
        self.raise_transactions("newTransactions", user, told);
    }

    fn let_go(&mut self, place: usize) {
        let Some(Pair { user, keys }) = self.pairs.remove(place) else { return };
        let accounts = self.accounts_of(user);
        let ids = keys.map(|key| key.id(user.number()));
        let there =
            ids.iter().filter_map(|id| self.finance.transaction(user.number(), &accounts, id));
        let told: Vec<_> = there.map(|row| (row.account, row.key.id(user.number()))).collect();
        for key in keys {
            self.finance.delete_transaction(user.number(), key);
        }
        self.raise_transactions("deletedTransactions", user, told);
    }
}
