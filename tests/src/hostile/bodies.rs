//! Bodies that are larger than any call wants. What is not read is not held, so the server's count
//! of what it got rid of bounds the client's memory; `tests/memory` counts that itself.

use std::{io::Write, sync::LazyLock};

use flate2::{Compression, write::GzEncoder};
use moneyhub_proto::{Call as Limits, Outcome};

use super::{
    Meeting, Row, Server, StandIn, after_request,
    meeting::Call::{Get, GetWithFetch, Post, Push},
};
use crate::Adapter;

const MIB: usize = 1024 * 1024;
/// More than what the sockets of both sides hold: 36 MiB where Linux (6.16 and later) lets them grow.
const IN_SOCKETS: usize = 64 * MIB;
/// As much as one write of a script.
static BLOCK: [u8; 64 * 1024] = [b' '; 64 * 1024];
const TOO_LARGE: &str = "Transport: BodyTooLarge after 200";

/// The length says so, and it is true. It is refused when the limit is reached, and not asked for
/// again.
pub fn a_body_of_200_mb(adapter: Adapter) -> Vec<Row> {
    refused_by_all(adapter, || {
        after_request(|mut peer| {
            peer.write(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 200 * MIB));
            peer.write_often(BLOCK, 200 * MIB / BLOCK.len());
        })
    })
}

/// In chunks, by the word of a length, or until the connection ends.
pub fn a_body_without_an_end(adapter: Adapter) -> Vec<Row> {
    let chunk = [b"10000\r\n".to_vec(), BLOCK.to_vec(), b"\r\n".to_vec()].concat();
    let mut rows = Vec::new();
    for (header, block) in [
        ("transfer-encoding: chunked\r\n", chunk),
        ("content-length: 10000000000000\r\n", BLOCK.to_vec()),
        ("", BLOCK.to_vec()),
    ] {
        rows = refused_by_all(adapter, || {
            let block = block.clone();
            after_request(move |mut peer| {
                peer.write(format!("HTTP/1.1 200 OK\r\n{header}\r\n"));
                peer.write_often(&block, usize::MAX);
            })
        });
    }
    rows
}

fn refused_by_all(adapter: Adapter, server: impl Fn() -> Server) -> Vec<Row> {
    let refused = |call, limit: usize| {
        let server = server();
        let meeting = Meeting::new(adapter, call, &server);
        let row = match call {
            GetWithFetch => meeting.tokens(1).fails_unread(TOO_LARGE, Outcome::NotSent, 0),
            _ => meeting.fails(TOO_LARGE, Outcome::Accepted, 1),
        };
        // A call that stands in for this one has the limit of its own kind.
        let limit = if StandIn::current().is_some() { Limits::DEFAULT_REPLY_LIMIT } else { limit };
        assert!(server.written() < limit + IN_SOCKETS, "{call}: {}", server.written());
        row
    };
    vec![
        refused(Get, Limits::DEFAULT_REPLY_LIMIT),
        refused(Post, Limits::DEFAULT_REPLY_LIMIT),
        // Their limits are their own, and far smaller than what sockets hold.
        refused(Push, 0),
        refused(GetWithFetch, 0),
    ]
}

/// Its first 64 KiB are enough; the connection is given up.
pub fn an_error_without_an_end(adapter: Adapter) -> Vec<Row> {
    let server = || {
        after_request(|mut peer| {
            peer.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 10000000000000\r\n\r\n");
            peer.write_often(BLOCK, usize::MAX);
        })
    };
    let refused = |call, ends| {
        let server = server();
        let row = Meeting::new(adapter, call, &server).fails(ends, Outcome::Refused, 1);
        assert!(server.written() < IN_SOCKETS);
        row
    };
    vec![refused(Get, "Api: 400"), refused(Post, "Api: 400"), refused(Push, "Identity: 400")]
}

static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..200 * MIB / BLOCK.len() {
        encoder.write_all(&BLOCK).expect("it is written into memory");
    }
    encoder.finish().expect("it is written into memory")
});

/// 200 MB of spaces in less than 1 MB of gzip. `identity` is asked for, and nobody inflates what comes
/// all the same: the error names the coding.
pub fn a_compression_bomb(adapter: Adapter) -> Vec<Row> {
    assert!(BOMB.len() < MIB, "{}", BOMB.len());
    let server = || {
        Server::answering(|_| {
            let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ";
            [format!("{head}{}\r\n\r\n", BOMB.len()).as_bytes(), &BOMB].concat()
        })
    };
    let unread = |call| {
        let server = server();
        let row = Meeting::new(adapter, call, &server).fails("Decoding: 200", Outcome::Accepted, 1);
        for request in server.requests() {
            assert!(request.head.contains("accept-encoding: identity"), "{}", request.head);
        }
        row
    };
    vec![unread(Get), unread(Post)]
}
