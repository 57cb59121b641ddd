//! Every variant is reached as a caller would reach it, and its message is read without context.

mod api;
mod decoding;
mod identity;
mod paging;
mod request;
mod transport;

use std::{sync::Arc, time::Duration};

use http::Response;
use pollster::block_on;

use super::*;
use crate::{
    api::{
        identity::{ClientCredentials, JwtBearer},
        users,
    },
    codec::{self, Call, Links, Page, PageMeta, RawCall, Walk, Window},
    config::{Config, Service},
    driver::{Client, scripted::Scripted},
    ground::{
        id::UserId,
        scope::{self, Scopes},
        secret::{AccessToken, Secret},
        timestamp::Timestamp,
    },
    machine::CallOptions,
};

const USER: &str = "64b0f3a1c2d4e5f60718293a";

fn config() -> Config {
    Config::builder().client_id("client").client_secret("canary-secret").build().unwrap()
}

fn get(id: &str) -> users::Get {
    users::Get { user_id: UserId::from(id) }
}

fn encode<E: crate::codec::Endpoint>(endpoint: &E) -> Error {
    codec::encode(endpoint, &config(), &AccessToken::new("token").unwrap()).unwrap_err()
}

fn decode(status: u16, body: &str) -> Error {
    let response = Response::builder().status(status).body(body.to_owned()).unwrap();
    codec::decode(&get(USER), response).unwrap_err()
}

fn token(status: u16, body: &str) -> Error {
    let response = Response::builder().status(status).body(body.to_owned()).unwrap();
    codec::decode(&ClientCredentials::of_client(scope::USER_READ), response).unwrap_err()
}

/// One call over a script, with a token that was given.
fn send(script: &Scripted) -> Error {
    let client = Client::new(config(), Arc::new(script.clone()));
    let token = Some(AccessToken::new("token").unwrap());
    let options = CallOptions { token, ..CallOptions::default() };
    block_on(client.send_with(get(USER), options)).unwrap_err()
}

fn assert_says(error: &Error, kind: ErrorKind, words: &[&str]) {
    assert_eq!(error.kind(), kind, "{error}");
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "{word:?} is not in {message:?}");
    }
    assert!(!message.contains('\n'), "{message:?}");
    assert!(!message.contains(USER), "{message:?}");
}

#[test]
fn no_secret_is_in_any_debug_of_what_a_caller_holds() {
    let token = AccessToken::new("canary-token").unwrap();
    let options = CallOptions { token: Some(token.clone()), ..CallOptions::default() };
    let client = Client::new(config(), Arc::new(Scripted::new()));
    let grant = ClientCredentials { scopes: Scopes::default(), subject: None };
    let request = codec::encode(&get(USER), &config(), &token).unwrap();
    let token_request = codec::encode_without_token(&grant, &config()).unwrap();
    let shown = format!(
        "{:?} {options:?} {client:?} {:?} {grant:?} {request:?} {token_request:?} {:?}",
        config(),
        client.session(),
        Secret::from("canary-secret")
    );
    assert!(!shown.contains("canary"), "{shown}");
}
