use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::*;
use crate::{
    api::identity::TokenSet,
    codec::Method,
    ground::{
        env::{Env, Monotonic, Now, UnixTime},
        error::{ErrorKind, Fault, FaultClass, Outcome, RequestError, Sent},
    },
    machine::{Event, Exchange, Machine, Session, Step},
};

fn step<E: Endpoint>(exchange: &mut Exchange<E>, millis: u64) -> Step {
    let mut entropy = |buffer: &mut [u8]| {
        buffer.fill(0xff);
        Ok(())
    };
    exchange.step(&mut Env { now: at(millis), entropy: &mut entropy })
}

fn handle<E: Endpoint>(exchange: &mut Exchange<E>, millis: u64, event: Event) {
    let mut entropy = |buffer: &mut [u8]| {
        buffer.fill(0xff);
        Ok(())
    };
    exchange.handle(&mut Env { now: at(millis), entropy: &mut entropy }, event);
}

fn at(millis: u64) -> Now {
    Now { unix: UnixTime::from_seconds(1_700_000_000), monotonic: Monotonic::from_millis(millis) }
}

fn begin(probe: Probe) -> Exchange<Probe> {
    let session = Session::new(config().build().unwrap());
    Exchange::new(&session, probe, given_token(), Monotonic::default())
}

fn reply(status: u16, body: &'static str) -> Event {
    Event::Reply(
        Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap(),
    )
}

#[test]
fn done_stays_done() {
    let mut exchange = begin(GET);
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    handle(&mut exchange, 1, reply(200, "7"));
    for millis in [1, 0, 1_000_000] {
        assert!(matches!(step(&mut exchange, millis), Step::Done));
    }
    handle(&mut exchange, 2, reply(500, ""));
    assert_eq!(exchange.finish().unwrap(), 7);
}

#[test]
fn a_request_in_flight_is_not_sent_again_by_further_steps() {
    let mut exchange = begin(GET);
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    for millis in [0, 1, 59_999] {
        let until = Monotonic::from_millis(60_000);
        assert!(matches!(step(&mut exchange, millis), Step::WaitUntil(time) if time == until));
    }
}

#[test]
fn a_machine_that_is_told_nothing_gives_the_attempt_up_by_itself() {
    let mut exchange = begin(PAY);
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    assert!(matches!(step(&mut exchange, 60_000), Step::Done));
    let error = exchange.finish().unwrap_err();
    assert_eq!(error.fault().unwrap().class(), FaultClass::TimedOut);
}

#[test]
fn room_is_needed_when_the_next_step_may_send_and_at_no_other_time() {
    let mut exchange = begin(GET);
    // As a driver asks.
    let may_send = |exchange: &mut Exchange<Probe>, millis| {
        Machine::may_send(exchange.core(), Monotonic::from_millis(millis))
    };
    assert!(may_send(&mut exchange, 0));
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    assert!(!may_send(&mut exchange, 0), "one is under way");
    handle(&mut exchange, 10, reply(503, ""));
    let Step::WaitUntil(until) = step(&mut exchange, 10) else { panic!("no wait") };
    let until = until.millis();
    assert!(!may_send(&mut exchange, until - 1), "it is too early for the next");
    assert!(may_send(&mut exchange, until));
    assert!(matches!(step(&mut exchange, until), Step::Send(_)));
    handle(&mut exchange, until, reply(200, "7"));
    assert!(!may_send(&mut exchange, until), "it is done");
}

#[test]
fn nothing_is_sent_before_its_time() {
    let mut exchange = begin(GET);
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    handle(&mut exchange, 10, reply(503, ""));
    let Step::WaitUntil(until) = step(&mut exchange, 10) else { panic!("no wait") };
    assert!(until.millis() > 10);
    assert!(matches!(step(&mut exchange, until.millis() - 1), Step::WaitUntil(_)));
    assert!(matches!(step(&mut exchange, until.millis()), Step::Send(_)));
}

