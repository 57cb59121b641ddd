use serde_json::Value;

use super::{CategoryGroupType, Counterparty, Geotag, Split, TRANSACTION};
use crate::api::prelude::*;

/// `GET /transactions`: the transactions of an account that were enriched. Scope `caas:transactions:read`,
/// with [`splits`](Self::splits) `caas:transaction_splits:read` as well.
///
/// It does not come in pages, and has a limit all the same. A 404 means that the account or the user is
/// not known, or was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTransactions {
    /// Your own id of the account.
    pub account_id: CaasAccountId,
    /// Your own id of the user.
    pub user_id: Option<CaasUserId>,
    /// The greatest number of them, 0 to 1000.
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

/// `PATCH /accounts/{accountId}/transactions/{transactionId}`: puts a transaction into another category.
/// Scope `caas:transactions:write`.
///
/// A 409 means that the transaction is divided: see [`DeleteSplits`](super::DeleteSplits).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateTransaction {
    /// Your own id of the account.
    pub account_id: CaasAccountId,
    /// Your own id of the transaction.
    pub transaction_id: CaasTransactionId,
    /// The category.
    pub user_category_id: CaasCategoryId,
    /// Which transactions it is about: this one, if nothing is said.
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

/// A transaction that was enriched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Transaction {
    /// Your own id of the user.
    pub user_id: Option<CaasUserId>,
    /// Your own id of the account.
    pub account_id: CaasAccountId,
    /// Your own id of the transaction.
    pub transaction_id: CaasTransactionId,
    /// Of what kind the account is.
    pub account_type: Option<AccountType>,
    /// The bank's own code.
    pub tx_code: Option<String>,
    /// When it was made.
    pub date: Option<Timestamp>,
    /// Whether it is booked.
    pub status: Option<TransactionStatus>,
    /// What the bank says of it.
    pub description: Option<String>,
    /// The amount in major units; money out is negative.
    pub amount: Decimal,
    /// The currency.
    pub currency: Option<Currency>,
    /// The code of the merchant's trade (ISO 18245).
    pub merchant_category_code: Option<String>,
    /// Whether the card was there.
    pub card_present: Option<bool>,
    /// The object of your own that was sent.
    pub meta: Option<Box<Value>>,
    /// The parts of it. Only with `caas:transaction_splits:read`.
    pub splits: Option<Vec<Split>>,
    /// What CaaS found.
    pub mh_insights: Insights,
}

/// What CaaS finds of a transaction. Names of categories are texts, because there are many and more are to
/// be expected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Insights {
    /// The group that the category is in.
    pub l1_category_group_id: Option<CaasCategoryGroupId>,
    /// The name of the group, such as `household`.
    pub l1_category_group_name: Option<String>,
    /// What the group is of.
    pub l1_category_type: Option<CategoryGroupType>,
    /// The category; `mixed` while the transaction is divided.
    pub l2_category_id: CaasCategoryId,
    /// The name of the category, such as `groceries`.
    pub l2_category_name: Option<String>,
    /// With whom it was made.
    pub l3_counterparty: Option<Box<Counterparty>>,
    /// Where it may have been made.
    pub geotags: Option<Vec<Geotag>>,
    /// The category that it was put into by [`UpdateTransaction`].
    pub user_category_id: Option<CaasCategoryId>,
    /// Whether the card was there.
    pub card_present: Option<bool>,
    /// When it was made, as CaaS understands it.
    pub timestamp_created: Option<Timestamp>,
    /// When CaaS got it.
    pub timestamp_ingress: Option<Timestamp>,
    /// When CaaS answered.
    pub timestamp_egress: Option<Timestamp>,
}

open_enum! {
    /// Of what kind an account is.
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
    /// Which transactions another category is for.
    pub enum Recategorisation {
        /// Those like it that are still to come, as well.
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
