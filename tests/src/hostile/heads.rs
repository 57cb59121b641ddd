//! Heads of answers that are large, contradictory, or not heads.

use std::time::Duration;

use moneyhub_proto::Outcome;

use super::{
    Meeting, Peer, Row, Server, USER, after_request,
    meeting::{
        Call::{Get, GetWithFetch, Post, Push},
        LIMIT,
    },
    well,
};
use crate::Adapter;

const MALFORMED: &str = "Transport: Protocol";

/// Cookies and tracing headers of several gateways: read, on every endpoint.
pub fn a_head_of_20_kb(adapter: Adapter) -> Vec<Row> {
    let header = format!("x-large: {}\r\n", "x".repeat(20 * 1024));
    let server = || with_headers(header.clone());
    vec![
        Meeting::new(adapter, Get, &server()).answers(1),
        Meeting::new(adapter, Post, &server()).answers(1),
        Meeting::new(adapter, Push, &server()).answers(1),
        Meeting::new(adapter, GetWithFetch, &server()).tokens(1).answers(1),
    ]
}

/// In one header or in fifty: refused, when 128 KiB are read at most.
pub fn a_head_of_1_mb(adapter: Adapter) -> Vec<Row> {
    let mut rows = Vec::new();
    for header in [
        format!("x-large: {}\r\n", "x".repeat(1024 * 1024)),
        format!("x-large: {}\r\n", "x".repeat(20 * 1024)).repeat(50),
    ] {
        rows = malformed(adapter, || with_headers(header.clone()));
    }
    rows
}

/// With the length of the body it is a hundred.
pub fn a_hundred_headers(adapter: Adapter) -> Vec<Row> {
    vec![Meeting::new(adapter, Post, &with_headers("x-many: 1\r\n".repeat(99))).answers(1)]
}

/// In 11 KB.
pub fn a_thousand_headers(adapter: Adapter) -> Vec<Row> {
    malformed(adapter, || with_headers("x-many: 1\r\n".repeat(1000)))
}

/// The chunks count (RFC 9112 section 6.3), whatever the length says.
pub fn both_a_length_and_chunks(adapter: Adapter) -> Vec<Row> {
    let chunks = format!("f\r\n{USER}\r\n0\r\n\r\n");
    let both = |length| {
        let head = format!("content-length: {length}\r\ntransfer-encoding: chunked\r\n\r\n");
        let text = format!("HTTP/1.1 200 OK\r\n{head}{chunks}");
        Meeting::new(adapter, Post, &after_request(saying(text))).answers(1)
    };
    let rows = [15, 2, 1_000_000].map(both);
    rows[..1].to_vec()
}

/// One of them is a lie.
pub fn two_lengths_that_differ(adapter: Adapter) -> Vec<Row> {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 15\r\ncontent-length: 16\r\n\r\n";
    malformed(adapter, || after_request(saying(format!("{text}{USER}"))))
}

/// Negative, a word, beyond 64 bits.
pub fn a_length_that_is_no_number(adapter: Adapter) -> Vec<Row> {
    let mut rows = Vec::new();
    for length in ["-1", "many", "99999999999999999999"] {
        let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{USER}");
        rows = malformed(adapter, || after_request(saying(text.clone())));
    }
    rows
}

/// Another service on this port.
pub fn not_http_at_all(adapter: Adapter) -> Vec<Row> {
    let others: [&[u8]; 5] = [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail.example ESMTP\r\n",
        // An alert of TLS: this port wants https.
        b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n",
        b"{\"userId\":\"u1\"}\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    ];
    let mut rows = Vec::new();
    for other in others {
        rows = malformed(adapter, || after_request(saying(other)));
    }
    rows
}

/// HTTP/1.0 with a length, with the connection's end for one, and with a kept connection.
pub fn an_old_version(adapter: Adapter) -> Vec<Row> {
    let with_length = format!("HTTP/1.0 200 OK\r\nContent-Length: 15\r\n\r\n{USER}");
    let without = format!("HTTP/1.0 200 OK\r\n\r\n{USER}");
    let kept =
        format!("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 15\r\n\r\n{USER}");
    let mut rows = Vec::new();
    for text in [with_length, without, kept] {
        let server = after_request(saying(text));
        rows = vec![Meeting::new(adapter, Post, &server).answers(1)];
    }
    rows
}

/// 100, 102 and 103 announce it, and are none.
pub fn answers_before_the_answer(adapter: Adapter) -> Vec<Row> {
    let before = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n\
                  HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n";
    let server = || Server::answering(move |request| format!("{before}{}", well(request)));
    vec![
        Meeting::new(adapter, Post, &server()).answers(1),
        Meeting::new(adapter, Push, &server()).answers(1),
        Meeting::new(adapter, GetWithFetch, &server()).tokens(1).answers(1),
    ]
}

/// Nobody asked for it.
pub fn switching_protocols(adapter: Adapter) -> Vec<Row> {
    let text = "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n";
    let server = || after_request(saying(text));
    vec![
        Meeting::new(adapter, Get, &server()).fails("Api: 101", Outcome::Uncertain, 1),
        Meeting::new(adapter, Post, &server()).fails("Api: 101", Outcome::Uncertain, 1),
    ]
}

/// Only the deadline ends that.
pub fn answers_before_an_answer_that_never_comes(adapter: Adapter) -> Vec<Row> {
    let server = after_request(|mut peer| {
        while peer.write("HTTP/1.1 100 Continue\r\n\r\n") {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    let meeting = Meeting::new(adapter, Post, &server).within(LIMIT).at_least(LIMIT);
    vec![meeting.fails("Deadline", Outcome::Uncertain, 1)]
}

fn malformed(adapter: Adapter, server: impl Fn() -> Server) -> Vec<Row> {
    vec![
        Meeting::new(adapter, Get, &server()).fails(MALFORMED, Outcome::Uncertain, 3),
        Meeting::new(adapter, Post, &server()).fails(MALFORMED, Outcome::Uncertain, 1),
    ]
}

/// Answers well, with these headers before its own.
fn with_headers(headers: String) -> Server {
    Server::answering(move |request| well(request).replacen("\r\n", &format!("\r\n{headers}"), 1))
}

/// Says this, and then ends the connection.
fn saying(text: impl AsRef<[u8]> + Send + Sync) -> impl Fn(Peer) + Send + Sync {
    move |mut peer| {
        peer.write(&text);
        peer.end();
    }
}
