use futures_util::future::join_all;
use moneyhub_proto::{
    Client,
    sign_in::{Flow, SignIn, SignedIn},
};
use moneyhub_sandbox::{Client as Registration, Sandbox};

use super::client;
use crate::signing_in::{REDIRECT_URI, callback, connect};

fn start() -> (Sandbox, Client) {
    let registration = Registration::client_secret_basic("shop", "secret");
    let registration = registration.redirect_uri(REDIRECT_URI);
    let sandbox = Sandbox::builder().client("shop", "secret").register(registration).real_time();
    let sandbox = sandbox.start().unwrap();
    let client = client(&sandbox);
    (sandbox, client)
}

async fn sign_in(sandbox: &Sandbox, client: &Client, flow: Flow) -> SignedIn {
    let begun = client.begin_sign_in(&SignIn { flow, ..connect() }).await.unwrap();
    let back = sandbox.approve(begun.url.expose_secret()).unwrap();
    client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap()
}

/// The paths of all requests since the last look.
fn paths(sandbox: &Sandbox) -> Vec<String> {
    let paths = sandbox.requests().into_iter().map(|seen| seen.path).collect();
    sandbox.forget_requests();
    paths
}

const DOCUMENT: &str = "/oidc/.well-known/openid-configuration";

#[tokio::test]
async fn a_first_sign_in_is_four_requests_and_a_second_two() {
    let (sandbox, client) = start();
    sign_in(&sandbox, &client, Flow::AuthorisationCode).await;
    assert_eq!(paths(&sandbox), ["/oidc/request", DOCUMENT, "/oidc/certs", "/oidc/token"]);
    sign_in(&sandbox, &client, Flow::AuthorisationCode).await;
    assert_eq!(paths(&sandbox), ["/oidc/request", "/oidc/token"]);
}

#[tokio::test]
async fn a_hybrid_sign_in_is_no_more_and_an_id_token_alone_is_less() {
    let (sandbox, client) = start();
    sign_in(&sandbox, &client, Flow::Hybrid).await;
    assert_eq!(paths(&sandbox), ["/oidc/request", DOCUMENT, "/oidc/certs", "/oidc/token"]);
    sign_in(&sandbox, &client, Flow::Implicit).await;
    assert_eq!(paths(&sandbox), ["/oidc/request"]);
}

#[tokio::test]
async fn a_user_who_says_no_costs_nothing_but_the_push() {
    let (sandbox, client) = start();
    let begun = client.begin_sign_in(&connect()).await.unwrap();
    let back = sandbox.deny(begun.url.expose_secret()).unwrap();
    client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap_err();
    assert_eq!(paths(&sandbox), ["/oidc/request"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_sign_ins_at_once_read_the_document_and_the_keys_once() {
    let (sandbox, client) = start();
    let all = (0..64).map(|_| sign_in(&sandbox, &client, Flow::AuthorisationCode));
    join_all(all).await;
    let of = |path: &str| sandbox.count(|seen| seen.path == path);
    assert_eq!((of(DOCUMENT), of("/oidc/certs")), (1, 1));
    assert_eq!((of("/oidc/request"), of("/oidc/token")), (64, 64));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_sign_ins_after_a_rotation_read_the_keys_once_more() {
    let (sandbox, client) = start();
    sign_in(&sandbox, &client, Flow::AuthorisationCode).await;
    sandbox.rotate_keys();
    let all = (0..64).map(|_| sign_in(&sandbox, &client, Flow::AuthorisationCode));
    join_all(all).await;
    let of = |path: &str| sandbox.count(|seen| seen.path == path);
    assert_eq!((of(DOCUMENT), of("/oidc/certs")), (1, 2));
}
