//! A form or a JSON body carries exactly the given values, or nothing is sent.

use bytes::Bytes;
use http::Request;
use moneyhub_proto::{
    AccessToken, Endpoint, Error, ErrorKind, Outcome, RawCall, Scopes, Service, Timestamp,
    codec::{self, Method},
    http,
    id::UserId,
    identity::{self, AuthorisationRequest, CodeVerifier},
    scope, sign_in, users,
};
use serde_json::{Value, json};

use crate::{
    endpoints::{self, IDENTITY, ONE_TIME},
    naive, quoting,
};

/// Any texts in the forms of the token endpoint and its neighbours: refused before they are sent,
/// if and only if one that must not be is empty, or a user's id can't be one; or the form, read
/// naively, has exactly the fields of the specification with exactly these texts.
///
/// # Panics
///
/// If the law is broken.
pub fn forms_carry_what_they_are_given(text: &str, subject: &str, other: &str) {
    let user = UserId::from(subject);
    let read = Scopes::from(scope::USER_READ);
    let grant = identity::ClientCredentials { scopes: read.clone(), subject: Some(user.clone()) };
    let expected = [("grant_type", "client_credentials"), ("scope", "user:read"), ("sub", subject)];
    check_form(&grant, "/oidc/token", can_be_a_subject(subject), &expected);
    quoting::assert_repeats_nothing(subject.as_bytes(), |subject| {
        let grant =
            identity::ClientCredentials::of_user(&*String::from_utf8_lossy(subject), read.clone());
        Some(quoting::shown(&grant.call().err()?))
    });

    let mut exchange = identity::ExchangeCode {
        code: text.into(),
        redirect_uri: other.to_owned(),
        code_verifier: CodeVerifier::restore(ONE_TIME).expect("the verifier is good"),
        subject: Some(user),
    };
    let expected = [
        ("grant_type", "authorization_code"),
        ("code", text),
        ("redirect_uri", other),
        ("code_verifier", ONE_TIME),
        ("sub", subject),
    ];
    let usable = !text.is_empty();
    check_form(&exchange, "/oidc/token", usable && can_be_a_subject(subject), &expected);
    exchange.subject = None;
    check_form(&exchange, "/oidc/token", usable, &expected[..4]);

    let refresh = identity::Refresh { refresh_token: text.into(), scopes: read };
    let expected = [("grant_type", "refresh_token"), ("refresh_token", text)];
    check_form(&refresh, "/oidc/token", usable, &expected);
    let expected = [("token", text), ("token_type_hint", other)];
    let introspect =
        identity::Introspect { token: text.into(), token_type_hint: Some(other.into()) };
    check_form(&introspect, "/oidc/token/introspection", usable, &expected);
    let revoke = identity::Revoke { token: text.into(), token_type_hint: Some(other.into()) };
    check_form(&revoke, "/oidc/token/revocation", usable, &expected);
    let revoke = identity::Revoke { token: text.into(), token_type_hint: None };
    check_form(&revoke, "/oidc/token/revocation", usable, &expected[..1]);
}

/// Any texts in an authorisation request: refused before it is sent; or the form that is pushed, and
/// the query of the URL that goes by itself, have the same fields with exactly these texts, and the
/// claims pin exactly this user and this connection.
///
/// # Panics
///
/// If the law is broken.
pub fn authorisation_requests_carry_what_they_are_given(texts: &[String; 5]) {
    let [client_id, redirect_uri, user, connection, mode] = texts;
    let journey = match sign_in::Journey::reauth(&user.as_str().into(), &connection.as_str().into())
    {
        Ok(journey) => journey,
        Err(error) => {
            assert!(user.is_empty() || connection.is_empty(), "good ids were refused: {error}");
            return assert_not_sent(&error);
        }
    };
    let mut request = endpoints::authorisation_request(client_id);
    request.redirect_uri.clone_from(redirect_uri);
    request.journey = journey;
    request.response_mode = Some(mode.as_str().into());
    let push = identity::PushedAuthorisationRequest { request: request.clone() };
    let http = match codec::encode_without_token(&push, &endpoints::config()) {
        Ok(http) => http,
        Err(error) => {
            let usable = !client_id.is_empty()
                && redirect_uri.starts_with("https://")
                && redirect_uri.len() > 8
                && redirect_uri.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
            assert!(!usable, "a good request was refused: {error}");
            assert!(request.inline_url(&endpoints::config()).is_err(), "only one is refused");
            quoting::assert_repeats_nothing(redirect_uri.as_bytes(), |uri| {
                let mut request = request.clone();
                request.redirect_uri = String::from_utf8_lossy(uri).into_owned();
                Some(quoting::shown(&request.inline_url(&endpoints::config()).err()?))
            });
            return assert_not_sent(&error);
        }
    };
    assert_eq!(http.uri().to_string(), format!("{IDENTITY}/oidc/request"));
    let pairs = form_of(&http);
    let of = |name: &str| {
        let all: Vec<&str> =
            pairs.iter().filter(|(known, _)| known == name).map(|(_, v)| v.as_str()).collect();
        assert_eq!(all.len(), 1, "{name} occurs {} times", all.len());
        all[0]
    };
    assert_eq!((of("client_id"), of("redirect_uri")), (client_id.as_str(), redirect_uri.as_str()));
    assert_eq!((of("response_mode"), of("state")), (mode.as_str(), ONE_TIME));
    assert_eq!((of("response_type"), of("nonce")), ("code", ONE_TIME));
    let claims: Value = serde_json::from_str(of("claims")).expect("claims are JSON");
    let pinned = json!({ "id_token": {
        "mh:con_id": { "essential": true, "value": connection },
        "sub": { "essential": true, "value": user },
    } });
    assert_eq!(claims, pinned, "other claims");
    assert_inline(&request, &pairs);
}

