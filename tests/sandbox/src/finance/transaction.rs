//! A transaction, and its JSON.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::catalogue::{UNCATEGORISED, counterparties};
use super::id::Key;
use crate::clock::rfc3339;

/// The tax categories that Moneyhub knows.
pub(crate) const TAX: &str = "uk-tax-hmrc";

/// A seeded transaction, or one that a request created or changed.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    pub(crate) key: Key,
    pub(crate) account: u32,
    /// In minor units; money out is negative.
    pub(crate) amount: i64,
    pub(crate) balance: Option<i64>,
    pub(crate) category: Cow<'static, str>,
    /// The category before it was split.
    pub(crate) category_before: Option<Cow<'static, str>>,
    pub(crate) category_confirmed: bool,
    pub(crate) date: i64,
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) value_date: Option<i64>,
    /// The bank's text.
    pub(crate) text: Cow<'static, str>,
    /// The cleaned text.
    pub(crate) short: Cow<'static, str>,
    pub(crate) notes: String,
    pub(crate) pending: bool,
    pub(crate) project: Option<String>,
    /// The tax category.
    pub(crate) enhanced: Option<Cow<'static, str>>,
    /// The place of its counterparty in the directory.
    pub(crate) company: Option<usize>,
    pub(crate) code: Option<(&'static str, &'static str)>,
    pub(crate) splits: Vec<Split>,
    pub(crate) files: Vec<File>,
}

/// A part of a transaction.
#[derive(Clone, Debug)]
pub(crate) struct Split {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) category: String,
    pub(crate) description: String,
    pub(crate) project: Option<String>,
}

/// A file that belongs to a transaction.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) content: Bytes,
}

/// How a transaction is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) id: &'a str,
    pub(crate) account_id: &'a str,
    pub(crate) currency: &'a str,
    /// Without what Moneyhub adds to the bank's data.
    pub(crate) unenriched: bool,
    /// With the counterparty ids of v2.
    pub(crate) old_counterparties: bool,
}

/// All members, as in the API reference.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    account_id: &'a str,
    amount: Amount<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category_id_confirmed: Option<bool>,
    date: String,
    date_modified: String,
    date_created: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_date: Option<String>,
    id: &'a str,
    long_description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counterparty_id: Option<&'a str>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enhanced_categories: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    splits: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction_code: Option<Code<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<Amount<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    balance_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_category_code: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Code<'a> {
    code: &'a str,
    sub_code: &'a str,
}

/// Money in minor units. `majorUnits` and `minorUnits` carry no sign.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Amount<'a> {
    value: i64,
    major_units: u64,
    minor_units: u64,
    currency: &'a str,
}

impl<'a> Amount<'a> {
    pub(crate) fn new(value: i64, currency: &'a str) -> Self {
        let pence = value.unsigned_abs();
        Self { value, major_units: pence / 100, minor_units: pence % 100, currency }
    }
}

/// The same as a JSON value.
pub(crate) fn amount(value: i64, currency: &str) -> Value {
    json!(Amount::new(value, currency))
}

impl Transaction {
    /// An empty transaction at this moment.
    pub(crate) fn blank(key: Key, now_millis: i64) -> Self {
        Self {
            key,
            account: 0,
            amount: 0,
            balance: None,
            category: Cow::Borrowed(UNCATEGORISED),
            category_before: None,
            category_confirmed: false,
            date: now_millis,
            created: now_millis,
            modified: now_millis,
            value_date: None,
            text: Cow::Borrowed(""),
            short: Cow::Borrowed(""),
            notes: String::new(),
            pending: false,
            project: None,
            enhanced: None,
            company: None,
            code: None,
            splits: Vec::new(),
            files: Vec::new(),
        }
    }

    pub(crate) fn write(&self, shown: Shown<'_>) -> Box<RawValue> {
        let Shown { id, account_id, currency, unenriched, old_counterparties } = shown;
        let company = self.company.and_then(|place| counterparties().get(place));
        let enriched = !unenriched;
        let by_card = company.filter(|_| self.code.is_some_and(|(code, _)| code == "CCRD"));
        let wire = Wire {
            account_id,
            amount: Amount::new(self.amount, currency),
            category_id: enriched.then_some(&*self.category),
            category_id_confirmed: enriched.then_some(self.category_confirmed),
            date: rfc3339(self.date),
            date_modified: rfc3339(self.modified),
            date_created: rfc3339(self.created),
            value_date: self.value_date.map(rfc3339),
            id,
            long_description: &self.text,
            notes: enriched.then_some(&*self.notes),
            short_description: enriched.then_some(&*self.short),
            counterparty_id: company.filter(|_| enriched).map(|company| match old_counterparties {
                true => &*company.old_id,
                false => &*company.id,
            }),
            status: if self.pending { "pending" } else { "posted" },
            project_id: self.project.as_deref().filter(|_| enriched),
            enhanced_categories: self
                .enhanced
                .as_ref()
                .filter(|_| enriched)
                .map(|category| json!({TAX: category})),
            splits: (enriched && !self.splits.is_empty()).then(|| self.write_splits(currency)),
            transaction_code: self.code.map(|(code, sub_code)| Code { code, sub_code }),
            balance: self.balance.map(|balance| Amount::new(balance, currency)),
            balance_type: self.balance.map(|_| "InterimBooked"),
            merchant_name: by_card.map(|company| &*company.name),
            merchant_category_code: by_card.map(|company| company.code),
        };
        // Text directly: a page has a thousand of them. Writing our own struct cannot fail.
        to_raw_value(&wire).unwrap_or_default()
    }

    pub(crate) fn write_splits(&self, currency: &str) -> Vec<Value> {
        self.splits.iter().map(|split| split.write(currency)).collect()
    }
}

impl Split {
    fn write(&self, currency: &str) -> Value {
        let mut split = json!({
            "id": self.id,
            "amount": amount(self.amount, currency),
            "categoryId": self.category,
            "description": self.description,
        });
        if let Some(project) = &self.project {
            split["projectId"] = json!(project);
        }
        split
    }
}
