//! Redirects of every status: an error each, and nothing is sent to where they point.

use moneyhub_proto::Outcome;

use super::{
    Meeting, Row, Server, always,
    meeting::Call::{self, Get, GetWithFetch, Post, Push},
    well,
};
use crate::Adapter;

/// To another path of it.
pub fn to_the_same_host(adapter: Adapter) -> Vec<Row> {
    never_followed(adapter, "/users/u1")
}

/// Which would have read the token.
pub fn to_another_host(adapter: Adapter) -> Vec<Row> {
    let target = Server::answering(well);
    let rows = never_followed(adapter, &format!("{}/users/u1", target.url()));
    assert_eq!(target.connections(), 0);
    rows
}

fn never_followed(adapter: Adapter, location: &str) -> Vec<Row> {
    let refused = |call, which, statuses| {
        never_followed_by(adapter, call, location, which, statuses, Outcome::Refused)
    };
    let uncertain = |call| {
        never_followed_by(
            adapter,
            call,
            location,
            "301 to 303",
            &[301, 302, 303],
            Outcome::Uncertain,
        )
    };
    let others: &[u16] = &[300, 304, 305, 306, 307, 308];
    let all: &[u16] = &[300, 301, 302, 303, 304, 305, 306, 307, 308];
    vec![
        refused(Get, "300 to 308", all),
        refused(Post, "300, 304 to 308", others),
        uncertain(Post),
        refused(Push, "300, 304 to 308", others),
        uncertain(Push),
        never_followed_by(adapter, GetWithFetch, location, "300 to 308", all, Outcome::NotSent),
    ]
}

/// One row for several statuses.
fn never_followed_by(
    adapter: Adapter,
    call: Call,
    location: &str,
    which: &str,
    statuses: &[u16],
    outcome: Outcome,
) -> Row {
    let rows = statuses.iter().map(|status| {
        let head = format!("HTTP/1.1 {status} Elsewhere\r\nlocation: {location}\r\n");
        let server = always(format!("{head}content-length: 0\r\n\r\n"));
        let meeting = Meeting::new(adapter, call, &server);
        let row = match call {
            Push => meeting.fails(&format!("Identity: {status}"), outcome, 1),
            GetWithFetch => {
                let ends = format!("Identity: {status}");
                meeting.tokens(1).fails_unread(&ends, outcome, 0)
            }
            _ => meeting.fails(&format!("Api: {status}"), outcome, 1),
        };
        Row { ends: row.ends.replace(&status.to_string(), which), ..row }
    });
    let mut rows: Vec<_> = rows.collect();
    rows.dedup();
    let [row] = &rows[..] else { panic!("they differ: {rows:?}") };
    row.clone()
}
