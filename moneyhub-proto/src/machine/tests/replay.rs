use std::time::Duration;

use pollster::block_on;

use super::*;
use crate::{
    codec::{Method, RawCall},
    ground::error::{ErrorKind, FaultClass, Outcome, Sent},
};

/// What happens to every attempt of a call.
#[derive(Clone, Copy, Debug)]
enum Met {
    Status(u16),
    Nothing(FaultClass),
    Perhaps(FaultClass),
}

impl Met {
    fn script(self, times: usize) -> Scripted {
        (0..times).fold(Scripted::new(), |script, _| match self {
            Self::Status(status) => script.reply(status, ""),
            Self::Nothing(class) => script.fault(class, Sent::Nothing),
            Self::Perhaps(class) => script.fault(class, Sent::Perhaps),
        })
    }
}

fn send(script: &Scripted, probe: Probe) -> Result<serde_json::Value, Error> {
    let options = CallOptions { retry: Some(no_wait()), ..given_token() };
    block_on(client(script).send_with(probe, options))
}

/// The table of `Retry`, played to its end: how many requests are sent, and what is said about
/// them.
#[test]
fn every_row_of_the_replay_table_is_obeyed_on_the_wire() {
    let transient = [408, 460, 499, 500, 502, 503, 504, 521, 522, 523, 524];
    let refusals = [300, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 413, 415, 418, 422];
    let mut rows = vec![
        (Met::Nothing(FaultClass::Connect), [3, 3, 3], Outcome::NotSent),
        (Met::Nothing(FaultClass::Resolve), [3, 3, 3], Outcome::NotSent),
        (Met::Perhaps(FaultClass::Closed), [3, 1, 1], Outcome::Uncertain),
        (Met::Perhaps(FaultClass::TimedOut), [3, 1, 1], Outcome::Uncertain),
        (Met::Status(429), [3, 3, 1], Outcome::Refused),
        (Met::Status(501), [1, 1, 1], Outcome::Uncertain),
        (Met::Status(599), [1, 1, 1], Outcome::Uncertain),
    ];
    rows.extend(transient.map(|status| (Met::Status(status), [3, 1, 1], Outcome::Uncertain)));
    rows.extend(refusals.map(|status| (Met::Status(status), [1, 1, 1], Outcome::Refused)));
    for (met, counts, outcome) in rows {
        for (probe, count) in [GET, POST, PAY].into_iter().zip(counts) {
            let script = met.script(5);
            let rule = probe.1;
            let error = send(&script, probe).unwrap_err();
            assert_eq!(script.requests().len(), count, "{met:?} {rule:?}");
            assert_eq!(error.attempts() as usize, count, "{met:?} {rule:?}");
            assert_eq!(error.outcome(), outcome, "{met:?} {rule:?}");
            assert_eq!(error.is_retryable(), count > 1, "{met:?} {rule:?}");
        }
    }
}

/// A server that redirects a POST has often done it before.
#[test]
fn a_redirection_refuses_reading_and_leaves_everything_else_uncertain() {
    for status in [301, 302, 303] {
        let outcome = |probe| {
            let script = Met::Status(status).script(2);
            let error = send(&script, probe).unwrap_err();
            assert_eq!((script.left(), error.is_retryable()), (1, false), "{status}");
            error.outcome()
        };
        let outcomes = [GET, Probe(Method::Put, Replay::Free), POST, PAY].map(outcome);
        let uncertain = Outcome::Uncertain;
        assert_eq!(outcomes, [Outcome::Refused, uncertain, uncertain, uncertain], "{status}");
    }
}

#[test]
fn a_success_after_repeats_is_a_success() {
    let script = Scripted::new().reply(503, "").reply(500, "<html>").reply(200, "7");
    assert_eq!(send(&script, GET).unwrap(), 7);
}

#[test]
fn a_success_that_can_not_be_read_is_accepted_and_not_repeated() {
    let script = Scripted::new().reply(201, "<html>").reply(200, "7");
    let error = send(&script, GET).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decoding, Outcome::Accepted));
    assert_eq!(script.left(), 1);
}

#[test]
fn a_refusal_after_an_uncertain_attempt_leaves_the_call_uncertain() {
    let script = Scripted::new().fault(FaultClass::Closed, Sent::Perhaps).reply(403, "");
    let error = send(&script, Probe(Method::Put, Replay::Free)).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Uncertain);
}