/// Even though the clock rounds down: the answer came at 10.9 ms, which a clock reads as 10.
#[test]
fn a_retry_after_is_not_undercut_by_the_fraction_that_a_clock_does_not_read() {
    for came in (10_000_u64..11_000).step_by(100) {
        let mut exchange = begin(GET);
        assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
        let refusal = Response::builder().status(429).header("retry-after", "1");
        let read = came / 1000;
        handle(&mut exchange, read, Event::Reply(refusal.body(Bytes::new()).unwrap()));
        let Step::WaitUntil(until) = step(&mut exchange, read) else { panic!("no wait") };
        assert!(until.millis() * 1000 >= came + 1_000_000, "{came}: {until:?}");
    }
}

#[test]
fn what_nobody_waits_for_is_ignored() {
    let mut exchange = begin(GET);
    handle(&mut exchange, 0, reply(200, "1"));
    handle(&mut exchange, 0, Event::Fault(Fault::new(FaultClass::Other, Sent::Perhaps)));
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    handle(&mut exchange, 0, Event::Token(Err(RequestError::MissingToken.into())));
    handle(&mut exchange, 0, reply(200, "2"));
    assert_eq!(exchange.finish().unwrap(), 2);
}

#[test]
fn the_token_of_another_subject_is_not_what_a_call_waits_for() {
    let session = Session::new(config().build().unwrap());
    let mut exchange = Exchange::new(&session, GET, CallOptions::default(), Monotonic::default());
    let Step::FetchToken(fetch) = step(&mut exchange, 0) else { panic!("no fetch") };
    let token = AccessToken::new("of-a-user").unwrap();
    let tokens = TokenSet::new(token, Scopes::from_static(&[scope::USER_READ]));
    let of_a_user = session.adopt(&"u1".into(), tokens, at(0));
    assert_eq!(of_a_user.subject().as_ref().unwrap().as_str(), "u1");
    handle(&mut exchange, 0, Event::Token(Ok(of_a_user)));
    let step = step(&mut exchange, 0);
    assert!(matches!(step, Step::AwaitToken { id, .. } if id == fetch.id()), "{step:?}");
}

#[test]
fn what_was_accepted_stays_accepted_when_a_repeat_ends_uncertain() {
    let mut exchange = begin(Probe(Method::Put, Replay::Free));
    let mut now = 0;
    let accepted = Fault::new(FaultClass::Closed, Sent::Perhaps).with_status(http::StatusCode::OK);
    for event in [Event::Fault(accepted), reply(503, ""), reply(503, "")] {
        while let Step::WaitUntil(until) = step(&mut exchange, now) {
            now = until.millis();
        }
        handle(&mut exchange, now, event);
    }
    assert_eq!(exchange.finish().unwrap_err().outcome(), Outcome::Accepted);
}

#[test]
fn an_exchange_that_is_finished_too_early_says_so() {
    let error = begin(GET).finish().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(error.to_string().contains("not finished"), "{error}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
}

#[test]
fn an_exchange_that_is_finished_while_its_request_is_in_flight_is_uncertain() {
    let mut exchange = begin(PAY);
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    let error = exchange.finish().unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Uncertain, 1));
    assert!(!error.is_retryable());
}

#[test]
fn an_exchange_that_is_finished_in_its_wait_says_what_its_attempts_have_done() {
    let unsent = || Event::Fault(Fault::new(FaultClass::Connect, Sent::Nothing));
    for (event, outcome) in [
        (unsent(), Outcome::NotSent),
        (reply(429, ""), Outcome::Refused),
        (reply(503, ""), Outcome::Uncertain),
    ] {
        let mut exchange = begin(Probe(Method::Delete, Replay::Free));
        assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
        handle(&mut exchange, 1, event);
        assert!(matches!(step(&mut exchange, 1), Step::WaitUntil(_)));
        let error = exchange.finish().unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (outcome, 1));
    }
}

