//! The machine, which fetches the keys.

use super::*;
use crate::{
    config::{ClientAuthentication, Config},
    driver::{Client, Transport, blocking, scripted::Scripted},
    ground::{
        env::{Env, Now},
        error::{Error, ErrorKind},
    },
    machine::{Event as Happened, Session, Step},
};

fn now() -> Now {
    Now { unix: fixture::now(), ..Now::default() }
}

/// A client that only receives webhooks has no secret.
fn config() -> Result<Config, Error> {
    Config::builder()
        .client_id(CLIENT)
        .client_authentication(ClientAuthentication::None)
        .verifier(Arc::new(HashVerifier))
        .build()
}

fn session() -> Arc<Session> {
    Session::new(config().unwrap())
}

fn document() -> Value {
    json!({
        "issuer": fixture::ISSUER,
        "authorization_endpoint": format!("{}/auth", fixture::ISSUER),
        "token_endpoint": format!("{}/token", fixture::ISSUER),
        "jwks_uri": "https://identity.moneyhub.co.uk/oidc/certs",
    })
}

fn certs() -> Value {
    let keys = fixture::keys().keys;
    json!({"keys": keys.iter().map(|key| key.members().clone()).collect::<Vec<_>>()})
}

/// Drives the check of a body, and counts the requests.
fn drive(session: &Arc<Session>, body: &[u8]) -> (Result<VerifiedWebhook, ErrorKind>, usize) {
    let verifier = WebhookVerifier::of_config(session.config()).unwrap();
    let mut machine = VerifyWebhook::new(session, verifier, body, now());
    let mut entropy = fixture::counting();
    let mut requests = 0;
    loop {
        let env = &mut Env { now: now(), entropy: &mut entropy };
        match machine.step(env) {
            Step::Send(outgoing) => {
                requests += 1;
                let reply = match outgoing.template() {
                    "/oidc/.well-known/openid-configuration" => document(),
                    _ => certs(),
                };
                let reply = http::Response::new(reply.to_string().into());
                machine.handle(env, Happened::Reply(reply));
            }
            Step::Done => break,
            other => panic!("{other:?}"),
        }
    }
    let result = machine.finish();
    (result.map_err(|error| error.kind()), requests)
}

#[test]
fn the_keys_are_fetched_once_for_any_number_of_webhooks() {
    let session = session();
    let token = fixture::token(&claims());
    let (verified, requests) = drive(&session, token.as_bytes());
    verified.unwrap();
    assert_eq!(requests, 2, "the document and the keys");
    for _ in 0..10 {
        let (verified, requests) = drive(&session, token.as_bytes());
        verified.unwrap();
        assert_eq!(requests, 0);
    }
}

#[test]
fn what_has_not_the_form_of_a_webhook_costs_no_request() {
    let session = session();
    for body in [&b"{}"[..], b"", b"a.b", b"\xff.\xff.\xff", &vec![b'.'; 2_000_000]] {
        let (verified, requests) = drive(&session, body);
        assert_eq!((verified, requests), (Err(ErrorKind::Verification), 0));
    }
}

#[test]
fn a_machine_that_is_not_done_says_so_and_shows_nothing() {
    let session = session();
    let token = fixture::token(&claims());
    let verifier = WebhookVerifier::of_config(session.config()).unwrap();
    let machine = VerifyWebhook::new(&session, verifier, token.as_bytes(), now());
    assert_eq!(format!("{machine:?}"), "VerifyWebhook { state: Check, .. }");
    let error = machine.finish().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert_eq!(error.endpoint(), Some("webhooks.verify"));
}

#[test]
fn both_clients_verify_with_the_keys_of_the_service_and_refuse_the_json_form_without() {
    let script = || {
        let script = Scripted::new();
        let ahead = NOW - Transport::now(&script).unix.seconds();
        script.shift_wall_clock(ahead);
        script.reply(200, document().to_string()).reply(200, certs().to_string())
    };
    let token = fixture::token(&claims());
    let (asynchronous, threads) = (script(), script());
    let client = Client::new(config().unwrap(), Arc::new(asynchronous.clone()));
    let blocking = blocking::Client::new(config().unwrap(), Arc::new(threads.clone()));
    for body in [&b"{}"[..], token.as_bytes(), token.as_bytes()] {
        let one = pollster::block_on(client.webhook(body)).map_err(|error| error.to_string());
        let other = blocking.webhook(body).map_err(|error| error.to_string());
        assert_eq!(one, other);
        assert_eq!(one.is_ok(), body != b"{}");
    }
    assert_eq!((asynchronous.requests().len(), threads.requests().len()), (2, 2));
}
