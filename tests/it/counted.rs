//! How many requests go out. Counted by the sandbox, on real sockets.

mod sign_in;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use futures_util::future::{Either, join_all, select};
use moneyhub_proto::{AccessToken, CallOptions, Client, Config, ErrorKind, scope, users};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};
use moneyhub_tests::hostile::{Request, Server, well};

fn client_of(sandbox: &Sandbox, secret: &str) -> Client {
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(secret)
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http()
        .build()
        .unwrap();
    moneyhub_tokio::client(config).unwrap()
}

/// A client of a server that answers in its own way, with so many requests in flight at most.
fn client_at(server: &Server, requests_in_flight: usize) -> Client {
    let config = Config::builder().identity_url(server.url()).allow_loopback_http();
    let config = config.client_id("client").client_secret("secret");
    let config = config.requests_in_flight(requests_in_flight).build().unwrap();
    moneyhub_tokio::client(config).unwrap()
}

fn get_user() -> users::Get {
    users::Get { user_id: "u1".into() }
}

fn client(sandbox: &Sandbox) -> Client {
    client_of(sandbox, sandbox.client_secret())
}

fn get(sandbox: &Sandbox, index: u64) -> users::Get {
    users::Get { user_id: sandbox.user_id(index).unwrap().into() }
}

#[tokio::test]
async fn a_call_with_a_warm_token_is_one_request() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(&sandbox);
    client.send(get(&sandbox, 0)).await.unwrap();
    let before = sandbox.total_requests();
    client.send(get(&sandbox, 0)).await.unwrap();
    assert_eq!(sandbox.total_requests() - before, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_first_calls_fetch_one_token() {
    let sandbox = Sandbox::builder().users(64).start().unwrap();
    let client = client(&sandbox);
    let calls = (0..64).map(|index| {
        let (client, get) = (client.clone(), get(&sandbox, index));
        tokio::spawn(async move { client.send(get).await })
    });
    for result in join_all(calls).await {
        result.unwrap().unwrap();
    }
    assert_eq!((sandbox.token_requests(), sandbox.total_requests()), (1, 65));
}

/// The token comes when the first is dropped, and no sooner.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_of_them_may_be_dropped_halfway() {
    let is_dropped = Arc::new(AtomicBool::new(false));
    let may_answer = Arc::clone(&is_dropped);
    let server = Server::answering(move |request| {
        while request.is_for_token() && !may_answer.load(SeqCst) {
            thread::sleep(Duration::from_millis(2));
        }
        well(request)
    });
    let client = client_at(&server, 64);
    let call = || {
        let client = client.clone();
        tokio::spawn(async move { client.send(get_user()).await })
    };
    let first = call();
    while server.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let others: Vec<_> = (1..64).map(|_| call()).collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    is_dropped.store(true, SeqCst);
    for result in join_all(others).await {
        result.unwrap().unwrap();
    }
    let requests = server.requests();
    let tokens = requests.iter().filter(|request| request.is_for_token()).count();
    assert_eq!((tokens, requests.len()), (1, 64));
}

#[tokio::test]
async fn when_all_that_waited_are_dropped_the_next_call_fetches_anew() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    sandbox.fault(Matcher::token(), Fault::hang().times(1));
    let client = client(&sandbox);
    let hanging = Box::pin(client.send(get(&sandbox, 0)));
    let asked = Box::pin(async {
        while sandbox.token_requests() == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    });
    assert!(matches!(select(hanging, asked).await, Either::Right(_)));
    client.send(get(&sandbox, 0)).await.unwrap();
    assert_eq!(sandbox.token_requests(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_is_refused_once_for_all_that_wait() {
    let sandbox = Sandbox::builder().users(64).start().unwrap();
    sandbox.fault(Matcher::token(), Fault::delay(Duration::from_millis(100)));
    let client = client_of(&sandbox, "wrong");
    let calls = (0..64).map(|index| client.send(get(&sandbox, index)));
    for result in join_all(calls).await {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Identity, Some("invalid_client")));
    }
    assert_eq!(sandbox.total_requests(), 1);
}

#[tokio::test]
async fn no_token_is_fetched_when_one_is_given() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let fetching = client(&sandbox);
    let token = fetching
        .send(moneyhub_proto::identity::ClientCredentials::of_client(scope::USER_READ))
        .await
        .unwrap();
    let before = sandbox.token_requests();
    let config = Config::builder().identity_url(sandbox.identity_url()).allow_loopback_http();
    let client = moneyhub_tokio::client(config.build().unwrap()).unwrap();
    let options = CallOptions { token: Some(token.access_token), ..CallOptions::default() };
    client.send_with(get(&sandbox, 0), options).await.unwrap();
    assert_eq!(sandbox.token_requests(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_token_is_renewed_once_however_many_calls_find_out() {
    let sandbox = Sandbox::builder().users(16).start().unwrap();
    let client = client(&sandbox);
    client.send(get(&sandbox, 0)).await.unwrap();
    sandbox.revoke_tokens();
    let calls = (0..16).map(|index| client.send(get(&sandbox, index)));
    for result in join_all(calls).await {
        result.unwrap();
    }
    assert_eq!(sandbox.token_requests(), 2);
}

#[tokio::test]
async fn a_user_is_not_created_twice_when_the_answer_is_lost() {
    let sandbox = Sandbox::start().unwrap();
    let lost = Fault::reset().after_handling();
    sandbox.fault(Matcher::route("POST", "/users"), lost);
    let error = client(&sandbox).send(users::Create::default()).await.unwrap_err();
    assert_eq!(error.outcome(), moneyhub_proto::Outcome::Uncertain);
    assert_eq!(sandbox.created_user_count(), 1);
}

#[tokio::test]
async fn a_deletion_whose_answer_is_lost_is_repeated_and_succeeds() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let lost = Fault::reset().after_handling().times(1);
    sandbox.fault(Matcher::route("DELETE", "/users/{userId}"), lost);
    let user_id = sandbox.user_id(0).unwrap().into();
    client(&sandbox).send(users::Delete { user_id }).await.unwrap();
    assert_eq!(sandbox.count(|request| request.method == "DELETE"), 2);
}

#[tokio::test]
async fn no_call_about_users_reaches_the_data_host() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(&sandbox);
    client.send(get(&sandbox, 0)).await.unwrap();
    client.send(users::List::default()).await.unwrap();
    assert_eq!(sandbox.data_requests(), 0);
}

#[tokio::test]
async fn at_most_so_many_requests_are_in_flight_as_the_client_allows() {
    let (now, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let server = Server::answering(move |request: &Request| {
        seen.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
        thread::sleep(Duration::from_millis(20));
        now.fetch_sub(1, SeqCst);
        well(request)
    });
    let client = client_at(&server, 4);
    for result in join_all((0..50).map(|_| client.send(get_user()))).await {
        result.unwrap();
    }
    assert!(most.load(SeqCst) <= 4, "{most:?}");
}

#[tokio::test]
async fn a_token_with_a_line_break_is_refused_before_anything_is_sent() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    assert!(AccessToken::new("a\r\nx-injected: 1").is_err());
    assert_eq!(sandbox.total_requests(), 0);
}
