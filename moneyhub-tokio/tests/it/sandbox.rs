//! From configuration to typed values, against the stand-in of the service.

use moneyhub_sandbox::{Fault, Matcher, Sandbox};
use moneyhub_tokio::moneyhub_proto::{Client, Config, ErrorKind, Outcome, Retry, users};

fn client(sandbox: &Sandbox) -> Client {
    let retry = Retry { base_backoff: std::time::Duration::from_millis(1), ..Retry::default() };
    let config = Config::builder()
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .retry(retry);
    moneyhub_tokio::client(config.build().unwrap()).unwrap()
}

#[tokio::test]
async fn a_user_is_created_read_and_deleted_with_one_token_on_one_connection() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox);
    let create = users::Create { client_user_id: Some("customer-1".into()) };
    let user = client.send(create).await.unwrap();
    let read = client.send(users::Get { user_id: user.user_id.clone() }).await.unwrap();
    assert_eq!(read.user_id, user.user_id);
    client.send(users::Delete { user_id: user.user_id.clone() }).await.unwrap();
    let error = client.send(users::Get { user_id: user.user_id }).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(sandbox.connections_accepted(), 1);
}

#[tokio::test]
async fn a_list_is_walked_to_its_end() {
    let sandbox = Sandbox::builder().users(25).start().unwrap();
    let client = client(&sandbox);
    let mut pages = client.pages(users::List::default());
    let mut seen = 0;
    while let Some(page) = pages.next().await {
        seen += page.unwrap().data.len();
    }
    assert_eq!(seen, 25);
}

#[tokio::test]
async fn sixty_four_calls_at_once_ask_for_one_token() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(&sandbox);
    let user_id = sandbox.user_id(0).unwrap();
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let (client, user_id) = (client.clone(), user_id.as_str().into());
            tokio::spawn(async move { client.send(users::Get { user_id }).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((sandbox.token_requests(), sandbox.total_requests()), (1, 65));
}

#[tokio::test]
async fn a_user_created_behind_a_reset_is_uncertain_and_created_once() {
    let sandbox = Sandbox::start().unwrap();
    let client = client(&sandbox);
    sandbox.fault(Matcher::route("POST", "/users"), Fault::reset().after_handling());
    let error = client.send(users::Create::default()).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Uncertain, 1));
    assert_eq!(sandbox.created_user_count(), 1);
}

#[tokio::test]
async fn a_get_survives_two_resets() {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let client = client(&sandbox);
    let user_id = sandbox.user_id(0).unwrap().as_str().into();
    sandbox.fault(Matcher::route("GET", "/users/{userId}"), Fault::reset().times(2));
    client.send(users::Get { user_id }).await.unwrap();
    assert_eq!(sandbox.faults_fired(), 2);
}
