use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    api::{affordability::ReportStatus, payments::PaymentStatus, thresholds::ThresholdType},
    codec::decode::null_is_default,
    ground::{
        date::Date,
        id::{
            AccountId, AffordabilityReportId, ConnectionId, PaymentId, PaymentSubmissionId,
            RegularTransactionSeriesId, SyncId, TransactionId,
        },
        money::{Currency, Decimal},
        open_enum::open_enum,
        sensitive::PaymentReference,
        text::Text,
        timestamp::Timestamp,
    },
};

/// What a webhook tells. The payload's own JSON is at [`Event::json`](crate::webhooks::Event::json).
///
/// `Debug` shows which one it is, and nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Payload {
    /// A user has a connection for the first time. Its payload is not documented.
    #[non_exhaustive]
    AddFirstConnection,
    /// A report on what a user can afford will not come.
    AffordabilityReportFailure(ReportFailure),
    /// A report on what a user can afford is there.
    AffordabilityReportSuccess(ReportSuccess),
    /// A balance has crossed a [threshold](crate::api::thresholds).
    BalanceThreshold(BalanceThreshold),
    /// An account was deleted.
    DeletedAccount(DeletedAccount),
    /// Transactions were deleted.
    DeletedTransactions(Transactions),
    /// Series of transactions that come back were found.
    NewRegularTransactions(RegularTransactions),
    /// There are new transactions.
    NewTransactions(Transactions),
    /// A payment was made.
    PaymentCompleted(Payment),
    /// A payment was rejected.
    PaymentError(Payment),
    /// The bank has yet to decide on a payment.
    PaymentPending(Payment),
    /// All data of a new connection is enriched. Its payload is not documented.
    #[non_exhaustive]
    PostConnectionEnrichmentComplete,
    /// A consent ends soon.
    ReauthReminder(ReauthReminder),
    /// A connection without Open Banking was not refreshed for two days.
    RefreshReminder(ConnectionReminder),
    /// Transactions that were deleted are back.
    RestoredTransactions(Transactions),
    /// A sync is over.
    SyncCompleted(SyncCompleted),
    /// An event that this version does not know.
    #[non_exhaustive]
    Unknown,
    /// Series of transactions that come back have changed.
    UpdatedRegularTransactions(RegularTransactions),
    /// Transactions have another status, description or amount.
    UpdatedTransactions(Transactions),
}

