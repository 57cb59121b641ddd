use super::*;
use crate::{
    api::affordability::{Get, Report, ReportStatus},
    ground::error::{ErrorKind, Fault, FaultClass, Outcome, RequestError, Sent},
};

const START: Monotonic = Monotonic::from_millis(0);

fn seconds(seconds: u64) -> Monotonic {
    START + Duration::from_secs(seconds)
}

fn poll() -> Poll<Get> {
    Poll::new(Get { report_id: "a-report".into() }, PollOptions::default(), START)
}

fn report(status: ReportStatus) -> Report {
    Report { status: Some(status), ..Report::default() }
}

fn pending() -> Result<Report, Error> {
    Ok(report(ReportStatus::Pending))
}

fn no_network() -> Error {
    Error::new(Fault::new(FaultClass::Connect, Sent::Nothing), Outcome::NotSent)
}

/// Lets the time pass, with the same answer to every request, until the wait is over. The times of the
/// requests, in milliseconds.
fn requests(poll: &mut Poll<Get>, answer: impl Fn() -> Result<Report, Error>) -> Vec<u64> {
    let (mut now, mut times) = (START, Vec::new());
    loop {
        match poll.step(now) {
            PollStep::Send(_) => {
                times.push(now.millis());
                poll.answer(now, answer());
            }
            PollStep::WaitUntil(until) => now = until,
            PollStep::Done => return times,
        }
    }
}

#[test]
fn pauses_double_up_to_the_longest() {
    let times = requests(&mut poll(), pending);
    assert_eq!(times.get(..8).unwrap(), [0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000]);
}

#[test]
fn a_wait_of_the_default_length_makes_24_requests() {
    assert_eq!(requests(&mut poll(), pending).len(), 24);
}

#[test]
fn a_final_answer_ends_the_wait() {
    for status in [ReportStatus::Complete, ReportStatus::Failed] {
        let mut poll = poll();
        assert_eq!(requests(&mut poll, || Ok(report(status.clone()))), [0]);
        assert_eq!(poll.finish().unwrap(), Polled::Final(report(status)));
    }
}

#[test]
fn a_status_that_is_not_known_may_change() {
    let mut poll = poll();
    requests(&mut poll, || Ok(report(ReportStatus::from("paused"))));
    assert_eq!(poll.finish().unwrap(), Polled::GoingOn(report(ReportStatus::from("paused"))));
}

#[test]
fn a_failure_that_may_pass_is_waited_out() {
    let mut poll = poll();
    poll.answer(START, Err(no_network()));
    assert!(matches!(poll.step(START), PollStep::WaitUntil(until) if until == seconds(1)));
}

#[test]
fn a_wait_that_the_service_asked_for_is_not_undercut() {
    let mut poll = poll();
    let busy = no_network().with_retry(true, Some(Duration::from_secs(20)));
    poll.answer(START, Err(busy));
    poll.wake();
    assert!(matches!(poll.step(START), PollStep::WaitUntil(until) if until == seconds(20)));
}

#[test]
fn a_failure_for_good_ends_the_wait() {
    let mut poll = poll();
    let refused = || RequestError::Empty { parameter: "reportId" }.into();
    assert_eq!(requests(&mut poll, || Err(refused())), [0]);
    assert_eq!(poll.finish().unwrap_err().kind(), ErrorKind::Request);
}

#[test]
fn at_the_end_the_last_answer_counts_more_than_a_failure_after_it() {
    let mut poll = poll();
    poll.answer(START, pending());
    assert!(matches!(poll.step(seconds(1)), PollStep::Send(_)));
    poll.answer(seconds(1), Err(no_network()));
    assert!(matches!(poll.step(seconds(600)), PollStep::Done));
    assert_eq!(poll.finish().unwrap(), Polled::GoingOn(report(ReportStatus::Pending)));
}

#[test]
fn without_any_answer_the_last_failure_is_the_end() {
    let mut poll = poll();
    requests(&mut poll, || Err(no_network()));
    assert_eq!(poll.finish().unwrap_err().kind(), ErrorKind::Transport);
}

#[test]
fn without_anything_the_deadline_is_the_end() {
    let mut poll = poll();
    assert!(matches!(poll.step(seconds(600)), PollStep::Done));
    let error = poll.finish().unwrap_err();
    assert_eq!((error.kind(), error.endpoint()), (ErrorKind::Deadline, Some("affordability.get")));
}

#[test]
fn nothing_is_asked_at_or_after_the_deadline() {
    let mut poll = poll();
    assert_eq!(requests(&mut poll, pending).last(), Some(&571_000));
    poll.answer(seconds(601), pending());
    poll.wake();
    assert!(matches!(poll.step(seconds(602)), PollStep::Done));
}

#[test]
fn a_wake_ends_the_pause() {
    let mut poll = poll();
    for second in [0, 1, 3] {
        assert!(matches!(poll.step(seconds(second)), PollStep::Send(_)));
        poll.answer(seconds(second), pending());
    }
    assert!(matches!(poll.step(seconds(5)), PollStep::WaitUntil(until) if until == seconds(7)));
    poll.wake();
    assert!(matches!(poll.step(seconds(5)), PollStep::Send(_)));
}

#[test]
fn any_number_of_wakes_makes_one_request_in_the_shortest_pause() {
    let mut poll = poll();
    poll.answer(START, pending());
    for _ in 0..100 {
        poll.wake();
        assert!(matches!(poll.step(START), PollStep::WaitUntil(until) if until == seconds(1)));
    }
}

#[test]
fn a_wake_while_a_request_is_under_way_asks_once_more_soon() {
    let mut poll = poll();
    for second in [0, 1, 3] {
        assert!(matches!(poll.step(seconds(second)), PollStep::Send(_)));
        poll.wake();
        poll.answer(seconds(second), pending());
        let soon = seconds(second + 1);
        assert!(matches!(poll.step(seconds(second)), PollStep::WaitUntil(until) if until == soon));
    }
}

#[test]
fn no_setting_makes_a_loop_that_never_rests() {
    let options = PollOptions {
        shortest_pause: Duration::ZERO,
        longest_pause: Duration::ZERO,
        within: Duration::from_secs(1),
    };
    let mut poll = Poll::new(Get { report_id: "a-report".into() }, options, START);
    assert_eq!(requests(&mut poll, pending).len(), 10);
}

#[test]
fn the_longest_settings_end_as_well() {
    let longest = Duration::MAX;
    let options = PollOptions { shortest_pause: longest, longest_pause: longest, within: longest };
    let mut poll = Poll::new(Get { report_id: "a-report".into() }, options, START);
    poll.answer(START, pending());
    assert!(matches!(poll.step(seconds(1)), PollStep::WaitUntil(_)));
}

#[test]
fn an_answer_that_was_not_asked_for_changes_nothing() {
    let mut poll = poll();
    poll.answer(START, pending());
    poll.answer(START, Ok(report(ReportStatus::Complete)));
    assert!(matches!(poll.step(START), PollStep::WaitUntil(_)));
}

#[test]
fn debug_shows_no_id() {
    let mut poll = poll();
    assert!(!format!("{poll:?}").contains("a-report"));
    assert!(!format!("{:?}", poll.step(START)).contains("a-report"));
}
