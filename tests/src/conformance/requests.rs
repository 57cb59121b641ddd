//! Requests: each is sent once, and unchanged.

use std::thread;

use moneyhub_proto::{
    codec::Method,
    transport::{FaultClass, Sent},
};
use moneyhub_sandbox::{Fault as Trouble, Matcher};

use super::{Make, Request, Site};

/// However often: no probing, no asking ahead.
pub fn one_send_is_one_request(make: Make) {
    let site = Site::new(make);
    for sent in 1..=3 {
        site.send(Request::get()).unwrap();
        site.assert_requests(sent);
    }
}

/// No header is changed, and none is added but `Host`, `Content-Length` and `Connection`, which belongs to the hop
/// (RFC 9110 section 7.6.1).
pub fn the_headers_and_the_body_of_a_request_are_those_that_it_has(make: Make) {
    let site = Site::new(make);
    site.send(Request::post()).unwrap();
    let [seen] = &site.sandbox.requests()[..] else { panic!("it is one request") };
    assert_eq!(seen.body, "{\"clientUserId\":\"customer-1\"}");
    assert_eq!(seen.header("host"), Some(&*site.sandbox.identity_address().to_string()));
    assert_eq!(seen.header("content-length"), Some("29"));
    let head = String::from_utf8(seen.head.to_vec()).unwrap().to_lowercase();
    let mut lines: Vec<_> = head.lines().skip(1).filter(|line| !line.is_empty()).collect();
    lines.retain(|line| {
        !["host:", "content-length:", "connection:"].iter().any(|name| line.starts_with(name))
    });
    lines.sort_unstable();
    let expected = [
        "accept-encoding: identity",
        "accept: application/json",
        "authorization: bearer a-token",
        "content-type: application/json",
        "user-agent: conformance/1 (a;  b)",
    ];
    assert_eq!(lines, expected);
}

/// On a connection that has been used before, on which some clients take that liberty.
pub fn a_request_whose_connection_is_lost_is_not_sent_again(make: Make) {
    for request in [Request::get(), Request::post()] {
        let site = Site::new(make);
        site.send(Request::get()).unwrap();
        site.sandbox.fault(Matcher::any(), Trouble::reset());
        let fault = Site::fault(site.send(request));
        assert_eq!(fault, (FaultClass::Closed, Sent::Perhaps, None));
        site.assert_requests(2);
    }
}

/// The server closes each connection without a word when it has answered. Whether a transport
/// notices in time is a race; that it does not send again is not.
pub fn a_request_that_meets_a_closed_connection_is_sent_at_most_once(make: Make) {
    let site = Site::with(make, Trouble::close_unannounced());
    let answered = (0..20).filter(|_| site.send(Request::post()).is_ok()).count();
    assert!(site.sandbox.total_requests() <= 20);
    assert!(site.sandbox.total_requests() >= answered as u64);
}

/// Answers do not get mixed up, whatever is shared.
pub fn sixty_four_threads_at_once_get_each_its_own_answer(make: Make) {
    let site = Site::new(make);
    for status in 400..464 {
        // Each path has an answer of its own.
        let path = format!("/echo/{status}");
        site.sandbox.fault(Matcher::path(&path), Trouble::status(status));
    }
    thread::scope(|scope| {
        for status in 400..464_u16 {
            let site = &site;
            let path: &'static str = format!("/echo/{status}").leak();
            scope.spawn(move || {
                let answer = site.send(Request::new(Method::Get, path)).unwrap();
                assert_eq!(answer.status(), status);
            });
        }
    });
    site.assert_requests(64);
}