fn assert_inline(request: &AuthorisationRequest, pairs: &[(String, String)]) {
    let url = request.inline_url(&endpoints::config()).expect("what can be pushed can be inline");
    let query = url.expose_secret().strip_prefix(&format!("{IDENTITY}/oidc/auth?"));
    let query = query.expect("the URL is that of the authorisation endpoint");
    assert!(query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#'), "{query}");
    assert_eq!(naive::form_decoded(query).as_deref(), Some(pairs), "another query");
}

/// Any text in JSON bodies. It is refused before it is sent if it is too long, or if it has to be a point in
/// time and is not. Otherwise the body, read again, has exactly this text.
///
/// # Panics
///
/// If the law is broken.
pub fn json_carries_what_it_is_given(text: &str) {
    let create = users::Create { client_user_id: Some(text.to_owned()) };
    match encoded(&create) {
        Ok(request) => assert_eq!(json_of(&request), json!({ "clientUserId": text })),
        Err(error) => assert!(text.chars().count() > 256, "{text} was refused: {error}"),
    }

    let expires_at = Timestamp::new(text);
    let is_time = expires_at.unix_millis().is_some();
    let (user_id, connection_id) = ("u".into(), "c".into());
    let update = users::UpdateConnection { user_id, connection_id, expires_at };
    match encoded(&update) {
        Ok(request) => {
            assert!(is_time, "{text} is no point in time");
            assert_eq!(json_of(&request), json!({ "expiresAt": text }));
        }
        Err(error) => {
            assert!(!is_time, "{text} was refused: {error}");
            assert_not_sent(&error);
        }
    }

    let body = json!({ "a": [text], text: 1 });
    let raw = RawCall::new(Method::Post, Service::Data, "/things", &[]);
    let request = encoded(&raw.json(&body)).expect("any JSON will do");
    assert_eq!(json_of(&request), body);
}

fn check_form<E: Endpoint>(endpoint: &E, path: &str, usable: bool, expected: &[(&str, &str)]) {
    match codec::encode_without_token(endpoint, &endpoints::config()) {
        Err(error) => {
            assert!(!usable, "{}: good texts were refused: {error}", E::OPERATION.facts.name);
            assert_eq!(
                error.endpoint(),
                Some(E::OPERATION.facts.name),
                "an error names its endpoint"
            );
            assert_not_sent(&error);
        }
        Ok(request) => {
            assert!(usable, "{}: unusable texts were sent", E::OPERATION.facts.name);
            assert_eq!(
                request.uri().to_string(),
                format!("{IDENTITY}{path}"),
                "{}",
                E::OPERATION.facts.name
            );
            let pairs = form_of(&request);
            let found: Vec<(&str, &str)> =
                pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(found, expected, "{}: another form", E::OPERATION.facts.name);
        }
    }
}

fn encoded(endpoint: &impl Endpoint) -> Result<Request<Bytes>, Error> {
    let token = AccessToken::new("token").expect("the token is good");
    codec::encode(endpoint, &endpoints::config(), &token)
}

fn form_of(request: &Request<Bytes>) -> Vec<(String, String)> {
    let media = &request.headers()["content-type"];
    assert_eq!(media, "application/x-www-form-urlencoded", "a form says that it is one");
    let form = std::str::from_utf8(request.body()).expect("a form is text");
    naive::form_decoded(form).expect("a form is a form")
}

fn json_of(request: &Request<Bytes>) -> Value {
    assert_eq!(request.headers()["content-type"], "application/json", "JSON says that it is");
    serde_json::from_slice(request.body()).expect("JSON is JSON")
}

fn can_be_a_subject(subject: &str) -> bool {
    !matches!(subject, "" | "." | "..")
        && subject.len() <= 512
        && !subject.contains(char::is_control)
}

fn assert_not_sent(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Request, "the caller is to blame: {error}");
    assert_eq!(error.outcome(), Outcome::NotSent, "nothing was sent: {error}");
}
