use serde_json::Value;

use super::{CategoryGroupType, Counterparty, Geotag, Split, TRANSACTION};
use crate::api::prelude::*;

/// `GET /transactions`: the enriched transactions of an account. Scope `caas:transactions:read`, with
/// [`splits`](Self::splits) `caas:transaction_splits:read` as well.
///
/// The list has a limit, but no pages. A 404 means that the account or the user is unknown or was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTransactions {
    /// Your own id for the account.
    pub account_id: CaasAccountId,
    /// Your own id for the user.
    pub user_id: Option<CaasUserId>,
    /// The most transactions to return, 0 to 1000.
    pub limit: Option<u32>,
    /// Asks for a token that shows [`splits`](Transaction::splits).
    pub splits: bool,
}

impl Endpoint for ListTransactions {
    type Output = Vec<Transaction>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get("caas.list_transactions", "/transactions", decode::list)
        .needs(&[scope::CAAS_TRANSACTIONS_READ])
        .may_need(&[scope::CAAS_TRANSACTION_SPLITS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.in_range("limit", self.limit.unwrap_or_default(), 0..=1000)
            .query("accountId", &self.account_id)
            .query("userId", &self.user_id)
            .query("limit", &self.limit)
            .needs_if(self.splits, scope::CAAS_TRANSACTION_SPLITS_READ)
    }
}

/// `PATCH /accounts/{accountId}/transactions/{transactionId}`: changes the category of a transaction. Scope
/// `caas:transactions:write`.
///
/// A 409 means that the transaction is split: see [`DeleteSplits`](super::DeleteSplits).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateTransaction {
    /// Your own id for the account.
    pub account_id: CaasAccountId,
    /// Your own id for the transaction.
    pub transaction_id: CaasTransactionId,
    /// The category.
    pub user_category_id: CaasCategoryId,
    /// Which transactions to change; by default only this one.
    pub recategorisation_type: Option<Recategorisation>,
}

impl Endpoint for UpdateTransaction {
    type Output = Transaction;
    const OPERATION: Operation<Transaction> = Service::Caas
        .patch("caas.update_transaction", TRANSACTION, decode::data)
        .needs(&[scope::CAAS_TRANSACTIONS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            user_category_id: &'a CaasCategoryId,
        }
        call.path("accountId", &self.account_id)
            .path("transactionId", &self.transaction_id)
            .query("recategorisationType", &self.recategorisation_type)
            .json(&Body { user_category_id: &self.user_category_id })
    }
}

/// An enriched transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Transaction {
    /// Your own id for the user.
    pub user_id: Option<CaasUserId>,
    /// Your own id for the account.
    pub account_id: CaasAccountId,
    /// Your own id for the transaction.
    pub transaction_id: CaasTransactionId,
    /// The kind of the account.
    pub account_type: Option<AccountType>,
    /// The bank's own code.
    pub tx_code: Option<String>,
    /// When it was made.
    pub date: Option<Timestamp>,
    /// Whether it is booked.
    pub status: Option<TransactionStatus>,
    /// The bank's description.
    pub description: Option<String>,
    /// The amount in major units; money out is negative.
    pub amount: Decimal,
    /// The currency.
    pub currency: Option<Currency>,
    /// The merchant category code (ISO 18245).
    pub merchant_category_code: Option<String>,
    /// Whether the card was there.
    pub card_present: Option<bool>,
    /// Your own object, as it was sent.
    pub meta: Option<Box<Value>>,
    /// Its parts. Only with `caas:transaction_splits:read`.
    pub splits: Option<Vec<Split>>,
    /// What CaaS found out about it.
    pub mh_insights: Insights,
}

/// What CaaS finds out about a transaction. Names of categories are strings, because there are many and more
/// will follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Insights {
    /// The group of the category.
    pub l1_category_group_id: Option<CaasCategoryGroupId>,
    /// The name of the group, such as `household`.
    pub l1_category_group_name: Option<String>,
    /// The kind of the group.
    pub l1_category_type: Option<CategoryGroupType>,
    /// The category; `mixed` while the transaction is split.
    pub l2_category_id: CaasCategoryId,
    /// The name of the category, such as `groceries`.
    pub l2_category_name: Option<String>,
    /// The counterparty.
    pub l3_counterparty: Option<Box<Counterparty>>,
    /// Where it may have been made.
    pub geotags: Option<Vec<Geotag>>,
    /// The category that [`UpdateTransaction`] set.
    pub user_category_id: Option<CaasCategoryId>,
    /// Whether the card was there.
    pub card_present: Option<bool>,
    /// The date of the transaction, as CaaS understands it.
    pub timestamp_created: Option<Timestamp>,
    /// When CaaS received it.
    pub timestamp_ingress: Option<Timestamp>,
    /// When CaaS answered.
    pub timestamp_egress: Option<Timestamp>,
}

open_enum! {
    /// The kind of an account.
    pub enum AccountType {
        /// A card.
        Card = "card",
        /// A current account.
        Cash = "cash",
        /// An investment.
        Investment = "investment",
        /// A loan.
        Loan = "loan",
        /// A mortgage.
        Mortgage = "mortgage",
        /// A pension.
        Pension = "pension",
        /// Savings.
        Savings = "savings",
    }
}

open_enum! {
    /// Whether a transaction is booked.
    pub enum TransactionStatus {
        /// Not yet.
        Pending = "pending",
        /// It is.
        Posted = "posted",
    }
}

open_enum! {
    /// Which transactions get the new category.
    pub enum Recategorisation {
        /// This one and similar future ones.
        Future = "future",
        /// This one.
        Single = "single",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_of_enriched_transactions_above_1000_is_refused() {
        let list = |limit| ListTransactions {
            account_id: "account-17".into(),
            user_id: None,
            limit: Some(limit),
            splits: false,
        };
        assert!(list(1000).call().is_ok());
        let wrong = RequestError::OutOfRange { parameter: "limit", least: 0, most: 1000 };
        assert_eq!(refusal_of(&list(1001)), wrong);
    }
}
