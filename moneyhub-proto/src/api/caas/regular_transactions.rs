use crate::api::{
    prelude::*,
    regular_transactions::{RegularTransactionFrequency, RegularTransactionKind},
};

/// `GET /accounts/{accountId}/regular-transactions`: the series of recurring transactions, all at once. Scope
/// `caas:regular_transactions:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRegularTransactions {
    /// Your own id for the account.
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

/// A series of recurring transactions, and when the next one is expected. Unlike in the data API, amounts are
/// decimals in major units, and the transactions are included in full. The format of the days is not
/// documented.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RegularTransaction {
    /// The id of the series.
    pub series_id: RegularTransactionSeriesId,
    /// Your own id for the account.
    pub account_id: CaasAccountId,
    /// Your own id for the user.
    pub user_id: Option<CaasUserId>,
    /// Whether it is a payment or an income.
    #[serde(rename = "type")]
    pub kind: Option<RegularTransactionKind>,
    /// How it is paid.
    pub subtype: Option<RegularTransactionSubtype>,
    /// How often it recurs.
    pub frequency: Option<RegularTransactionFrequency>,
    /// The bank's description.
    pub description: Option<String>,
    /// The description in a readable form.
    pub cleaned_description: Option<String>,
    /// How many transactions it has.
    pub num_tx_matched_in_series: Option<i64>,
    /// How many times it did not come.
    pub gap_length_in_freq_units: Option<i64>,
    /// How many times it came on an unusual day.
    pub date_anomalies_count: Option<i64>,
    /// How many of its transactions were returned.
    pub num_returned_txs: Option<i64>,
    /// When it last came.
    pub last_date: Option<String>,
    /// When the next one is expected.
    pub predicted_date: Option<String>,
    /// The earliest expected day.
    pub predicted_date_earliest: Option<String>,
    /// The latest expected day.
    pub predicted_date_latest: Option<String>,
    /// Whether the expected one is late or missing.
    pub predicted_tx_late_or_not_detected: Option<bool>,
    /// The amount that is expected in major units; money out is negative.
    pub predicted_amount: Option<Decimal>,
    /// The lowest expected amount.
    pub predicted_amount_lower: Option<Decimal>,
    /// The highest expected amount.
    pub predicted_amount_upper: Option<Decimal>,
    /// The currency.
    pub currency: Option<Currency>,
    /// The counterparty.
    pub counterparty_id: Option<CaasCounterpartyId>,
    /// The counterparty's business.
    pub l3_counterparty_category: Option<String>,
    /// The expected category.
    pub predicted_category_id: Option<CaasCategoryId>,
    /// The transactions of the series.
    pub transactions: Option<Vec<RegularTransactionLine>>,
    /// How the series was found. Only on one page of the documentation.
    pub match_method: Option<String>,
    /// Whether it was merged from several series. Only on one page of the documentation.
    pub stitched: Option<bool>,
}

/// A transaction of a series.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RegularTransactionLine {
    /// Your own id for the transaction.
    pub uid: CaasTransactionId,
    /// When it was created; the format is not documented.
    pub date: Option<String>,
    /// The amount in major units; money out is negative.
    pub amount: Decimal,
    /// The category.
    pub category_id: Option<CaasCategoryId>,
    /// The bank's description.
    pub description: Option<String>,
    /// The description in a readable form.
    pub cleaned_description: Option<String>,
    /// The bank's own code.
    pub tx_code: Option<String>,
    /// Whether the card was there.
    pub card_present: Option<bool>,
    /// The counterparty's business.
    pub l3_counterparty_category: Option<String>,
}

open_enum! {
    /// How the transactions of a series are paid.
    pub enum RegularTransactionSubtype {
        /// A recurring card payment.
        CommittedCardPayment = "committedCardPayment",
        /// By direct debit.
        DirectDebit = "directDebit",
        /// Frequent payments at the same place.
        FrequentVisit = "frequentVisit",
        /// Another way.
        Other = "other",
        /// By standing order.
        StandingOrder = "standingOrder",
    }
}
