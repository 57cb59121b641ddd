//! Signatures as steps: requested once, waited for no longer than the attempt lasts, and never
//! skipped.

mod woken;

use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::join_all;
use http::Response;
use pollster::block_on;

use super::*;
use crate::{
    api::identity::{ClientCredentials, JwtBearer},
    config::{ClientAuthentication, UserGrant},
    driver::blocking,
    ground::{
        env::{EntropyError, Env, Monotonic, Now, UnixTime},
        error::{ErrorKind, Outcome, SignerError},
        future::BoxFuture,
    },
    jose::{
        JwsAlgorithm, Signer, SigningRequest,
        test_signer::{Manner, SIGNATURE, TestSigner, member, parts},
    },
    machine::{Event, Exchange, Session, Step},
};

fn signed_by(signer: &Arc<TestSigner>) -> crate::config::ConfigBuilder {
    Config::builder()
        .client_id("client")
        .client_authentication(ClientAuthentication::PrivateKeyJwt(signer.clone()))
}

fn client_of(signer: &Arc<TestSigner>, script: &Scripted) -> Client {
    Client::new(signed_by(signer).build().unwrap(), Arc::new(script.clone()))
}

fn grant() -> ClientCredentials {
    ClientCredentials::of_client(scope::USER_READ)
}

fn within(millis: u64) -> CallOptions {
    CallOptions { deadline: Some(Duration::from_millis(millis)), ..CallOptions::default() }
}

/// A token request at the machine itself.
fn begin(deadline: u64) -> Exchange<ClientCredentials> {
    let signer = TestSigner::new(Manner::AtOnce);
    let session = Session::new(signed_by(&signer).build().unwrap());
    Exchange::new(&session, grant(), within(deadline), Monotonic::default())
}

fn env<T>(millis: u64, then: impl FnOnce(&mut Env<'_>) -> T) -> T {
    let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    let unix = UnixTime::from_seconds(1_700_000_000);
    let now = Now { unix, monotonic: Monotonic::from_millis(millis) };
    then(&mut Env { now, entropy: &mut entropy })
}

fn step<E: Endpoint>(exchange: &mut Exchange<E>, millis: u64) -> Step {
    env(millis, |env| exchange.step(env))
}

fn handle<E: Endpoint>(exchange: &mut Exchange<E>, millis: u64, event: Event) {
    env(millis, |env| exchange.handle(env, event));
}

fn signature() -> Event {
    Event::Signature(Ok(SIGNATURE.to_vec()))
}

fn asked<E: Endpoint>(exchange: &mut Exchange<E>, millis: u64) -> SigningRequest {
    match step(exchange, millis) {
        Step::Sign(request) => request,
        other => panic!("not asked to sign: {other:?}"),
    }
}

fn at(millis: u64) -> Monotonic {
    Monotonic::from_millis(millis)
}

#[test]
fn a_signature_is_asked_for_once_and_then_waited_for() {
    let mut exchange = begin(5_000);
    assert_eq!(asked(&mut exchange, 0).timeout(), Duration::from_secs(5));
    for _ in 0..2 {
        assert!(matches!(step(&mut exchange, 1), Step::WaitUntil(until) if until == at(5_000)));
    }
    handle(&mut exchange, 2, signature());
    assert!(matches!(step(&mut exchange, 2), Step::Send(_)));
}

#[test]
fn the_request_has_what_the_signature_has_left_of_the_attempt() {
    let mut exchange = begin(90_000);
    assert_eq!(asked(&mut exchange, 0).timeout(), Duration::from_secs(45));
    handle(&mut exchange, 20_000, signature());
    let Step::Send(outgoing) = step(&mut exchange, 25_000) else { panic!("not sent") };
    assert_eq!(outgoing.timeout(), Duration::from_secs(35));
    assert!(matches!(step(&mut exchange, 25_000), Step::WaitUntil(until) if until == at(60_000)));
}

/// A token request that takes two signatures: of its assertion, and of the client's.
fn begin_with_two() -> Exchange<JwtBearer> {
    let signer = TestSigner::new(Manner::AtOnce);
    let config = signed_by(&signer).user_tokens(UserGrant::JwtBearer(signer));
    let session = Session::new(config.build().unwrap());
    let grant = JwtBearer { user_id: "u1".into(), scopes: Scopes::default() };
    Exchange::new(&session, grant, within(5_000), Monotonic::default())
}

#[test]
fn two_signatures_are_asked_for_one_after_the_other() {
    let mut exchange = begin_with_two();
    let first = asked(&mut exchange, 0);
    handle(&mut exchange, 0, Event::Signature(Ok(b"one".to_vec())));
    let second = asked(&mut exchange, 0);
    assert_ne!(first.message(), second.message());
    handle(&mut exchange, 0, Event::Signature(Ok(b"two".to_vec())));
    let Step::Send(outgoing) = step(&mut exchange, 0) else { panic!("not sent") };
    let form = outgoing.into_http().into_body();
    let (assertion, client) = (member(&form, "assertion"), member(&form, "client_assertion"));
    assert_eq!((parts(&assertion).2, parts(&client).2), (b"one".to_vec(), b"two".to_vec()));
    assert!(assertion.as_bytes().starts_with(first.message()));
    assert!(client.as_bytes().starts_with(second.message()));
}

#[test]
fn a_signature_that_nobody_asked_for_is_ignored() {
    let mut exchange = begin(5_000);
    handle(&mut exchange, 0, signature());
    let _request = asked(&mut exchange, 0);
    handle(&mut exchange, 0, signature());
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    handle(&mut exchange, 0, Event::Signature(Err(SignerError::new("late"))));
    handle(&mut exchange, 0, Event::Reply(Response::new(Bytes::from_static(TOKEN.as_bytes()))));
    assert!(matches!(step(&mut exchange, 0), Step::Done));
    exchange.finish().unwrap();
}

#[test]
fn a_signature_that_comes_twice_is_not_that_of_the_next() {
    let mut exchange = begin_with_two();
    let _first = asked(&mut exchange, 0);
    for _ in 0..2 {
        handle(&mut exchange, 0, signature());
    }
    let _second = asked(&mut exchange, 0);
}

#[test]
fn room_is_needed_after_the_signature_and_not_before() {
    let mut exchange = begin(5_000);
    assert!(!exchange.core().may_send(at(0)));
    let _request = asked(&mut exchange, 0);
    assert!(!exchange.core().may_send(at(0)));
    handle(&mut exchange, 0, signature());
    assert!(exchange.core().may_send(at(0)));
}

#[test]
fn an_answer_while_a_signature_is_made_is_ignored() {
    let mut exchange = begin(5_000);
    let _request = asked(&mut exchange, 0);
    handle(&mut exchange, 0, Event::Reply(Response::new(Bytes::new())));
    assert!(matches!(step(&mut exchange, 0), Step::WaitUntil(_)));
}

#[test]
fn a_failed_signature_ends_the_call_before_anything_is_sent() {
    let mut exchange = begin(5_000);
    let _request = asked(&mut exchange, 0);
    handle(&mut exchange, 0, Event::Signature(Err(SignerError::new("the HSM is on fire"))));
    assert!(matches!(step(&mut exchange, 0), Step::Done));
    let error = exchange.finish().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Environment, Outcome::NotSent));
    assert!(error.is_retryable());
    assert_eq!((error.attempts(), error.status()), (0, None));
    assert_eq!(error.to_string(), "identity.client_credentials: the signer failed");
    let reason = std::error::Error::source(&error).map(ToString::to_string);
    assert_eq!(reason.as_deref(), Some("the HSM is on fire"));
}

