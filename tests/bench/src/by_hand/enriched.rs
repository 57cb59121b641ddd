//! Transactions that CaaS has enriched, in the plainest form.

use serde::Deserialize;
use serde_json::Value;

/// A transaction, with the members of [`moneyhub_proto::caas::Transaction`].
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names on the wire say it")]
pub struct Enriched {
    pub user_id: Option<String>,
    pub account_id: String,
    pub transaction_id: String,
    pub account_type: Option<String>,
    pub tx_code: Option<String>,
    pub date: Option<String>,
    pub status: Option<String>,
    pub description: Option<String>,
    pub amount: f64,
    pub currency: Option<String>,
    pub merchant_category_code: Option<String>,
    pub card_present: Option<bool>,
    pub meta: Option<Value>,
    pub splits: Option<Vec<Part>>,
    pub mh_insights: Insights,
}

/// A part of a transaction.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    pub amount: f64,
    pub user_category_id: String,
    pub description: Option<String>,
}

/// What was found.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Insights {
    pub l1_category_group_id: Option<String>,
    pub l1_category_group_name: Option<String>,
    pub l1_category_type: Option<String>,
    pub l2_category_id: String,
    pub l2_category_name: Option<String>,
    pub l3_counterparty: Option<Counterparty>,
    pub geotags: Option<Vec<Geotag>>,
    pub user_category_id: Option<String>,
    pub card_present: Option<bool>,
    pub timestamp_created: Option<String>,
    pub timestamp_ingress: Option<String>,
    pub timestamp_egress: Option<String>,
}

/// With whom it was made.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counterparty {
    pub l3_counterparty_id: String,
    pub l3_counterparty_name: Option<String>,
    pub parent_id: Option<String>,
    pub parent_name: Option<String>,
    pub full_company_name: Option<String>,
    pub logo_url: Option<String>,
    pub website: Option<String>,
    pub registered_location: Option<String>,
    pub l3_counterparty_category: Option<String>,
    pub l2_category_name: Option<String>,
    pub l4_loan_type: Option<String>,
}

/// Where it was made.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Geotag {
    pub geotag_id: String,
    pub counterparty_name: Option<String>,
    pub counterparty_label: Option<String>,
    pub house_number: Option<String>,
    pub street: Option<String>,
    pub neighbourhood: Option<String>,
    pub locality: Option<String>,
    pub city: Option<String>,
    pub county: Option<String>,
    pub region: Option<String>,
    pub postcode: Option<String>,
    pub l3_counterparty_category: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub postcode_estimated: Option<bool>,
    pub postcode_error_km: Option<f64>,
}
