use std::time::Duration;

use serde_json::{Map, Value};

use crate::ground::{env::UnixTime, error::VerificationError};

/// A claim that is a string. A `null` counts as present, with the wrong type.
pub(crate) fn text<'a>(
    claims: &'a Map<String, Value>,
    claim: &'static str,
) -> Result<Option<&'a str>, VerificationError> {
    let read = |value: &'a Value| value.as_str().ok_or(VerificationError::MalformedClaim { claim });
    claims.get(claim).map(read).transpose()
}

/// A claim that must be present and have the right type.
pub(crate) fn required<T>(
    value: Result<Option<T>, VerificationError>,
    claim: &'static str,
) -> Result<T, VerificationError> {
    value?.ok_or(VerificationError::ClaimMissing { claim })
}

/// A claim that is a `NumericDate`: any JSON number, of seconds (RFC 7519 section 2). A fraction is
/// allowed; a number in a string is not.
pub(crate) fn seconds(
    claims: &Map<String, Value>,
    claim: &'static str,
) -> Result<Option<Seconds>, VerificationError> {
    let read = |value: &Value| value.as_f64().filter(|number| number.is_finite());
    let read = |value| read(value).map(Seconds).ok_or(VerificationError::MalformedClaim { claim });
    claims.get(claim).map(read).transpose()
}

/// A `NumericDate`. Exact for whole seconds for the next 285 million years.
#[derive(Clone, Copy)]
pub(crate) struct Seconds(f64);

impl Seconds {
    pub(crate) fn whole(self) -> UnixTime {
        UnixTime::from_seconds(self.0.floor() as i64)
    }

    /// How far this time is from now, either way, rounded up. At most 99,999,999: anything farther is wrong
    /// anyway, and so few digits can't reveal the token's number.
    pub(crate) fn distance(self, now: UnixTime) -> u64 {
        (self.0 - now.seconds() as f64).abs().ceil().min(99_999_999.0) as u64
    }

    /// Whether this time plus `more` has passed, from that very second on.
    pub(crate) fn is_over(self, more: Duration, now: UnixTime) -> bool {
        now.seconds() as f64 >= self.0 + more.as_secs_f64()
    }

    /// Whether this time is longer ago than `age`.
    pub(crate) fn is_older(self, age: Duration, now: UnixTime) -> bool {
        now.seconds() as f64 > self.0 + age.as_secs_f64()
    }

    /// Whether this time is more than `more` in the future.
    pub(crate) fn is_ahead(self, more: Duration, now: UnixTime) -> bool {
        self.0 > now.seconds() as f64 + more.as_secs_f64()
    }
}

/// `iss` is exactly one of these.
pub(crate) fn check_issuer(
    claims: &Map<String, Value>,
    issuers: &[String],
) -> Result<(), VerificationError> {
    let issuer = required(text(claims, "iss"), "iss")?;
    if issuers.iter().any(|expected| expected == issuer) {
        return Ok(());
    }
    Err(VerificationError::IssuerMismatch)
}

/// `aud` is, or contains, the client; says whether there are others.
pub(crate) fn check_audience(
    claims: &Map<String, Value>,
    client_id: &str,
) -> Result<Audience, VerificationError> {
    let malformed = VerificationError::MalformedClaim { claim: "aud" };
    let audiences = match claims.get("aud") {
        None => return Err(VerificationError::ClaimMissing { claim: "aud" }),
        Some(one @ Value::String(_)) => std::slice::from_ref(one),
        Some(Value::Array(several)) => several,
        Some(_) => return Err(malformed),
    };
    if !audiences.iter().all(Value::is_string) {
        return Err(malformed);
    }
    match audiences {
        several if !several.iter().any(|one| one == client_id) => {
            Err(VerificationError::AudienceMismatch)
        }
        [_] => Ok(Audience::Client),
        _ => Ok(Audience::ClientAndOthers),
    }
}

/// The audience of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Client,
    ClientAndOthers,
}

/// `exp` has not passed, `nbf` has been reached, and `iat` is not in the future: each if present, and with
/// the tolerance.
pub(crate) fn check_times(
    claims: &Map<String, Value>,
    tolerance: Duration,
    now: UnixTime,
) -> Result<Times, VerificationError> {
    let [expires_at, not_before, issued_at] =
        [seconds(claims, "exp")?, seconds(claims, "nbf")?, seconds(claims, "iat")?];
    if let Some(time) = expires_at.filter(|time| time.is_over(tolerance, now)) {
        return Err(VerificationError::Expired { seconds: time.distance(now) });
    }
    if let Some(time) = not_before.filter(|time| time.is_ahead(tolerance, now)) {
        return Err(VerificationError::NotYetValid { seconds: time.distance(now) });
    }
    // The specification leaves this check to the client, and other clients omit it.
    if let Some(time) = issued_at.filter(|time| time.is_ahead(tolerance, now)) {
        return Err(VerificationError::InFuture { claim: "iat", seconds: time.distance(now) });
    }
    Ok(Times { expires_at, issued_at })
}

/// The times in a token.
pub(crate) struct Times {
    pub(crate) expires_at: Option<Seconds>,
    pub(crate) issued_at: Option<Seconds>,
}
