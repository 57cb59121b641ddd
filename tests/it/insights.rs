//! Moneyhub's analysis of a user's transactions, over moneyhub-tokio and the sandbox: spending, goals,
//! reports, and the enrichment of a client's own transactions.

mod enrichment;
mod plans;
mod refusals;
mod reports;
mod spending;
mod sums;

use moneyhub_proto::{
    Client, accounts,
    driver::UserClient,
    id::{AccountId, UserId},
};
use moneyhub_sandbox::Sandbox;
use moneyhub_tests::config_of;

/// With a clock that stands still, so that days are known.
fn sandbox() -> Sandbox {
    Sandbox::builder().users(10).standing_clock().start().unwrap()
}

fn client(sandbox: &Sandbox) -> Client {
    moneyhub_tokio::client(config_of(sandbox).build().unwrap()).unwrap()
}

fn user(sandbox: &Sandbox, index: u64) -> UserClient {
    client(sandbox).user(&UserId::from(sandbox.user_id(index).unwrap()))
}

async fn account(user: &UserClient, kind: accounts::AccountKind) -> AccountId {
    let page = user.send(accounts::List::default()).await.unwrap();
    page.data.iter().find(|account| account.kind == kind).unwrap().id.clone()
}
