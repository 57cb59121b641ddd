mod begin;
mod callback;
mod finish;
mod receive;
mod restore;

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::{
    api::identity::TokenSet,
    ground::{
        error::VerificationError,
        id::{ConnectionId, ProviderId, UserId},
        scope::Scopes,
        secret::AccessToken,
    },
    jose::JsonWebKeySet,
    jose::fixture::{self, CLIENT, ISSUER, NOW, left_half},
};

const REDIRECT_URI: &str = "https://shop.example/callback";
const USER: &str = "64b0f3a1c2d4e5f60718293a";
const CONNECTION: &str = "9c1185a5c5e9fc54612808977ee8f548:3f2a9d10";
const CODE: &str = "canary-code";
const TOKEN: &str = "canary-access-token";

fn connect() -> Journey {
    Journey::connect(&ProviderId::from("9c1185a5c5e9fc54612808977ee8f548")).unwrap()
}

fn reauth() -> Journey {
    Journey::reauth(&UserId::from(USER), &ConnectionId::from(CONNECTION)).unwrap()
}

fn sign_in(flow: Flow) -> SignIn {
    SignIn { flow, ..SignIn::new(REDIRECT_URI, connect()) }
}

fn begin(sign_in: &SignIn) -> BegunSignIn {
    sign_in.begin(ClientId::from(CLIENT), ISSUER, fixture::now(), &mut fixture::counting()).unwrap()
}

fn pending(flow: Flow) -> PendingSignIn {
    begin(&sign_in(flow)).pending
}

/// A form of these parameters.
fn callback(parameters: &[(&str, &str)]) -> Callback {
    let mut form = form_urlencoded::Serializer::new(String::new());
    Callback::from_form(form.extend_pairs(parameters).finish().as_bytes()).unwrap()
}

/// Receives the callback with the right issuer, which need not be named, at the right time.
fn receive(pending: &PendingSignIn, parameters: &[(&str, &str)]) -> Result<ReturnedSignIn, Error> {
    pending.receive(&callback(parameters), IssuerParameter::Optional, fixture::now())
}

/// What the user comes back with in each flow, with the `id_token` if it has one.
fn come_back(pending: &PendingSignIn, id_token: &str) -> ReturnedSignIn {
    let mut parameters = vec![("state", pending.state.expose_secret()), ("iss", ISSUER)];
    if pending.flow.has_code() {
        parameters.push(("code", CODE));
    }
    if pending.flow.has_id_token() {
        parameters.push(("id_token", id_token));
    }
    receive(pending, &parameters).unwrap()
}

/// Claims of the user that fit this sign-in.
fn claims(pending: &PendingSignIn) -> Value {
    json!({
        "iss": ISSUER, "sub": USER, "aud": CLIENT, "exp": NOW + 3600, "iat": NOW,
        "nonce": pending.nonce.expose_secret(), "mh:con_id": CONNECTION,
    })
}

/// The same, with more.
fn claims_and(pending: &PendingSignIn, more: Value) -> String {
    let mut claims = claims(pending);
    let members = claims.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    fixture::token(&claims)
}

fn check(returned: &ReturnedSignIn) -> Result<Checked, Error> {
    returned.check(&fixture::verifier(), &fixture::keys(), fixture::now())
}

/// The exchange after a valid callback.
fn exchange(pending: &PendingSignIn) -> CodeExchange {
    let id_token = claims_and(pending, json!({"c_hash": left_half(CODE)}));
    match check(&come_back(pending, &id_token)).unwrap() {
        Checked::Exchange(exchange) => exchange,
        Checked::SignedIn(_) => panic!("there is a code"),
    }
}

fn tokens(id_token: Option<String>) -> TokenSet {
    let mut tokens = TokenSet::new(AccessToken::new(TOKEN).unwrap(), Scopes::default());
    tokens.id_token = id_token.map(Into::into);
    tokens
}

fn finish(exchange: &CodeExchange, id_token: String) -> Result<SignedIn, Error> {
    let tokens = tokens(Some(id_token));
    exchange.finish(&tokens, &fixture::verifier(), &fixture::keys(), fixture::now())
}

#[track_caller]
fn check_of<T: std::fmt::Debug>(result: Result<T, Error>) -> VerificationError {
    let error = result.unwrap_err();
    error.verification_error().unwrap_or_else(|| panic!("not a verification: {error}")).clone()
}
