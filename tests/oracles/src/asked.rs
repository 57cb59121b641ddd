//! Requests to the token endpoint, as calls and sign-ins both make them.

use bytes::Bytes;
use http::{Request, header};

use crate::naive;

/// `client:secret`, encoded as in RFC 7617 after `Basic`.
pub(crate) const CREDENTIALS: &str = "Y2xpZW50OnNlY3JldA==";

/// The parameters of a form, sorted, without those that authenticate the client, which must be
/// present exactly once.
pub(crate) fn parameters(request: &Request<Bytes>, signs: bool) -> Vec<(String, String)> {
    let form = std::str::from_utf8(request.body()).expect("a form is text");
    let mut pairs = naive::form_decoded(form).expect("a form is a form");
    let authorization = request.headers().get(header::AUTHORIZATION);
    if signs {
        let rest = pairs.split_off(pairs.len().saturating_sub(3));
        let names: Vec<_> = rest.iter().map(|(name, _)| name.as_str()).collect();
        let expected = ["client_id", "client_assertion_type", "client_assertion"];
        assert_eq!(names, expected, "the client is authenticated");
        // `signed`, in base64url.
        assert!(rest[2].1.ends_with(".c2lnbmVk"), "the signature is the one that was made");
        assert!(authorization.is_none(), "it is authenticated twice");
    } else {
        let credentials =
            authorization.and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
        assert!(credentials == Some(CREDENTIALS), "the client is authenticated");
    }
    pairs.sort();
    pairs
}
