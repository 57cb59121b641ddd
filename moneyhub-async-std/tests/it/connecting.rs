//! From a URL to a connection.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use async_std::task::block_on;
use moneyhub_async_std::{
    Options, client_with,
    moneyhub_proto::{
        AccessToken, CallOptions, Config, Error, Outcome, Retry,
        transport::{FaultClass, Sent},
        users::{Get, User},
    },
};

/// Calls once, with a token that nobody looks at.
fn get(url: &str, options: Options) -> Result<User, Error> {
    let retry = Retry { max_attempts: 1, ..Retry::default() };
    let config = Config::builder()
        .identity_url(url)
        .retry(retry)
        .allow_loopback_http()
        .allow_http_host("no-such-host.invalid")
        .build()?;
    let token = Some(AccessToken::new("a-token")?);
    let options = (client_with(config, options)?, CallOptions { token, ..CallOptions::default() });
    block_on(options.0.send_with(Get { user_id: "u1".into() }, options.1))
}

fn fault(result: Result<User, Error>) -> (FaultClass, Sent) {
    let error = result.expect_err("the call fails");
    let fault = error.fault().expect("by a fault");
    (fault.class(), fault.sent())
}

/// Answers one request with a user, on a thread of its own.
fn answer_once(listener: TcpListener) -> u16 {
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let read = stream.read(&mut [0; 4096]).unwrap();
        assert!(read > 0);
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{\"userId\":\"u1\"}";
        stream.write_all(answer.as_bytes()).unwrap();
        // Kept open until the client has read it.
        let _ = stream.read(&mut [0]);
    });
    port
}

#[test]
fn the_brackets_of_an_ipv6_address_are_not_part_of_it() {
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        // A machine without IPv6.
        return;
    };
    let port = answer_once(listener);
    get(&format!("http://[::1]:{port}"), Options::default()).unwrap();
}

#[test]
fn the_addresses_of_a_name_are_tried_in_turn() {
    // `localhost` is `::1` as well on most machines, and there nobody listens.
    let port = answer_once(TcpListener::bind("127.0.0.1:0").unwrap());
    get(&format!("http://localhost:{port}"), Options::default()).unwrap();
}

#[test]
fn a_name_without_an_address_is_a_fault_of_its_own_and_nothing_is_sent() {
    let result = get("http://no-such-host.invalid", Options::default());
    assert_eq!(result.as_ref().unwrap_err().outcome(), Outcome::NotSent);
    assert_eq!(fault(result), (FaultClass::Resolve, Sent::Nothing));
}

#[test]
fn a_handshake_that_hangs_is_given_up_after_the_connect_timeout() {
    // Connections are taken by the system, and nobody says anything on them.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let (start, limit) = (Instant::now(), Duration::from_millis(200));
    let result = get(&url, Options::default().connect_timeout(limit));
    assert_eq!(fault(result), (FaultClass::Connect, Sent::Nothing));
    // Before the limit that it has by itself.
    assert!((limit..Duration::from_secs(8)).contains(&start.elapsed()));
}

#[test]
fn what_does_not_speak_tls_is_a_fault_of_tls() {
    let port = answer_once(TcpListener::bind("127.0.0.1:0").unwrap());
    let result = get(&format!("https://127.0.0.1:{port}"), Options::default());
    assert_eq!(fault(result), (FaultClass::Tls, Sent::Nothing));
}
