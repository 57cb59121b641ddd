//! Where a sign-in's requests go, and what they carry.

use bytes::Bytes;
use http::{Method, Request, header};

use super::walker::{Call, Pending};
use crate::{asked, endpoints::IDENTITY, signing_in::USER};

/// What is asked for: the path below the identity service says so.
pub(super) fn call_of(request: &Request<Bytes>) -> Call {
    let url = request.uri().to_string();
    let path = url.strip_prefix(IDENTITY).expect("a request goes to the identity service only");
    match path {
        "/oidc/.well-known/openid-configuration" => Call::Document,
        "/oidc/certs" => Call::Keys,
        "/oidc/token" => Call::Code,
        _ => panic!("a request that has no part in a sign-in"),
    }
}

/// What is public is asked for by nobody in particular.
pub(super) fn check_public(request: &Request<Bytes>) {
    assert_eq!(request.method(), Method::GET, "what is public is read");
    let headers = request.headers();
    assert!(
        !headers.contains_key(header::AUTHORIZATION),
        "what is public is asked for by a client"
    );
    assert!(request.body().is_empty(), "what is public is asked for with a body");
}

/// The code goes with what belongs to its sign-in, and with the client's authentication.
pub(super) fn check_code(request: &Request<Bytes>, pending: &Pending, pinned: bool, signs: bool) {
    assert_eq!(request.method(), Method::POST, "a code is posted");
    let pairs = asked::parameters(request, signs);
    let mut expected = vec![
        ("code", pending.code),
        ("code_verifier", &pending.code_verifier),
        ("grant_type", "authorization_code"),
        ("redirect_uri", super::walker::REDIRECT_URI),
    ];
    if pinned {
        expected.push(("sub", USER));
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert!(pairs == expected, "the code goes with other things than its own");
}
