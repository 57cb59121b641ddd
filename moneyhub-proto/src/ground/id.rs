//! Identifiers, one type each, so that a user's id can't be passed for a connection's.
//!
//! An id is opaque: its form is documented (24 lowercase hex digits for a user, for instance), but
//! nothing depends on it. An id must not leave its path segment: that is checked where the path is
//! built, for ids from any source, before anything is sent.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::{error::RequestError, in_place::IdText};

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        id! {
            $(#[$meta])*
            $name(IdText)
        }
    };
    // Not of a UUID's length.
    ($(#[$meta:meta])* $name:ident($text:ident)) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name($text);

        impl $name {
            /// Takes the id as it is. An id that can't be part of a path is refused when a request is built.
            #[must_use]
            pub fn new(id: impl AsRef<str>) -> Self {
                Self($text::new(id.as_ref()))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }

        impl super::wire_text::WireText for $name {
            /// An empty id might be read as none: a list of one user's payments would be that of all.
            fn wire_text(&self, parameter: &'static str) -> Result<&str, RequestError> {
                match self.as_str() {
                    "" => Err(RequestError::Empty { parameter }),
                    id => Ok(id),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Ok(Self::new(id))
            }
        }
    };
}

id! {
    /// An account, a UUID. Belongs to the data API.
    AccountId
}
id! {
    /// A bank as an institution, used to find its icon; not the [`ProviderId`] of a connection.
    BankRef
}
id! {
    /// An API client, a UUID.
    ClientId
}
id! {
    /// A connection of a user to a bank: `<provider id>:<uuid>`. Its colon stays literal in paths.
    ConnectionId(CompactString)
}
id! {
    /// A payee registered with Moneyhub, a UUID.
    PayeeId
}
id! {
    /// A payer registered with Moneyhub, a UUID.
    PayerId
}
id! {
    /// One payment, a UUID.
    PaymentId
}
id! {
    /// A bank or another provider, 32 hex digits (or `API`, `DEMO`).
    ProviderId
}
id! {
    /// A sync, one fetch of data over a connection, a UUID.
    SyncId
}
id! {
    /// A Moneyhub user, 24 lowercase hex digits; also the `sub` of that user's tokens.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::id::UserId;
    ///
    /// let user_id = UserId::from("64b0f3a1c2d4e5f60718293a");
    /// assert_eq!(user_id.as_str(), "64b0f3a1c2d4e5f60718293a");
    /// ```
    UserId(CompactString)
}

id! {
    /// A report on what a user can afford, or on income alone, a UUID.
    AffordabilityReportId
}

id! {
    /// An authorisation request that the client made, a UUID.
    AuthRequestId
}

id! {
    /// A payee that a user has at a bank, a UUID.
    BeneficiaryId
}

id! {
    /// An account of CaaS: your own id, 8 to 36 characters.
    CaasAccountId
}

id! {
    /// A group of categories of CaaS: a number, or `mixed`.
    CaasCategoryGroupId
}

id! {
    /// A category of CaaS: a number, `mixed`, or the UUID of one that you made.
    CaasCategoryId
}

id! {
    /// A counterparty of CaaS transactions. Its form is not documented.
    CaasCounterpartyId
}

id! {
    /// A place of CaaS transactions. Its form is not documented.
    CaasGeotagId
}

id! {
    /// A transaction of CaaS: your own id, 8 to 36 characters.
    CaasTransactionId
}

id! {
    /// A user of CaaS: your own id. Not one of Moneyhub's users.
    CaasUserId
}

id! {
    /// A group of categories: `group:<n>`.
    CategoryGroupId
}

id! {
    /// A category: `std:<uuid>` or `cus:<uuid>`.
    CategoryId
}

id! {
    /// A counterparty of an account: a UUID, or `global:<n>` and 64 hexadecimal digits in version 2.
    CounterpartyId
}

id! {
    /// A file attached to a transaction, a UUID.
    FileId
}

id! {
    /// A holding: 64 hexadecimal digits or a UUID.
    HoldingId
}

id! {
    /// A balance at which a user is notified, a UUID.
    NotificationThresholdId
}

id! {
    /// A pension or an investment of OSIP. Not an account of the data API.
    OsipAccountId
}

id! {
    /// A file of payments. Its form is not documented.
    PayFileId
}

id! {
    /// A consent to a file of payments. Its form is not documented.
    PayFileConsentId
}

id! {
    /// A link that people pay by, a UUID.
    PayLinkId
}

id! {
    /// A submission of a payment to a bank, a UUID in the samples.
    PaymentSubmissionId
}

id! {
    /// A project: a UUID, or 64 hexadecimal digits.
    ProjectId
}

id! {
    /// A consent to recurring payments, a UUID.
    RecurringPaymentId
}

id! {
    /// A series of regular transactions, a UUID.
    RegularTransactionSeriesId
}

id! {
    /// A record of the rent that a user pays, a UUID.
    RentalRecordId
}

id! {
    /// A savings goal of a user, a UUID.
    SavingsGoalId
}

id! {
    /// A user of the admin portal. Its form is not documented.
    ScimUserId
}

id! {
    /// A limit that a user sets on spending, a UUID.
    SpendingGoalId
}

id! {
    /// A standard financial statement, a UUID.
    StandardFinancialStatementId
}

id! {
    /// A standing order, a UUID.
    StandingOrderId
}

id! {
    /// A request for a standing order, a UUID. Not the standing order itself.
    StandingOrderRequestId
}

id! {
    /// A statement of an account, a UUID.
    StatementId
}

id! {
    /// A transaction, a UUID.
    TransactionId
}

id! {
    /// A part of a transaction, a UUID.
    TransactionSplitId
}

id! {
    /// One delivery of a webhook, a UUID: its `jti`, or its `id` in the JSON form.
    WebhookId
}

id! {
    /// A widget that pay links belong to, a UUID.
    WidgetId
}

impl ConnectionId {
    /// The part before the colon: the bank's id. `None` if there is no colon.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::id::ConnectionId;
    ///
    /// let id = ConnectionId::from("9c1185a5c5e9fc54612808977ee8f548:3f2a9d10");
    /// assert_eq!(id.provider_id().unwrap().as_str(), "9c1185a5c5e9fc54612808977ee8f548");
    /// ```
    #[must_use]
    pub fn provider_id(&self) -> Option<ProviderId> {
        let (provider, _) = self.as_str().split_once(':')?;
        Some(ProviderId::new(provider))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_same_whichever_way_it_is_made_and_read() {
        let id = UserId::new("u1");
        assert_eq!("u1".parse(), Ok(id.clone()));
        assert_eq!(UserId::from("u1".to_owned()), id);
        assert_eq!((id.as_ref(), id.as_str(), id.to_string()), ("u1", "u1", "u1".to_owned()));
    }

    #[test]
    fn the_bank_of_a_connection_is_what_stands_before_its_first_colon() {
        let provider = |id: &str| ConnectionId::from(id).provider_id();
        assert_eq!(provider("bank:1:2"), Some(ProviderId::from("bank")));
        assert_eq!(provider("bank"), None);
    }
}
