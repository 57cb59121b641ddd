//! Payees. They cannot be changed or deleted.

use serde_json::{Value, json};

use super::super::Service;
use super::super::call::{Call, Outcome};
use super::order::Party;
use super::{client_of, missing, one};
use crate::clock::rfc3339;

#[derive(Debug)]
pub(super) struct Payee {
    pub(super) client_id: String,
    pub(super) party: Party,
    external_id: String,
    user_id: Option<String>,
    created_millis: i64,
}

impl Payee {
    fn shown(&self) -> Value {
        let created = rfc3339(self.created_millis);
        let mut shown = json!({
            "id": self.party.id,
            "clientId": self.client_id,
            "sortCode": self.party.sort_code,
            "accountNumber": self.party.account_number,
            "name": self.party.name,
            "createdAt": created,
            "modifiedAt": created,
            "active": true,
            "externalId": self.external_id,
        });
        if let Some(user) = &self.user_id {
            shown["userId"] = json!(user);
        }
        shown
    }
}

impl Service {
    pub(super) fn create_payee(&mut self, call: &Call<'_>) -> Outcome {
        let id = self.identity.id();
        let payee = Payee {
            client_id: client_of(call).to_owned(),
            party: Party { id: Some(id.clone()), ..Party::inline(&call.json) },
            external_id: call.member("externalId").unwrap_or_default().to_owned(),
            user_id: call.member("userId").map(str::to_owned),
            created_millis: self.clock.now_millis(),
        };
        let answer = one(call, &payee.shown());
        self.payments.payees.put(id, payee);
        Ok(answer)
    }

    pub(super) fn list_payees(&mut self, call: &Call<'_>) -> Outcome {
        let listed = self.payments.payees.iter().filter(|payee| {
            let user = payee.user_id.as_deref();
            payee.client_id == client_of(call)
                && call.text("userId").is_none_or(|wanted| user == Some(wanted))
                && call.flag("hasUserId").is_none_or(|has| user.is_some() == has)
        });
        Ok(self.some(call, listed, Payee::shown, json!({})))
    }

    pub(super) fn get_payee(&mut self, call: &Call<'_>) -> Outcome {
        let payee = self.payments.payees.find(call.path_parameter(0));
        match payee.filter(|payee| payee.client_id == client_of(call)) {
            Some(payee) => Ok(one(call, &payee.shown())),
            None => missing("no such payee"),
        }
    }
}
