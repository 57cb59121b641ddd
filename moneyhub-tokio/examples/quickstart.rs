//! The life of a customer at Moneyhub: they sign in at a bank, show their accounts and a month's spending,
//! have their consent extended, are deleted, and then looked up once more.
//!
//! `cargo run -p moneyhub-tokio --example quickstart` needs no account: a sandbox inside this process acts as
//! the service and the bank. With `MONEYHUB_CLIENT_ID`, and `MONEYHUB_CLIENT_SECRET` or
//! `MONEYHUB_PRIVATE_KEY` (and `MONEYHUB_KEY_ID`), in the environment, it calls production, or the service
//! that `MONEYHUB_IDENTITY_URL` and `MONEYHUB_API_URL` name, and only reads.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
    time::{Duration, SystemTime},
};

use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{
    Client, Config, Date, Scopes, Timestamp, accounts, categories,
    claims::{Claims, Consent},
    connections::Connection,
    env::UnixTime,
    error::ConfigurationError,
    id::{CategoryId, ProviderId, UserId},
    sign_in::{Callback, IdToken, Journey, PendingSignIn, SignIn},
    transactions, users,
};

const BANK: &str = "9c1185a5c5e9fc54612808977ee8f548";
const REDIRECT_URI: &str = "http://127.0.0.1:8080/callback";
const SCOPES: &str = "user:read user:delete connection:read connection:update connection:delete";
const USER_SCOPES: &str = "accounts:read transactions:read:all categories:read";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

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
    // Standard error may be closed; then there is nowhere left to report it.
    let _ = writeln!(io::stderr(), "quickstart: {error}");
    ExitCode::FAILURE
}

/// Everything that can be done with a user, in a sandbox.
async fn whole_life() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().real_time().start()?;
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .allow_loopback_http()
        // One token of the client and one of the user. Without these lines, each kind of call
        // fetches its own.
        .scopes(Scopes::parse(SCOPES)?)
        .user_scopes(Scopes::parse(USER_SCOPES)?)
        .build()?;
    let client = moneyhub_tokio::client(config)?;
    tell("sandbox", sandbox.identity_url())?;

    let id_token = sign_in(&client, &sandbox).await?;
    let user_id = id_token.sub().clone();
    let connection_id = id_token.connection_id().ok_or("the id_token names no connection")?;
    tell("sign in", format!("user {user_id}, by a verified id_token"))?;
    tell("", format!("connection {connection_id}"))?;

    read(&client, &user_id).await?;
    spending(&client, &user_id).await?;

    let expires_at = Timestamp::try_from(SystemTime::now() + 80 * DAY)?;
    let update = users::UpdateConnection {
        user_id: user_id.clone(),
        connection_id: connection_id.clone(),
        expires_at: expires_at.clone(),
    };
    client.send(update).await?;
    tell("extend consent", format!("now until {expires_at}"))?;

    let delete =
        users::DeleteConnection { user_id: user_id.clone(), connection_id: connection_id.clone() };
    client.send(delete).await?;
    tell("delete connection", &connection_id)?;

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

/// A customer connects their bank. In a web application, these are two requests of the customer,
/// with a visit to the bank in between.
async fn sign_in(client: &Client, sandbox: &Sandbox) -> Result<IdToken, Box<dyn Error>> {
    // The first request. The claims request `sub` without a value, so the sign-in creates a new
    // user.
    let expires_at = Some(Timestamp::try_from(SystemTime::now() + 30 * DAY)?);
    let consent = Consent { expires_at, ..Consent::default() };
    let claims = Claims::new().put_sub(None).put_consent(&consent)?;
    let journey = Journey::connect(&ProviderId::from(BANK))?.with_claims(claims);
    let pushed = client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey)).await?;
    // Store this in the customer's session, and send their browser to `pushed.url`.
    let session = pushed.pending.to_secret();
    tell("push request", "accepted, with a URL for the customer's browser")?;

    // The customer agrees. Here the sandbox does what its page does when the button is clicked.
    let came_back = sandbox.approve(pushed.url.expose_secret())?.location();
    tell("give consent", format!("at the mock bank, and back to {REDIRECT_URI}"))?;

    // The second request, which brings a code. It is exchanged, and the result is verified.
    let pending = PendingSignIn::restore(&session, SystemTime::now().into())?;
    let callback = Callback::from_query(&came_back)?;
    Ok(client.finish_sign_in(&pending, &callback).await?.id_token)
}

/// Reads from the service that the environment names, without changing anything.
async fn read_only(config: Config) -> Result<(), Box<dyn Error>> {
    let client = moneyhub_tokio::client(config)?;
    let users = client.send(users::List::default()).await?.data;
    let user = users.first().ok_or("this client has no users yet")?;
    read(&client, &user.user_id).await?;
    spending(&client, &user.user_id).await
}

/// Reads everything about a user.
async fn read(client: &Client, user_id: &UserId) -> Result<(), Box<dyn Error>> {
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
    let connections = client.send(list).await?;
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
    Ok(())
}

/// Reads the user's accounts, and the spending of the last thirty days.
async fn spending(client: &Client, user_id: &UserId) -> Result<(), Box<dyn Error>> {
    let user = client.user(user_id);
    for account in user.send(accounts::List::default()).await?.data {
        let (kind, balance) = (account.kind, account.balance.amount);
        tell("list accounts", format!("{kind}: {} {}", in_major(balance.value), balance.currency))?;
    }

    let mut names = BTreeMap::<CategoryId, String>::new();
    let kind = Some(categories::CategoryType::All);
    let mut items = user.items(categories::List { kind, ..Default::default() });
    while let Some(category) = items.next().await.transpose()? {
        // A standard category has a key to translate, a user's own category has a name.
        let name = category.name.or(category.key);
        names.extend(name.map(|name| (category.category_id, name)));
    }

    // Each page is fetched when it is needed. Amounts are in pence; money out is negative.
    let mut spent = BTreeMap::<CategoryId, (usize, i64)>::new();
    let since = Date::of_time(UnixTime::from(SystemTime::now() - 30 * DAY));
    let filter = transactions::Filter { start_date: since, ..Default::default() };
    let mut items = user.items(transactions::List { filter, ..Default::default() });
    while let Some(transaction) = items.next().await.transpose()? {
        let (category, amount) = (transaction.category_id, transaction.amount.value);
        if let (Some(category), ..=-1) = (category, amount) {
            let (count, sum) = spent.entry(category).or_default();
            (*count, *sum) = (*count + 1, *sum + amount);
        }
    }
    let mut spent = Vec::from_iter(spent);
    spent.sort_unstable_by_key(|(_, (_, sum))| *sum);
    for (category, (count, sum)) in spent {
        let name = names.get(&category).map_or(category.as_str(), String::as_str);
        tell("spent in 30 days", format!("{name:<28} {count:>4} {:>12}", in_major(-sum)))?;
    }
    Ok(())
}

/// The service that the environment describes; `None` if it describes none.
fn config_from_environment() -> Result<Option<Config>, Box<dyn Error>> {
    match moneyhub_tokio::config_from_env() {
        Ok(config) => Ok(Some(config.build()?)),
        Err(error) => match error.configuration_error() {
            Some(ConfigurationError::Missing { .. }) => Ok(None),
            _ => Err(error.into()),
        },
    }
}

fn tell(step: &str, what: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{step:<18} {what}")
}

/// Pence as pounds. Other currencies may have other minor units.
fn in_major(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", minor.abs() / 100, minor.abs() % 100)
}

/// Nearly every member of a reply may be absent: the service guarantees few.
fn or_dash<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or("-".to_owned(), T::to_string)
}
