//! What the console shows of the state, and does to it, that no request can ask for.

use serde_json::Value;

use super::Service;
use crate::banks::{Bank, banks};
use crate::chaos::Chaos;
use crate::finance::Shows;
use crate::population::{Connection, User};
use crate::webhooks::Delivery;

impl Service {
    /// Ends the consent of a connection now, as if it had run out: `expiresAt` is this moment. `false`
    /// when there is no such connection, its consent never ends, or it has ended already.
    pub fn expire_consent(&mut self, user_id: &str, connection_id: &str) -> bool {
        let now = self.clock.now_millis();
        let Some(user) = self.population.find_user(user_id) else { return false };
        match self.population.find_connection(user, connection_id) {
            Some(at) => self.population.expire(at, now),
            None => false,
        }
    }

    pub(crate) fn shown_users(&self, limit: u64, offset: u64) -> Vec<User> {
        self.population.page(limit, offset)
    }

    pub(crate) fn shown_user(&self, user_id: &str) -> Option<User> {
        self.population.find_user(user_id).map(|user| self.population.user(user))
    }

    pub(crate) fn shown_connections(&self, user_id: &str) -> Vec<Connection> {
        let user = self.population.find_user(user_id);
        user.map(|user| self.population.connections(user, self.clock.now_millis()))
            .unwrap_or_default()
    }

    /// At most so many accounts, as the data host writes them, with the number of their
    /// transactions.
    pub(crate) fn shown_accounts(&self, user_id: &str, most: usize) -> Vec<Value> {
        let Some(user) = self.population.find_user(user_id) else { return Vec::new() };
        let shows = Shows { transactions: true, ..Shows::default() };
        let accounts = self.accounts_of(user).into_iter().take(most);
        accounts.map(|account| self.finance.write_account(user.number(), &account, shows)).collect()
    }

    /// The banks that are down now, by hand or by chaos.
    pub(crate) fn shown_outages(&self) -> Vec<&'static Bank> {
        banks().iter().filter(|bank| self.is_bank_down(&bank.id)).collect()
    }

    pub(crate) fn delivery_count(&self) -> usize {
        self.outbox.count()
    }

    /// The newest deliveries after so many.
    pub(crate) fn shown_deliveries(&self, offset: usize, limit: usize) -> Vec<Delivery> {
        self.outbox.all().rev().skip(offset).take(limit).cloned().collect()
    }

    /// Where webhooks go and which; `None` where they go nowhere.
    pub(crate) fn subscription_told(&self) -> Option<String> {
        self.outbox.subscription.as_ref().map(ToString::to_string)
    }

    /// What the sandbox is, in names and values, for people to read: its clients, how many users it
    /// has, where its webhooks go. No secret is in it.
    pub fn description(&self) -> Vec<(&'static str, String)> {
        let settings = &self.settings;
        let mut lines = vec![("client", settings.client.to_string())];
        lines.extend(settings.others.values().map(|other| ("client", other.to_string())));
        lines.push(("issuer", settings.issuer.clone()));
        let connections = settings.connections_per_user;
        let transactions = settings.transactions_per_account;
        lines.push((
            "users",
            format!(
                "{} alive; {connections} connections each, {transactions} transactions per account",
                self.population.live()
            ),
        ));
        let webhooks = self.subscription_told();
        lines.push(("webhooks", webhooks.unwrap_or_else(|| "none".to_owned())));
        if settings.chaos != Chaos::default() {
            lines.push(("chaos", settings.chaos.to_string()));
        }
        let lifetime = settings.token_lifetime.as_secs();
        lines.push(("access tokens", format!("live {lifetime} seconds")));
        if let Some(most) = settings.rate_limit {
            let window = settings.rate_window.as_secs();
            lines.push(("rate limit", format!("{most} requests in {window} seconds")));
        }
        if let Some(cap) = settings.limit_cap {
            lines.push(("items on a page", format!("at most {cap}")));
        }
        lines
    }
}
