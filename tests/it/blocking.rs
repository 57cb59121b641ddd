//! The blocking client on threads, over ureq: an HTTP client that knows no futures.

use std::{thread, time::Duration};

use moneyhub_proto::{Config, ErrorKind, blocking, ureq, users};
use moneyhub_sandbox::{Fault as SandboxFault, Matcher, Sandbox};

fn client(sandbox: &Sandbox, secret: &str) -> blocking::Client {
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(secret)
        .identity_url(sandbox.identity_url())
        .allow_loopback_http();
    ureq::client(config.build().unwrap()).unwrap()
}

#[test]
fn threads_that_start_at_once_fetch_one_token() {
    let sandbox = Sandbox::builder().users(32).start().unwrap();
    sandbox.fault(Matcher::token(), SandboxFault::delay(Duration::from_millis(50)));
    let client = client(&sandbox, sandbox.client_secret());
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
    let sandbox = Sandbox::builder().users(8).start().unwrap();
    sandbox.fault(Matcher::token(), SandboxFault::delay(Duration::from_secs(1)));
    let client = client(&sandbox, "wrong");
    thread::scope(|scope| {
        for index in 0..8 {
            let get = users::Get { user_id: sandbox.user_id(index).unwrap().into() };
            let client = client.clone();
            scope.spawn(move || {
                assert_eq!(client.send(get).unwrap_err().kind(), ErrorKind::Identity);
            });
        }
    });
    assert_eq!(sandbox.total_requests(), 1);
}

#[test]
fn pages_are_an_iterator() {
    let sandbox = Sandbox::builder().users(23).limit_cap(10).start().unwrap();
    let client = client(&sandbox, sandbox.client_secret());
    let pages: Vec<_> = client.pages(users::List::default()).map(Result::unwrap).collect();
    assert_eq!(pages.iter().map(|page| page.data.len()).collect::<Vec<_>>(), [10, 10, 3]);
}

#[test]
fn an_error_ends_the_pages() {
    let sandbox = Sandbox::builder().users(23).limit_cap(10).start().unwrap();
    let fault = SandboxFault::status(400).skip(1);
    sandbox.fault(Matcher::route("GET", "/users"), fault);
    let client = client(&sandbox, sandbox.client_secret());
    let pages: Vec<_> = client.pages(users::List::default()).collect();
    assert_eq!(pages.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
}
