//! Connections that end where they should not.

use std::{sync::Mutex, time::Duration};

use moneyhub_proto::{Config, ErrorKind, Outcome, Retry, hyper::Options, users};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};

use super::{
    Meeting, Peer, Row, Server, USER, after_request, answer, at_second,
    meeting::{
        Call::{Exchange, Get, GetWithFetch, Post, Push},
        ends,
    },
    well,
};
use crate::Adapter;

const CLOSED: &str = "Transport: Closed";
const CLOSED_AFTER_200: &str = "Transport: Closed after 200";

/// With no byte of an answer.
pub fn a_reset_before_the_head(adapter: Adapter) -> Vec<Row> {
    let server = || after_request(Peer::reset);
    vec![
        Meeting::new(adapter, Get, &server()).fails(CLOSED, Outcome::Uncertain, 3),
        Meeting::new(adapter, Post, &server()).fails(CLOSED, Outcome::Uncertain, 1),
        Meeting::new(adapter, Push, &server()).fails(CLOSED, Outcome::Uncertain, 3),
        Meeting::new(adapter, Exchange, &server()).fails(CLOSED, Outcome::Uncertain, 1),
        Meeting::new(adapter, GetWithFetch, &server()).tokens(3).fails_unread(
            CLOSED,
            Outcome::NotSent,
            0,
        ),
    ]
}

/// In order.
pub fn an_end_before_the_head(adapter: Adapter) -> Vec<Row> {
    let server = || after_request(Peer::end);
    vec![
        Meeting::new(adapter, Get, &server()).fails(CLOSED, Outcome::Uncertain, 3),
        Meeting::new(adapter, Post, &server()).fails(CLOSED, Outcome::Uncertain, 1),
    ]
}

/// By a reset or in order; the status was there, but might not be the whole of it.
pub fn a_cut_inside_the_head(adapter: Adapter) -> Vec<Row> {
    let mut rows = Vec::new();
    for end in [Peer::reset, Peer::end] {
        let server = || writing("HTTP/1.1 201 Created\r\ncontent-le", end);
        rows = vec![
            Meeting::new(adapter, Get, &server()).fails(CLOSED, Outcome::Uncertain, 3),
            Meeting::new(adapter, Post, &server()).fails(CLOSED, Outcome::Uncertain, 1),
        ];
    }
    rows
}

/// By a reset or in order: what was done is known from the status.
pub fn a_cut_inside_a_body_with_a_length(adapter: Adapter) -> Vec<Row> {
    cut_bodies(adapter, "HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{\"userI")
}

/// By a reset or in order, after a whole chunk.
pub fn a_chunked_body_without_an_end(adapter: Adapter) -> Vec<Row> {
    let text = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nf\r\n{USER}\r\n");
    cut_bodies(adapter, &text)
}

fn cut_bodies(adapter: Adapter, text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for end in [Peer::reset, Peer::end] {
        let server = writing(text, end);
        let fails = |call, attempts| {
            let meeting = Meeting::new(adapter, call, &server);
            meeting.fails(CLOSED_AFTER_200, Outcome::Accepted, attempts)
        };
        rows = vec![fails(Get, 3), fails(Post, 1)];
    }
    rows
}

/// The one way in which HTTP/1.0 tells its end.
pub fn a_body_without_a_length_ends_with_the_connection(adapter: Adapter) -> Vec<Row> {
    let text = format!("HTTP/1.1 200 OK\r\n\r\n{USER}");
    vec![Meeting::new(adapter, Post, &writing(&text, Peer::end)).answers(1)]
}

/// So it is not known whether this is all.
pub fn a_body_without_a_length_is_reset(adapter: Adapter) -> Vec<Row> {
    let server = writing(&format!("HTTP/1.1 200 OK\r\n\r\n{USER}"), Peer::reset);
    vec![Meeting::new(adapter, Post, &server).fails(CLOSED_AFTER_200, Outcome::Accepted, 1)]
}

/// Nothing is missing.
pub fn a_reset_after_the_whole_answer(adapter: Adapter) -> Vec<Row> {
    vec![Meeting::new(adapter, Post, &writing(&answer("200 OK", USER), Peer::reset)).answers(1)]
}

