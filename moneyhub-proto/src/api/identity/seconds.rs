use crate::codec::Reply;
use serde::{Deserialize, Deserializer};

use crate::ground::error::{DecodeCategory, DecodeError, Error};

/// A lifetime in whole seconds.
pub(super) fn expires_in(
    seconds: Option<Seconds>,
    reply: &Reply<'_>,
) -> Result<Option<u64>, Error> {
    if seconds.is_some_and(|Seconds(seconds)| seconds < 0.0) {
        let category = DecodeCategory::OutOfRange;
        return Err(DecodeError::at(reply.status(), reply.body(), "expires_in", category).into());
    }
    Ok(seconds.map(|Seconds(seconds)| seconds as u64))
}

/// Seconds as an integer, a fraction or a string: real servers have written all three.
#[derive(Clone, Copy)]
pub(super) struct Seconds(f64);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl serde::de::Visitor<'_> for Number {
            type Value = Seconds;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number of seconds")
            }
            fn visit_f64<E>(self, seconds: f64) -> Result<Seconds, E> {
                Ok(Seconds(seconds))
            }
            fn visit_i64<E>(self, seconds: i64) -> Result<Seconds, E> {
                Ok(Seconds(seconds as f64))
            }
            fn visit_u64<E>(self, seconds: u64) -> Result<Seconds, E> {
                Ok(Seconds(seconds as f64))
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Seconds, E> {
                let seconds = text.trim().parse::<f64>().ok().filter(|seconds| seconds.is_finite());
                seconds.map(Seconds).ok_or_else(|| {
                    E::invalid_value(serde::de::Unexpected::Other("a string"), &self)
                })
            }
        }
        deserializer.deserialize_any(Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_that_is_over_at_once_is_one() {
        let headers = http::HeaderMap::new();
        let reply = Reply::new(http::StatusCode::OK, &headers, b"");
        assert_eq!(expires_in(Some(Seconds(0.0)), &reply).unwrap(), Some(0));
    }
}
