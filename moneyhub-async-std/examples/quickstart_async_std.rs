//! The life of a user at Moneyhub, on async-std: created, looked at, deleted, and the error after
//! that.
//!
//! `cargo run -p moneyhub-async-std --example quickstart_async_std` needs no account: a sandbox
//! inside this process stands for the service. The example `quickstart` of moneyhub-tokio tells
//! more of the same story.

use std::{
    error::Error,
    fmt::Display,
    io::{self, Write},
};

use moneyhub_async_std::moneyhub_proto::{Config, Scopes, users};
use moneyhub_sandbox::Sandbox;

const SCOPES: &str = "user:create user:read user:delete connection:read connection:delete";

fn main() -> Result<(), Box<dyn Error>> {
    async_std::task::block_on(whole_life())
}

async fn whole_life() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().connect_new_users(true).real_time().start()?;
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .allow_loopback_http()
        // One token for everything below. Without this line each kind of call asks for its own.
        .scopes(Scopes::parse(SCOPES)?)
        .build()?;
    let client = moneyhub_async_std::client(config)?;
    tell("sandbox", sandbox.identity_url())?;

    let client_user_id = Some("customer-0042".to_owned());
    let user_id = client.send(users::Create { client_user_id }).await?.user_id;
    tell("create user", &user_id)?;

    let users = client.send(users::List::default()).await?.data;
    tell("list users", users.len())?;

    let list = users::ListConnections { user_id: user_id.clone() };
    let connections = client.send(list).await?.data;
    for connection in &connections {
        tell("list connections", connection.name.as_deref().unwrap_or("-"))?;
    }

    let connection = connections.first().ok_or("the user has no connection")?;
    let (user_id, connection_id) = (user_id.clone(), connection.id.clone());
    client.send(users::DeleteConnection { user_id: user_id.clone(), connection_id }).await?;
    tell("delete connection", &connection.id)?;

    client.send(users::Delete { user_id: user_id.clone() }).await?;
    tell("delete user", &user_id)?;

    let Err(error) = client.send(users::Get { user_id }).await else {
        return Err("the user is still there, although deleted".into());
    };
    tell("get user", &error)?;
    tell("  outcome", format!("{:?}", error.outcome()))?;

    let (requests, tokens) = (sandbox.total_requests(), sandbox.token_requests());
    Ok(tell("in all", format!("{requests} HTTP requests, {tokens} of them for tokens"))?)
}

fn tell(step: &str, what: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{step:<18} {what}")
}
