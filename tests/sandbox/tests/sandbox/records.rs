//! What the sandbox remembers about what arrived.

use std::time::Duration;

use moneyhub_sandbox::{Fault, Host, Matcher, Sandbox};

use crate::socket::{Socket, bearer, identity};

fn start() -> Sandbox {
    Sandbox::start().expect("a sandbox")
}

#[test]
fn a_request_is_recorded_byte_for_byte() {
    let sandbox = start();
    let request = b"pOST /users?b=%41&a=: HTTP/1.1\r\nhOST:  sandbox\r\nX-a: 1\r\nContent-Length: 3\r\n\r\nabc";
    let mut socket = identity(&sandbox);
    socket.write(request);
    socket.answer().expect("an answer");
    let seen = &sandbox.requests()[0];
    assert_eq!([&seen.head[..], &seen.body[..]].concat(), request);
}

#[test]
fn method_path_and_query_are_not_decoded() {
    let sandbox = start();
    let mut socket = identity(&sandbox);
    socket.call("GET /users/a%2Fb:c?limit=%31", "", "").expect("an answer");
    let seen = &sandbox.requests()[0];
    assert_eq!((&*seen.method, &*seen.path), ("GET", "/users/a%2Fb:c"));
    assert_eq!(seen.query.as_deref(), Some("limit=%31"));
}

#[test]
fn a_chunked_body_is_recorded_without_its_framing() {
    let sandbox = start();
    let mut socket = identity(&sandbox);
    socket.write("POST /users HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    socket.write("2\r\n{}\r\n0\r\n\r\n");
    socket.answer().expect("an answer");
    socket.call("GET /users", "", "").expect("an answer");
    let seen = sandbox.requests();
    assert_eq!(&seen[0].body[..], b"{}");
    assert!(seen[1].head.starts_with(b"GET /users HTTP/1.1\r\n"), "{:?}", seen[1].head);
}

#[test]
fn requests_that_were_sent_together_are_told_apart() {
    let sandbox = start();
    let mut socket = identity(&sandbox);
    socket.write("POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nxyGET /b HTTP/1.1\r\n\r\n");
    socket.answer().expect("the first answer");
    socket.answer().expect("the second answer");
    let heads: Vec<_> = sandbox.requests().into_iter().map(|seen| seen.head).collect();
    assert_eq!(heads[0], "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\n");
    assert_eq!(heads[1], "GET /b HTTP/1.1\r\n\r\n");
}

#[test]
fn a_long_body_is_kept_in_part_and_counted_in_full() {
    let sandbox = start();
    let body = "x".repeat(10_000);
    identity(&sandbox).call("POST /users", "", &body).expect("an answer");
    let seen = &sandbox.requests()[0];
    assert_eq!((seen.body.len(), seen.body_length), (4_096, 10_000));
}

#[test]
fn a_body_of_megabytes_gets_its_413() {
    let sandbox = start();
    let token = bearer(&sandbox);
    let body = "x".repeat(3_000_000);
    let answer = identity(&sandbox).call("POST /users", &token, &body);
    assert_eq!(answer.expect("an answer").status, 413);
}

#[test]
fn the_status_that_was_sent_is_recorded() {
    let sandbox = start();
    identity(&sandbox).call("GET /users", "", "").expect("an answer");
    let seen = &sandbox.requests()[0];
    assert_eq!((seen.status, seen.handled, seen.fault), (Some(401), Some(401), None));
}

#[test]
fn a_fault_is_recorded_with_what_it_did() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::status(503).after_handling());
    identity(&sandbox).call("GET /users", "", "").expect("an answer");
    let seen = &sandbox.requests()[0];
    let expected = (Some(503), Some(401), Some("reply"));
    assert_eq!((seen.status, seen.handled, seen.fault), expected);
}

#[test]
fn a_reset_request_has_no_status() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::reset());
    identity(&sandbox).call("GET /users", "", "").expect_err("a reset");
    let seen = &sandbox.requests()[0];
    assert_eq!((seen.status, seen.handled, seen.fault), (None, None, Some("reset")));
}

