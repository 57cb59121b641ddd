//! The requests of a sign-in. Its one-time values are made of fixed bytes here.

use moneyhub_proto::{
    Secret,
    env::EntropyError,
    identity::{
        AuthorisationRequest, CodeVerifier, ExchangeCode, GetDiscoveryDocument, GetJsonWebKeys,
        Introspect, Nonce, PushedAuthorisationRequest, Refresh, ResponseType, Revoke, State,
        TokenTypeHint,
    },
    scope,
    sign_in::Journey,
};

use super::{CONNECTION, USER, assert_golden};

pub(super) const CLIENT: &str = "0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f";
pub(super) const REDIRECT_URI: &str = "https://shop.example/callback";

pub(super) fn fixed(buffer: &mut [u8]) -> Result<(), EntropyError> {
    buffer.fill(7);
    Ok(())
}

pub(super) fn verifier() -> CodeVerifier {
    CodeVerifier::generate(&mut fixed).unwrap()
}

async fn assert_pushed(name: &str, journey: Journey, response_type: ResponseType) {
    let request = AuthorisationRequest::new(
        CLIENT.into(),
        REDIRECT_URI,
        journey,
        response_type,
        State::generate(&mut fixed).unwrap(),
        Nonce::generate(&mut fixed).unwrap(),
    );
    assert_golden(name, PushedAuthorisationRequest { request }).await;
}

#[tokio::test]
async fn a_pushed_request_for_a_user_who_is_made_by_it() {
    let journey = Journey::connect(&"9c1185a5c5e9fc54612808977ee8f548".into()).unwrap();
    let response_type = ResponseType::Code { code_challenge: verifier().challenge() };
    assert_pushed("par.connect", journey, response_type).await;
}

#[tokio::test]
async fn a_pushed_request_for_a_connection_that_is_renewed() {
    let journey = Journey::reauth(&USER.into(), &CONNECTION.into()).unwrap();
    assert_pushed("par.reauth", journey, ResponseType::IdToken).await;
}

#[tokio::test]
async fn a_code_for_tokens() {
    let exchange = ExchangeCode {
        code: Secret::from("made-up-code"),
        redirect_uri: REDIRECT_URI.to_owned(),
        code_verifier: verifier(),
        subject: Some(USER.into()),
    };
    assert_golden("token.code", exchange).await;
}

#[tokio::test]
async fn a_refresh_token_for_tokens() {
    let refresh_token = Secret::from("made-up-refresh-token");
    assert_golden("token.refresh", Refresh { refresh_token, scopes: scope::USER_READ.into() })
        .await;
}

#[tokio::test]
async fn what_a_token_may_do() {
    let token_type_hint = Some(TokenTypeHint::RefreshToken);
    let token = Secret::from("made-up-refresh-token");
    assert_golden("token.introspect", Introspect { token, token_type_hint }).await;
}

#[tokio::test]
async fn the_end_of_a_token() {
    let token = Secret::from("made-up-token");
    assert_golden("token.revoke", Revoke { token, token_type_hint: None }).await;
}

#[tokio::test]
async fn the_discovery_document() {
    assert_golden("discovery", GetDiscoveryDocument).await;
}

#[tokio::test]
async fn the_keys_of_the_service() {
    assert_golden("certs", GetJsonWebKeys).await;
}
