//! Machines that begin from any checkpoint.

use moneyhub_proto::{
    Page,
    env::UnixTime,
    ledger::{Checkpoint, Event, Ledger, Memory, Request, Step},
    transactions::Transaction,
};

use super::{service::DAY, small};

/// A machine that takes up any checkpoint says what to do, whatever the time and the answers.
pub(super) fn goes_on_from(checkpoint: Checkpoint) {
    let mut ledger = Ledger::new(&small(), checkpoint, u64::MAX);
    let memory = Memory::default();
    let mut now = 200 * DAY;
    for turn in 0..40 {
        let time = UnixTime::from_seconds(now);
        let _ = (ledger.standing(), ledger.planned_calls(time));
        let event = match ledger.step(time) {
            Step::Recall(question) => Event::Known(memory.recall(&question)),
            Step::Send(Request::Accounts(_)) => Event::Accounts(Page::new(Vec::new())),
            Step::Send(Request::Transactions(_)) if turn % 3 == 0 => {
                let mut row = Transaction::default();
                row.id = "t1".into();
                row.date = "9999-12-31T23:59:59Z".into();
                Event::Transactions(Page::new(vec![row]))
            }
            Step::Send(Request::Transactions(_)) => Event::Transactions(Page::new(Vec::new())),
            Step::Commit(_) => Event::Committed,
            Step::WaitUntil(until) => {
                now = until.seconds();
                continue;
            }
        };
        ledger.handle(time, event);
    }
}