#[test]
fn an_empty_signature_is_a_failed_one() {
    let mut exchange = begin(5_000);
    let _request = asked(&mut exchange, 0);
    handle(&mut exchange, 0, Event::Signature(Ok(Vec::new())));
    assert!(matches!(step(&mut exchange, 0), Step::Done));
    assert_eq!(exchange.finish().unwrap_err().kind(), ErrorKind::Environment);
}

#[test]
fn a_signature_that_is_not_there_by_the_deadline_ends_the_call() {
    let mut exchange = begin(5_000);
    let _request = asked(&mut exchange, 0);
    assert!(matches!(step(&mut exchange, 5_000), Step::Done));
    let error = exchange.finish().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
    assert!(error.is_retryable());
}

#[test]
fn a_signature_that_is_not_there_while_its_message_is_fresh_is_a_failed_one() {
    for late in [None, Some(signature())] {
        let mut exchange = begin(90_000);
        let _request = asked(&mut exchange, 0);
        late.into_iter().for_each(|event| handle(&mut exchange, 45_000, event));
        assert!(matches!(step(&mut exchange, 45_000), Step::Done));
        let error = exchange.finish().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Environment, Outcome::NotSent));
    }
}

#[test]
fn what_was_signed_and_then_waited_too_long_to_be_sent_is_signed_anew() {
    let mut exchange = begin(90_000);
    let _request = asked(&mut exchange, 0);
    handle(&mut exchange, 0, signature());
    let again = asked(&mut exchange, 45_000);
    assert_eq!(again.timeout(), Duration::from_secs(45));
}

#[test]
fn without_entropy_nothing_is_sent() {
    let script = Scripted::new().without_entropy();
    let signer = TestSigner::new(Manner::AtOnce);
    let error = block_on(client_of(&signer, &script).send(grant())).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Environment, Outcome::NotSent));
    assert_eq!(error.to_string(), "identity.client_credentials: the source of entropy failed");
    assert!(error.is_retryable());
    assert_eq!((script.requests().len(), signer.asked()), (0, 0));
}

