//! Transactions, in the plainest form.

use std::collections::HashMap;

use serde::Deserialize;

/// A transaction, with the members of [`moneyhub_proto::transactions::Transaction`].
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names on the wire say it")]
pub struct Transaction {
    pub id: String,
    pub account_id: Option<String>,
    pub amount: Amount,
    pub date: String,
    pub date_modified: Option<String>,
    pub date_created: Option<String>,
    pub value_date: Option<String>,
    pub status: Option<String>,
    pub long_description: Option<String>,
    pub short_description: Option<String>,
    pub notes: Option<String>,
    pub category_id: Option<String>,
    pub category_id_confirmed: Option<bool>,
    pub counterparty_id: Option<String>,
    pub project_id: Option<String>,
    pub provider_id: Option<String>,
    pub enhanced_categories: Option<HashMap<String, String>>,
    pub splits: Option<Vec<Split>>,
    pub transaction_code: Option<Code>,
    pub proprietary_transaction_code: Option<ProprietaryCode>,
    pub balance: Option<Amount>,
    pub balance_type: Option<String>,
    pub statement_reference: Option<String>,
    pub merchant_name: Option<String>,
    pub merchant_category_code: Option<String>,
    pub card_instrument: Option<Card>,
    pub creditor_account: Option<Party>,
    pub creditor_agent: Option<Agent>,
    pub debtor_account: Option<Party>,
    pub debtor_agent: Option<Agent>,
    pub transaction_reference: Option<String>,
    pub transaction_information: Option<String>,
}

/// An amount.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    pub value: Option<i64>,
    pub currency: Option<String>,
    pub major_units: Option<i64>,
    pub minor_units: Option<i64>,
}

/// A part of a transaction.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Split {
    pub id: String,
    pub amount: Amount,
    pub category_id: Option<String>,
    pub description: Option<String>,
    pub project_id: Option<String>,
}

/// A code of ISO 20022.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Code {
    pub code: Option<String>,
    pub sub_code: Option<String>,
}

/// A bank's own code.
#[derive(Debug, Deserialize)]
pub struct ProprietaryCode {
    pub code: Option<String>,
    pub issuer: Option<String>,
}

/// A card.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    pub name: Option<String>,
    pub pan: Option<String>,
    pub card_scheme_name: Option<String>,
    pub authorisation_type: Option<String>,
}

/// The account of the other party.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    pub name: Option<String>,
    pub sort_code: Option<String>,
    pub account_number: Option<String>,
    pub iban: Option<String>,
    pub pan: Option<String>,
}

/// The bank of the other party.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    pub name: Option<String>,
    pub postal_address: Option<serde_json::Value>,
}
