//! The users' consents to their connections: current ones, and those that ended.
//!
//! Only Moneyhub's Node types have the shape. Here every connection with a consent has one entry, which is
//! renewed with it, and stays after the connection is deleted.

use serde_json::{Value, json};

use super::Service;
use super::answer;
use super::call::{Call, Outcome};
use crate::finance::Account;
use crate::population::{Consent, UserIndex};

const PERMISSIONS: [&str; 3] = ["ReadAccountsBasic", "ReadBalances", "ReadTransactionsDetail"];

impl Service {
    /// The consents of all users, or of the token's user.
    pub(super) fn list_consents(&mut self, call: &Call<'_>) -> Outcome {
        let subject = call.subject();
        if call.text("userId").is_some_and(|user| Some(user) != subject) {
            let needs = "consent_history:read";
            return Err(self.forbidden("the token is not bound to the user of the filter", needs));
        }
        let only = subject.map(|id| self.population.find_user(id));
        let users: Box<dyn Iterator<Item = UserIndex>> = match only {
            Some(user) => Box::new(user.into_iter()),
            None => Box::new(self.population.users()),
        };
        let page = self.page(call);
        let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let slots = users.flat_map(|user| self.population.consented(user));
        let slots = slots.skip(size(page.offset)).take(size(page.limit));
        let now = self.clock.now_millis();
        let shown: Vec<Value> = slots
            .map(|at| {
                let consent = self.population.consent(at, now);
                self.write_consent(at.user(), &consent)
            })
            .collect();
        Ok(answer::json(call.status(), &json!({"data": shown, "meta": {}})))
    }

    fn write_consent(&self, user: UserIndex, consent: &Consent) -> Value {
        let accounts = self.accounts_of(user);
        let of_it = accounts.iter().filter(|account| {
            let bank = account.bank.as_ref();
            bank.is_some_and(|bank| bank.connection_id == consent.connection.id)
        });
        let connection = &consent.connection;
        json!({
            "authorizationRequestId": consent.request_id,
            "consentId": consent.id,
            "consentType": "AIS",
            "consentStatus": consent.status,
            "consentFrom": connection.user_consented_at,
            "consentTo": connection.expires_at,
            "permissions": PERMISSIONS,
            "cancelledAt": consent.cancelled_at,
            "erroredAt": null,
            "createdAt": connection.user_consented_at,
            "expiresAt": connection.expires_at,
            "accountDetails": of_it.filter_map(Account::number_at_the_bank).collect::<Vec<_>>(),
            "userId": self.population.id_of(user),
            "provider": connection.name,
        })
    }
}
