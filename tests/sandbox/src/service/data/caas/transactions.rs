//! Enriched transactions.

use moneyhub_reference::Form;
use serde_json::{Value, json};

use super::catalogue::MIXED;
use crate::service::Service;
use crate::service::answer::{bad_request, failure, no_content, not_found};
use crate::service::call::{Call, Outcome};

const UNKNOWN: &str = "Transaction not found";

impl Service {
    /// Those of an account, newest first.
    pub(super) fn list_enriched(&mut self, call: &Call<'_>) -> Outcome {
        let kept = self.kept(call);
        let account = call.text("accountId").and_then(|id| kept.accounts.get(id));
        let user = call.text("userId");
        let account = account.filter(|one| user.is_none() || one.user.as_deref() == user);
        let account = account.ok_or_else(|| Box::new(not_found("Account not found")))?;
        let mut found: Vec<Value> = account.transactions.values().cloned().collect();
        found.sort_by_cached_key(|one| std::cmp::Reverse(one["date"].to_string()));
        if let Some(limit) = call.number("limit") {
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        let mut found = Value::Array(found);
        call.strip(&mut found);
        Ok(self.caas_list(call, found.as_array().map(Vec::as_slice).unwrap_or_default()))
    }

    /// With `recategorisationType=future`, later transactions with the same description follow.
    pub(super) fn update_enriched(&mut self, call: &Call<'_>) -> Outcome {
        let (account, id) = (call.path_parameter(0), call.path_parameter(1));
        let category = call.member("userCategoryId").unwrap_or_default();
        let kept = self.kept(call);
        let user = kept.accounts.get(account).and_then(|account| account.user.clone());
        let known = kept.knows(category, user.as_deref());
        let one = kept.transaction(account, id).ok_or_else(|| Box::new(not_found(UNKNOWN)))?;
        if one["mhInsights"]["userCategoryId"] == MIXED {
            let message = "the transaction is split";
            return Err(Box::new(failure(http::StatusCode::CONFLICT, message)));
        }
        if !known {
            return Err(Box::new(bad_request("userCategoryId is not known")));
        }
        one["mhInsights"]["userCategoryId"] = json!(category);
        let shown = one.clone();
        if call.text("recategorisationType") == Some("future")
            && let Some(account) = kept.accounts.get_mut(account)
            && let Some(description) = shown["description"].as_str()
        {
            account.future.insert(description.to_owned(), category.to_owned());
        }
        Ok(self.without_links(call, &shown))
    }

    pub(super) fn delete_enriched(&mut self, call: &Call<'_>) -> Outcome {
        let (account, id) = (call.path_parameter(0), call.path_parameter(1));
        let account = self.kept(call).accounts.get_mut(account);
        match account.and_then(|account| account.transactions.remove(id)) {
            Some(_) => Ok(no_content()),
            None => Err(Box::new(not_found(UNKNOWN))),
        }
    }

    /// The place of the sample, by the name of the company; nothing for a transaction without one.
    pub(super) fn enhanced(&mut self, call: &Call<'_>) -> Outcome {
        let (account, id) = (call.path_parameter(0), call.path_parameter(1));
        let kept = self.kept(call);
        let one = kept.transaction(account, id).ok_or_else(|| Box::new(not_found(UNKNOWN)))?;
        let mut shown = json!({
            "transactionId": one["transactionId"],
            "userId": one["userId"].as_str().unwrap_or_default(),
            "accountId": one["accountId"],
        });
        let company = one["mhInsights"]["l3Counterparty"]["l3CounterpartyName"].as_str();
        if let Some(company) = company
            && let Some(sample) = call.operation.sample(Form::Full)
        {
            let mut place = sample.value()["data"]["enhancedLocationData"].take();
            place["displayName"]["text"] = json!(company);
            shown["enhancedLocationData"] = place;
        }
        Ok(self.without_links(call, &shown))
    }
}
