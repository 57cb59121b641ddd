//! Faults below HTTP: what the socket of the client sees.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use moneyhub_sandbox::{Cut, Fault, Matcher, Sandbox};

use crate::socket::{Socket, bearer, identity};

/// A sandbox with this fault, and a connection on which its request was sent.
fn meet(fault: Fault) -> (Sandbox, Socket) {
    let sandbox = Sandbox::start().expect("a sandbox");
    let token = bearer(&sandbox);
    sandbox.fault(Matcher::path("/users"), fault);
    let mut socket = identity(&sandbox);
    socket.request("GET /users?limit=3&offset=0", &token, "");
    (sandbox, socket)
}

fn create(fault: Fault) -> (Sandbox, Socket) {
    let sandbox = Sandbox::start().expect("a sandbox");
    let headers = format!("{}Content-Type: application/json\r\n", bearer(&sandbox));
    sandbox.fault(Matcher::route("POST", "/users"), fault);
    let mut socket = identity(&sandbox);
    socket.request("POST /users", &headers, "{}");
    (sandbox, socket)
}

fn end_of(socket: Socket) -> Option<ErrorKind> {
    socket.rest().1.err().map(|error| error.kind())
}

#[test]
fn a_reset_sends_no_byte() {
    let (_sandbox, socket) = meet(Fault::reset());
    let (bytes, end) = socket.rest();
    assert_eq!(bytes.len(), 0);
    assert_eq!(end.map_err(|error| error.kind()), Err(ErrorKind::ConnectionReset));
}

#[test]
fn a_reset_before_handling_creates_no_user() {
    let (sandbox, socket) = create(Fault::reset());
    assert_eq!(end_of(socket), Some(ErrorKind::ConnectionReset));
    assert_eq!(sandbox.created_user_count(), 0);
}

#[test]
fn a_reset_after_handling_leaves_the_user_created() {
    let (sandbox, socket) = create(Fault::reset().after_handling());
    assert_eq!(end_of(socket), Some(ErrorKind::ConnectionReset));
    assert_eq!(sandbox.created_user_count(), 1);
}

#[test]
fn a_reset_in_the_head_sends_just_so_many_bytes() {
    let (_sandbox, socket) = meet(Fault::reset_in_head(12));
    let (bytes, end) = socket.rest();
    assert_eq!(bytes, b"HTTP/1.1 200");
    assert_eq!(end.map_err(|error| error.kind()), Err(ErrorKind::ConnectionReset));
}

#[test]
fn a_reset_in_the_head_shows_the_true_status_after_handling() {
    let (_sandbox, socket) = create(Fault::reset_in_head(12).after_handling());
    assert_eq!(socket.rest().0, b"HTTP/1.1 201");
}

