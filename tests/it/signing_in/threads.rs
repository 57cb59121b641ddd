//! The same flow on threads, over ureq.

use moneyhub_proto::{
    Config, ErrorKind, blocking,
    config::{ClientAuthentication, RequestObjects},
    error::VerificationError,
    jose::JwsAlgorithm,
    sign_in::{ExpectedIdToken, ExpectedNonce, Flow, SignIn},
    ureq, users,
};
use moneyhub_sandbox::{Algorithm, Client as Registration, Sandbox};

use super::{
    application::{CLIENT_ID, REDIRECT_URI, callback, connect, expose},
    keys::{public_keys, signer},
};

fn start() -> (Sandbox, blocking::Client) {
    let registration = Registration::private_key_jwt(CLIENT_ID, &public_keys()).unwrap();
    let registration = registration.redirect_uri(REDIRECT_URI).request_object_alg(Algorithm::Ps256);
    let sandbox = Sandbox::builder().real_time().register(registration).start().unwrap();
    let key = || signer(JwsAlgorithm::Ps256);
    let config = Config::builder()
        .client_id(CLIENT_ID)
        .client_authentication(ClientAuthentication::PrivateKeyJwt(key()))
        .request_objects(RequestObjects::Signed(key()))
        .identity_url(sandbox.identity_url())
        .allow_loopback_http();
    (sandbox, ureq::client(config.build().unwrap()).unwrap())
}

#[test]
fn from_the_first_redirect_to_the_deletion_of_the_user() {
    let (sandbox, client) = start();
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        let begun = client.begin_sign_in(&SignIn { flow, ..connect() }).unwrap();
        let back = sandbox.approve(begun.url.expose_secret()).unwrap();
        let signed_in = client.finish_sign_in(&begun.pending, &callback(&back)).unwrap();
        let user_id = signed_in.id_token.sub().clone();
        let list = users::ListConnections { user_id: user_id.clone() };
        assert_eq!(client.send(list).unwrap().len(), 1);
        client.send(users::Delete { user_id }).unwrap();
    }
}

#[test]
fn a_user_who_says_no_is_a_refusal() {
    let (sandbox, client) = start();
    let begun = client.begin_sign_in(&connect()).unwrap();
    let back = sandbox.deny(begun.url.expose_secret()).unwrap();
    let error = client.finish_sign_in(&begun.pending, &callback(&back)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Identity);
    assert_eq!(error.sign_in_refusal().unwrap().code(), "access_denied");
}

#[test]
fn an_id_token_is_verified_again_on_its_own() {
    let (sandbox, client) = start();
    let begun = client.begin_sign_in(&connect()).unwrap();
    let back = sandbox.approve(begun.url.expose_secret()).unwrap();
    let tokens = client.finish_sign_in(&begun.pending, &callback(&back)).unwrap().tokens.unwrap();
    let token = expose(tokens.id_token.as_ref());
    let expected = ExpectedIdToken { nonce: ExpectedNonce::Any, ..Default::default() };
    client.verify_id_token(token, &expected).unwrap();
    let error = client.verify_id_token(token, &ExpectedIdToken::default()).unwrap_err();
    assert_eq!(error.verification_error(), Some(&VerificationError::UnexpectedNonce));
}
