//! How many requests go out. Counted by the sandbox, on real sockets.

mod sign_in;

use std::time::Duration;

use futures_util::future::join_all;
use moneyhub_proto::{AccessToken, CallOptions, Client, Config, ErrorKind, scope, users};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_of_them_may_be_dropped_halfway() {
    let sandbox = Sandbox::builder().users(64).start().unwrap();
    sandbox.fault(Matcher::token(), Fault::delay(Duration::from_secs(1)));
    let client = client(&sandbox);
    let call = |index| {
        let (client, get) = (client.clone(), get(&sandbox, index));
        tokio::spawn(async move { client.send(get).await })
    };
    let first = call(0);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let others: Vec<_> = (1..64).map(call).collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    first.abort();
    for result in join_all(others).await {
        result.unwrap().unwrap();
    }
    assert!(first.await.unwrap_err().is_cancelled());
    assert_eq!((sandbox.token_requests(), sandbox.total_requests()), (1, 64));
}

#[tokio::test]
async fn when_all_that_waited_are_dropped_the_next_call_fetches_anew() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    sandbox.fault(Matcher::token(), Fault::hang().times(1));
    let client = client(&sandbox);
    let hanging = client.send(get(&sandbox, 0));
    assert!(tokio::time::timeout(Duration::from_millis(100), hanging).await.is_err());
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
    let sandbox = Sandbox::builder().users(50).start().unwrap();
    sandbox.fault(Matcher::path("/users/{userId}"), Fault::delay(Duration::from_millis(20)));
    let config = Config::builder().identity_url(sandbox.identity_url()).allow_loopback_http();
    let config = config.client_id(sandbox.client_id()).client_secret(sandbox.client_secret());
    let client = moneyhub_tokio::client(config.requests_in_flight(4).build().unwrap()).unwrap();
    let calls = (0..50).map(|index| client.send(get(&sandbox, index)));
    for result in join_all(calls).await {
        result.unwrap();
    }
    assert!(sandbox.connections_accepted() <= 5, "{}", sandbox.connections_accepted());
}

#[tokio::test]
async fn a_token_with_a_line_break_is_refused_before_anything_is_sent() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    assert!(AccessToken::new("a\r\nx-injected: 1").is_err());
    assert_eq!(sandbox.total_requests(), 0);
}
