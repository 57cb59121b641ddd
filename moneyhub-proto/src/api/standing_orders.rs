//! Standing orders that were requested through Moneyhub.
//!
//! All of these belong to the identity service, and take a token of the client itself: `client.send(..)`. To
//! request one, use [`payments::StandingOrderRequest`](crate::payments::StandingOrderRequest). To list all
//! standing orders of a bank account, use
//! [`accounts::ListStandingOrders`](crate::accounts::ListStandingOrders).
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /standing-orders` | `payment:read` |
//! | [`Get`] | `GET /standing-orders/{standingOrderRequestId}` | `payment:read` |

use std::fmt;

use serde::de::{self, value::MapAccessDeserializer};

use super::{
    accounts::{StandingOrderFrequency, StandingOrderPayee, StandingOrderStatus},
    payments::Filter,
};
use crate::api::prelude::*;

/// `GET /standing-orders`: the requested standing orders, page by page. Scope `payment:read`.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, payments, standing_orders};
///
/// let filter = payments::Filter { user_id: Some("a-user".into()), ..Default::default() };
/// let list = standing_orders::List { filter, ..Default::default() };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("limit=100&offset=0&userId=a-user"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// Which ones to list.
    pub filter: Filter,
}

impl Endpoint for List {
    type Output = Page<RequestedStandingOrder>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("standing_orders.list", "/standing-orders", decode::page)
        .needs(&[scope::PAYMENT_READ]);

    fn fill(&self, call: Call) -> Call {
        self.filter.add_to(call.window(self.window))
    }
}

/// `GET /standing-orders/{standingOrderRequestId}`: one requested standing order. Scope
/// `payment:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The request: its id is the claim `mh:standing_order` of the `id_token`.
    pub standing_order_request_id: StandingOrderRequestId,
}

impl Endpoint for Get {
    type Output = RequestedStandingOrder;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("standing_orders.get", "/standing-orders/{standingOrderRequestId}", decode::data)
        .needs(&[scope::PAYMENT_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("standingOrderRequestId", &self.standing_order_request_id)
    }
}

/// A requested standing order, and the status of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestedStandingOrder {
    /// The id of the request.
    pub id: StandingOrderRequestId,
    /// The status of the request.
    pub status: Option<InitiationStatus>,
    /// When it was requested.
    pub created_at: Option<Timestamp>,
    /// When the status last changed. The meaning is inferred from the name.
    pub updated_at: Option<Timestamp>,
    /// The standing order itself.
    pub standing_order: Option<Box<StandingOrder>>,
}

impl Item for RequestedStandingOrder {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// A standing order.
///
/// Moneyhub's swagger of 2022 has `recurringPayment..` and its Node types have `nextPayment..`, so both are
/// here, and nothing is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StandingOrder {
    /// The id.
    pub id: Option<StandingOrderId>,
    /// Whether it is in force.
    pub status: Option<StandingOrderStatus>,
    /// The reference on the statements.
    pub reference: Option<PaymentReference>,
    /// How often it pays.
    pub frequency: Option<StandingOrderFrequency>,
    /// How many payments it makes.
    pub number_of_payments: Option<i64>,
    /// The date of the first payment.
    pub first_payment_date: Option<Timestamp>,
    /// The date of the payment after the first.
    pub recurring_payment_date: Option<Timestamp>,
    /// The date of the next payment.
    pub next_payment_date: Option<Timestamp>,
    /// The date of the last payment.
    pub final_payment_date: Option<Timestamp>,
    /// The first payment.
    pub first_payment_amount: Option<PaymentAmount>,
    /// The payments after the first.
    pub recurring_payment_amount: Option<PaymentAmount>,
    /// The next payment.
    pub next_payment_amount: Option<PaymentAmount>,
    /// The last payment.
    pub final_payment_amount: Option<PaymentAmount>,
    /// The currency.
    pub currency: Option<Currency>,
    /// The payee.
    pub payee: Option<Box<StandingOrderPayee>>,
}

/// How much a standing order pays: a number in one source, an object in another. Both are read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentAmount {
    /// Minor units.
    Minor(i64),
    /// An amount, or an amount with its day.
    Object(Box<AmountObject>),
}

/// An amount; or an amount with its day, which is then in [`amount`](Self::amount).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AmountObject {
    /// The amount in minor units, if there is no day.
    pub value: Option<i64>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Whole units without a sign, as the service writes them.
    pub major_units: Option<Decimal>,
    /// The rest in minor units without a sign, as the service writes it.
    pub minor_units: Option<Decimal>,
    /// The amount, if there is a day.
    pub amount: Option<AmountLoose>,
    /// The day; its format is not documented.
    pub date: Option<String>,
}

impl PaymentAmount {
    /// The amount in minor units, in whichever form it came.
    #[must_use]
    pub fn minor(&self) -> Option<i64> {
        match self {
            Self::Minor(minor) => Some(*minor),
            Self::Object(object) => {
                let dated = || object.amount.as_ref().and_then(|amount| amount.value);
                object.value.or_else(dated)
            }
        }
    }
}

impl Serialize for PaymentAmount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Minor(minor) => minor.serialize(serializer),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PaymentAmount {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> de::Visitor<'de> for Either {
            type Value = PaymentAmount;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("minor units or an amount")
            }
            fn visit_i64<E>(self, minor: i64) -> Result<PaymentAmount, E> {
                Ok(PaymentAmount::Minor(minor))
            }
            fn visit_u64<E: de::Error>(self, minor: u64) -> Result<PaymentAmount, E> {
                let minor = i64::try_from(minor);
                minor.map(PaymentAmount::Minor).map_err(|_| E::custom("too many minor units"))
            }
            fn visit_map<M: de::MapAccess<'de>>(self, map: M) -> Result<PaymentAmount, M::Error> {
                let object = AmountObject::deserialize(MapAccessDeserializer::new(map))?;
                Ok(PaymentAmount::Object(Box::new(object)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

open_enum! {
    /// The status of a request for a standing order.
    pub enum InitiationStatus {
        /// It was cancelled.
        Cancelled = "Cancelled",
        /// Waiting for the user.
        InProgress = "InProgress",
        /// The bank has set it up.
        InitiationCompleted = "InitiationCompleted",
        /// The bank refused to set it up.
        InitiationFailed = "InitiationFailed",
        /// The bank is setting it up.
        InitiationPending = "InitiationPending",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_in_each_of_its_forms() {
        for (json, minor) in [
            ("2000", Some(2000)),
            (r#"{"value":2000,"currency":"GBP"}"#, Some(2000)),
            (r#"{"amount":{"value":2000},"date":"2024-06-01"}"#, Some(2000)),
            (r#"{"currency":"GBP"}"#, None),
        ] {
            let amount: PaymentAmount = serde_json::from_str(json).unwrap();
            assert_eq!(amount.minor(), minor, "{json}");
        }
        assert!(serde_json::from_str::<PaymentAmount>(r#""2000""#).is_err());
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        let filter = Filter { end_date: Some("2023-02-29".into()), ..Filter::default() };
        let list = List { filter, ..List::default() };
        assert_eq!(refusal_of(&list), RequestError::NotADate { parameter: "endDate" });
    }
}