/// A POST is not repeated for the hope of it.
pub fn one_reset_and_then_all_is_well(adapter: Adapter) -> Vec<Row> {
    let server =
        || on_connections(|number, peer| if number == 1 { broken(peer) } else { fine(peer) });
    vec![
        Meeting::new(adapter, Get, &server()).answers(2),
        Meeting::new(adapter, Post, &server()).fails(CLOSED, Outcome::Uncertain, 1),
        Meeting::new(adapter, Push, &server()).answers(2),
        Meeting::new(adapter, GetWithFetch, &server()).tokens(2).answers(1),
    ]
}

/// The request has been written, and read: a GET is sent again, a POST is not.
pub fn a_kept_connection_is_closed_as_it_is_used_again(adapter: Adapter) -> Vec<Row> {
    let server = || {
        at_second(|peer, _| {
            peer.reset();
            None
        })
    };
    let now = Duration::ZERO;
    vec![
        Meeting::new(adapter, Get, &server()).after_another(now).answers(2),
        Meeting::new(adapter, Post, &server()).after_another(now).fails(
            CLOSED,
            Outcome::Uncertain,
            1,
        ),
        Meeting::new(adapter, Push, &server()).after_another(now).answers(2),
    ]
}

/// And the client has had the time to notice: it takes another.
pub fn a_kept_connection_was_closed_while_idle(adapter: Adapter) -> Vec<Row> {
    let server = after_request(|mut peer| {
        peer.write(answer("200 OK", USER));
    });
    vec![Meeting::new(adapter, Post, &server).after_another(Duration::from_secs(1)).answers(1)]
}

/// Without a word, and the next call follows at once: whether it gets as far as the dead connection
/// is a race. No POST arrives twice, whatever comes of it.
pub fn every_connection_is_closed_after_its_answer(adapter: Adapter) -> Vec<Row> {
    let sandbox = Sandbox::start().unwrap();
    sandbox.fault(Matcher::path("/users"), Fault::close_unannounced());
    let backoff = Duration::from_millis(1);
    let deadline = Duration::from_secs(10);
    let retry = Retry { base_backoff: backoff, deadline, ..Retry::default() };
    let config = Config::builder().identity_url(sandbox.identity_url()).allow_loopback_http();
    let config = config.client_id(sandbox.client_id()).client_secret(sandbox.client_secret());
    let client = adapter.client(config.retry(retry).build().unwrap(), Options::default());
    let (created, lost) = adapter.block_on(async {
        let (mut created, mut lost) = (Vec::new(), 0);
        for number in 0..200 {
            let create = users::Create { client_user_id: Some(number.to_string()) };
            match client.send(create).await {
                Ok(_) => created.push(number.to_string()),
                // hyper loses a request that comes to a connection in the moment in which it ends
                // (hyperium/hyper#2312): on a busy machine one in some thousands.
                Err(error) if error.kind() == ErrorKind::Deadline => {
                    assert_eq!(error.outcome(), Outcome::Uncertain);
                    lost += 1;
                }
                Err(error) => {
                    assert_eq!((&*ends(&error), error.outcome()), (CLOSED, Outcome::Uncertain));
                }
            }
        }
        (created, lost)
    });
    assert!(lost < 20, "{lost} of 200 requests were lost");
    let ledger = sandbox.created_users().into_iter().filter_map(|user| user.client_user_id);
    let mut ledger: Vec<_> = ledger.collect();
    assert!(created.iter().all(|id| ledger.contains(id)));
    let all = ledger.len();
    ledger.sort_unstable();
    ledger.dedup();
    assert_eq!(ledger.len(), all, "a user was created twice");
    vec![Row {
        call: "200 POSTs in turn".to_owned(),
        ends: format!("value or {CLOSED}, rarely Deadline"),
        outcome: "Uncertain".to_owned(),
        attempts: String::new(),
        requests: "at most 1 each".to_owned(),
    }]
}

fn broken(mut peer: Peer) {
    if peer.request().is_some() {
        peer.reset();
    }
}

fn fine(mut peer: Peer) {
    while let Some(request) = peer.request() {
        peer.write(well(&request));
    }
}

/// Reads a request, writes this and ends the connection in this way.
fn writing(text: &str, end: fn(Peer)) -> Server {
    let text = text.to_owned();
    after_request(move |mut peer| {
        peer.write(&text);
        end(peer);
    })
}

/// Gives each connection to the script with its number, from 1.
fn on_connections(script: impl Fn(usize, Peer) + Send + Sync + 'static) -> Server {
    let number = Mutex::new(0);
    Server::start(move |peer| {
        let number = {
            let mut number = number.lock().unwrap();
            *number += 1;
            *number
        };
        script(number, peer);
    })
}
