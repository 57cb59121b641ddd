//! The blocking client on threads, over ureq: an HTTP client that knows no futures.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use moneyhub_proto::{AccessToken, CallOptions, Config, ErrorKind, blocking, ureq, users};
use moneyhub_sandbox::{
    DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Fault as SandboxFault, Matcher, Sandbox,
};
use moneyhub_tests::hostile::{Server, answer};

fn client(sandbox: &Sandbox) -> blocking::Client {
    client_at(&sandbox.identity_url())
}

fn client_at(url: &str) -> blocking::Client {
    let config = Config::builder()
        .client_id(DEFAULT_CLIENT_ID)
        .client_secret(DEFAULT_CLIENT_SECRET)
        .identity_url(url)
        .allow_loopback_http();
    ureq::client(config.build().unwrap()).unwrap()
}

#[test]
fn threads_that_start_at_once_fetch_one_token() {
    let sandbox = Sandbox::builder().users(32).start().unwrap();
    sandbox.fault(Matcher::token(), SandboxFault::delay(Duration::from_millis(50)));
    let client = client(&sandbox);
    thread::scope(|scope| {
        for index in 0..32 {
            let get = users::Get { user_id: sandbox.user_id(index).unwrap().into() };
            let client = client.clone();
            scope.spawn(move || client.send(get).unwrap());
        }
    });
    assert_eq!((sandbox.token_requests(), sandbox.total_requests()), (1, 33));
}

#[test]
fn a_refusal_is_the_answer_for_all_threads_that_wait() {
    let begun = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&begun);
    let server = Server::answering(move |_| {
        // Not before all have come, and had a second to wait.
        while seen.load(SeqCst) < 8 {
            thread::sleep(Duration::from_millis(2));
        }
        thread::sleep(Duration::from_secs(1));
        answer("401 Unauthorized", r#"{"error":"invalid_client"}"#)
    });
    let client = client_at(&server.url());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                begun.fetch_add(1, SeqCst);
                let error = client.send(users::Get { user_id: "u1".into() }).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Identity);
            });
        }
    });
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn pages_are_an_iterator() {
    let sandbox = Sandbox::builder().users(23).limit_cap(10).start().unwrap();
    let client = client(&sandbox);
    let pages: Vec<_> = client.pages(users::List::default()).map(Result::unwrap).collect();
    assert_eq!(pages.iter().map(|page| page.data.len()).collect::<Vec<_>>(), [10, 10, 3]);
}

#[test]
fn an_error_ends_the_pages() {
    let sandbox = Sandbox::builder().users(23).limit_cap(10).start().unwrap();
    let fault = SandboxFault::status(400).skip(1);
    sandbox.fault(Matcher::route("GET", "/users"), fault);
    let client = client(&sandbox);
    let pages: Vec<_> = client.pages(users::List::default()).collect();
    assert_eq!(pages.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
}

/// Answers such requests with a 204 whose body, which looks like another answer, comes a little later; and all
/// others with `other`.
fn late_body(method: &'static str, late: String, other: String) -> Server {
    Server::start(move |mut peer| {
        while let Some(request) = peer.request() {
            if !request.head.starts_with(method) {
                peer.write(other.clone());
                continue;
            }
            let length = late.len();
            peer.write(format!("HTTP/1.1 204 No Content\r\ncontent-length: {length}\r\n\r\n"));
            thread::sleep(Duration::from_micros(request.number as u64 * 20 % 760));
            peer.write(late.clone());
        }
    })
}

/// ureq keeps the connection of a GET, and this body comes when it may be in use for another call.
#[test]
fn a_body_behind_a_204_to_a_get_is_not_the_answer_to_a_call_that_changes_something() {
    let other = "HTTP/1.1 204 No Content\r\n\r\n".to_owned();
    let server = late_body("GET ", answer("401 Unauthorized", "{}"), other);
    let client = client_at(&server.url());
    let options = CallOptions { token: AccessToken::new("a-token").ok(), ..CallOptions::default() };
    for _ in 0..100 {
        let get = users::Get { user_id: "u1".into() };
        client.send_with(get, options.clone()).unwrap_err();
        let delete = users::Delete { user_id: "u1".into() };
        client.send_with(delete, options.clone()).unwrap();
    }
}

/// A 204 has no body (RFC 9110 section 6.4.1). What follows it looks like the answer to the next call.
#[test]
fn a_body_behind_a_204_is_not_the_answer_to_the_next_call() {
    let late = answer("200 OK", r#"{"userId":"somebody-else"}"#);
    let server = late_body("DELETE ", late, answer("200 OK", r#"{"userId":"u1"}"#));
    let client = client_at(&server.url());
    let options = CallOptions { token: AccessToken::new("a-token").ok(), ..CallOptions::default() };
    for _ in 0..100 {
        let delete = users::Delete { user_id: "u1".into() };
        client.send_with(delete, options.clone()).unwrap();
        let get = users::Get { user_id: "u1".into() };
        assert_eq!(client.send_with(get, options.clone()).unwrap().user_id.as_str(), "u1");
    }
}
