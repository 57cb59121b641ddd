//! The life of a user at Moneyhub: created, looked at, deleted, and the error after that.
//!
//! `cargo run -p moneyhub-tokio --example quickstart` needs no account: a sandbox inside this
//! process stands for the service. With `MONEYHUB_CLIENT_ID` and `MONEYHUB_CLIENT_SECRET` in the
//! environment (and, for another than production, `MONEYHUB_IDENTITY_URL` and `MONEYHUB_API_URL`)
//! it asks that service, and only reads.

use std::{
    env,
    error::Error,
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
    time::{Duration, SystemTime},
};

use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{
    Client, Config, Scopes, Timestamp, UserId, connections::Connection, users,
};

const SCOPES: &str =
    "user:create user:read user:delete connection:read connection:update connection:delete";
const EIGHTY_DAYS: Duration = Duration::from_secs(80 * 24 * 60 * 60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let story = match config_from_environment() {
        Ok(Some(config)) => read_only(config).await,
        Ok(None) => whole_life().await,
        Err(error) => Err(error),
    };
    let Err(error) = story else {
        return ExitCode::SUCCESS;
    };
    // Standard error may be closed; then there is nowhere left to say so.
    let _ = writeln!(io::stderr(), "quickstart: {error}");
    ExitCode::FAILURE
}

/// All that can be done with a user, in a sandbox.
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
    let client = moneyhub_tokio::client(config)?;
    tell("sandbox", sandbox.identity_url())?;

    let client_user_id = Some("customer-0042".to_owned());
    let user_id = client.send(users::Create { client_user_id }).await?.user_id;
    tell("create user", &user_id)?;

    let connections = read(&client, &user_id).await?;

    // The client renews the consent of some connections; for the others the user has to sign in.
    let renewable = connections.iter().find(|c| c.tpp_consent == Some(true));
    let connection = renewable.ok_or("there is no connection whose consent can be extended")?;
    let update = users::UpdateConnection {
        user_id: user_id.clone(),
        connection_id: connection.id.clone(),
        expires_at: Timestamp::try_from(SystemTime::now() + EIGHTY_DAYS)?,
    };
    let expires_at = update.expires_at.clone();
    client.send(update).await?;
    tell("extend consent", format!("now until {expires_at}"))?;

    let delete =
        users::DeleteConnection { user_id: user_id.clone(), connection_id: connection.id.clone() };
    client.send(delete).await?;
    tell("delete connection", &connection.id)?;

    let delete = users::Delete { user_id: user_id.clone() };
    client.send(delete).await?;
    tell("delete user", &user_id)?;

    let Err(error) = client.send(users::Get { user_id }).await else {
        return Err("the user is still there, although deleted".into());
    };
    tell("get user", &error)?;
    tell("  kind", format!("{:?}", error.kind()))?;
    tell("  status", or_dash(&error.status()))?;
    tell("  outcome", format!("{:?}", error.outcome()))?;

    let (requests, tokens) = (sandbox.total_requests(), sandbox.token_requests());
    let sum = format!("{requests} HTTP requests, {tokens} of them for tokens");
    Ok(tell("in all", sum)?)
}

/// What can be read without changing anything, from the service that the environment names.
async fn read_only(config: Config) -> Result<(), Box<dyn Error>> {
    let client = moneyhub_tokio::client(config)?;
    let users = client.send(users::List::default()).await?.data;
    let user = users.first().ok_or("this client has no users yet")?;
    read(&client, &user.user_id).await?;
    Ok(())
}

/// Reads all that there is to read about a user, and gives the connections.
async fn read(client: &Client, user_id: &UserId) -> Result<Vec<Connection>, Box<dyn Error>> {
    let get = users::Get { user_id: user_id.clone() };
    let created_at = client.send(get).await?.created_at;
    tell("get user", format!("created {}", or_dash(&created_at)))?;

    // Pages of four, so that there are several; and no more than three, in case there are many.
    let mut list = users::List::default();
    list.window.limit = 4;
    let mut pages = client.pages(list);
    for number in 1..=3 {
        if let Some(page) = pages.next().await.transpose()? {
            let (length, total) = (page.data.len(), or_dash(&page.meta.total));
            tell("list users", format!("page {number}: {length} of {total}"))?;
        }
    }

    let list = users::ListConnections { user_id: user_id.clone() };
    let connections = client.send(list).await?.data;
    for Connection { name, status, .. } in &connections {
        let (name, status) = (or_dash(name), or_dash(status));
        tell("list connections", format!("{name}: {status}"))?;
    }

    if let Some(Connection { id, .. }) = connections.first() {
        let get = users::GetConnection { user_id: user_id.clone(), connection_id: id.clone() };
        let until = or_dash(&client.send(get).await?.expires_at);
        tell("get connection", format!("{id}, consent until {until}"))?;

        let list = users::ListSyncs::new(user_id.clone());
        let count = client.send(list).await?.data.len();
        tell("list syncs", format!("{count} of all connections"))?;

        let list = users::ListConnectionSyncs::new(user_id.clone(), id.clone());
        let count = client.send(list).await?.data.len();
        tell("list syncs", format!("{count} of this connection"))?;
    }
    Ok(connections)
}

/// The service that the environment describes; `None` when it describes none.
fn config_from_environment() -> Result<Option<Config>, Box<dyn Error>> {
    let value = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let (id, secret) = match (value("MONEYHUB_CLIENT_ID"), value("MONEYHUB_CLIENT_SECRET")) {
        (Some(id), Some(secret)) => (id, secret),
        (None, None) if value("MONEYHUB_IDENTITY_URL").is_none() => return Ok(None),
        _ => {
            return Err(
                "set both MONEYHUB_CLIENT_ID and MONEYHUB_CLIENT_SECRET, or no MONEYHUB_*".into()
            );
        }
    };
    // Tolerates plain http for a sandbox on this machine, and nowhere else.
    let mut builder = Config::builder().allow_loopback_http();
    builder = builder.client_id(id).client_secret(secret);
    if let Some(url) = value("MONEYHUB_IDENTITY_URL") {
        builder = builder.identity_url(url);
    }
    if let Some(url) = value("MONEYHUB_API_URL") {
        builder = builder.api_url(url);
    }
    Ok(Some(builder.build()?))
}

fn tell(step: &str, what: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{step:<18} {what}")
}

/// Nearly every member of a reply may be absent, for the service promises few.
fn or_dash<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or("-".to_owned(), T::to_string)
}
