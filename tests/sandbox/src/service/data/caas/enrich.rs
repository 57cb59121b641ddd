//! Enrichment, by predictable rules.
//!
//! The category is that of the company whose name is in the description, else that of the
//! `merchantCategoryCode`, else none (255). A transaction fails by itself if its id begins with
//! `error`, or if its splits do not add up.

use serde_json::{Value, json};

use super::catalogue::{
    Category, MIXED, UNCATEGORISED, by_id, by_trade, geotag, of_company, shown_company,
};
use super::kept::split_problem;
use crate::clock::rfc3339;
use crate::finance::{Counterparty, company_in, counterparties};
use crate::service::Service;
use crate::service::call::{Call, Outcome};

/// The prefix of ids of transactions that cannot be enriched.
const FAILING: &str = "error";

/// The reported duration of enrichment.
const WORK_MILLIS: i64 = 250;

impl Service {
    /// A transaction that is sent again replaces the earlier one.
    pub(super) fn enrich(&mut self, call: &Call<'_>) -> Outcome {
        let now = self.clock.now_millis();
        let kept = self.kept(call);
        let (mut shown, mut failed) = (Vec::new(), Vec::new());
        for sent in call.json.as_array().into_iter().flatten() {
            let id = sent["transactionId"].as_str().unwrap_or_default();
            let parts = sent["splits"].as_array().map(Vec::as_slice).unwrap_or_default();
            let splits_fit = parts.is_empty() || split_problem(&sent["amount"], parts).is_none();
            if id.starts_with(FAILING) || !splits_fit {
                failed.push(json!(id));
                continue;
            }
            let account = sent["accountId"].as_str().unwrap_or_default();
            let account = kept.accounts.entry(account.to_owned()).or_default();
            if let Some(user) = sent["userId"].as_str() {
                account.user = Some(user.to_owned());
            }
            let description = sent["description"].as_str().unwrap_or_default();
            let mine = match parts.is_empty() {
                true => account.future.get(description).map(String::as_str),
                false => Some(MIXED),
            };
            let enriched = enriched(sent, mine, now);
            account.transactions.insert(id.to_owned(), enriched.clone());
            shown.push(enriched);
        }
        let mut meta = json!({"count": shown.len()});
        if !failed.is_empty() {
            meta["errorTransactionIds"] = json!(failed);
        }
        Ok(self.envelope(call, &shown, Value::Null, meta))
    }
}

/// The transaction as sent, with defaults, and the insights.
fn enriched(sent: &Value, user_category: Option<&str>, now: i64) -> Value {
    let mut enriched = json!({
        "userId": null, "txCode": null, "currency": "GBP", "merchantCategoryCode": null,
        "cardPresent": null, "meta": null,
    });
    for (name, value) in sent.as_object().into_iter().flatten() {
        enriched[name.as_str()] = value.clone();
    }
    let (category, company) = rule(sent);
    let mut insights = category.write();
    insights["l1CategoryType"] = json!(category.kind());
    insights["l3Counterparty"] = json!(company.map(shown_company));
    insights["geotags"] = company.and_then(geotag).into_iter().collect();
    insights["userCategoryId"] = json!(user_category);
    insights["cardPresent"] = enriched["cardPresent"].clone();
    insights["timestampCreated"] = json!(rfc3339(now));
    insights["timestampIngress"] = json!(rfc3339(now));
    insights["timestampEgress"] = json!(rfc3339(now + WORK_MILLIS));
    enriched["mhInsights"] = insights;
    enriched
}

fn rule(sent: &Value) -> (&'static Category, Option<&'static Counterparty>) {
    let company = company_in(sent["description"].as_str().unwrap_or_default());
    let company = company.and_then(|place| counterparties().get(place));
    let by_trade = || sent["merchantCategoryCode"].as_str().and_then(by_trade);
    let known = company.or_else(by_trade).map(of_company);
    let none = by_id(UNCATEGORISED).unwrap_or(&super::CATEGORIES[0]);
    (known.unwrap_or(none), company)
}
