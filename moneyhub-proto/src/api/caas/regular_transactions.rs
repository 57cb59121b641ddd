use crate::api::{
    prelude::*,
    regular_transactions::{RegularTransactionFrequency, RegularTransactionKind},
};

/// `GET /accounts/{accountId}/regular-transactions`: the series of transactions that come back, all at
/// once. Scope `caas:regular_transactions:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRegularTransactions {
    /// Your own id of the account.
    pub account_id: CaasAccountId,
}

impl Endpoint for ListRegularTransactions {
    type Output = Vec<RegularTransaction>;
    const OPERATION: Operation<Self::Output> = Service::Caas
        .get(
            "caas.list_regular_transactions",
            "/accounts/{accountId}/regular-transactions",
            decode::list,
        )
        .needs(&[scope::CAAS_REGULAR_TRANSACTIONS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
    }
}

/// A series of transactions that come back, and when the next one is expected. Unlike those of the data
/// API, its amounts are decimals in major units, and its transactions are whole. The form of its days is
/// not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RegularTransaction {
    /// The id of the series.
    pub series_id: RegularTransactionSeriesId,
    /// Your own id of the account.
    pub account_id: CaasAccountId,
    /// Your own id of the user.
    pub user_id: Option<CaasUserId>,
    /// Whether it is a payment or an income.
    #[serde(rename = "type")]
    pub kind: Option<RegularTransactionKind>,
    /// How it is paid.
    pub subtype: Option<RegularTransactionSubtype>,
    /// How often it comes.
    pub frequency: Option<RegularTransactionFrequency>,
    /// What the bank says of it.
    pub description: Option<String>,
    /// The same in a form for people.
    pub cleaned_description: Option<String>,
    /// How many transactions it has.
    pub num_tx_matched_in_series: Option<i64>,
    /// How many times it failed to come.
    pub gap_length_in_freq_units: Option<i64>,
    /// How many times it came on an odd day.
    pub date_anomalies_count: Option<i64>,
    /// How many of its transactions were returned.
    pub num_returned_txs: Option<i64>,
    /// When it came last.
    pub last_date: Option<String>,
    /// When it is expected next.
    pub predicted_date: Option<String>,
    /// The earliest day on which it is expected.
    pub predicted_date_earliest: Option<String>,
    /// The latest day on which it is expected.
    pub predicted_date_latest: Option<String>,
    /// Whether the one that was expected is late, or was not found.
    pub predicted_tx_late_or_not_detected: Option<bool>,
    /// The amount that is expected in major units; money out is negative.
    pub predicted_amount: Option<Decimal>,
    /// The lower end of what is expected.
    pub predicted_amount_lower: Option<Decimal>,
    /// The upper end of what is expected.
    pub predicted_amount_upper: Option<Decimal>,
    /// The currency.
    pub currency: Option<Currency>,
    /// With whom it is made.
    pub counterparty_id: Option<CaasCounterpartyId>,
    /// What they do.
    pub l3_counterparty_category: Option<String>,
    /// The category that is expected.
    pub predicted_category_id: Option<CaasCategoryId>,
    /// The transactions of the series.
    pub transactions: Option<Vec<RegularTransactionLine>>,
    /// How the series was found. On one page of the documentation only.
    pub match_method: Option<String>,
    /// Whether it was joined from several. On one page of the documentation only.
    pub stitched: Option<bool>,
}

/// A transaction of a series.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RegularTransactionLine {
    /// Your own id of the transaction.
    pub uid: CaasTransactionId,
    /// When it was made; the form is not documented.
    pub date: Option<String>,
    /// The amount in major units; money out is negative.
    pub amount: Decimal,
    /// The category.
    pub category_id: Option<CaasCategoryId>,
    /// What the bank says of it.
    pub description: Option<String>,
    /// The same in a form for people.
    pub cleaned_description: Option<String>,
    /// The bank's own code.
    pub tx_code: Option<String>,
    /// Whether the card was there.
    pub card_present: Option<bool>,
    /// What the counterparty does.
    pub l3_counterparty_category: Option<String>,
}

open_enum! {
    /// How the transactions of a series are paid.
    pub enum RegularTransactionSubtype {
        /// By card, under an agreement.
        CommittedCardPayment = "committedCardPayment",
        /// By direct debit.
        DirectDebit = "directDebit",
        /// In a place that the user goes to often.
        FrequentVisit = "frequentVisit",
        /// Otherwise.
        Other = "other",
        /// By standing order.
        StandingOrder = "standingOrder",
    }
}
