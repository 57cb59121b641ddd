use futures_util::future::join_all;

use super::*;
use crate::{
    ground::{
        env::{EntropyError, Env, Monotonic, Now},
        error::{ErrorKind, Outcome},
    },
    machine::{Session, Step},
    sign_in::FinishSignIn,
};

#[test]
fn many_sign_ins_at_once_ask_for_the_keys_once() {
    let script = Scripted::new();
    let client = Client::new(config(), Arc::new(script.clone()));
    let sittings: Vec<Sitting> = (0..16)
        .map(|_| Sitting::begin_with(script.clone(), client.clone(), Flow::Implicit))
        .collect();
    let script = script.reply(200, discovery().to_string()).reply(200, certs(&[Key(1)]));
    let before = script.requests().len();
    let finished = sittings.iter().map(|sitting| async {
        let id_token = Key(1).sign(&sitting.claims());
        let callback = sitting.callback(&[("id_token", &id_token)]);
        client.finish_sign_in(&sitting.pushed.pending, &callback).await
    });
    let finished = pollster::block_on(join_all(finished));
    assert!(finished.iter().all(Result::is_ok), "{finished:?}");
    assert_eq!(paths(&script)[before..], [DISCOVERY, CERTS]);
}

#[test]
fn a_failure_of_the_keys_is_the_answer_for_all_that_wait() {
    let script = Scripted::new();
    let client = Client::new(config(), Arc::new(script.clone()));
    let sittings: Vec<Sitting> = (0..16)
        .map(|_| Sitting::begin_with(script.clone(), client.clone(), Flow::Implicit))
        .collect();
    // Three attempts, with waits between them during which the others arrive.
    let script = (0..3).fold(script, |script, _| script.reply(503, ""));
    let before = script.requests().len();
    let finished = sittings.iter().map(|sitting| async {
        let callback = sitting.callback(&[("id_token", "a.b.c")]);
        client.finish_sign_in(&sitting.pushed.pending, &callback).await
    });
    let finished = pollster::block_on(join_all(finished));
    assert!(finished.iter().all(Result::is_err));
    assert_eq!(paths(&script)[before..], [DISCOVERY; 3]);
}

#[test]
fn a_sign_in_that_is_dropped_while_it_fetches_lets_the_next_one_fetch() {
    let sitting = Sitting::begin(Flow::Implicit);
    let script = sitting.script.clone().silence();
    let id_token = Key(1).sign(&sitting.claims());
    let callback = sitting.callback(&[("id_token", &id_token)]);
    {
        let mut dropped =
            Box::pin(sitting.client.finish_sign_in(&sitting.pushed.pending, &callback));
        let waker = futures_util::task::noop_waker();
        let mut context = std::task::Context::from_waker(&waker);
        assert!(dropped.as_mut().poll(&mut context).is_pending());
    }
    let script = script.reply(200, discovery().to_string()).reply(200, certs(&[Key(1)]));
    sitting.finish(&callback).unwrap();
    assert_eq!(paths(&script)[1..], [DISCOVERY, DISCOVERY, CERTS]);
}

fn step(machine: &mut FinishSignIn, millis: u64) -> Step {
    let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    let monotonic = Monotonic::from_millis(millis);
    machine.step(&mut Env { now: Now { monotonic, ..Now::default() }, entropy: &mut entropy })
}

/// Two sign-ins of one session: the first has requested the discovery document, the second waits.
fn one_asks_and_one_waits() -> (FinishSignIn, FinishSignIn, impl Fn(u64) -> FinishSignIn) {
    let sitting = Sitting::begin(Flow::Implicit);
    let callback = sitting.callback(&[("id_token", "a.b.c")]);
    let session = Session::new(config());
    let begin = move |millis| {
        let monotonic = Monotonic::from_millis(millis);
        let now = Now { monotonic, ..Transport::now(&sitting.script) };
        FinishSignIn::new(&session, &sitting.pushed.pending, &callback, now)
    };
    let (mut asks, mut waits) = (begin(0), begin(0));
    assert!(matches!(step(&mut asks, 0), Step::Send(_)));
    assert!(matches!(step(&mut waits, 0), Step::WaitUntil(_)));
    (asks, waits, begin)
}

/// Of every call, for the default [`Retry`](crate::config::Retry). Milliseconds.
const DEADLINE: u64 = 180_000;

#[test]
fn a_sign_in_waits_for_the_keys_of_another_no_longer_than_its_own_deadline() {
    let (_asks, mut waits, _) = one_asks_and_one_waits();
    let before = step(&mut waits, DEADLINE - 1);
    assert!(matches!(before, Step::WaitUntil(until) if until.millis() == DEADLINE), "{before:?}");
    assert!(matches!(step(&mut waits, DEADLINE), Step::Done));
    let error = waits.finish().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
    assert!(error.is_retryable());
}

#[test]
fn a_sign_in_that_may_ask_for_the_keys_too_late_leaves_it_to_the_next() {
    let (asks, mut waits, begin) = one_asks_and_one_waits();
    drop(asks);
    assert!(matches!(step(&mut waits, DEADLINE), Step::Done));
    let mut next = begin(DEADLINE);
    assert!(matches!(step(&mut next, DEADLINE), Step::Send(_)));
    assert_eq!(waits.finish().unwrap_err().kind(), ErrorKind::Deadline);
}

#[test]
fn a_sign_in_that_may_ask_for_the_keys_too_late_says_how_long_it_had() {
    let (asks, mut waits, _) = one_asks_and_one_waits();
    drop(asks);
    assert!(matches!(step(&mut waits, DEADLINE), Step::Done));
    let error = waits.finish().unwrap_err().to_string();
    assert!(error.contains("180000 ms"), "{error}");
}
