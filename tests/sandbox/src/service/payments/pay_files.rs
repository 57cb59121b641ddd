//! Files of payments. Only routes and scopes are public: uploads are stored and returned unchanged.
//! Only a `reference` in them is read, for the ledger.

use serde_json::{Map, Value, json};

use super::super::Service;
use super::super::call::{Call, Outcome};
use super::order::{Order, Party};
use super::{PaymentKind, client_of, missing, one, refused};
use crate::clock::rfc3339;

#[derive(Debug)]
pub(super) struct PayFile {
    id: String,
    client_id: String,
    /// The upload, if it was JSON.
    content: Value,
    created_millis: i64,
    executed_millis: Option<i64>,
}

impl PayFile {
    fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "createdAt": rfc3339(self.created_millis),
            "status": if self.executed_millis.is_some() { "executed" } else { "uploaded" },
            "content": self.content,
        })
    }
}

impl Service {
    pub(super) fn upload_pay_file(&mut self, call: &Call<'_>) -> Outcome {
        let file = PayFile {
            id: self.identity.id(),
            client_id: client_of(call).to_owned(),
            content: call.json.clone(),
            created_millis: self.clock.now_millis(),
            executed_millis: None,
        };
        let answer = one(call, &file.shown());
        self.payments.pay_files.put(file.id.clone(), file);
        Ok(answer)
    }

    pub(super) fn get_pay_file(&mut self, call: &Call<'_>) -> Outcome {
        let file = self.payments.pay_files.find(call.path_parameter(0));
        match file.filter(|file| file.client_id == client_of(call)) {
            Some(file) => Ok(one(call, &file.shown())),
            None => missing("no such file of payments"),
        }
    }

    /// Once.
    pub(super) fn execute_pay_file(&mut self, call: &Call<'_>) -> Outcome {
        let now = self.clock.now_millis();
        let file = self.payments.pay_files.find_mut(call.path_parameter(0));
        let Some(file) = file.filter(|file| file.client_id == client_of(call)) else {
            return missing("no such file of payments");
        };
        if file.executed_millis.is_some() {
            return refused("this file has already been executed");
        }
        file.executed_millis = Some(now);
        let order = Order {
            kind: PaymentKind::PayFile,
            amount: 0,
            payee: Party::default(),
            reference: file.content["reference"].as_str().map(str::to_owned),
            members: Map::new(),
        };
        self.payments.ledger.enter(&file.id, &order, now);
        Ok(one(call, &file.shown()))
    }
}
