//! The subject of a sign-in: the `claims` parameter of an authorisation request.
//!
//! OpenID Connect Core section 5.5 lets a client request claims of the `id_token`, and fix their values.
//! Moneyhub uses this to describe which user and connection a sign-in is for, the consent, and the payment.
//! [`sign_in::Journey`](crate::api::identity::Journey) writes the claims of every journey that Moneyhub
//! knows; use [`Claims`] for anything else.
//!
//! | claim | method |
//! |---|---|
//! | `sub` | [`Claims::put_sub`] |
//! | `mh:con_id` | [`Claims::put_connection_id`] |
//! | `mh:consent` | [`Claims::put_consent`] |
//! | `mh:sync` | [`Claims::put_sync`] |
//! | `mh:account_verification` | [`Claims::put_account_verification`] |
//! | `mh:cat_type` | [`Claims::put_categorisation_type`] |
//! | `mh:payment` | [`Claims::put_payment`] |
//! | `mh:reverse_payment` | [`Claims::put_reverse_payment`] |
//! | `mh:recurring_payment` | [`Claims::put_recurring_payment`] |
//! | `mh:standing_order` | [`Claims::put_standing_order`] |
//! | `mh:benefits_check` | [`Claims::put_benefits_check`] |
//! | `mh:counterparties_check` | [`Claims::put_counterparties_check`] |
//! | any other | [`Claims::put`] |
//!
//! The Elixir package writes an amount object and a `creditorAccount` into `mh:payment`, and Moneyhub's
//! readme has `mh:reversePayment`. No other source has these, so this crate does not send them.

mod consent;
mod sorted;

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

pub use self::consent::{Consent, Permission, PermissionsAction};
use self::sorted::Sorted;
use crate::api::payments::{
    PaymentRequest, RecurringPaymentRequest, ReversePaymentRequest, StandingOrderRequest,
};
use crate::ground::{
    error::{Error, RequestError},
    id::{ConnectionId, UserId},
    open_enum::open_enum,
};

open_enum! {
    /// The set of categories for the transactions of a new connection.
    pub enum CategorisationType {
        /// A company's.
        Business = "business",
        /// A person's.
        Personal = "personal",
    }
}

/// The `claims` parameter; everything is under its member `id_token`.
///
/// Every `put_` method replaces the claim of that name; [`merge`](Self::merge) merges deeply.
/// `Debug` shows the names of the claims only: their values are ids and payments.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{claims::Claims, id::UserId};
///
/// // For a new user, created by the sign-in.
/// let claims = Claims::new().put_sub(None);
/// assert_eq!(claims.to_json(), r#"{"id_token":{"sub":{"essential":true}}}"#);
///
/// // For an existing user.
/// let claims = Claims::new().put_sub(Some(&UserId::from("64b0f3a1")));
/// assert_eq!(claims.to_json(), r#"{"id_token":{"sub":{"essential":true,"value":"64b0f3a1"}}}"#);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Claims {
    id_token: BTreeMap<String, Value>,
}

impl Claims {
    /// No claims.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `sub`: whose sign-in it is. Without an id, the service creates a new user and names it in the
    /// `id_token`. An empty id is refused when a request is made from these claims: it might be read as
    /// absent.
    #[must_use]
    pub fn put_sub(self, user_id: Option<&UserId>) -> Self {
        self.ask_or_pin("sub", user_id.map(UserId::as_str))
    }

    /// `mh:con_id`: which connection it is about. Without an id, the `id_token` names the new one.
    #[must_use]
    pub fn put_connection_id(self, connection_id: Option<&ConnectionId>) -> Self {
        self.ask_or_pin("mh:con_id", connection_id.map(ConnectionId::as_str))
    }

    /// `mh:consent`: how long the user consents, and to what.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when a timestamp is not in RFC 3339
    /// form.
    pub fn put_consent(self, consent: &Consent) -> Result<Self, Error> {
        consent.check()?;
        self.pin("mh:consent", consent)
    }

    /// `mh:sync`: whether the first sync may continue after the user has come back. The `id_token` then names
    /// the sync.
    #[must_use]
    pub fn put_sync(self, enable_async: bool) -> Self {
        self.put("mh:sync", json!({"essential": true, "value": {"enableAsync": enable_async}}))
    }

    /// `mh:account_verification`: whether the sign-in verifies the user's account.
    #[must_use]
    pub fn put_account_verification(self, verify: bool) -> Self {
        let value = json!({"essential": true, "value": {"accVerification": verify}});
        self.put("mh:account_verification", value)
    }

    /// `mh:cat_type`: the set of categories for this connection's transactions.
    #[must_use]
    pub fn put_categorisation_type(self, categorisation_type: &CategorisationType) -> Self {
        self.ask_or_pin("mh:cat_type", Some(categorisation_type.as_str()))
    }

    /// `mh:payment`: a single payment.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) for what
    /// [is refused before sending](crate::manual::paying#what-is-refused-before-sending).
    pub fn put_payment(self, payment: &PaymentRequest) -> Result<Self, Error> {
        payment.check()?;
        self.pin("mh:payment", payment)
    }

    /// `mh:reverse_payment`: a payment to reverse.
    ///
    /// # Errors
    ///
    /// As [`put_payment`](Self::put_payment).
    pub fn put_reverse_payment(
        self,
        reverse_payment: &ReversePaymentRequest,
    ) -> Result<Self, Error> {
        reverse_payment.check()?;
        self.pin("mh:reverse_payment", reverse_payment)
    }