#[test]
fn a_fetch_is_for_the_first_and_the_others_wait_for_it() {
    let session = Session::new(config().build().unwrap());
    let begin = || Exchange::new(&session, GET, CallOptions::default(), Monotonic::default());
    let (mut first, mut second) = (begin(), begin());
    let Step::FetchToken(fetch) = step(&mut first, 0) else { panic!("no fetch") };
    let waits = |exchange: &mut Exchange<Probe>| matches!(step(exchange, 1), Step::AwaitToken { id, .. } if id == fetch.id());
    assert!(waits(&mut first));
    assert!(waits(&mut second));
}

#[test]
fn a_fetch_that_is_dropped_is_for_the_next_to_make() {
    let session = Session::new(config().build().unwrap());
    let begin = || Exchange::new(&session, GET, CallOptions::default(), Monotonic::default());
    let (mut first, mut second) = (begin(), begin());
    let fetch = step(&mut first, 0);
    assert!(matches!(&fetch, Step::FetchToken(_)));
    drop(fetch);
    assert!(matches!(step(&mut second, 1), Step::FetchToken(_)));
}

#[test]
fn a_fetch_that_hangs_is_lost_after_its_deadline() {
    let session = Session::new(config().build().unwrap());
    let mut first = Exchange::new(&session, GET, CallOptions::default(), Monotonic::default());
    let _hanging = step(&mut first, 0);
    let late = Monotonic::from_millis(180_000);
    let mut second = Exchange::new(&session, GET, CallOptions::default(), late);
    assert!(matches!(step(&mut second, 180_000), Step::FetchToken(_)));
}

#[test]
fn a_settled_fetch_serves_whoever_steps_next() {
    let session = Session::new(config().build().unwrap());
    let begin = || Exchange::new(&session, GET, CallOptions::default(), Monotonic::default());
    let (mut first, mut second) = (begin(), begin());
    let Step::FetchToken(mut fetch) = step(&mut first, 0) else { panic!("no fetch") };
    let mut entropy = |_: &mut [u8]| Ok(());
    let env = &mut Env { now: at(0), entropy: &mut entropy };
    let Step::Send(request) = fetch.step(env) else { panic!("no request") };
    assert_eq!(request.template(), "/oidc/token");
    fetch.handle(env, reply(200, TOKEN));
    assert!(matches!(fetch.step(env), Step::Done));
    let grant = fetch.finish(at(0)).unwrap();
    handle(&mut first, 0, Event::Token(Ok(grant)));
    assert!(matches!(step(&mut first, 0), Step::Send(_)));
    assert!(matches!(step(&mut second, 1), Step::Send(_)));
    assert_eq!(session.cached_tokens(), 1);
}

#[test]
fn what_is_sent_shows_no_secret_when_it_is_printed() {
    let mut exchange = begin(GET);
    let sent = step(&mut exchange, 0);
    let shown = format!("{sent:?}");
    assert!(shown.contains("/probe") && !shown.contains("given"), "{shown}");
    assert!(!format!("{exchange:?}").contains("given"));
}

#[test]
fn debug_says_where_a_call_stands() {
    let mut exchange = begin(GET);
    assert!(matches!(step(&mut exchange, 0), Step::Send(_)));
    let expected = r#"Exchange { endpoint: "probe", state: InFlight, attempts: 1, .. }"#;
    assert_eq!(format!("{exchange:?}"), expected);
}

#[test]
fn the_time_of_an_attempt_is_what_is_left_of_the_call() {
    let session = Session::new(config().build().unwrap());
    let deadline = Some(Duration::from_secs(7));
    let options = CallOptions { deadline, ..given_token() };
    let mut exchange = Exchange::new(&session, GET, options, Monotonic::default());
    let Step::Send(outgoing) = step(&mut exchange, 2000) else { panic!("nothing sent") };
    assert_eq!(outgoing.timeout(), Duration::from_secs(5));
}
