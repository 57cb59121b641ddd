//! The chapter "Categorise transactions": nothing that a client sends is stored.

use serde_json::{Value, json};

use crate::finance::{company_in, counterparties};
use crate::service::Service;
use crate::service::answer::bad_request;
use crate::service::call::{Call, Outcome};

/// How many one request may have (Moneyhub documentation, "Categorise transactions").
const MOST: usize = 200;

impl Service {
    /// By the name of a company in the description, else by the merchant category code; without
    /// either, only this transaction fails.
    pub(super) fn categorise_transactions(&mut self, call: &Call<'_>) -> Outcome {
        let sent = call.json["transactions"].as_array().cloned().unwrap_or_default();
        if sent.len() > MOST {
            return Err(Box::new(bad_request("the body must have at most 200 transactions")));
        }
        let (mut found, mut failed) = (Vec::new(), Vec::new());
        for (place, mut one) in sent.into_iter().enumerate() {
            // Without an id, the answer has the position, because it must have an id.
            let id = one["id"].as_str().map_or_else(|| place.to_string(), str::to_owned);
            one["id"] = json!(id);
            let description = one["description"].as_str().unwrap_or_default();
            let code = one["merchantCategoryCode"].as_str();
            let by_code = || counterparties().iter().find(|company| Some(company.code) == code);
            if let Some(place) = company_in(description) {
                let company = &counterparties()[place];
                one["categoryId"] = json!(company.category);
                one["counterpartyId"] = json!(company.id);
                found.push(one);
            } else if let Some(company) = by_code() {
                one["categoryId"] = json!(company.category);
                found.push(one);
            } else {
                failed.push(Value::String(id));
            }
        }
        let shown = json!({
            "accountType": call.member("accountType").unwrap_or("cash"),
            "accountId": call.member("accountId").unwrap_or_default(),
            "transactions": found,
            "failedCategorisationIds": failed,
        });
        Ok(self.single(call, &shown))
    }
}
