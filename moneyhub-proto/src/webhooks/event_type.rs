use crate::ground::open_enum::open_enum;

/// What stands before the name of an event in the JWT form.
const URN: &str = "urn:com:moneyhub:events:";

open_enum! {
    /// What a webhook tells, by its name in the JSON form (documentation page "Webhooks").
    ///
    /// The JWT form has `urn:com:moneyhub:events:` and the same in kebab case; only `payment-completed` and
    /// `payment-rejected`, which is `paymentError`, are documented there, and the others follow by analogy. What
    /// this version does not know is kept as it came.
    ///
    /// ```
    /// use moneyhub_proto::webhooks::EventType;
    ///
    /// assert_eq!(EventType::named("syncComplete"), EventType::SyncCompleted);
    /// let urn = "urn:com:moneyhub:events:payment-rejected";
    /// assert_eq!(EventType::of_urn(urn), Some(EventType::PaymentError));
    /// ```
    pub enum EventType {
        /// A user has a connection for the first time. Its payload is not documented.
        AddFirstConnection = "addFirstConnection",
        /// A report on what a user can afford will not come.
        AffordabilityReportFailure = "affordabilityReportFailure",
        /// A report on what a user can afford is there.
        AffordabilityReportSuccess = "affordabilityReportSuccess",
        /// A balance has crossed a [threshold](crate::api::thresholds).
        BalanceThreshold = "balanceThreshold",
        /// An account was deleted.
        DeletedAccount = "deletedAccount",
        /// Transactions of an account were deleted.
        DeletedTransactions = "deletedTransactions",
        /// Series of transactions that come back were found.
        NewRegularTransactions = "newRegularTransactions",
        /// An account has new transactions. Not sent for the first fetch of a connection.
        NewTransactions = "newTransactions",
        /// A payment was made.
        PaymentCompleted = "paymentCompleted",
        /// A payment was rejected.
        PaymentError = "paymentError",
        /// The bank has yet to decide on a payment.
        PaymentPending = "paymentPending",
        /// All data of a new connection is enriched. Its payload is not documented.
        PostConnectionEnrichmentComplete = "postConnectionEnrichmentComplete",
        /// A consent ends soon. From five days before, every other day.
        ReauthReminder = "reauthReminder",
        /// A connection without Open Banking was not refreshed for two days. Every 48 hours.
        RefreshReminder = "refreshReminder",
        /// Transactions that were deleted are back.
        RestoredTransactions = "restoredTransactions",
        /// A sync is over, well or not.
        SyncCompleted = "syncCompleted",
        /// Series of transactions that come back have changed.
        UpdatedRegularTransactions = "updatedRegularTransactions",
        /// Transactions of an account have another status, description or amount.
        UpdatedTransactions = "updatedTransactions",
    }
}

impl EventType {
    /// That of the JSON form. Moneyhub's pages have two names for two of them; both are read.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "postConnectionEnrichmentCompleted" => Self::PostConnectionEnrichmentComplete,
            "syncComplete" => Self::SyncCompleted,
            other => Self::from(other),
        }
    }

    /// That of the JWT form. `None` when the URN is not one of Moneyhub's events.
    #[must_use]
    pub fn of_urn(urn: &str) -> Option<Self> {
        let tail = urn.strip_prefix(URN).filter(|tail| !tail.is_empty())?;
        let known = match tail {
            "payment-rejected" => Self::PaymentError,
            tail => Self::named(&camel_case(tail)),
        };
        Some(match known {
            Self::Unknown(_) => Self::Unknown(urn.into()),
            known => known,
        })
    }

    /// For `Debug`: a name that is not known is text of the service.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Unknown(_) => "Unknown",
            known => known.as_str(),
        }
    }
}

fn camel_case(kebab: &str) -> String {
    let mut parts = kebab.split('-');
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut characters = part.chars();
        camel.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(characters.as_str());
    }
    camel
}
