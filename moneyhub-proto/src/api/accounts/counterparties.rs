use super::DatedAmount;
use crate::api::prelude::*;

/// `GET /accounts/{accountId}/counterparties`: the counterparties of an account. Only in version 2 of the
/// data API. Scopes `accounts:read` and `transactions:read:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCounterparties {
    /// The account.
    pub account_id: AccountId,
    /// `v3` requests ids of version 3.
    pub counterparties_version: Option<String>,
}

impl Endpoint for ListCounterparties {
    type Output = Vec<Counterparty>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.list_counterparties", "/accounts/{accountId}/counterparties", decode::list)
        .needs(&[scope::ACCOUNTS_READ, scope::TRANSACTIONS_READ_ALL])
        .only_v2();

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
            .query("counterpartiesVersion", &self.counterparties_version)
    }
}

/// `POST /accounts/{accountId}/recurring-transactions`: estimates which transactions recur. Only in version 2
/// of the data API. Scopes `accounts:read` and `transactions:read:all`. It has no body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EstimateRecurring {
    /// The account.
    pub account_id: AccountId,
}

impl Endpoint for EstimateRecurring {
    type Output = Vec<RecurringEstimate>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .post(
            "accounts.estimate_recurring",
            "/accounts/{accountId}/recurring-transactions",
            decode::list,
        )
        .needs(&[scope::ACCOUNTS_READ, scope::TRANSACTIONS_READ_ALL])
        .only_v2();

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// A counterparty of an account, in the form of version 2.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Counterparty {
    /// The id: `global:<n>`, or 64 hexadecimal digits.
    pub id: CounterpartyId,
    /// The name.
    pub label: String,
    /// Whether other users share it.
    #[serde(rename = "type")]
    pub kind: Option<CounterpartyKind>,
    /// The company.
    pub company_name: Option<String>,
    /// The URL of their logo.
    pub logo: Option<String>,
    /// Their website.
    pub website: Option<String>,
    /// Their merchant category.
    pub mcc: Option<MerchantCategoryCode>,
}

impl Item for Counterparty {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// A merchant category (ISO 18245).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MerchantCategoryCode {
    /// Four digits.
    pub code: Option<String>,
    /// The name.
    pub name: Option<String>,
}

/// A payment that is expected to recur.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecurringEstimate {
    /// The counterparty.
    pub counterparty_id: Option<CounterpartyId>,
    /// How much each time.
    pub amount: Option<DatedAmount>,
    /// How much it varies.
    pub amount_range: Option<DatedAmount>,
    /// How much each month.
    pub monthly_amount: Option<DatedAmount>,
    /// The source of the prediction.
    pub prediction_source: Option<String>,
    /// Whether only the monthly amount is known.
    pub monthly_average_only: Option<bool>,
    /// When.
    pub dates: Option<Vec<Date>>,
}

open_enum! {
    /// Whether other users share a counterparty.
    pub enum CounterpartyKind {
        /// It is.
        Global = "global",
        /// Only this user has it.
        Local = "local",
    }
}