#[test]
fn a_signer_that_fails_between_two_attempts_leaves_the_outcome_of_the_first() {
    let mut exchange = begin(90_000);
    let _request = asked(&mut exchange, 0);
    handle(&mut exchange, 0, signature());
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    let down = Response::builder().status(503).body(Bytes::new()).unwrap();
    handle(&mut exchange, 0, Event::Reply(down));
    let _request = asked(&mut exchange, 10_000);
    handle(&mut exchange, 10_000, Event::Signature(Err(SignerError::new("gone"))));
    assert!(matches!(step(&mut exchange, 10_000), Step::Done));
    let error = exchange.finish().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Environment, Outcome::Uncertain));
    assert_eq!(error.attempts(), 1);
}

#[test]
fn a_call_that_needs_a_token_blames_the_environment_for_the_failed_signature() {
    let script = Scripted::new();
    let signer = TestSigner::new(Manner::Fails);
    let error = block_on(client_of(&signer, &script).send(GET)).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Environment, Outcome::NotSent));
    let expected = "probe: no token: identity.client_credentials: the signer failed";
    assert_eq!(error.to_string(), expected);
    assert!(script.requests().is_empty());
}

#[test]
fn a_slow_signature_is_waited_for_by_both_clients() {
    let script = Scripted::new().reply(200, TOKEN).reply(200, TOKEN);
    let signer = TestSigner::new(Manner::Slowly(script.clone(), Duration::from_secs(20)));
    block_on(client_of(&signer, &script).send(grant())).unwrap();
    assert_eq!(script.waits(), [Duration::from_secs(20)]);
    let config = signed_by(&signer).build().unwrap();
    blocking::Client::new(config, Arc::new(script.clone())).send(grant()).unwrap();
    assert_eq!(script.requests().len(), 2);
}

#[test]
fn a_signature_that_never_comes_is_given_up_at_the_deadline_by_both_clients() {
    let script = Scripted::new();
    let signer = TestSigner::new(Manner::Never);
    let client = client_of(&signer, &script);
    let error = block_on(client.send_with(grant(), within(5_000))).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
    let config = signed_by(&signer).build().unwrap();
    let client = blocking::Client::new(config, Arc::new(script.clone()));
    let error = client.send_with(grant(), within(20)).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
    assert!(script.requests().is_empty());
}

#[test]
fn calls_that_are_started_at_once_need_one_signature() {
    let script =
        (0..64).fold(Scripted::new().reply(200, TOKEN), |script, _| script.reply(200, "1"));
    let signer = TestSigner::new(Manner::Slowly(script.clone(), Duration::from_secs(1)));
    let client = client_of(&signer, &script);
    let results = block_on(join_all((0..64).map(|_| client.send(GET))));
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(paths(&script).iter().filter(|path| *path == "/oidc/token").count(), 1);
    assert_eq!(signer.asked(), 1);
}

#[test]
fn a_call_that_is_dropped_while_it_is_signed_gives_its_fetch_back() {
    let script = Scripted::new().reply(200, TOKEN).reply(200, "1");
    let signer = TestSigner::new(Manner::Slowly(script.clone(), Duration::from_secs(1)));
    let client = client_of(&signer, &script);
    let mut dropped = Box::pin(client.send(GET));
    let context = &mut Context::from_waker(Waker::noop());
    assert!(dropped.as_mut().poll(context).is_pending());
    assert_eq!((signer.asked(), script.requests().len()), (1, 0));
    drop(dropped);
    block_on(client.send(GET)).unwrap();
    assert_eq!(paths(&script), ["/oidc/token", "/probe"]);
    assert_eq!(signer.asked(), 2);
}

#[test]
fn no_place_among_the_requests_in_flight_is_held_by_a_signer_that_hangs() {
    let script = Scripted::new().reply(200, "1");
    let signer = TestSigner::new(Manner::Never);
    let config = signed_by(&signer).requests_in_flight(1).build().unwrap();
    let client = Client::new(config, Arc::new(script.clone()));
    let mut hangs = Box::pin(client.send(grant()));
    let context = &mut Context::from_waker(Waker::noop());
    assert!(hangs.as_mut().poll(context).is_pending());
    assert_eq!(block_on(client.send_with(GET, given_token())).unwrap(), 1);
}

#[test]
fn debug_shows_neither_message_nor_signature() {
    let mut exchange = begin(5_000);
    let step = step(&mut exchange, 0);
    assert!(matches!(step, Step::Sign(_)));
    let shown = format!("{step:?} {exchange:?} {:?}", signature());
    assert!(!shown.contains("eyJ") && !shown.contains("canary"), "{shown}");
    assert!(!shown.contains(&format!("{SIGNATURE:?}")), "{shown}");
}

#[test]
fn scopes_for_a_call_that_needs_no_token_are_refused() {
    let options = CallOptions { scopes: Some(scope::USER_READ.into()), ..CallOptions::default() };
    let script = Scripted::new();
    let error = block_on(client(&script).send_with(grant(), options)).unwrap_err();
    assert_eq!(error.request_error(), Some(&crate::ground::error::RequestError::UnexpectedScopes));
    assert!(error.to_string().contains("takes no scopes"), "{error}");
    assert!(script.requests().is_empty());
}
