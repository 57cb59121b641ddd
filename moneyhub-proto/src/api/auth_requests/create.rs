use std::net::IpAddr;

use super::AuthRequest;
use crate::api::prelude::*;
use crate::{
    api::{
        identity::claims::{CategorisationType, Consent},
        payments::{
            PaymentRequest, RecurringPaymentRequest, ReversePaymentRequest, StandingOrderRequest,
        },
    },
    ground::scope::{Scope, Scopes},
};

/// `POST /auth-requests`: begins an authorisation, and returns the bank's page to send the user to. Scope
/// `auth_requests:write`.
///
/// It pays nothing and connects nothing yet. It is retried only if the service certainly did nothing, so one
/// call never creates two requests.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{
///     AccessToken, Config, Scopes, auth_requests::{Create, Initiation}, codec, id::PayeeId,
///     payments::{Payee, PaymentRequest, Pence},
/// };
///
/// let payment = PaymentRequest::new(Pence::new(1250)?, Payee::Id(PayeeId::from("a-payee")));
/// let create = Create {
///     initiation: Some(Initiation::Payment(Box::new(payment))),
///     ..Create::new(Scopes::parse("payment openid id:a-bank")?)
/// };
/// let request = codec::encode(&create, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let body = r#"{"scope":"id:a-bank openid payment","payment":{"amount":1250,"payeeId":"a-payee"}}"#;
/// assert_eq!(request.body(), body);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// What to request, such as `openid id:<bank>`, `openid reauth`, or `payment openid id:<bank>`.
    #[serde(rename = "scope", serialize_with = "as_text")]
    pub scopes: Scopes,
    /// The redirect URI. It must be registered.
    pub redirect_uri: Option<String>,
    /// The user, if the connection is to be one of theirs: 24 characters.
    pub user_id: Option<UserId>,
    /// The connection to reauthorise or refresh.
    pub connection_id: Option<ConnectionId>,
    /// What to pay. Its scope must be among [`scopes`](Self::scopes).
    #[serde(flatten)]
    pub initiation: Option<Initiation>,
    /// How transactions are categorised.
    pub categorisation_type: Option<CategorisationType>,
    /// Whether to look for benefits among the transactions.
    pub benefits_check: Option<bool>,
    /// Counterparties to look for among the transactions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counterparties_check: Vec<CounterpartyId>,
    /// What may be read, and for how long: at most 90 days, or 24 hours without a user.
    #[serde(flatten)]
    pub consent: Consent,
    /// Whether the user comes back before the data has arrived. On the wire `sync.enableAsync`.
    #[serde(rename = "sync", serialize_with = "as_sync")]
    pub enable_async: Option<bool>,
    /// Whether to verify the account. On the wire `accountVerification.accVerification`.
    #[serde(rename = "accountVerification", serialize_with = "as_account_verification")]
    pub verify_account: Option<bool>,
    /// The user's IP address. `Debug` masks it.
    pub customer_ip_address: Option<Masked<IpAddr>>,
    /// When the user last signed in with you.
    pub customer_last_logged_time: Option<Timestamp>,
    /// Only accounts of these types. Only in Moneyhub's Node types, which do not list the values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub account_types: Vec<String>,
    /// Only these accounts. Only in Moneyhub's Node types, which do not document the format.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub account_identification: Vec<AccountNumber>,
    /// Only in Moneyhub's Node types, which do not say what it does.
    pub env: Option<String>,
}

impl Create {
    /// A request for these scopes, with nothing optional.
    #[must_use]
    pub fn new(scopes: impl Into<Scopes>) -> Self {
        Self { scopes: scopes.into(), ..Self::default() }
    }
}

impl Endpoint for Create {
    type Output = AuthRequest;
    const OPERATION: Operation<AuthRequest> = Service::Identity
        .post("auth_requests.create", "/auth-requests", decode::data)
        .needs(&[scope::AUTH_REQUESTS_WRITE]);

    fn fill(&self, call: Call) -> Call {
        let times = [
            ("expirationDateTime", &self.consent.expires_at),
            ("transactionFromDateTime", &self.consent.transactions_from),
            ("customerLastLoggedTime", &self.customer_last_logged_time),
        ];
        let times = times.into_iter().try_for_each(|(name, time)| check_time(name, time.as_ref()));
        let initiation = self.initiation.as_ref().map_or(Ok(()), |it| it.check(&self.scopes));
        let nothing = RequestError::Empty { parameter: "scope" };
        call.refuse_if(self.scopes == Scopes::default(), nothing)
            .of_length("userId", self.user_id.as_ref().map(UserId::as_str), 24..=24)
            .checked(initiation)
            .checked(times)
            .json(self)
    }
}

/// What an authorisation request pays: at most one thing, with its scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Initiation {
    /// A single payment. Scope `payment`.
    Payment(Box<PaymentRequest>),
    /// A standing order. Scope `standing_orders:create`.
    StandingOrder(Box<StandingOrderRequest>),
    /// The consent to recurring payments. Scope `recurring_payment:create`.
    RecurringPayment(Box<RecurringPaymentRequest>),
    /// The reversal of a payment. Scope `reverse_payment`. Here, unlike in the claims, it has no payer.
    ReversePayment(Box<ReversePaymentRequest>),
}

impl Initiation {
    /// Its scope.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match self {
            Self::Payment(_) => scope::PAYMENT,
            Self::StandingOrder(_) => scope::STANDING_ORDERS_CREATE,
            Self::RecurringPayment(_) => scope::RECURRING_PAYMENT_CREATE,
            Self::ReversePayment(_) => scope::REVERSE_PAYMENT,
        }
    }

    fn check(&self, scopes: &Scopes) -> Result<(), RequestError> {
        if !scopes.covers(&self.scope().into()) {
            let problem = "lacks the scope of what is to be paid";
            return Err(RequestError::Invalid { parameter: "scope", problem });
        }
        match self {
            Self::Payment(payment) => payment.check(),
            Self::StandingOrder(order) => {
                if order.number_of_payments.is_none() && order.final_payment_date.is_none() {
                    let problem = "needs its number of payments or the date of the last one";
                    return Err(RequestError::Invalid { parameter: "standingOrder", problem });
                }
                order.check()
            }
            Self::RecurringPayment(recurring) if recurring.types.is_empty() => {
                Err(RequestError::Empty { parameter: "recurringPayment.type" })
            }
            Self::RecurringPayment(recurring) => recurring.check(),
            Self::ReversePayment(reverse) => {
                if reverse.payer.is_some() || reverse.payer_type.is_some() {
                    let problem = "has a payer, which goes into the claims alone";
                    return Err(RequestError::Invalid { parameter: "reversePayment", problem });
                }
                reverse.check()
            }
        }
    }
}

fn as_text<S: Serializer>(scopes: &Scopes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(scopes)
}

fn as_sync<S: Serializer>(value: &Option<bool>, serializer: S) -> Result<S::Ok, S::Error> {
    inside("enableAsync", value, serializer)
}

fn as_account_verification<S: Serializer>(
    value: &Option<bool>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    inside("accVerification", value, serializer)
}

/// An object with this one member, or nothing without a value.
fn inside<S: Serializer>(
    name: &str,
    value: &Option<bool>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_map([(name, value)]),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests;
