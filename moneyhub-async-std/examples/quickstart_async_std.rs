//! The life of a customer at Moneyhub, on async-std: they sign in at a bank, are listed and
//! deleted, and then looked up once more.
//!
//! `cargo run -p moneyhub-async-std --example quickstart_async_std` needs no account: a sandbox
//! inside this process acts as the service and the bank. The example `quickstart` of moneyhub-tokio
//! shows more.

use std::{
    error::Error,
    fmt::Display,
    io::{self, Write},
    time::SystemTime,
};

use moneyhub_async_std::moneyhub_proto::{
    Config, Scopes,
    id::ProviderId,
    sign_in::{Callback, Journey, PendingSignIn, SignIn},
    users,
};
use moneyhub_sandbox::Sandbox;

const BANK: &str = "9c1185a5c5e9fc54612808977ee8f548";
const REDIRECT_URI: &str = "http://127.0.0.1:8080/callback";
const SCOPES: &str = "user:read user:delete connection:read connection:delete";

fn main() -> Result<(), Box<dyn Error>> {
    async_std::task::block_on(whole_life())
}

async fn whole_life() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().real_time().start()?;
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .allow_loopback_http()
        // One token for all the calls below. Without this line, each kind of call fetches its own.
        .scopes(Scopes::parse(SCOPES)?)
        .build()?;
    let client = moneyhub_async_std::client(config)?;
    tell("sandbox", sandbox.identity_url())?;

    // The customer goes to `pushed.url`; keep the pending sign-in in their session.
    let sign_in = SignIn::new(REDIRECT_URI, Journey::connect(&ProviderId::from(BANK))?);
    let pushed = client.begin_sign_in(&sign_in).await?;
    let session = pushed.pending.to_secret();
    tell("push request", "accepted, with a URL for the customer's browser")?;

    // The customer agrees. Here the sandbox does what its page does when the button is clicked.
    let came_back = sandbox.approve(pushed.url.expose_secret())?.location();
    tell("give consent", format!("at the mock bank, and back to {REDIRECT_URI}"))?;

    // They come back with a code. It is exchanged, and the result is verified.
    let pending = PendingSignIn::restore(&session, SystemTime::now().into())?;
    let callback = Callback::from_query(&came_back)?;
    let id_token = client.finish_sign_in(&pending, &callback).await?.id_token;
    let user_id = id_token.sub().clone();
    let connection_id = id_token.connection_id().ok_or("the id_token names no connection")?;
    tell("sign in", format!("user {user_id}, by a verified id_token"))?;
    tell("", format!("connection {connection_id}"))?;

    let users = client.send(users::List::default()).await?.data;
    tell("list users", users.len())?;

    let list = users::ListConnections { user_id: user_id.clone() };
    let connections = client.send(list).await?;
    for connection in &connections {
        tell("list connections", connection.name.as_deref().unwrap_or("-"))?;
    }

    let delete =
        users::DeleteConnection { user_id: user_id.clone(), connection_id: connection_id.clone() };
    client.send(delete).await?;
    tell("delete connection", &connection_id)?;

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
