//! What a driver asks a machine: whether there has to be room for a request, and until when to wait.

use std::time::Duration;

use super::*;
use crate::{
    ground::{
        env::{EntropyError, Env, Monotonic, Now},
        error::{Fault, FaultClass, Sent},
    },
    machine::{Event, Machine, Session, Step},
    sign_in::FinishSignIn,
};

/// Of every call, for the default [`Retry`](crate::config::Retry). Milliseconds.
const DEADLINE: u64 = 180_000;

fn at(millis: u64) -> Monotonic {
    Monotonic::from_millis(millis)
}

fn env<T>(millis: u64, then: impl FnOnce(&mut Env<'_>) -> T) -> T {
    let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    let now = Now { monotonic: at(millis), ..Now::default() };
    then(&mut Env { now, entropy: &mut entropy })
}

fn reply(machine: &mut impl Machine, millis: u64, body: String) {
    env(millis, |env| machine.handle(env, Event::Reply(http::Response::new(body.into()))));
}

fn sends(machine: &mut impl Machine, millis: u64) -> bool {
    matches!(env(millis, |env| machine.step(env)), Step::Send(_))
}

/// Two sign-ins over one session, begun at zero.
fn two() -> (Sitting, FinishSignIn, FinishSignIn) {
    let sitting = Sitting::begin(Flow::AuthorisationCode);
    let callback = sitting.callback(&[("code", "c")]);
    let session = Session::new(config());
    let begin = || {
        let now = Now { monotonic: at(0), ..Transport::now(&sitting.script) };
        FinishSignIn::new(&session, &sitting.pushed.pending, &callback, now)
    };
    let (one, other) = (begin(), begin());
    (sitting, one, other)
}

#[test]
fn room_is_needed_before_a_request_and_not_while_one_is_under_way() {
    let (_, mut finish, _) = two();
    assert!(finish.may_send(at(0)));
    assert!(sends(&mut finish, 0));
    assert!(!finish.may_send(at(0)));
    env(0, |env| finish.handle(env, Event::Fault(Fault::new(FaultClass::Connect, Sent::Nothing))));
    let Step::WaitUntil(until) = env(0, |env| finish.step(env)) else { panic!("no wait") };
    assert!(finish.may_send(until));
}

#[test]
fn a_stage_that_is_over_needs_no_room_since_the_next_may_send_nothing() {
    let (_, mut finish, _) = two();
    for body in [discovery().to_string(), certs(&[Key(1)]), "{}".to_owned()] {
        assert!(sends(&mut finish, 0));
        reply(&mut finish, 0, body);
        assert!(!finish.may_send(at(0)));
    }
}

#[test]
fn room_is_needed_by_one_that_waits_for_the_keys_of_another_when_it_looks_again() {
    let (_, mut asks, mut waits) = two();
    assert!(sends(&mut asks, 0));
    let Step::WaitUntil(until) = env(0, |env| waits.step(env)) else { panic!("no wait") };
    assert!(!waits.may_send(at(until.millis() - 1)));
    assert!(waits.may_send(until));
}

#[test]
fn no_room_is_needed_at_the_end() {
    let (sitting, _, _) = two();
    let callback = Callback::from_query("error=access_denied").unwrap();
    let now = Now { monotonic: at(0), ..Transport::now(&sitting.script) };
    let finish =
        FinishSignIn::new(&Session::new(config()), &sitting.pushed.pending, &callback, now);
    assert!(!finish.may_send(at(0)));
}

#[test]
fn the_keys_have_one_deadline_and_the_code_one_of_its_own() {
    let (_, mut finish, mut waits) = two();
    assert!(sends(&mut finish, 1000));
    assert_eq!(finish.deadline().millis(), DEADLINE, "of the document");
    assert!(!sends(&mut waits, 1000));
    assert_eq!(waits.deadline().millis(), DEADLINE, "of one that waits");
    reply(&mut finish, 2000, discovery().to_string());
    assert!(sends(&mut finish, 2000));
    assert_eq!(finish.deadline().millis(), DEADLINE, "of the keys");
    reply(&mut finish, 3000, certs(&[Key(1)]));
    assert!(sends(&mut finish, 3000));
    assert_eq!(finish.deadline().millis(), DEADLINE + 3000, "of the code");
}

#[test]
fn the_request_for_the_keys_has_what_the_document_has_left_of_their_time() {
    let (_, mut finish, _) = two();
    let mut now = 0;
    for _ in 0..2 {
        assert!(sends(&mut finish, now));
        now += 55_000;
        env(now, |env| {
            finish.handle(env, Event::Fault(Fault::new(FaultClass::Closed, Sent::Perhaps)));
        });
        let Step::WaitUntil(until) = env(now, |env| finish.step(env)) else { panic!("no wait") };
        now = until.millis();
    }
    assert!(sends(&mut finish, now));
    now += 55_000;
    reply(&mut finish, now, discovery().to_string());
    let Step::Send(keys) = env(now, |env| finish.step(env)) else { panic!("nothing is sent") };
    assert_eq!(keys.timeout(), Duration::from_millis(DEADLINE - now));
}
