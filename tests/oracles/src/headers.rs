//! A header carries exactly the given value, or nothing is sent.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderValue, Request, header};
use moneyhub_proto::{
    AccessToken, Config, Error, ErrorKind, Outcome, codec, identity, scope, users,
};

use crate::{endpoints, naive, quoting};

/// Any text as a bearer token: refused, if and only if it is empty or has a character that is not
/// visible ASCII, by an error that does not repeat it; or there is one `Authorization` header, it
/// is marked sensitive, and it is `Bearer` and the token.
///
/// # Panics
///
/// If the law is broken.
pub fn tokens_are_carried_exactly(text: &str) {
    let usable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    match AccessToken::new(text) {
        Err(error) => {
            assert!(!usable, "a good token was refused: {error}");
            assert_eq!(error.kind(), ErrorKind::Request, "{error}");
            assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
            quoting::assert_repeats_nothing(text.as_bytes(), |text| {
                let text = String::from_utf8_lossy(text).into_owned();
                Some(quoting::shown(&AccessToken::new(text).err()?))
            });
        }
        Ok(token) => {
            assert!(usable, "a token that no header can carry was accepted");
            let request = codec::encode(&users::List::default(), &endpoints::config(), &token);
            let authorization = only_authorization(&request.expect("the call is good"));
            assert_eq!(authorization.as_bytes(), ["Bearer ", text].concat().as_bytes());
        }
    }
}

/// Any text as the client's id and secret: refused, if and only if one is empty or has white space around it,
/// which comes of a file or a clipboard; or there is one
/// `Authorization` header of `client_secret_basic`, and what RFC 6749 section 2.3.1 makes of it is
/// the id and the secret again.
///
/// # Panics
///
/// If the law is broken.
pub fn client_credentials_are_carried_exactly(client_id: &str, client_secret: &str) {
    let builder = Config::builder().client_id(client_id).client_secret(client_secret);
    let is_usable = |text: &str| !text.is_empty() && text == text.trim();
    let usable = is_usable(client_id) && is_usable(client_secret);
    let config = match builder.build() {
        Err(error) => {
            assert!(!usable, "good credentials were refused: {error}");
            return assert_configuration(&error);
        }
        Ok(config) => config,
    };
    assert!(usable, "credentials that are empty or have white space around them were accepted");
    let grant = identity::ClientCredentials::of_client(scope::USER_READ);
    let request = codec::encode_without_token(&grant, &config).expect("the call is good");
    let authorization = only_authorization(&request);
    let text = authorization.to_str().expect("Basic is ASCII");
    let pair = text.strip_prefix("Basic ").expect("the scheme is Basic");
    let pair = BASE64_STANDARD.decode(pair).expect("Basic is Base64");
    let pair = String::from_utf8(pair).expect("the pair is UTF-8");
    let (id, secret) = pair.split_once(':').expect("the pair has a colon");
    let decoded = |text: &str| naive::percent_decoded(&text.replace('+', " "));
    assert_eq!(decoded(id).as_deref(), Some(client_id), "the id has changed");
    assert_eq!(decoded(secret).as_deref(), Some(client_secret), "the secret has changed");
}

/// Any text as the user agent: a configuration error, or exactly that header.
///
/// # Panics
///
/// If the law is broken.
pub fn user_agents_are_carried_exactly(text: &str) {
    let usable = text.chars().all(|c| c == '\t' || !c.is_ascii_control());
    match Config::builder().user_agent(text).build() {
        Err(error) => {
            assert!(!usable, "a good user agent was refused: {error}");
            assert_configuration(&error);
        }
        Ok(config) => {
            assert!(usable, "a user agent that no header can carry was accepted");
            let token = AccessToken::new("token").expect("the token is good");
            let request = codec::encode(&users::List::default(), &config, &token);
            let request = request.expect("the call is good");
            assert_eq!(request.headers()[header::USER_AGENT].as_bytes(), text.as_bytes());
        }
    }
}

fn only_authorization(request: &Request<Bytes>) -> HeaderValue {
    let all = request.headers().get_all(header::AUTHORIZATION);
    let all: Vec<&HeaderValue> = all.iter().collect();
    let [authorization] = all[..] else { panic!("{} Authorization headers", all.len()) };
    assert!(authorization.is_sensitive(), "an Authorization header is sensitive");
    authorization.clone()
}

fn assert_configuration(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
}
