use serde_json::json;

use crate::{
    api::{
        identity::claims::Claims,
        payments::{
            PaymentRequest, RecurringPaymentRequest, ReversePaymentRequest, StandingOrderRequest,
        },
    },
    ground::{
        error::{Error, RequestError},
        id::{ConnectionId, ProviderId, UserId},
        scope::{self, Scope, Scopes},
        timestamp::Timestamp,
        wire_text::WireText,
    },
};

/// The purpose of sending a user to the identity service: scopes and claims.
///
/// These are the journeys of Moneyhub's own client, by name, with the scopes and claims that it
/// sends. Add your own claims with [`with_claims`](Self::with_claims).
///
/// | journey | scopes | claims besides `sub` and `mh:con_id` |
/// |---|---|---|
/// | [`connect`](Self::connect), [`connect_for_user`](Self::connect_for_user) | `id:<bank> openid` | |
/// | [`reauth`](Self::reauth) | `openid reauth` | |
/// | [`refresh`](Self::refresh) | `openid refresh` | |
/// | [`reconsent`](Self::reconsent) | `openid reconsent` | `mh:consent` |
/// | [`payment`](Self::payment) | `id:<bank> openid payment` | `mh:payment` |
/// | [`reverse_payment`](Self::reverse_payment) | `id:<bank> openid reverse_payment` | `mh:payment`, `mh:reverse_payment` |
/// | [`recurring_payment`](Self::recurring_payment) | `id:<bank> openid recurring_payment:create` | `mh:recurring_payment` |
/// | [`standing_order`](Self::standing_order) | `id:<bank> openid standing_orders:create` | `mh:standing_order` |
/// | [`with_scopes`](Self::with_scopes) | yours, and `openid` | |
///
/// Bank scopes exclude each other, and `reauth`, `refresh` and `reconsent` allow only `openid` next
/// to them: otherwise the service answers `invalid_scope`. According to the documentation, payments
/// of any kind need a signed request object.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{claims::{Claims, Consent}, id::ProviderId, sign_in::Journey, Timestamp};
///
/// let consent = Consent {
///     expires_at: Some(Timestamp::new("2027-03-01T00:00:00.000Z")),
///     ..Consent::default()
/// };
/// let journey = Journey::connect(&ProviderId::from("9c1185a5c5e9fc54612808977ee8f548"))?
///     .with_claims(Claims::new().put_consent(&consent)?);
///
/// assert_eq!(journey.scopes.to_string(), "id:9c1185a5c5e9fc54612808977ee8f548 openid");
/// assert!(Journey::connect(&ProviderId::from("a bank")).is_err());
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// The scopes.
    pub scopes: Scopes,
    /// The claims.
    pub claims: Claims,
}

impl Journey {
    /// Connects a bank for a new user: the `id_token` names the user and the connection.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when the bank's id is empty, or has a space
    /// or a control character.
    pub fn connect(bank: &ProviderId) -> Result<Self, Error> {
        Ok(Self::with_scopes(Scope::of_bank(bank)?))
    }

    /// Connects a bank for an existing user.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect), and when the user's id is empty.
    pub fn connect_for_user(bank: &ProviderId, user_id: &UserId) -> Result<Self, Error> {
        Self::connect(bank)?.for_user(user_id)
    }

    /// Renews a connection whose consent expired or whose credentials changed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when an id is empty.
    pub fn reauth(user_id: &UserId, connection_id: &ConnectionId) -> Result<Self, Error> {
        Self::of_connection(scope::REAUTH, user_id, connection_id)
    }

    /// Refreshes a connection whose bank requires the user's input. Not for Open Banking.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when an id is empty.
    pub fn refresh(user_id: &UserId, connection_id: &ConnectionId) -> Result<Self, Error> {
        Self::of_connection(scope::REFRESH, user_id, connection_id)
    }

    /// Extends the consent of a connection without going to the bank. Only the claim `mh:consent`
    /// is not marked essential, as in Moneyhub's own client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when an id is empty, or the timestamp
    /// is not in RFC 3339 form.
    pub fn reconsent(
        user_id: &UserId,
        connection_id: &ConnectionId,
        expires_at: &Timestamp,
    ) -> Result<Self, Error> {
        let expires_at = expires_at.wire_text("expirationDateTime")?;
        let mut journey = Self::of_connection(scope::RECONSENT, user_id, connection_id)?;
        let consent = json!({"value": {"expirationDateTime": expires_at}});
        journey.claims = journey.claims.put("mh:consent", consent);
        Ok(journey)
    }

