//! Moneyhub's analysis of a user's transactions, over moneyhub-tokio and the sandbox: spending, goals,
//! reports, and the enrichment of a client's own transactions.

mod enrichment;
mod plans;
mod refusals;
mod reports;
mod spending;
mod sums;

use moneyhub_proto::{
    Client, Config, accounts,
    driver::UserClient,
    id::{AccountId, UserId},
};
use moneyhub_sandbox::Sandbox;

/// With a clock that stands still, so that days are known.
fn sandbox() -> Sandbox {
    Sandbox::builder().users(10).standing_clock().start().unwrap()
}

fn client(sandbox: &Sandbox) -> Client {
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http();
    moneyhub_tokio::client(config.build().unwrap()).unwrap()
}

fn user(sandbox: &Sandbox, index: u64) -> UserClient {
    client(sandbox).user(&UserId::from(sandbox.user_id(index).unwrap()))
}

async fn account(user: &UserClient, kind: accounts::AccountKind) -> AccountId {
    let page = user.send(accounts::List::default()).await.unwrap();
    page.data.iter().find(|account| account.kind == kind).unwrap().id.clone()
}
