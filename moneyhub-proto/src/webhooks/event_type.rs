use crate::ground::open_enum::open_enum;

/// The prefix of an event's name in the JWT form.
const URN: &str = "urn:com:moneyhub:events:";

open_enum! {
    /// The type of an event, by its name in the JSON form (documentation page "Webhooks").
    ///
    /// The JWT form has `urn:com:moneyhub:events:` and the same name in kebab case. Only `payment-completed`
    /// and `payment-rejected`, which is `paymentError`, are documented there; the others follow by analogy.
    /// Unknown names are kept as they came.
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
        /// An affordability report has failed.
        AffordabilityReportFailure = "affordabilityReportFailure",
        /// An affordability report is complete.
        AffordabilityReportSuccess = "affordabilityReportSuccess",
        /// A balance has crossed a [threshold](crate::api::thresholds).
        BalanceThreshold = "balanceThreshold",
        /// An account was deleted.
        DeletedAccount = "deletedAccount",
        /// Transactions of an account were deleted.
        DeletedTransactions = "deletedTransactions",
        /// Series of regular transactions were found.
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
        /// A consent expires soon. Sent every other day, from five days before.
        ReauthReminder = "reauthReminder",
        /// A connection without Open Banking has not been refreshed for two days. Sent every 48
        /// hours.
        RefreshReminder = "refreshReminder",
        /// Deleted transactions were restored.
        RestoredTransactions = "restoredTransactions",
        /// A sync has ended, successfully or not.
        SyncCompleted = "syncCompleted",
        /// Series of regular transactions have changed.
        UpdatedRegularTransactions = "updatedRegularTransactions",
        /// Transactions of an account have another status, description or amount.
        UpdatedTransactions = "updatedTransactions",
    }
}

impl EventType {
    /// The type with this name in the JSON form. Moneyhub's pages have two names for two of them;
    /// both are read.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "postConnectionEnrichmentCompleted" => Self::PostConnectionEnrichmentComplete,
            "syncComplete" => Self::SyncCompleted,
            other => Self::from(other),
        }
    }

    /// The type with this name in the JWT form. `None` if the URN is not one of Moneyhub's events.
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

    /// For `Debug`: an unknown name is the service's text.
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
