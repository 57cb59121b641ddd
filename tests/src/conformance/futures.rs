//! Requirements only for transports with futures.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    time::{Duration, Instant},
};

use futures_util::future::{Either, join_all, select};
use moneyhub_proto::{Transport, codec::Method};
use moneyhub_sandbox::{Fault as Trouble, Matcher, Sandbox};
use tokio::runtime::Handle;

use super::{Request, Site, Subject, site};
use crate::hostile::after_request;

/// Of the bytes on the wire, all but host, date and secret, for five requests.
const SCRIPT: [&str; 5] = [
    "GET /users HTTP/1.1\r\nauthorization: Bearer a-token\r\naccept: application/json\r\n\
     accept-encoding: identity\r\nuser-agent: conformance/1 (a;  b)\r\n\r\n",
    "GET /users/a%20b:c%252F%C3%A9?search=100%25+%26%2B HTTP/1.1\r\n\
     authorization: Bearer a-token\r\naccept: application/json\r\n\
     accept-encoding: identity\r\nuser-agent: conformance/1 (a;  b)\r\n\r\n",
    "POST /users HTTP/1.1\r\nauthorization: Bearer a-token\r\naccept: application/json\r\n\
     accept-encoding: identity\r\nuser-agent: conformance/1 (a;  b)\r\ncontent-type: application/json\r\n\
     content-length: 29\r\n\r\n{\"clientUserId\":\"customer-1\"}",
    "DELETE /users/u1 HTTP/1.1\r\nauthorization: Bearer a-token\r\naccept: application/json\r\n\
     accept-encoding: identity\r\nuser-agent: conformance/1 (a;  b)\r\n\r\n",
    "POST /oidc/token HTTP/1.1\r\nauthorization: Basic SECRET\r\naccept: application/json\r\n\
     accept-encoding: identity\r\nuser-agent: conformance/1 (a;  b)\r\ncontent-type: application/x-www-form-urlencoded\r\n\
     content-length: 47\r\n\r\ngrant_type=client_credentials&scope=user%3Aread",
];

/// The same from all transports, for they all write HTTP with hyper; and nothing has normalised
/// the path or the query.
pub fn a_request_is_these_bytes_and_no_others(subject: Subject) {
    let site = Site::new(|server| subject.blocking(server));
    let get = Request::new(Method::Get, "/users/{userId}").parameter("a b:c%2Fé");
    let get = get.query("search", "100% &+");
    let delete = Request::new(Method::Delete, "/users/{userId}").parameter("u1");
    for request in [Request::get(), get, Request::post(), delete] {
        site.send(request).unwrap();
    }
    assert_eq!(site.ask_for_token().unwrap().status(), 200);
    let seen = site.sandbox.requests();
    assert_eq!(seen.len(), SCRIPT.len());
    for (request, expected) in seen.iter().zip(SCRIPT) {
        let head = String::from_utf8(request.head.to_vec()).unwrap();
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        assert_eq!(comparable(&head) + &body, expected);
    }
}

/// While it waits for the head. The connection is closed, and the transport is none the worse.
pub fn a_future_that_is_dropped_takes_its_request_with_it(subject: Subject) {
    let sandbox = Sandbox::start().unwrap();
    sandbox.fault(Matcher::any(), Trouble::hang().times(1));
    let server = sandbox.identity_address();
    let transport = (subject.make)(server);
    subject.run(async {
        let send = transport.send(Request::post().to(server));
        // Dropped when it has arrived, so that the trouble is its own and not that of the next one.
        let arrived = Box::pin(async {
            while sandbox.total_requests() == 0 {
                transport.sleep(Duration::from_millis(5)).await;
            }
        });
        assert!(matches!(select(send, arrived).await, Either::Right(_)));
        all_closed(|| sandbox.open_connections(), &*transport).await;
        transport.send(Request::get().to(server)).await.unwrap();
    });
    assert_eq!(sandbox.total_requests(), 2);
}

/// When the head has come, and the first byte of the body.
pub fn a_future_that_is_dropped_inside_the_body_closes_its_connection(subject: Subject) {
    let server = after_request(|mut peer| {
        peer.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{");
        peer.stall();
    });
    let transport = (subject.make)(server.address());
    subject.run(async {
        let send = transport.send(site::token_request(server.address()));
        let arrived = Box::pin(async {
            while server.written() == 0 {
                transport.sleep(Duration::from_millis(5)).await;
            }
            // Time to read it.
            transport.sleep(Duration::from_millis(100)).await;
        });
        assert!(matches!(select(send, arrived).await, Either::Right(_)));
        all_closed(|| server.open_connections(), &*transport).await;
    });
}

/// A future does nothing before it is polled.
pub fn a_future_that_is_never_polled_sends_nothing(subject: Subject) {
    let sandbox = Sandbox::start().unwrap();
    let server = sandbox.identity_address();
    let transport = (subject.make)(server);
    subject.run(async {
        drop(transport.send(Request::post().to(server)));
        transport.sleep(Duration::from_millis(30)).await;
    });
    assert_eq!(sandbox.total_requests(), 0);
}

/// Polled by one task, they do not wait for each other.
pub fn sixty_four_sends_on_one_thread_get_each_its_own_answer(subject: Subject) {
    let sandbox = Sandbox::start().unwrap();
    let server = sandbox.identity_address();
    let paths: Vec<(u16, &'static str)> =
        (400..464).map(|status| (status, &*format!("/echo/{status}").leak())).collect();
    // One that never answers is in their midst.
    sandbox.fault(Matcher::path("/hang"), Trouble::hang());
    for (status, path) in &paths {
        sandbox.fault(Matcher::path(path), Trouble::status(*status));
    }
    let transport = (subject.make)(server);
    subject.run(async {
        let hanging = transport.send(Request::new(Method::Get, "/hang").to(server));
        let sends = paths.iter().map(|(status, path)| async {
            let answer = transport.send(Request::new(Method::Get, path).to(server)).await;
            assert_eq!(answer.unwrap().status(), *status);
        });
        assert!(matches!(select(hanging, pin!(join_all(sends))).await, Either::Right(_)));
    });
}

/// Looked at from inside, at every poll of a whole exchange and of a wait.
pub fn a_tokio_runtime_is_entered_only_by_those_that_need_one(subject: Subject) {
    let sandbox = Sandbox::start().unwrap();
    let server = sandbox.identity_address();
    let transport = (subject.make)(server);
    subject.run(async {
        let mut exchange = pin!(async {
            transport.send(Request::get().to(server)).await.unwrap();
            transport.sleep(Duration::from_millis(5)).await;
            transport.send(Request::post().to(server)).await.unwrap();
        });
        poll_fn(|context| {
            let polled = exchange.as_mut().poll(context);
            assert_eq!(Handle::try_current().is_ok(), subject.needs_tokio);
            polled
        })
        .await;
    });
}

fn comparable(head: &str) -> String {
    let lines = head.split_inclusive("\r\n");
    let lines = lines.filter(|line| !line.starts_with("host: ") && !line.starts_with("date: "));
    let without_secret = |line| match str::starts_with(line, "authorization: Basic ") {
        true => "authorization: Basic SECRET\r\n",
        false => line,
    };
    lines.map(without_secret).collect()
}

/// Waits until no connection is open, a minute at most.
async fn all_closed(open_connections: impl Fn() -> usize, transport: &dyn Transport) {
    let start = Instant::now();
    while open_connections() > 0 {
        assert!(start.elapsed() < Duration::from_secs(60), "connections are still open");
        transport.sleep(Duration::from_millis(5)).await;
    }
}
