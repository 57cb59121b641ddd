//! The imports that every operation needs.

pub(crate) use serde::{Deserialize, Serialize, Serializer};

pub(crate) use crate::{
    codec::{Awaited, Call, Endpoint, Item, Method, Operation, Page, Reply, Window, decode},
    config::Service,
    ground::{
        check::{check_currency, check_day, check_days, check_email, check_not_empty, check_time},
        date::{Date, Month},
        error::{Error, RequestError},
        id::*,
        money::{Amount, AmountLoose, Currency, Decimal},
        open_enum::open_enum,
        scope,
        sensitive::{
            AccountNumber, EmailAddress, HolderName, Masked, PaymentReference, PostalAddress,
            SignedLink, TelephoneNumber,
        },
        text::Text,
        timestamp::Timestamp,
        wire_text::WireText,
    },
};

/// An amount as it is sent, without the members that only the service sends.
#[derive(Serialize)]
pub(crate) struct SentAmount<'a, V = i64> {
    pub(crate) value: V,
    pub(crate) currency: Option<&'a Currency>,
}

/// Writes bare minor units as `{"value": ..}`.
pub(crate) fn as_amount<V: Copy + Serialize, S: Serializer>(
    value: &V,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    SentAmount { value: *value, currency: None }.serialize(serializer)
}

/// Why a request is refused before anything is sent.
#[cfg(test)]
pub(crate) fn refusal_of(request: &impl Endpoint) -> RequestError {
    *request.call().unwrap_err().request_error().unwrap()
}
