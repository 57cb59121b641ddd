use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

use crate::{
    codec::Reply,
    ground::error::{DecodeCategory, Error},
};

/// A lifetime in whole seconds.
pub(super) fn expires_in(
    seconds: Option<Seconds>,
    reply: &Reply<'_>,
) -> Result<Option<u64>, Error> {
    if seconds.is_some_and(|Seconds(seconds)| seconds < 0.0) {
        return Err(reply.refused("expires_in", DecodeCategory::OutOfRange));
    }
    Ok(seconds.map(|Seconds(seconds)| seconds as u64))
}

/// Seconds as an integer, a fraction or a string: real servers send all three.
///
/// It is read from the number's own text. A visitor for numbers is called differently when another
/// crate turns on `serde_json/arbitrary_precision`.
#[derive(Clone, Copy)]
pub(super) struct Seconds(f64);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?.get();
        let text = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
        let seconds =
            text.unwrap_or(json).trim().parse().ok().filter(|seconds: &f64| seconds.is_finite());
        seconds.map(Self).ok_or_else(|| {
            de::Error::invalid_value(de::Unexpected::Other("JSON"), &"a number of seconds")
        })
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
