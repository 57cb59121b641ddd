//! From configuration to typed values, against the stand-in of the service.

use std::time::{Duration, Instant};

use async_std::task::{block_on, sleep, spawn};
use futures_util::future::join_all;
use moneyhub_async_std::{
    Options, client, client_with,
    moneyhub_proto::{Config, ErrorKind, Outcome, Retry, users},
};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};

fn config(sandbox: &Sandbox) -> Config {
    let retry = Retry { base_backoff: Duration::from_millis(1), ..Retry::default() };
    let config = Config::builder()
        .identity_url(sandbox.identity_url())
        .allow_loopback_http()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .retry(retry);
    config.build().unwrap()
}

#[test]
fn a_user_is_created_read_and_deleted() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(config(&sandbox)).unwrap();
    let error = block_on(async {
        let create = users::Create { client_user_id: Some("customer-1".into()) };
        let user_id = client.send(create).await.unwrap().user_id;
        client.send(users::Get { user_id: user_id.clone() }).await.unwrap();
        client.send(users::Delete { user_id: user_id.clone() }).await.unwrap();
        client.send(users::Get { user_id }).await.unwrap_err()
    });
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

/// Not always the same one: a connection comes back to the pool by a task on another thread, and the next
/// call may be there first, in spite of the pause.
#[test]
fn connections_are_used_again() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(config(&sandbox)).unwrap();
    for _ in 0..100 {
        block_on(client.send(users::List::default())).unwrap();
        block_on(sleep(Duration::from_millis(5)));
    }
    assert!(sandbox.connections_accepted() < 50, "{}", sandbox.connections_accepted());
}

#[test]
fn sixty_four_tasks_at_once_ask_for_one_token() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(config(&sandbox)).unwrap();
    let user_id = sandbox.user_id(0).unwrap();
    let calls = (0..64).map(|_| {
        let (client, user_id) = (client.clone(), user_id.as_str().into());
        spawn(async move { client.send(users::Get { user_id }).await })
    });
    for result in block_on(join_all(calls)) {
        result.unwrap();
    }
    assert_eq!((sandbox.token_requests(), sandbox.total_requests()), (1, 65));
}

#[test]
fn a_user_created_behind_a_reset_is_uncertain_and_created_once() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.fault(Matcher::route("POST", "/users"), Fault::reset().after_handling());
    let client = client(config(&sandbox)).unwrap();
    let error = block_on(client.send(users::Create::default())).unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Uncertain, 1));
    assert_eq!(sandbox.created_user_count(), 1);
}

#[test]
fn idle_connections_are_closed_after_the_idle_timeout_and_when_the_client_is_dropped() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let options = Options::default().idle_timeout(Duration::from_millis(200));
    let dropped = client(config(&sandbox)).unwrap();
    let kept = client_with(config(&sandbox), options).unwrap();
    for (client, keep) in [(dropped, false), (kept, true)] {
        block_on(client.send(users::List::default())).unwrap();
        assert!(sandbox.connections_accepted() > 0);
        let kept = keep.then_some(client);
        let start = Instant::now();
        while sandbox.open_connections() > 0 {
            assert!(start.elapsed() < Duration::from_secs(30), "the connection is still open");
            block_on(sleep(Duration::from_millis(5)));
        }
        drop(kept);
    }
}