#[test]
fn reading_is_never_uncertain_once_it_is_refused() {
    let script = Scripted::new().fault(FaultClass::Closed, Sent::Perhaps).reply(403, "");
    assert_eq!(send(&script, GET).unwrap_err().outcome(), Outcome::Refused);
}

#[test]
fn a_deletion_that_is_repeated_after_a_lost_answer_takes_404_as_done() {
    let script = Scripted::new().fault(FaultClass::TimedOut, Sent::Perhaps).reply(404, "");
    let delete = crate::api::users::Delete { user_id: "u1".into() };
    block_on(client(&script).send_with(delete, given_token())).unwrap();
}

#[test]
fn a_deletion_that_is_repeated_after_a_fault_before_the_first_byte_does_not() {
    let script = Scripted::new().fault(FaultClass::Connect, Sent::Nothing).reply(404, "");
    let delete = crate::api::users::Delete { user_id: "u1".into() };
    let error = block_on(client(&script).send_with(delete, given_token())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn a_deletion_that_is_answered_404_at_once_is_not_found() {
    let script = Scripted::new().reply(404, "");
    let delete = crate::api::users::Delete { user_id: "u1".into() };
    let error = block_on(client(&script).send_with(delete, given_token())).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::NotFound, Outcome::Refused));
}

#[test]
fn the_first_attempt_never_waits() {
    let script = Scripted::new().reply(200, "7");
    send(&script, GET).unwrap();
    assert!(script.waits().is_empty());
}

#[test]
fn waits_are_random_and_within_their_doubling_bounds() {
    let script = Met::Status(503).script(5);
    let retry = Retry { max_attempts: 5, ..Retry::default() };
    let options = CallOptions { retry: Some(retry), ..given_token() };
    block_on(client(&script).send_with(GET, options)).unwrap_err();
    let waits = script.waits();
    assert_eq!(waits.len(), 4);
    for (wait, bound) in waits.iter().zip([250, 500, 1000, 2000]) {
        assert!(*wait <= Duration::from_millis(bound), "{wait:?} beyond {bound} ms");
    }
    assert!(waits.windows(2).any(|pair| pair[0] != pair[1]));
}

#[test]
fn without_entropy_the_bounds_themselves_are_waited() {
    let script = Met::Status(503).script(3).without_entropy();
    block_on(client(&script).send_with(GET, given_token())).unwrap_err();
    assert_eq!(script.waits(), [Duration::from_millis(250), Duration::from_millis(500)]);
}

#[test]
fn retry_after_is_waited_for_and_never_undercut() {
    for (text, seconds) in [("12", 12), ("1.5", 2), ("Wed, 01 May 2024 08:00:20 GMT", 20)] {
        let script = Scripted::new().reply_with(429, &[("retry-after", text)], "").reply(200, "7");
        send(&script, POST).unwrap();
        assert_eq!(script.waits(), [Duration::from_millis(seconds * 1000 + 1)], "{text}");
    }
}

#[test]
fn the_wait_is_read_from_the_body_when_there_is_no_header() {
    let body = r#"{"code":"TooManyRequests","message":"Too Many Requests","retryAfterSecs":12}"#;
    let script = Scripted::new().reply(429, body).reply(200, "7");
    send(&script, GET).unwrap();
    assert_eq!(script.waits(), [Duration::from_millis(12_001)]);
}

#[test]
fn a_retry_after_beyond_the_cap_is_an_error_at_once() {
    let script = Scripted::new().reply_with(429, &[("retry-after", "31")], "").reply(200, "7");
    let error = send(&script, GET).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(31)));
    assert!(error.is_retryable());
    assert!(script.waits().is_empty());
}

#[test]
fn one_attempt_means_one_request() {
    let script = Met::Status(503).script(2);
    let retry = Retry { max_attempts: 1, ..Retry::default() };
    let options = CallOptions { retry: Some(retry), ..given_token() };
    block_on(client(&script).send_with(GET, options)).unwrap_err();
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn a_raw_call_is_repeated_by_its_method_unless_it_says_otherwise() {
    let requests = |call: RawCall| {
        let script = Met::Status(503).script(5);
        let options = CallOptions { retry: Some(no_wait()), ..given_token() };
        block_on(client(&script).send_with(call, options)).unwrap_err();
        script.requests().len()
    };
    let get = || RawCall::get(Service::Identity, "/probe", &[]);
    let post = || RawCall::new(Method::Post, Service::Identity, "/probe", &[]);
    assert_eq!((requests(get()), requests(get().replayed(Replay::Never))), (3, 1));
    assert_eq!((requests(post()), requests(post().replayed(Replay::Free))), (1, 3));
}