    /// `mh:recurring_payment`: the consent to a variable recurring payment.
    ///
    /// # Errors
    ///
    /// As [`put_payment`](Self::put_payment).
    pub fn put_recurring_payment(self, recurring: &RecurringPaymentRequest) -> Result<Self, Error> {
        recurring.check()?;
        self.pin("mh:recurring_payment", recurring)
    }

    /// `mh:standing_order`: a standing order.
    ///
    /// # Errors
    ///
    /// As [`put_payment`](Self::put_payment).
    pub fn put_standing_order(self, standing_order: &StandingOrderRequest) -> Result<Self, Error> {
        standing_order.check()?;
        self.pin("mh:standing_order", standing_order)
    }

    /// `mh:benefits_check`: whether the user's benefits are checked.
    ///
    /// The form of this claim is not documented. Its counterpart in an auth request is a boolean, and so is
    /// this one. Use [`put`](Self::put) if Moneyhub tells you otherwise.
    #[must_use]
    pub fn put_benefits_check(self, check: bool) -> Self {
        self.put("mh:benefits_check", json!({"essential": true, "value": check}))
    }

    /// `mh:counterparties_check`: which counterparties the user's transactions are checked for.
    ///
    /// The form of this claim is not documented. Its counterpart in an auth request is an array of ids, and
    /// so is this one. Use [`put`](Self::put) if Moneyhub tells you otherwise.
    #[must_use]
    pub fn put_counterparties_check(
        self,
        counterparties: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let ids: Vec<String> = counterparties.into_iter().map(Into::into).collect();
        self.put("mh:counterparties_check", json!({"essential": true, "value": ids}))
    }

    /// Any claim, such as `{"essential": true}` (request it) or `{"value": ...}` (fix it).
    ///
    /// When the sign-in is finished, claims that were fixed by `value` or `values`, such as `sub`,
    /// `mh:con_id` and `acr`, are verified: the `id_token` must have one of these values, and may lack the
    /// claim only if it was not `essential`. Moneyhub's other claims (`mh:...`) tell the service what to do,
    /// and an `id_token` does not repeat them: their results are not verified here.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::claims::Claims;
    /// use serde_json::json;
    ///
    /// let claims = Claims::new().put("mh:pay_file_consent", json!({"essential": true}));
    /// assert_eq!(claims.get("mh:pay_file_consent"), Some(&json!({"essential": true})));
    /// ```
    #[must_use]
    pub fn put(mut self, name: impl Into<String>, claim: impl Into<Value>) -> Self {
        self.id_token.insert(name.into(), claim.into());
        self
    }

    /// The claim of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.id_token.get(name)
    }

    /// Merges other claims into these: objects are merged member by member, at any depth; for
    /// everything else, including arrays, the other's value wins.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::claims::Claims;
    /// use serde_json::json;
    ///
    /// let ours = Claims::new().put("sub", json!({"essential": true, "value": "a"}));
    /// let theirs = Claims::new().put("sub", json!({"essential": false}));
    /// assert_eq!(ours.merge(theirs).get("sub"), Some(&json!({"essential": false, "value": "a"})));
    /// ```
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (name, claim) in other.id_token {
            merge_into(self.id_token.entry(name).or_default(), claim);
        }
        self
    }

    /// The claims whose values an `id_token` must have: see
    /// [`ExpectedIdToken::claims`](crate::sign_in::ExpectedIdToken::claims).
    pub(crate) fn verifiable(&self) -> Self {
        let asks = |name: &str, claim: &Value| {
            (!name.starts_with("mh:") || name == "mh:con_id")
                && (claim.get("value").is_some() || claim.get("values").is_some())
        };
        let chosen = self.id_token.iter().filter(|(name, claim)| asks(name, claim));
        Self { id_token: chosen.map(|(name, claim)| (name.clone(), claim.clone())).collect() }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.id_token.iter().map(|(name, claim)| (name.as_str(), claim))
    }

    pub(crate) const fn of_map(id_token: BTreeMap<String, Value>) -> Self {
        Self { id_token }
    }

    pub(crate) const fn as_map(&self) -> &BTreeMap<String, Value> {
        &self.id_token
    }

    /// Whether there are no claims.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id_token.is_empty()
    }

    /// The text of the parameter. Members are sorted at every depth, so equal claims give equal
    /// texts.
    #[must_use]
    pub fn to_json(&self) -> String {
        let id_token: BTreeMap<_, _> =
            self.id_token.iter().map(|(name, claim)| (name, Sorted(claim))).collect();
        // Keys are strings and values are already JSON, so this can't fail.
        let text = serde_json::to_string(&BTreeMap::from([("id_token", id_token)]));
        text.unwrap_or_default()
    }

    /// Requests the claim; if there is a value, the claim must have it.
    fn ask_or_pin(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.put(name, json!({"essential": true, "value": value})),
            None => self.put(name, json!({"essential": true})),
        }
    }

    fn pin(self, name: &str, value: &impl Serialize) -> Result<Self, Error> {
        let value = serde_json::to_value(value).map_err(|_| RequestError::MalformedBody)?;
        Ok(self.put(name, json!({"essential": true, "value": value})))
    }
}

impl Serialize for Claims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let id_token: BTreeMap<_, _> =
            self.id_token.iter().map(|(name, claim)| (name, Sorted(claim))).collect();
        serializer.collect_map([("id_token", id_token)])
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claims")?;
        f.debug_set().entries(self.id_token.keys()).finish()
    }
}

fn merge_into(old: &mut Value, new: Value) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in new {
                merge_into(old.entry(name).or_insert(Value::Null), value);
            }
        }
        (old, new) => *old = new,
    }
}

#[cfg(test)]
mod tests;
