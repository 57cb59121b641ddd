//! Faults: their class, whether the request may have left, and the status.

use std::{iter::successors, net::Ipv4Addr};

use moneyhub_proto::transport::{FaultClass, Sent};
use moneyhub_sandbox::{Cut, Fault as Trouble, Matcher};

use super::{Make, Request, Site};
use crate::hostile::connecting::Nobody;

const CLOSED: FaultClass = FaultClass::Closed;
const PROTOCOL: FaultClass = FaultClass::Protocol;

/// The one case in which it is certain that nothing has left.
pub fn a_refused_connection_has_carried_nothing(make: Make) {
    let nobody = Nobody::at(Ipv4Addr::LOCALHOST.into()).expect("loopback is there");
    let sent = make(nobody.address).send(Request::post().to(nobody.address));
    assert_eq!(Site::fault(sent), (FaultClass::Connect, Sent::Nothing, None));
}

/// By a reset or an end in order.
pub fn an_end_before_the_head_may_have_carried_the_request(make: Make) {
    for trouble in [Trouble::reset(), Trouble::reset().after_handling(), Trouble::raw("")] {
        let site = Site::with(make, trouble);
        assert_eq!(Site::fault(site.send(Request::post())), (CLOSED, Sent::Perhaps, None));
        site.assert_requests(1);
    }
}

/// Not even when the status has been seen.
pub fn an_end_inside_the_head_has_no_status(make: Make) {
    for trouble in [Trouble::reset_in_head(20), Trouble::raw("HTTP/1.1 201 Created\r\ncontent-le")]
    {
        let site = Site::with(make, trouble);
        assert_eq!(Site::fault(site.send(Request::post())), (CLOSED, Sent::Perhaps, None));
        site.assert_requests(1);
    }
}

/// So that a call that was accepted is known to have been.
pub fn an_end_inside_the_body_keeps_the_status(make: Make) {
    for bytes in [0, 4] {
        for cut in [Cut::Fin, Cut::Rst] {
            let site = Site::new(make);
            site.sandbox.fault(Matcher::token(), Trouble::truncate(bytes, cut));
            assert_eq!(Site::fault(site.ask_for_token()), (CLOSED, Sent::Perhaps, Some(200)));
            site.assert_requests(1);
        }
    }
    let chunks = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"use\r\n";
    let site = Site::with(make, Trouble::raw(chunks));
    assert_eq!(Site::fault(site.send(Request::post())), (CLOSED, Sent::Perhaps, Some(201)));
}

/// What there is of an error's body is not the whole answer.
pub fn an_error_that_is_cut_short_is_a_fault_too(make: Make) {
    let raw = "HTTP/1.1 503 Busy\r\ncontent-length: 10\r\n\r\n{";
    let site = Site::with(make, Trouble::raw(raw));
    assert_eq!(Site::fault(site.send(Request::get())), (CLOSED, Sent::Perhaps, Some(503)));
}

/// Whatever it is.
pub fn what_is_not_http_is_a_fault_of_the_protocol(make: Make) {
    let answers = [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 2x0\r\n\r\n",
    ];
    for answer in answers {
        let site = Site::with(make, Trouble::raw(answer));
        let fault = Site::fault(site.send(Request::post()));
        assert_eq!(fault, (PROTOCOL, Sent::Perhaps, None), "{answer:?}");
        site.assert_requests(1);
    }
}

/// After a head that was in order, so there is a status.
pub fn chunks_that_are_none_are_a_fault_of_the_protocol(make: Make) {
    let raw = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n\r\n";
    let site = Site::with(make, Trouble::raw(raw));
    assert_eq!(Site::fault(site.send(Request::get())), (PROTOCOL, Sent::Perhaps, Some(200)));
}

/// Nor does anything in its chain of sources, which ends up in logs.
pub fn a_fault_shows_neither_path_nor_token_nor_body(make: Make) {
    let troubles = [
        Trouble::reset(),
        Trouble::raw("secret-answer\r\n\r\n"),
        Trouble::raw("HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\nsecret-answer"),
    ];
    for trouble in troubles {
        let site = Site::with(make, trouble);
        let fault = site.send(Request::post()).unwrap_err();
        let first: &dyn std::error::Error = &fault;
        let mut shown = format!("{fault:?}");
        for error in successors(Some(first), |error| error.source()) {
            shown += &format!(" {error} {error:?}");
        }
        for secret in ["users", "a-token", "customer-1", "secret-answer"] {
            assert!(!shown.contains(secret), "{secret} is in {shown}");
        }
    }
}
