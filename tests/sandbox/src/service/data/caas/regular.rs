//! Regular transactions among the enriched ones, detected like those of accounts at banks.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::kept::billionths;
use crate::clock::{date, millis_of_days, parse_rfc3339};
use crate::finance::{Rhythm, hash};
use crate::mix::{mix128, uuid};
use crate::service::Service;
use crate::service::answer::not_found;
use crate::service::call::{Call, Outcome};

const KIND_SERIES: u64 = 21;

impl Service {
    pub(super) fn list_caas_regular(&mut self, call: &Call<'_>) -> Outcome {
        let (id, now) = (call.path_parameter(0), self.clock.now_millis());
        let account = self.kept(call).accounts.get(id);
        let account = account.ok_or_else(|| Box::new(not_found("Account not found")))?;
        let mut by_text: BTreeMap<&str, Vec<(i64, &Value)>> = BTreeMap::new();
        for one in account.transactions.values() {
            let text = one["description"].as_str().unwrap_or_default();
            let moment = one["date"].as_str().and_then(parse_rfc3339).unwrap_or_default();
            by_text.entry(text).or_default().push((moment, one));
        }
        let mut shown = Vec::new();
        for (text, mut transactions) in by_text {
            transactions.sort_by_key(|(moment, _)| std::cmp::Reverse(*moment));
            let moments: Vec<i64> = transactions.iter().map(|(moment, _)| *moment).collect();
            if let Some(rhythm) = Rhythm::of(&moments) {
                shown.push(series(id, account.user.as_deref(), text, &transactions, rhythm, now));
            }
        }
        Ok(self.caas_list(call, &shown))
    }
}

fn series(
    account: &str,
    user: Option<&str>,
    text: &str,
    transactions: &[(i64, &Value)],
    rhythm: Rhythm,
    now: i64,
) -> Value {
    let (last, newest) = transactions[0];
    let (next, slack) = (rhythm.next(last), millis_of_days(Rhythm::SLACK_DAYS));
    let amounts = || transactions.iter().map(|(_, one)| &one["amount"]);
    let insights = &newest["mhInsights"];
    let company = &insights["l3Counterparty"];
    let cleaned = company["l3CounterpartyName"].as_str().unwrap_or(text);
    let line = |(moment, one): &(i64, &Value)| {
        json!({
            "uid": one["transactionId"],
            "date": date(*moment),
            "amount": one["amount"],
            "categoryId": one["mhInsights"]["l2CategoryId"],
            "description": text,
            "cleanedDescription": cleaned,
            "txCode": one["txCode"],
            "cardPresent": one["cardPresent"],
            "l3CounterpartyCategory": company["l3CounterpartyCategory"],
        })
    };
    json!({
        "seriesId": uuid(mix128(KIND_SERIES, hash(account), hash(text))),
        "accountId": account,
        "userId": user,
        "type": if billionths(&newest["amount"]).is_some_and(|amount| amount > 0) {
            "income"
        } else {
            "payment"
        },
        "subtype": "other",
        "frequency": rhythm.name(),
        "description": text,
        "cleanedDescription": cleaned,
        "numTxMatchedInSeries": transactions.len(),
        "gapLengthInFreqUnits": 0,
        "dateAnomaliesCount": 0,
        "numReturnedTxs": 0,
        "lastDate": date(last),
        "predictedDate": date(next),
        "predictedDateEarliest": date(next - slack),
        "predictedDateLatest": date(next + slack),
        "predictedTxLateOrNotDetected": now > next + slack,
        "predictedAmount": newest["amount"],
        "predictedAmountLower": amounts().min_by_key(|amount| billionths(amount)),
        "predictedAmountUpper": amounts().max_by_key(|amount| billionths(amount)),
        "currency": newest["currency"],
        "counterpartyId": company["l3CounterpartyId"],
        "l3CounterpartyCategory": company["l3CounterpartyCategory"],
        "predictedCategoryId": insights["l2CategoryId"],
        "transactions": transactions.iter().map(line).collect::<Vec<Value>>(),
        "matchMethod": "description",
        "stitched": false,
    })
}