#[test]
fn a_truncated_body_promises_its_full_length() {
    let (_sandbox, mut socket) = meet(Fault::truncate(7, Cut::Fin));
    let head = socket.head().expect("a head");
    let (body, end) = socket.rest();
    assert_eq!(body, br#"{"data""#);
    assert!(end.is_ok(), "{end:?}");
    assert!(head.contains("content-length: "), "{head}");
    assert!(!head.contains("content-length: 7\r\n"), "{head}");
}

#[test]
fn a_body_can_be_truncated_by_a_reset() {
    let (_sandbox, mut socket) = meet(Fault::truncate(7, Cut::Rst));
    socket.head().expect("a head");
    assert_eq!(end_of(socket), Some(ErrorKind::ConnectionReset));
}

#[test]
fn a_body_can_be_truncated_to_nothing() {
    let (_sandbox, mut socket) = meet(Fault::truncate(0, Cut::Fin));
    socket.head().expect("a head");
    assert_eq!(socket.rest().0.len(), 0);
}

#[test]
fn an_answer_can_be_whole_and_then_be_followed_by_a_reset() {
    let (_sandbox, mut socket) = meet(Fault::answer_then_reset());
    let answer = socket.answer().expect("an answer");
    assert!(answer.text().ends_with('}'));
    assert_eq!(end_of(socket), Some(ErrorKind::ConnectionReset));
}

#[test]
fn a_204_can_be_followed_by_a_reset() {
    let sandbox = Sandbox::start().expect("a sandbox");
    let token = bearer(&sandbox);
    let user = sandbox.user_id(0).expect("a user");
    sandbox.fault(Matcher::any(), Fault::answer_then_reset());
    let mut socket = identity(&sandbox);
    let answer = socket.call(&format!("DELETE /users/{user}"), &token, "");
    assert_eq!(answer.expect("an answer").status, 204);
    assert_eq!(end_of(socket), Some(ErrorKind::ConnectionReset));
}

#[test]
fn an_unannounced_close_is_not_announced() {
    let (_sandbox, mut socket) = meet(Fault::close_unannounced());
    let answer = socket.answer().expect("an answer");
    assert_eq!(answer.header("connection"), None);
    assert_eq!(end_of(socket), None);
}

#[test]
fn raw_bytes_are_sent_as_they_are() {
    let garbage = b"\x00\xff SSH-2.0\r\n";
    let (_sandbox, socket) = meet(Fault::raw(&garbage[..]));
    assert_eq!(socket.rest().0, garbage);
}

#[test]
fn more_raw_bytes_than_a_socket_holds_are_sent() {
    let (_sandbox, socket) = meet(Fault::raw(vec![b'x'; 20_000_000]));
    assert_eq!(socket.rest().0.len(), 20_000_000);
}

#[test]
fn a_drip_gives_the_whole_answer() {
    let (_sandbox, mut socket) = meet(Fault::slow_drip(Duration::from_micros(10)));
    let answer = socket.answer().expect("an answer");
    assert!(answer.text().ends_with('}'));
}

#[test]
fn a_drip_gives_one_byte_an_interval() {
    let (_sandbox, mut socket) = meet(Fault::slow_drip(Duration::from_millis(20)));
    let begun = Instant::now();
    while socket.unread() < 5 {
        socket.more().expect("a byte");
    }
    assert!(begun.elapsed() >= Duration::from_millis(60));
}

#[test]
fn a_huge_body_has_the_length_that_it_promises() {
    let (_sandbox, mut socket) = meet(Fault::huge_body(3_000_001));
    let answer = socket.answer().expect("an answer");
    assert_eq!(answer.header("content-length"), Some("3000001"));
    assert_eq!(answer.body.len(), 3_000_001);
}

#[test]
fn an_endless_body_is_chunked_and_goes_on() {
    let (_sandbox, mut socket) = meet(Fault::endless_body());
    let head = socket.head().expect("a head");
    assert!(head.contains("transfer-encoding: chunked"), "{head}");
    while socket.unread() < 5_000_000 {
        socket.more().expect("more");
    }
}

#[test]
fn others_are_served_while_an_endless_body_is_read() {
    let (sandbox, mut socket) = meet(Fault::endless_body());
    let reader = std::thread::spawn(move || {
        while socket.unread() < 50_000_000 {
            socket.more().expect("more");
        }
    });
    let answer = identity(&sandbox).call("GET /users/x", "", "");
    assert_eq!(answer.expect("an answer").status, 401);
    reader.join().expect("the reader");
}

#[test]
fn a_hang_answers_nothing() {
    let (_sandbox, mut socket) = meet(Fault::hang());
    socket.set_patience(Duration::from_millis(50));
    let end = socket.more().map_err(|error| error.kind());
    assert!(matches!(end, Err(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "{end:?}");
}

#[test]
fn a_client_that_gives_up_on_a_hang_frees_its_connection() {
    let (sandbox, socket) = meet(Fault::hang());
    assert!(sandbox.wait_for_requests(2, Duration::from_secs(60)));
    drop(socket);
    let deadline = Instant::now() + Duration::from_secs(60);
    while sandbox.open_connections() > 0 && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(sandbox.open_connections(), 0);
}

#[test]
fn a_fault_on_one_answer_leaves_the_next_on_the_connection_alone() {
    let drip = Fault::slow_drip(Duration::from_micros(10)).times(1);
    let (_sandbox, mut socket) = meet(drip);
    socket.answer().expect("a dripped answer");
    let answer = socket.call("GET /users", "", "").expect("an answer");
    assert_eq!(answer.status, 401);
}
