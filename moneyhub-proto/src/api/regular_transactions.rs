//! Series of recurring transactions: bills, subscriptions, salaries.
//!
//! All of these belong to the data API, and take tokens of the user: `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /regular-transactions` | `accounts:read regular_transactions:read transactions:read:all` |
//! | [`Detect`] | `POST /regular-transactions/{accountId}/detect` | the same, and `regular_transactions:write` |

use crate::api::prelude::*;

/// `GET /regular-transactions`: the detected series, all at once. Scopes `accounts:read`,
/// `regular_transactions:read` and `transactions:read:all`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, regular_transactions};
///
/// let list = regular_transactions::List { account_id: Some("an-account".into()) };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("accountId=an-account"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Only series of this account.
    pub account_id: Option<AccountId>,
}

impl Endpoint for List {
    type Output = Vec<RegularTransaction>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("regular_transactions.list", "/regular-transactions", decode::list)
        .needs(&[
            scope::ACCOUNTS_READ,
            scope::REGULAR_TRANSACTIONS_READ,
            scope::TRANSACTIONS_READ_ALL,
        ]);

    fn fill(&self, call: Call) -> Call {
        call.query("accountId", &self.account_id)
    }
}

/// `POST /regular-transactions/{accountId}/detect`: detects series among the transactions of an account, and
/// returns the series of that account. Scopes `accounts:read`, `regular_transactions:read`,
/// `regular_transactions:write` and `transactions:read:all`.
///
/// It has no body. An attempt may take two minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detect {
    /// The account.
    pub account_id: AccountId,
}

impl Endpoint for Detect {
    type Output = Vec<RegularTransaction>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .post(
            "regular_transactions.detect",
            "/regular-transactions/{accountId}/detect",
            decode::list,
        )
        .needs(&[
            scope::ACCOUNTS_READ,
            scope::REGULAR_TRANSACTIONS_READ,
            scope::REGULAR_TRANSACTIONS_WRITE,
            scope::TRANSACTIONS_READ_ALL,
        ])
        .slow();

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// A series of recurring transactions, and when the next one is expected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RegularTransaction {
    /// The id of the series.
    pub series_id: RegularTransactionSeriesId,
    /// The account.
    pub account_id: Option<AccountId>,
    /// Whether it is a payment or an income.
    #[serde(rename = "type")]
    pub kind: Option<RegularTransactionKind>,
    /// The bank's description.
    pub description: Option<String>,
    /// The description in a readable form.
    pub cleaned_description: Option<String>,
    /// The counterparty.
    pub counterparty_id: Option<CounterpartyId>,
    /// How often it recurs.
    pub frequency: Option<RegularTransactionFrequency>,
    /// How many transactions it has.
    pub num_tx_matched_in_series: Option<i64>,
    /// How many times it did not come.
    pub gap_length_in_freq_units: Option<i64>,
    /// How many times it came on an unusual day.
    pub date_anomalies_count: Option<i64>,
    /// How many of its transactions were returned.
    pub num_returned_txs: Option<i64>,
    /// When it last came.
    pub last_date: Option<Date>,
    /// When the next one is expected.
    pub predicted_date: Option<Date>,
    /// The earliest expected day.
    pub predicted_date_earliest: Option<Date>,
    /// The latest expected day.
    pub predicted_date_latest: Option<Date>,
    /// Whether the expected one is late or missing.
    pub predicted_tx_late_or_not_detected: Option<bool>,
    /// The expected amount; money out is negative.
    pub predicted_amount: Option<Amount>,
    /// The lowest expected amount.
    pub predicted_amount_lower: Option<Amount>,
    /// The highest expected amount.
    pub predicted_amount_upper: Option<Amount>,
    /// The expected category.
    pub predicted_category_id: Option<CategoryId>,
    /// The ids of its transactions.
    pub transactions: Option<Vec<TransactionId>>,
}

open_enum! {
    /// Whether a series is income or payments.
    pub enum RegularTransactionKind {
        /// Money in.
        Income = "income",
        /// Money out.
        Payment = "payment",
    }
}

open_enum! {
    /// How often a series recurs.
    pub enum RegularTransactionFrequency {
        /// Every two weeks.
        Fortnightly = "fortnightly",
        /// Every month.
        Monthly = "monthly",
        /// Every three months.
        Quarterly = "quarterly",
        /// Every week.
        Weekly = "weekly",
        /// Every year.
        Yearly = "yearly",
    }
}
