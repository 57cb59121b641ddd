//! Errors that the service itself tells.

use moneyhub_proto::Outcome;

use super::{
    Meeting, Row, always, answer, at_first,
    meeting::Call::{self, Exchange, Get, Post, Push},
};
use crate::Adapter;

/// Those that are worth another try, if it can do no harm.
const TRANSIENT: [u16; 11] = [408, 460, 499, 500, 502, 503, 504, 521, 522, 523, 524];

/// The second attempt is answered well.
pub fn a_408_or_5xx_once(adapter: Adapter) -> Vec<Row> {
    let once = |status: u16| at_first(error(status));
    vec![
        each(&TRANSIENT, |status| Meeting::new(adapter, Get, &once(status)).answers(2)),
        each(&TRANSIENT, |status| {
            Meeting::new(adapter, Post, &once(status)).fails(&api(status), Outcome::Uncertain, 1)
        }),
        each(&TRANSIENT, |status| Meeting::new(adapter, Push, &once(status)).answers(2)),
    ]
}

/// Three attempts, or one.
pub fn a_408_or_5xx_always(adapter: Adapter) -> Vec<Row> {
    vec![
        failing(adapter, Get, &TRANSIENT, Outcome::Uncertain, 3),
        failing(adapter, Post, &TRANSIENT, Outcome::Uncertain, 1),
        failing(adapter, Push, &TRANSIENT, Outcome::Uncertain, 3),
    ]
}

/// It is certain that nothing was done: even a POST is repeated.
pub fn a_429_once(adapter: Adapter) -> Vec<Row> {
    [Get, Post, Push]
        .map(|call| Meeting::new(adapter, call, &at_first(error(429))).answers(2))
        .into()
}

/// And nothing was done in the end.
pub fn a_429_always(adapter: Adapter) -> Vec<Row> {
    let meeting = |call, ends| {
        Meeting::new(adapter, call, &always(error(429))).fails(ends, Outcome::Refused, 3)
    };
    vec![
        meeting(Get, "RateLimited: 429"),
        meeting(Post, "RateLimited: 429"),
        meeting(Push, "Identity: 429"),
    ]
}

/// Refusals, statuses that nobody has registered, and failures that another try would not mend. Nobody
/// looks twice.
pub fn another_error_always(adapter: Adapter) -> Vec<Row> {
    let refusals = [400, 402, 403, 405, 409, 410, 413, 415, 418, 422, 451];
    let unregistered = [419, 444, 498];
    let failures = [501, 505, 511, 520, 525, 599];
    vec![
        failing(adapter, Get, &refusals, Outcome::Refused, 1),
        failing(adapter, Post, &refusals, Outcome::Refused, 1),
        failing(adapter, Get, &unregistered, Outcome::Refused, 1),
        failing(adapter, Post, &unregistered, Outcome::Uncertain, 1),
        failing(adapter, Get, &failures, Outcome::Uncertain, 1),
        failing(adapter, Post, &failures, Outcome::Uncertain, 1),
    ]
}

/// A code is good for one use, so not even a 429 is tried again.
pub fn a_code_is_exchanged_at_most_once(adapter: Adapter) -> Vec<Row> {
    vec![
        failing(adapter, Exchange, &[429], Outcome::Refused, 1),
        failing(adapter, Exchange, &TRANSIENT, Outcome::Uncertain, 1),
    ]
}

fn failing(
    adapter: Adapter,
    call: Call,
    statuses: &[u16],
    outcome: Outcome,
    attempts: usize,
) -> Row {
    each(statuses, |status| {
        let name = match call {
            Push | Exchange => format!("Identity: {status}"),
            _ => api(status),
        };
        Meeting::new(adapter, call, &always(error(status))).fails(&name, outcome, attempts)
    })
}

/// One row for several statuses.
fn each(statuses: &[u16], row: impl Fn(u16) -> Row) -> Row {
    let all = statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    let rows = statuses.iter().map(|status| {
        let row = row(*status);
        Row { ends: row.ends.replace(&status.to_string(), &all), ..row }
    });
    let mut rows: Vec<_> = rows.collect();
    rows.dedup();
    let [row] = &rows[..] else { panic!("they differ: {rows:?}") };
    row.clone()
}

fn error(status: u16) -> String {
    answer(&format!("{status} Oh"), "{}")
}

fn api(status: u16) -> String {
    format!("Api: {status}")
}
