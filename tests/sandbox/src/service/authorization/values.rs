//! The values of Moneyhub's claims (Moneyhub documentation, "Claims"; the names as the official
//! Node client sends them).

use serde_json::{Map, Value};

use crate::clock::parse_rfc3339;

const CONSENT: [&str; 4] =
    ["expirationDateTime", "transactionFromDateTime", "permissions", "permissionsAction"];

const PAYMENT: [&str; 14] = [
    "amount",
    "context",
    "endToEndId",
    "payee",
    "payeeId",
    "payeeRef",
    "payeeType",
    "payer",
    "payerEmail",
    "payerId",
    "payerName",
    "payerRef",
    "payerType",
    "readRefundAccount",
];

const REVERSE_PAYMENT: [&str; 5] = ["amount", "payer", "payerId", "payerType", "paymentId"];

const RECURRING_PAYMENT: [&str; 13] = [
    "context",
    "currency",
    "maximumIndividualAmount",
    "payee",
    "payeeId",
    "payeeType",
    "payerId",
    "payerType",
    "periodicLimits",
    "reference",
    "type",
    "validFromDate",
    "validToDate",
];

const STANDING_ORDER: [&str; 16] = [
    "context",
    "currency",
    "finalPaymentAmount",
    "finalPaymentDate",
    "firstPaymentAmount",
    "firstPaymentDate",
    "frequency",
    "numberOfPayments",
    "payee",
    "payeeId",
    "payeeType",
    "payerId",
    "payerType",
    "recurringPaymentAmount",
    "recurringPaymentDate",
    "reference",
];

/// Checks `mh:consent`; returns its expiry.
pub(super) fn consent(value: &Value) -> Result<Option<i64>, String> {
    let members = object("mh:consent", value, &CONSENT)?;
    let date = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(value) => match value.as_str().and_then(parse_rfc3339) {
            Some(moment) => Ok(Some(moment)),
            None => Err(format!("{name} must be an RFC 3339 date-time")),
        },
    };
    date("transactionFromDateTime")?;
    if let Some(permissions) = members.get("permissions") {
        let texts = permissions.as_array().is_some_and(|all| all.iter().all(Value::is_string));
        if !texts {
            return Err("permissions must be an array of strings".to_owned());
        }
    }
    match members.get("permissionsAction").map(Value::as_str) {
        None | Some(Some("add" | "replace")) => {}
        Some(_) => return Err("permissionsAction must be add or replace".to_owned()),
    }
    date("expirationDateTime")
}

pub(super) fn flag(claim: &str, value: &Value, name: &str) -> Result<(), String> {
    let members = object(claim, value, &[name])?;
    match members.get(name) {
        Some(Value::Bool(_)) => Ok(()),
        _ => Err(format!("{claim} needs {name}, true or false")),
    }
}

pub(super) fn category_type(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some("personal" | "business") => Ok(()),
        _ => Err("mh:cat_type must be personal or business".to_owned()),
    }
}

/// Checks the value of any of the four claims about payments. Amounts are whole pence.
pub(super) fn payment(claim: &str, value: &Value) -> Result<(), String> {
    let (known, amounts): (&[&str], &[&str]) = match claim {
        "mh:payment" => (&PAYMENT, &["amount"]),
        "mh:reverse_payment" => (&REVERSE_PAYMENT, &["amount"]),
        "mh:recurring_payment" => (&RECURRING_PAYMENT, &["maximumIndividualAmount"]),
        _ => (
            &STANDING_ORDER,
            &["firstPaymentAmount", "recurringPaymentAmount", "finalPaymentAmount"],
        ),
    };
    let members = object(claim, value, known)?;
    for name in amounts {
        let pence = |value: &Value| value.as_u64().is_some_and(|pence| pence > 0);
        if members.get(*name).is_some_and(|value| !pence(value)) {
            return Err(format!("{name} must be a whole number of pence"));
        }
    }
    let has = |name: &str| members.contains_key(name);
    let whole = match claim {
        "mh:payment" => has("amount") && (has("payeeId") || has("payee")),
        "mh:reverse_payment" => has("paymentId"),
        _ => has("payeeId") || has("payee"),
    };
    if whole { Ok(()) } else { Err(format!("{claim} lacks a required member")) }
}

fn object<'a>(
    claim: &str,
    value: &'a Value,
    known: &[&str],
) -> Result<&'a Map<String, Value>, String> {
    let members = value.as_object().ok_or(format!("{claim} must be an object"))?;
    match members.keys().all(|name| known.contains(&name.as_str())) {
        true => Ok(members),
        false => Err(format!("{claim} has an unknown member")),
    }
}