    /// Makes a single payment.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect) and [`Claims::put_payment`].
    pub fn payment(bank: &ProviderId, payment: &PaymentRequest) -> Result<Self, Error> {
        let mut journey = Self::at_bank(scope::PAYMENT, bank)?;
        journey.claims = journey.claims.put_payment(payment)?;
        Ok(journey)
    }

    /// Reverses a payment.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect) and [`Claims::put_reverse_payment`].
    pub fn reverse_payment(
        bank: &ProviderId,
        reverse: &ReversePaymentRequest,
    ) -> Result<Self, Error> {
        let mut journey = Self::at_bank(scope::REVERSE_PAYMENT, bank)?;
        let asked = json!({"essential": true});
        journey.claims = journey.claims.put_reverse_payment(reverse)?.put("mh:payment", asked);
        Ok(journey)
    }

    /// Sets up a variable recurring payment.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect) and [`Claims::put_recurring_payment`].
    pub fn recurring_payment(
        bank: &ProviderId,
        recurring: &RecurringPaymentRequest,
    ) -> Result<Self, Error> {
        let mut journey = Self::at_bank(scope::RECURRING_PAYMENT_CREATE, bank)?;
        journey.claims = journey.claims.put_recurring_payment(recurring)?;
        Ok(journey)
    }

    /// Sets up a standing order.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect) and [`Claims::put_standing_order`].
    pub fn standing_order(bank: &ProviderId, order: &StandingOrderRequest) -> Result<Self, Error> {
        let mut journey = Self::at_bank(scope::STANDING_ORDERS_CREATE, bank)?;
        journey.claims = journey.claims.put_standing_order(order)?;
        Ok(journey)
    }

    /// Your own journey: these scopes and `openid`, without which there is no `id_token`. It requests `sub`
    /// and `mh:con_id`.
    #[must_use]
    pub fn with_scopes(scopes: impl Into<Scopes>) -> Self {
        let scopes = scopes.into().union(&Scopes::from(scope::OPENID));
        Self { scopes, claims: Claims::new().put_sub(None).put_connection_id(None) }
    }

    /// The same journey for an existing user.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when the user's id is empty: the
    /// service might take that for a new user.
    pub fn for_user(mut self, user_id: &UserId) -> Result<Self, Error> {
        if user_id.as_str().is_empty() {
            return Err(RequestError::Empty { parameter: "the user's id" }.into());
        }
        self.claims = self.claims.put_sub(Some(user_id));
        Ok(self)
    }

    /// Whether money may move by it, at once or later.
    pub(crate) fn moves_money(&self) -> bool {
        let moving = [
            scope::PAYMENT,
            scope::PAY_FILE_CONSENT_CREATE,
            scope::RECURRING_PAYMENT_CREATE,
            scope::REVERSE_PAYMENT,
            scope::STANDING_ORDERS_CREATE,
        ];
        self.scopes.iter().any(|scope| moving.contains(scope))
    }

    /// The same journey with these claims merged into its own, see [`Claims::merge`].
    #[must_use]
    pub fn with_claims(mut self, claims: Claims) -> Self {
        self.claims = self.claims.merge(claims);
        self
    }

    fn at_bank(scope: Scope, bank: &ProviderId) -> Result<Self, Error> {
        Ok(Self::with_scopes(Scopes::from_iter([scope, Scope::of_bank(bank)?])))
    }

    fn of_connection(
        scope: Scope,
        user_id: &UserId,
        connection_id: &ConnectionId,
    ) -> Result<Self, Error> {
        if connection_id.as_str().is_empty() {
            return Err(RequestError::Empty { parameter: "the connection's id" }.into());
        }
        let mut journey = Self::with_scopes(scope).for_user(user_id)?;
        journey.claims = journey.claims.put_connection_id(Some(connection_id));
        Ok(journey)
    }
}

#[cfg(test)]
mod tests;
