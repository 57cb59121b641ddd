//! Answers that take too long.

use std::{
    thread,
    time::{Duration, Instant},
};

use moneyhub_proto::{Outcome, hyper::Options};

use super::{
    Meeting, Peer, Row, Server, USER, after_request, answer, at_second,
    meeting::{
        Call::{self, Exchange, Get, Post, Push},
        LIMIT, SLACK, config, ends,
    },
};
use crate::Adapter;

/// Between two bytes: often enough for every timer of a connection.
const PAUSE: Duration = Duration::from_millis(10);

/// The connection stays open and silent.
pub fn no_answer_ever(adapter: Adapter) -> Vec<Row> {
    missed_by_all(adapter, || after_request(Peer::stall))
}

/// One that had been answered on before. The request was on it.
pub fn a_kept_connection_falls_silent(adapter: Adapter) -> Vec<Row> {
    let silent = |call| {
        let server = at_second(|peer, _| {
            peer.stall();
            None
        });
        let meeting = Meeting::new(adapter, call, &server).after_another(Duration::ZERO);
        meeting.within(LIMIT).at_least(LIMIT).fails("Deadline", Outcome::Uncertain, 1)
    };
    [Get, Post].map(silent).into()
}

/// A byte at a time, without an end.
pub fn the_head_drips(adapter: Adapter) -> Vec<Row> {
    missed_by_all(adapter, || {
        after_request(|mut peer| {
            peer.write("HTTP/1.1 200 OK\r\nx-slow: ");
            peer.drip([b'x'; 10_000], PAUSE);
        })
    })
}

/// A byte at a time, of as many as were promised.
pub fn the_body_drips(adapter: Adapter) -> Vec<Row> {
    missed_by_all(adapter, || {
        after_request(|mut peer| {
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n");
            peer.drip([b' '; 10_000], PAUSE);
        })
    })
}

fn missed_by_all(adapter: Adapter, server: impl Fn() -> Server) -> Vec<Row> {
    let missed = |call| {
        let server = server();
        let meeting = Meeting::new(adapter, call, &server).within(LIMIT).at_least(LIMIT);
        meeting.fails("Deadline", Outcome::Uncertain, 1)
    };
    [Get, Post, Push, Exchange].map(missed).into()
}

/// Slow is not wrong.
pub fn the_answer_drips_but_is_in_time(adapter: Adapter) -> Vec<Row> {
    let server = after_request(|mut peer| {
        peer.drip(answer("200 OK", USER), Duration::from_millis(2));
        peer.stall();
    });
    vec![Meeting::new(adapter, Post, &server).answers(1)]
}

/// Nobody takes it for the answer to the next call.
pub fn the_answer_comes_after_the_deadline(adapter: Adapter) -> Vec<Row> {
    let late = |request: &super::Request| match request.number {
        1 => {
            thread::sleep(LIMIT * 2);
            answer("200 OK", r#"{"userId":"somebody-else"}"#)
        }
        _ => answer("200 OK", USER),
    };
    let server = Server::answering(late);
    let client = adapter.client(config(&server.url()), Options::default());
    adapter.block_on(async {
        let start = Instant::now();
        let error = Call::Get.make(&client, LIMIT).await.unwrap_err();
        assert!((LIMIT..LIMIT + SLACK).contains(&start.elapsed()));
        assert_eq!((&*ends(&error), error.outcome()), ("Deadline", Outcome::Uncertain));
        // That it is the right user is looked at in there.
        Call::Get.make(&client, SLACK).await.unwrap();
    });
    drop(client);
    server.assert_all_closed();
    let post = Server::answering(move |request| late(request));
    vec![
        Meeting::new(adapter, Get, &Server::answering(late)).within(LIMIT).at_least(LIMIT).fails(
            "Deadline",
            Outcome::Uncertain,
            1,
        ),
        Meeting::new(adapter, Post, &post).within(LIMIT).at_least(LIMIT).fails(
            "Deadline",
            Outcome::Uncertain,
            1,
        ),
    ]
}
