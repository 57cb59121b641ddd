//! Splits of enriched transactions.

use serde_json::{Value, json};

use super::catalogue::MIXED;
use super::kept::split_problem;
use crate::service::Service;
use crate::service::answer::{bad_request, no_content, not_found};
use crate::service::call::{Call, Outcome};

impl Service {
    /// Replaces existing ones.
    pub(super) fn put_caas_splits(&mut self, call: &Call<'_>) -> Outcome {
        let (account, id) = (call.path_parameter(0), call.path_parameter(1));
        let parts = call.json["data"].as_array().cloned().unwrap_or_default();
        let kept = self.kept(call);
        let user = kept.accounts.get(account).and_then(|account| account.user.clone());
        let known = parts.iter().all(|part| {
            kept.knows(part["userCategoryId"].as_str().unwrap_or_default(), user.as_deref())
        });
        let one = kept
            .transaction(account, id)
            .ok_or_else(|| Box::new(not_found("Transaction not found")))?;
        if let Some(problem) = split_problem(&one["amount"], &parts) {
            return Err(Box::new(bad_request(problem)));
        }
        if !known {
            return Err(Box::new(bad_request("userCategoryId is not known")));
        }
        one["splits"] = json!(parts);
        one["mhInsights"]["userCategoryId"] = json!(MIXED);
        Ok(self.caas_list(call, &parts))
    }

    pub(super) fn delete_caas_splits(&mut self, call: &Call<'_>) -> Outcome {
        let (account, id) = (call.path_parameter(0), call.path_parameter(1));
        let one = self.kept(call).transaction(account, id);
        let members = one.and_then(Value::as_object_mut);
        match members.and_then(|members| members.remove("splits").map(|_| members)) {
            Some(members) => {
                members["mhInsights"]["userCategoryId"] = Value::Null;
                Ok(no_content())
            }
            None => Err(Box::new(not_found("Splits not found"))),
        }
    }
}
