//! The largest replies of reports that are plausible, made of the samples of the reference.

use bytes::Bytes;
use serde_json::{Value, json};

const REPORT: &str = include_str!("../../../reference/data/samples/affordability.get.json");

/// How many accounts a user has who has many, and how often each was overdrawn in two years.
const ACCOUNTS: usize = 20;
const OVERDRAFTS: usize = 24;

/// How many categories direct debits are returned in.
const RETURNED: usize = 40;

/// How many categories there are, a user's own among them.
const CATEGORIES: usize = 160;

/// A report on what a user can afford who has many accounts, each often overdrawn: 166 KB.
///
/// # Panics
///
/// When the sample is not what it was.
#[must_use]
pub fn affordability() -> Bytes {
    let mut sample: Value = serde_json::from_str(REPORT).expect("the sample is JSON");
    let report = &mut sample["data"];
    let account = &mut report["overdraftUseByAccount"][0];
    account["details"] = repeated(&account["details"][0], OVERDRAFTS);
    report["overdraftUseByAccount"] = repeated(&report["overdraftUseByAccount"][0], ACCOUNTS);
    let returned = &mut report["riskIndicators"]["returnedDirectDebits"];
    returned["details"] = repeated(&returned["details"][0], RETURNED);
    sample.to_string().into()
}

/// Three periods by every category: 23 KB.
#[must_use]
pub fn spending() -> Bytes {
    let row = |index: usize| {
        json!({
            "categoryId": format!("std:5a7ff1f3-cd2c-4676-a368-{index:012}"),
            "categoryGroup": format!("group:{}", index % 16),
            "currentMonth": -12_345 - i64::try_from(index).unwrap_or_default(),
            "previousMonth": -23_456,
            "lastYear": 0,
        })
    };
    let rows: Vec<Value> = (0..CATEGORIES).map(row).collect();
    let total = json!({"currentMonth": -1_975_200, "previousMonth": -3_752_960, "lastYear": 0});
    json!({
        "data": {"categories": rows, "total": total},
        "links": {"self": "https://api.moneyhub.co.uk/v3/spending-analysis"},
        "meta": {"correlationId": "8f14e45f-ceea-467f-a8d1-2b0c3d4e5f60"},
    })
    .to_string()
    .into()
}

fn repeated(item: &Value, times: usize) -> Value {
    assert!(item.is_object(), "the sample has such an item");
    Value::Array(vec![item.clone(); times])
}
