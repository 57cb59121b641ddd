//! Answers: every status is an answer, read up to the limits, and unchanged.

use moneyhub_proto::transport::{FaultClass, Sent};
use moneyhub_sandbox::{Fault as Trouble, Sandbox};

use super::{Make, Request, Site};

/// Also those that have no meaning.
pub fn no_status_is_a_fault(make: Make) {
    for status in [200, 201, 204, 299, 304, 400, 401, 404, 407, 408, 429, 499, 500, 503, 599] {
        let site = Site::with(make, Trouble::status(status));
        assert_eq!(site.send(Request::post()).unwrap().status(), status);
        site.assert_requests(1);
    }
}

/// Neither on another host nor on the same.
pub fn a_redirect_is_an_answer_and_nothing_is_sent_to_its_target(make: Make) {
    let target = Sandbox::start().unwrap();
    for status in [300, 301, 302, 303, 307, 308] {
        for location in [format!("{}/users", target.identity_url()), "/users?again".to_owned()] {
            let site = Site::with(make, Trouble::redirect(status, &location));
            let answer = site.send(Request::get()).unwrap();
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers()["location"], location);
            site.assert_requests(1);
        }
    }
    assert_eq!(target.connections_accepted(), 0);
}

/// Names without regard to case, values byte for byte, several under one name in their order.
pub fn the_headers_of_an_answer_come_as_they_were_sent(make: Make) {
    let trouble = Trouble::status(429)
        .header("Retry-After", "120")
        .header("x-several", "one")
        .header("x-several", "two,  three")
        .header("content-type", "application/problem+json; charset=utf-8");
    let answer = Site::with(make, trouble).send(Request::get()).unwrap();
    assert_eq!(answer.headers()["retry-after"], "120");
    assert_eq!(answer.headers()["content-type"], "application/problem+json; charset=utf-8");
    let several: Vec<_> = answer.headers().get_all("x-several").iter().collect();
    assert_eq!(several, ["one", "two,  three"]);
}

/// With a trailer, which nobody asked for.
pub fn a_chunked_body_comes_whole(make: Make) {
    let raw = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
               3\r\nabc\r\n1;extension\r\nd\r\n0\r\nx-trailer: 1\r\n\r\n";
    let answer = Site::with(make, Trouble::raw(raw)).send(Request::get()).unwrap();
    assert_eq!(answer.body(), "abcd");
}

/// To the byte.
pub fn a_success_as_large_as_the_limit_is_read(make: Make) {
    let site = Site::with(make, Trouble::huge_body(Request::LIMIT as u64));
    assert_eq!(site.send(Request::get()).unwrap().body().len(), Request::LIMIT);
}

/// One byte more, and gigabytes more: read no further than to find out.
pub fn a_success_over_the_limit_is_refused(make: Make) {
    for length in [Request::LIMIT as u64 + 1, 1 << 40] {
        let site = Site::with(make, Trouble::huge_body(length));
        let fault = Site::fault(site.send(Request::get()));
        assert_eq!(fault, (FaultClass::BodyTooLarge, Sent::Perhaps, Some(200)));
        site.assert_requests(1);
    }
}

/// Chunked, as fast as it is read.
pub fn a_success_without_an_end_is_refused(make: Make) {
    let site = Site::with(make, Trouble::endless_body());
    let fault = Site::fault(site.send(Request::get()));
    assert_eq!(fault, (FaultClass::BodyTooLarge, Sent::Perhaps, Some(200)));
}

/// Of an error the beginning is enough; it is not a fault that there is more.
pub fn an_error_body_is_cut_to_64_kib(make: Make) {
    for (length, kept) in [(100_000, 65_536), (65_536, 65_536), (300, 300)] {
        let site = Site::with(make, Trouble::status(500).body(vec![b'x'; length]));
        let answer = site.send(Request::get()).unwrap();
        assert_eq!((answer.status().as_u16(), answer.body().len()), (500, kept));
        assert!(answer.body().iter().all(|byte| *byte == b'x'));
    }
}
