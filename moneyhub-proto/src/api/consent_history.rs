//! Which consents users gave, and how they ended.
//!
//! It belongs to the identity service. It takes a token of the client itself or, for one user, a token of
//! that user. The client fetches either: `client.send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /consent-history` | `consent_history:read` |

use crate::api::prelude::*;

/// `GET /consent-history`: the consents of all users of the client, or of one, page by page. Scope
/// `consent_history:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, consent_history};
///
/// let list = consent_history::List { user_id: Some("a-user".into()), ..Default::default() };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("limit=100&offset=0&userId=a-user"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// Only consents of this user. The token must then be this user's, as in Moneyhub's Node client.
    pub user_id: Option<UserId>,
}

impl Endpoint for List {
    type Output = Page<Consent>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("consent_history.list", "/consent-history", decode::page)
        .needs(&[scope::CONSENT_HISTORY_READ]);

    fn fill(&self, call: Call) -> Call {
        let call = call.window(self.window).query("userId", &self.user_id);
        match &self.user_id {
            Some(user_id) => call.for_user(user_id),
            None => call,
        }
    }
}

/// A consent. Its shape is known only from Moneyhub's Node types, so nothing is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Consent {
    /// The authorisation request that it came from.
    pub authorization_request_id: Option<String>,
    /// The id.
    pub consent_id: Option<String>,
    /// Its purpose, such as `AIS`.
    pub consent_type: Option<String>,
    /// Its status, such as `active`.
    pub consent_status: Option<String>,
    /// The end of its validity; the format is not documented.
    pub consent_to: Option<String>,
    /// The start of its validity; the format is not documented.
    pub consent_from: Option<String>,
    /// What it permits, such as `ReadBalances`.
    pub permissions: Option<Vec<String>>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// When it failed.
    pub errored_at: Option<Timestamp>,
    /// When it was requested.
    pub created_at: Option<Timestamp>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// The accounts that it covers.
    pub account_details: Option<Vec<ConsentAccount>>,
    /// The accounts of a recurring payment.
    pub vrp_details: Option<RecurringPaymentAccounts>,
    /// The user.
    pub user_id: Option<UserId>,
    /// The bank, by its name.
    pub provider: Option<String>,
}

/// The id, or another member that identifies it: each may be absent.
impl Item for Consent {
    fn identity(&self) -> &str {
        let created_at = self.created_at.as_ref().map(Timestamp::as_str);
        let ids = self.consent_id.as_deref().or(self.authorization_request_id.as_deref());
        ids.or(created_at).unwrap_or_default()
    }
}

/// An account that a consent covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ConsentAccount {
    /// The kind of the number.
    pub scheme_name: Option<AccountScheme>,
    /// The number.
    pub identification: Option<AccountNumber>,
}

/// The accounts of a recurring payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecurringPaymentAccounts {
    /// The number of the account that receives the money.
    pub account_to: Option<AccountNumber>,
    /// The number of the account that pays.
    pub account_from: Option<AccountNumber>,
}

open_enum! {
    /// The kind of an account number (Open Banking's namespaced enumerations).
    pub enum AccountScheme {
        /// An international number (ISO 13616).
        Iban = "UK.OBIE.IBAN",
        /// The card number.
        Pan = "UK.OBIE.PAN",
        /// Sort code and number.
        SortCodeAccountNumber = "UK.OBIE.SortCodeAccountNumber",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_consents_of_one_user_take_a_token_of_that_user_and_those_of_all_take_one_of_nobody() {
        let subject = |user_id: Option<UserId>| {
            let list = List { user_id, ..List::default() };
            list.call().unwrap().subject().cloned()
        };
        assert_eq!(subject(Some("a-user".into())), Some("a-user".into()));
        assert_eq!(subject(None), None);
    }
}