#[test]
fn a_hanging_request_is_seen_while_it_hangs() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::hang());
    // Kept open: a connection that ends at once may end before its request is read.
    let mut socket = identity(&sandbox);
    socket.request("GET /users", "", "");
    assert!(sandbox.wait_for_requests(1, Duration::from_secs(60)));
    assert_eq!(sandbox.requests()[0].fault, Some("hang"));
}

#[test]
fn waiting_for_requests_ends_when_patience_does() {
    assert!(!start().wait_for_requests(1, Duration::from_millis(20)));
}

#[test]
fn requests_on_one_connection_have_its_number() {
    let sandbox = start();
    let mut socket = identity(&sandbox);
    socket.call("GET /a", "", "").expect("an answer");
    socket.call("GET /b", "", "").expect("an answer");
    identity(&sandbox).call("GET /c", "", "").expect("an answer");
    let connections: Vec<_> = sandbox.requests().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [0, 0, 1]);
    assert_eq!(sandbox.connections_accepted(), 2);
}

#[test]
fn only_the_last_ten_thousand_requests_are_kept_and_all_are_counted() {
    let sandbox = start();
    let mut socket = identity(&sandbox);
    for _ in 0..101 {
        socket.write("GET /a HTTP/1.1\r\n\r\n".repeat(100));
        for _ in 0..100 {
            socket.answer().expect("an answer");
        }
    }
    let seen = sandbox.requests();
    assert_eq!((seen.len(), seen[0].number), (10_000, 100));
    assert_eq!(sandbox.total_requests(), 10_100);
}

#[test]
fn nothing_is_kept_when_records_are_off_and_all_is_counted() {
    let sandbox = Sandbox::builder().record(false).start().expect("a sandbox");
    bearer(&sandbox);
    assert_eq!((sandbox.requests().len(), sandbox.token_requests()), (0, 1));
}

#[test]
fn requests_can_be_forgotten_and_totals_stay() {
    let sandbox = start();
    bearer(&sandbox);
    sandbox.forget_requests();
    assert_eq!((sandbox.requests().len(), sandbox.total_requests()), (0, 1));
}

#[test]
fn requests_can_be_counted_by_kind() {
    let sandbox = start();
    bearer(&sandbox);
    identity(&sandbox).call("GET /users", "", "").expect("an answer");
    assert_eq!(sandbox.count(|seen| seen.path == "/users"), 1);
}

#[test]
fn a_call_that_went_astray_is_404_on_the_data_host_and_counted() {
    let sandbox = start();
    let answer = Socket::open(sandbox.api_address()).call("GET /users", "", "");
    assert_eq!(answer.expect("an answer").status, 404);
    assert_eq!(sandbox.data_requests(), 1);
    assert_eq!(sandbox.requests()[0].host, Host::Data);
}

#[test]
fn faults_that_fired_are_counted() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::status(503).times(1));
    for _ in 0..3 {
        identity(&sandbox).call("GET /users", "", "").expect("an answer");
    }
    assert_eq!(sandbox.faults_fired(), 1);
}

#[test]
fn debug_of_a_record_shows_no_query_head_or_body() {
    let sandbox = start();
    let line = "POST /oidc/auth?request=in-the-query";
    let header = "Authorization: Basic in-the-head\r\n";
    identity(&sandbox).call(line, header, "client_secret=in-the-body").expect("an answer");
    let shown = format!("{:?}", sandbox.requests());
    assert!(shown.contains("/oidc/auth") && !shown.contains("in-the-"), "{shown}");
}

#[test]
fn a_fault_meets_the_routes_of_sign_in() {
    let sandbox = start();
    sandbox.fault(Matcher::route("POST", "/oidc/request"), Fault::status(503).times(1));
    sandbox.fault(Matcher::path("/oidc/certs"), Fault::status(500).times(1));
    let mut socket = identity(&sandbox);
    let pushed = socket.call("POST /oidc/request", "", "").expect("an answer").status;
    let certs = socket.call("GET /oidc/certs", "", "").expect("an answer").status;
    assert_eq!((pushed, certs, sandbox.faults_fired()), (503, 500, 2));
}
