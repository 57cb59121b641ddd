//! The state of the machine, what it shows of it, and how it ends.

use super::*;
use crate::{
    ground::{
        env::{EntropyError, Env, Now},
        error::{ErrorKind, Outcome, RequestError},
    },
    machine::{Event, Session, Step},
    sign_in::{FinishSignIn, PendingSignIn, UnverifiedSignIn},
};

fn env<T>(now: Now, then: impl FnOnce(&mut Env<'_>) -> T) -> T {
    let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    then(&mut Env { now, entropy: &mut entropy })
}

fn begin(pending: &PendingSignIn, callback: &Callback, now: Now) -> FinishSignIn {
    FinishSignIn::new(&Session::new(config()), pending, callback, now)
}

#[test]
fn debug_says_where_a_sign_in_stands_and_nothing_of_whom_it_is() {
    let sitting = Sitting::begin(Flow::AuthorisationCode);
    let now = Transport::now(&sitting.script);
    let callback = sitting.callback(&[("code", "canary-code")]);
    let mut finish = begin(&sitting.pushed.pending, &callback, now);
    // The key of the token is unknown, so that each stage can be inspected.
    let id_token = Key(2).sign(&sitting.claims());
    let tokens = json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token});
    let replies = [
        ("Check", discovery().to_string()),
        ("Check", certs(&[Key(1)])),
        ("Exchange", tokens.to_string()),
        ("Finish", certs(&[Key(1)])),
    ];
    for (stage, body) in replies {
        let step = env(now, |env| finish.step(env));
        assert!(matches!(step, Step::Send(_)), "{step:?}");
        assert_eq!(format!("{finish:?}"), format!("FinishSignIn {{ state: {stage}, .. }}"));
        let reply = Event::Reply(http::Response::new(body.into()));
        env(now, |env| finish.handle(env, reply));
    }
    assert!(matches!(env(now, |env| finish.step(env)), Step::Done));
    assert_eq!(format!("{finish:?}"), "FinishSignIn { state: Done, .. }");
}

#[test]
fn what_happens_after_the_end_changes_nothing() {
    let sitting = Sitting::begin(Flow::AuthorisationCode);
    let now = Transport::now(&sitting.script);
    let callback = Callback::from_query("error=access_denied").unwrap();
    let mut finish = begin(&sitting.pushed.pending, &callback, now);
    for _ in 0..2 {
        assert!(matches!(env(now, |env| finish.step(env)), Step::Done));
        let reply = Event::Reply(http::Response::new(certs(&[Key(1)]).into()));
        env(now, |env| finish.handle(env, reply));
    }
    assert_eq!(check_of(&finish.finish().unwrap_err()), &VerificationError::StateMissing);
}

#[test]
fn a_sign_in_that_is_asked_for_before_its_end_is_unfinished() {
    let sitting = Sitting::begin(Flow::AuthorisationCode);
    let now = Transport::now(&sitting.script);
    let mut finish = begin(&sitting.pushed.pending, &sitting.callback(&[("code", "c")]), now);
    assert!(matches!(env(now, |env| finish.step(env)), Step::Send(_)));
    let error = finish.finish().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert_eq!(error.request_error(), Some(&RequestError::Unfinished));
}

/// Finished after this many answers: what became of the code, and whether the answer is kept.
#[test]
fn a_sign_in_that_is_finished_early_says_what_became_of_its_code() {
    let sitting = Sitting::begin(Flow::AuthorisationCode);
    let now = Transport::now(&sitting.script);
    let callback = sitting.callback(&[("code", "c")]);
    let tokens = json!({"access_token": "a", "token_type": "Bearer", "id_token": Key(2).sign(&sitting.claims())});
    let replies = [discovery().to_string(), certs(&[Key(1)]), tokens.to_string()];
    for (answers, outcome) in
        [Outcome::NotSent, Outcome::NotSent, Outcome::Uncertain, Outcome::Accepted]
            .into_iter()
            .enumerate()
    {
        for looked_at in [false, true] {
            let mut finish = begin(&sitting.pushed.pending, &callback, now);
            for body in replies.iter().take(answers).cloned() {
                assert!(matches!(env(now, |env| finish.step(env)), Step::Send(_)));
                let reply = Event::Reply(http::Response::new(body.into()));
                env(now, |env| finish.handle(env, reply));
            }
            if looked_at || outcome == Outcome::Uncertain {
                assert!(matches!(env(now, |env| finish.step(env)), Step::Send(_)));
            }
            let error = finish.finish().unwrap_err();
            assert_eq!(error.outcome(), outcome, "after {answers} answers");
            assert!(!error.is_retryable());
            let kept = UnverifiedSignIn::of(&error).is_some();
            assert_eq!(kept, outcome == Outcome::Accepted, "after {answers} answers");
        }
    }
}
