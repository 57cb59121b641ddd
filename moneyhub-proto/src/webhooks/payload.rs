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

/// The details of an event. The payload's own JSON is at [`Event::json`](crate::webhooks::Event::json).
///
/// `Debug` shows which variant it is, and none of its contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Payload {
    /// A user has a connection for the first time. Its payload is not documented.
    #[non_exhaustive]
    AddFirstConnection,
    /// An affordability report has failed.
    AffordabilityReportFailure(ReportFailure),
    /// An affordability report is complete.
    AffordabilityReportSuccess(ReportSuccess),
    /// A balance has crossed a [threshold](crate::api::thresholds).
    BalanceThreshold(BalanceThreshold),
    /// An account was deleted.
    DeletedAccount(DeletedAccount),
    /// Transactions were deleted.
    DeletedTransactions(Transactions),
    /// Series of regular transactions were found.
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
    /// A consent expires soon.
    ReauthReminder(ReauthReminder),
    /// A connection without Open Banking has not been refreshed for two days.
    RefreshReminder(ConnectionReminder),
    /// Deleted transactions were restored.
    RestoredTransactions(Transactions),
    /// A sync has ended.
    SyncCompleted(SyncCompleted),
    /// An event that this version does not know.
    #[non_exhaustive]
    Unknown,
    /// Series of regular transactions have changed.
    UpdatedRegularTransactions(RegularTransactions),
    /// Transactions have another status, description or amount.
    UpdatedTransactions(Transactions),
}

/// A payload whose `Debug` shows only the name.
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
    /// Series of regular transactions.
    pub struct RegularTransactions {
        /// The series.
        pub series_ids: Vec<RegularTransactionSeriesId>,
    }
}

payload! {
    /// A sync that has ended.
    pub struct SyncCompleted {
        /// The connection.
        pub connection_id: ConnectionId,
        /// The sync.
        pub sync_id: Option<SyncId>,
        /// When it ended.
        pub completed_at: Option<Timestamp>,
        /// Whether it succeeded.
        pub processing_status: Option<ProcessingStatus>,
    }
}

open_enum! {
    /// Whether a sync succeeded, in the words of webhooks.
    pub enum ProcessingStatus {
        /// It failed.
        Error = "error",
        /// It succeeded.
        Success = "success",
    }
}

payload! {
    /// The result of a payment.
    pub struct Payment {
        /// The payment. A table of the documentation writes `paymentID`, which is read as well.
        #[serde(alias = "paymentID")]
        pub payment_id: PaymentId,
        /// The id of the submission to the bank.
        pub payment_submission_id: Option<PaymentSubmissionId>,
        /// When it was submitted to the bank.
        pub submitted_at: Option<Timestamp>,
        /// Its status.
        pub status: Option<PaymentStatus>,
        /// The reference that the payee sees.
        pub reference: Option<PaymentReference>,
        /// The payment's end-to-end id.
        pub end_to_end_id: Option<Text>,
        /// When it changed.
        pub updated_at: Option<Timestamp>,
    }
}

payload! {
    /// A consent that expires soon.
    #[serde(from = "ReauthReminderSpellings")]
    pub struct ReauthReminder {
        /// The connection.
        pub connection_id: ConnectionId,
        /// The name of the bank.
        pub bank_name: Option<Text>,
        /// How many days are left. A table of the documentation writes `timeUntilReauthorization`, which is
        /// read as well.
        pub time_until_reauthorization_in_days: Option<Decimal>,
        /// Whether the client manages the consent, and may renew it itself
        /// ([`users::UpdateConnection`](crate::api::users::UpdateConnection)).
        pub tpp_consent: Option<bool>,
    }
}

/// Both spellings of one member; a payload may have both.
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
    /// A connection that has not been refreshed for some time.
    pub struct ConnectionReminder {
        /// The connection.
        pub connection_id: ConnectionId,
        /// The name of the bank.
        pub bank_name: Option<Text>,
        /// For how many days it has not been refreshed.
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
        /// The account. It is an ordinary account id under another name.
        pub account_uid: AccountId,
        /// The name of the account.
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
        /// The amount in **major** units (pounds), perhaps with a fraction. The data API does so nowhere
        /// else, and the thresholds next to it are in minor units.
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
    /// An affordability report that has failed.
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
    /// An affordability report that is complete. The page about it is not public: all members are by analogy
    /// with the failure, so none is required.
    pub struct ReportSuccess {
        /// The report.
        pub report_id: Option<AffordabilityReportId>,
        /// When it was completed.
        pub completed_at: Option<Timestamp>,
        /// `complete`.
        pub status: Option<ReportStatus>,
    }
}