/// A payload of which `Debug` shows the name alone.
macro_rules! payload {
    ($(#[$meta:meta])* pub struct $name:ident { $($body:tt)* }) => {
        #[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        $(#[$meta])*
        pub struct $name { $($body)* }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

payload! {
    /// Transactions, by account. One webhook has at most 6,000 ids, and is about one account: a
    /// connection with several accounts causes several.
    pub struct Transactions {
        /// The accounts.
        pub accounts: Vec<TransactionsOfAccount>,
    }
}

payload! {
    /// Transactions of one account.
    pub struct TransactionsOfAccount {
        /// The account.
        pub id: AccountId,
        /// The transactions: fetch them by id, fifty at a time.
        #[serde(default, deserialize_with = "null_is_default")]
        pub transactions: Vec<TransactionId>,
    }
}

payload! {
    /// Series of transactions that come back.
    pub struct RegularTransactions {
        /// The series.
        pub series_ids: Vec<RegularTransactionSeriesId>,
    }
}

payload! {
    /// A sync that is over.
    pub struct SyncCompleted {
        /// The connection.
        pub connection_id: ConnectionId,
        /// The sync.
        pub sync_id: Option<SyncId>,
        /// When it was over.
        pub completed_at: Option<Timestamp>,
        /// Whether it went well.
        pub processing_status: Option<ProcessingStatus>,
    }
}

open_enum! {
    /// Whether a sync went well, in the words of webhooks.
    pub enum ProcessingStatus {
        /// It did not.
        Error = "error",
        /// It did.
        Success = "success",
    }
}

payload! {
    /// What became of a payment.
    pub struct Payment {
        /// The payment. A table of the documentation writes `paymentID`, which is read as well.
        #[serde(alias = "paymentID")]
        pub payment_id: PaymentId,
        /// Under which id the bank was told to pay.
        pub payment_submission_id: Option<PaymentSubmissionId>,
        /// When the bank was told to pay.
        pub submitted_at: Option<Timestamp>,
        /// What became of it.
        pub status: Option<PaymentStatus>,
        /// What the payee reads.
        pub reference: Option<PaymentReference>,
        /// The id that goes with the payment from end to end.
        pub end_to_end_id: Option<Text>,
        /// When it changed.
        pub updated_at: Option<Timestamp>,
    }
}

payload! {
    /// A consent that ends soon.
    #[serde(from = "ReauthReminderSpellings")]
    pub struct ReauthReminder {
        /// The connection.
        pub connection_id: ConnectionId,
        /// The bank, in words.
        pub bank_name: Option<Text>,
        /// How many days are left. A table of the documentation writes `timeUntilReauthorization`, which is
        /// read as well.
        pub time_until_reauthorization_in_days: Option<Decimal>,
        /// Whether the client manages the consent, and may renew it by itself
        /// ([`users::UpdateConnection`](crate::api::users::UpdateConnection)).
        pub tpp_consent: Option<bool>,
    }
}

/// With both names of one member, of which a payload may have both.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReauthReminderSpellings {
    connection_id: ConnectionId,
    bank_name: Option<Text>,
    time_until_reauthorization_in_days: Option<Decimal>,
    time_until_reauthorization: Option<Decimal>,
    tpp_consent: Option<bool>,
}

impl From<ReauthReminderSpellings> for ReauthReminder {
    fn from(read: ReauthReminderSpellings) -> Self {
        Self {
            connection_id: read.connection_id,
            bank_name: read.bank_name,
            time_until_reauthorization_in_days: read
                .time_until_reauthorization_in_days
                .or(read.time_until_reauthorization),
            tpp_consent: read.tpp_consent,
        }
    }
}

payload! {
    /// A connection that was not refreshed for some time.
    pub struct ConnectionReminder {
        /// The connection.
        pub connection_id: ConnectionId,
        /// The bank, in words.
        pub bank_name: Option<Text>,
        /// For how many days it was not.
        pub period_since_last_update_in_days: Option<Decimal>,
    }
}

payload! {
    /// An account that was deleted.
    pub struct DeletedAccount {
        /// The account.
        pub account_id: AccountId,
    }
}

payload! {
    /// A balance that has crossed thresholds.
    pub struct BalanceThreshold {
        /// The account. It is an id of an account like others, under another name.
        pub account_uid: AccountId,
        /// The account, in words.
        pub account_name: Option<Text>,
        /// The balance that crossed them.
        pub balance_at_time_generation: Option<Balance>,
        /// The thresholds.
        #[serde(default, deserialize_with = "null_is_default")]
        pub matched_thresholds: Vec<MatchedThreshold>,
    }
}

payload! {
    /// A balance as this event writes it.
    pub struct Balance {
        /// The day.
        pub date: Option<Date>,
        /// The amount in **major** units (pounds), perhaps with a fraction. Nowhere else does the data API
        /// write it so, and the thresholds beside it are in minor units.
        pub amount: Option<Decimal>,
        /// The currency.
        pub currency: Option<Currency>,
    }
}

payload! {
    /// A threshold that a balance has crossed.
    pub struct MatchedThreshold {
        /// On which side of it the balance is.
        #[serde(rename = "type")]
        pub kind: Option<ThresholdType>,
        /// The threshold in **minor** units (pence); may be negative.
        pub value: Option<i64>,
    }
}

payload! {
    /// A report on what a user can afford that will not come.
    pub struct ReportFailure {
        /// The report.
        pub report_id: AffordabilityReportId,
        /// When it failed.
        pub failed_at: Option<Timestamp>,
        /// `failed`.
        pub status: Option<ReportStatus>,
    }
}

payload! {
    /// A report on what a user can afford that is there. The page on it is not public: all of this is by
    /// analogy with the failure, so nothing is required.
    pub struct ReportSuccess {
        /// The report.
        pub report_id: Option<AffordabilityReportId>,
        /// When it was there.
        pub completed_at: Option<Timestamp>,
        /// `complete`.
        pub status: Option<ReportStatus>,
    }
}
