//! The imports that every operation needs.

pub(crate) use serde::{Deserialize, Serialize, Serializer};

pub(crate) use crate::{
    codec::{Awaited, Call, Endpoint, Item, Method, Operation, Page, Reply, Window, decode},
    config::Service,
    ground::{
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

/// Refuses an optional day that is not a day.
pub(crate) fn check_day(parameter: &'static str, day: Option<&Date>) -> Result<(), RequestError> {
    day.map_or(Ok(()), |day| day.wire_text(parameter).map(drop))
}

/// Refuses a first and a last day if one is not a day, or they are the wrong way round.
pub(crate) fn check_days(
    (first_parameter, first): (&'static str, &Date),
    (last_parameter, last): (&'static str, &Date),
) -> Result<(), RequestError> {
    // Days in this form sort like their texts.
    if first.wire_text(first_parameter)? > last.wire_text(last_parameter)? {
        let problem = "is before the first day";
        return Err(RequestError::Invalid { parameter: last_parameter, problem });
    }
    Ok(())
}

/// Why a request is refused before anything is sent.
#[cfg(test)]
pub(crate) fn refusal_of(request: &impl Endpoint) -> RequestError {
    *request.call().unwrap_err().request_error().unwrap()
}
