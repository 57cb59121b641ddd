//! How much is read of what a server sends, and how long.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use moneyhub_tokio::moneyhub_proto::{
    CallOptions, ErrorKind, Outcome,
    http::StatusCode,
    transport::{FaultClass, Sent},
    users,
};

use crate::{
    calls::{fault, get, once, with_token},
    server::{Peer, Server, answer},
};

const MIB: usize = 1024 * 1024;
/// More than what the sockets of both sides hold: 36 MiB where Linux (6.16 and later) lets them grow.
const IN_SOCKETS: usize = 64 * MIB;

/// Answers with this head, and then with a body that has no end.
fn endless(head: &'static str, chunk: Vec<u8>, pause: Duration) -> Server {
    Server::start(move |mut peer: Peer| {
        let chunk = chunk.clone();
        async move {
            peer.request().await;
            peer.write(head).await;
            peer.write_for_ever(chunk, pause).await;
        }
    })
}

/// What is not read is not held: the server's count bounds the client's memory.
#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_its_rest_not_read() {
    let chunk = [b"10000\r\n".to_vec(), vec![b' '; 65536], b"\r\n".to_vec()].concat();
    let servers = [
        // Nobody allocates 10 TB on the word of a header.
        endless(
            "HTTP/1.1 200 OK\r\ncontent-length: 10000000000000\r\n\r\n",
            vec![b' '; 65536],
            Duration::ZERO,
        ),
        endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", chunk, Duration::ZERO),
        endless("HTTP/1.1 200 OK\r\n\r\n", vec![b' '; 65536], Duration::ZERO),
    ];
    for server in servers {
        let result = get(&once(&server.url())).await;
        assert_eq!(result.as_ref().unwrap_err().status(), Some(StatusCode::OK));
        assert_eq!(fault(result), (FaultClass::BodyTooLarge, Sent::Perhaps));
        assert!(server.closed(1).await);
        assert!((16 * MIB..16 * MIB + IN_SOCKETS).contains(&server.written()));
    }
}

#[tokio::test]
async fn of_an_error_64_kib_are_kept_and_the_connection_is_given_up() {
    let head = "HTTP/1.1 500 Oh\r\ncontent-length: 10000000000000\r\n\r\n";
    let server = endless(head, vec![b'x'; 65536], Duration::ZERO);
    let client = once(&server.url());
    let error = get(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Api, Some(StatusCode::INTERNAL_SERVER_ERROR))
    );
    assert_eq!(error.reply().unwrap().expose_body().len(), 65536);
    assert!(server.closed(1).await);
    assert!(server.written() < IN_SOCKETS);
}

#[tokio::test]
async fn the_connection_is_kept_after_an_error_of_ordinary_size() {
    let server = Server::start(|mut peer: Peer| async move {
        while peer.request().await.is_some() {
            peer.write(answer("404 Not Found", &"x".repeat(65536))).await;
        }
    });
    let client = once(&server.url());
    for _ in 0..2 {
        assert_eq!(get(&client).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
    assert_eq!(server.connections(), 1);
}

/// A server that answers with these headers, once per connection.
fn with_headers(headers: String) -> Server {
    Server::start(move |mut peer: Peer| {
        let headers = headers.clone();
        async move {
            peer.request().await;
            peer.write(format!("HTTP/1.1 200 OK\r\n{headers}content-length: 15\r\n\r\n")).await;
            peer.write(r#"{"userId":"u1"}"#).await;
            peer.request().await;
        }
    })
}

fn headers(count: usize, length: usize) -> String {
    let mut headers = String::new();
    for number in 0..count {
        write!(headers, "x-{number}: {}\r\n", "v".repeat(length)).unwrap();
    }
    headers
}

#[tokio::test]
async fn a_head_of_99_headers_or_60_kib_is_read() {
    for headers in [headers(98, 10), headers(3, 20_000)] {
        get(&once(&with_headers(headers).url())).await.unwrap();
    }
}

#[tokio::test]
async fn a_larger_head_is_a_fault_of_the_protocol() {
    for headers in [headers(101, 10), headers(7, 20_000), headers(1, 140_000)] {
        let server = with_headers(headers);
        assert_eq!(fault(get(&once(&server.url())).await), (FaultClass::Protocol, Sent::Perhaps));
    }
}

/// One byte every 10 ms keeps every timer of the connection happy, but not the call's own.
#[tokio::test]
async fn an_answer_that_drips_is_given_up_at_the_deadline_and_its_connection_closed() {
    let heads =
        ["HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", "HTTP/1.1 200 OK\r\nx-slow: "];
    for head in heads {
        let server = endless(head, b"x".to_vec(), Duration::from_millis(10));
        let client = once(&server.url());
        let limit = Duration::from_secs(1);
        let options = CallOptions { deadline: Some(limit), ..with_token() };
        let start = Instant::now();
        let result = client.send_with(users::Get { user_id: "u1".into() }, options).await;
        let error = result.unwrap_err();
        assert!((limit..limit * 30).contains(&start.elapsed()));
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::Uncertain));
        assert!(server.closed(1).await);
    }
}
