use std::time::Duration;

use pollster::block_on;

use super::*;
use crate::ground::error::{ErrorKind, FaultClass, Outcome, Sent};

fn within(seconds: u64) -> CallOptions {
    CallOptions { deadline: Some(Duration::from_secs(seconds)), ..given_token() }
}

#[test]
fn an_attempt_is_given_up_after_its_time() {
    let script = Scripted::new().silence().reply(200, "7");
    assert_eq!(block_on(client(&script).send_with(GET, within(100))).unwrap(), 7);
    assert_eq!(script.waits()[0], Call::DEFAULT_TIMEOUT);
}

#[test]
fn a_call_that_must_not_be_repeated_is_uncertain_after_a_timeout() {
    let script = Scripted::new().silence().reply(200, "7");
    let error = block_on(client(&script).send_with(PAY, within(100))).unwrap_err();
    assert_eq!(error.fault().unwrap().class(), FaultClass::TimedOut);
    assert_eq!(error.outcome(), Outcome::Uncertain);
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn the_deadline_cuts_an_attempt_short() {
    let script = Scripted::new().silence().reply(200, "7");
    let error = block_on(client(&script).send_with(GET, within(5))).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::Uncertain));
    assert_eq!(script.waits(), [Duration::from_secs(5)]);
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn no_wait_begins_that_would_outlast_the_deadline() {
    let script = Scripted::new().reply_with(429, &[("retry-after", "10")], "").reply(200, "7");
    let error = block_on(client(&script).send_with(GET, within(10))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(script.waits().is_empty());
}

#[test]
fn a_deadline_of_nothing_sends_nothing() {
    let script = Scripted::new().reply(200, "7");
    let error = block_on(client(&script).send_with(GET, within(0))).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
    assert!(script.requests().is_empty());
}

#[test]
fn a_waiter_keeps_its_own_deadline_while_the_token_is_fetched() {
    let script = Scripted::new().silence();
    let options = CallOptions { deadline: Some(Duration::from_secs(1)), ..CallOptions::default() };
    let error = block_on(client(&script).send_with(GET, options)).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
    assert_eq!(paths(&script), ["/oidc/token"]);
}

#[test]
fn the_slow_calls_of_the_documentation_have_two_minutes() {
    let script = Scripted::new().silence();
    let update = crate::api::users::UpdateConnection {
        user_id: "u1".into(),
        connection_id: "b:c".into(),
        expires_at: "2024-08-28T08:20:00.000Z".into(),
    };
    block_on(client(&script).send_with(update, given_token())).unwrap_err();
    assert_eq!(script.waits(), [Duration::from_secs(120)]);
}

#[test]
fn the_reason_of_the_last_attempt_is_the_source_of_a_deadline() {
    let script = Scripted::new().silence();
    let error = block_on(client(&script).send_with(GET, within(5))).unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("no answer came within the time of the attempt"), "{source}");
}

#[test]
fn a_deadline_after_a_fault_before_the_first_byte_has_sent_nothing() {
    let script = Scripted::new().fault(FaultClass::Connect, Sent::Nothing);
    let error = block_on(client(&script).send_with(PAY, within(0))).unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[test]
fn a_deadline_is_called_one_whatever_the_call() {
    for probe in [GET, POST, PAY] {
        let error = block_on(client(&Scripted::new().silence()).send_with(probe, within(5)));
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Deadline);
    }
}
