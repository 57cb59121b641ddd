//! The sandbox as a command: starts it, prints what to paste, and serves until it is stopped.

use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use moneyhub_sandbox::{
    Algorithm, Builder, Chaos, Client, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Delivery,
    DeliveryOutcome, Sandbox, Subscription, WebhookFormat,
};

/// How long to wait for a webhook before waiting again.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// A stand-in of the Moneyhub identity service, on this machine, with made-up users.
///
/// Prints `export` lines for the shell on standard output; Ctrl-C stops it.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,

    /// Port of the identity host; 0 for a free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// Port of the data host; 0 for a free one
    #[arg(long, default_value_t = 0)]
    data_port: u16,

    /// Id of the client
    #[arg(long, default_value = DEFAULT_CLIENT_ID)]
    client_id: String,

    /// Secret of the client
    #[arg(long, default_value = DEFAULT_CLIENT_SECRET)]
    client_secret: String,

    /// A redirect URI of the client, exactly; may be repeated. Without it the client takes
    /// http://127.0.0.1/callback on any port, and the same at [::1] and localhost
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,

    /// Public keys of the client, a JWK Set as JSON: it then authenticates with private_key_jwt
    /// and has no secret
    #[arg(long, value_name = "FILE")]
    client_jwks: Option<PathBuf>,

    /// Scopes of data and management of the client, separated by spaces; may be repeated. Without
    /// it, all
    #[arg(long = "scope", value_name = "SCOPES")]
    scopes: Vec<String>,

    /// The client signs its authorisation requests, with this algorithm (RS256, PS256, ES256, ...)
    /// and a key of --client-jwks
    #[arg(long, value_name = "ALGORITHM")]
    request_object_alg: Option<String>,

    /// More clients: a file with one client or an array of them, as JSON in the words of client
    /// registration (RFC 7591: client_id, client_secret, client_name, redirect_uris, scope, jwks,
    /// token_endpoint_auth_method, token_endpoint_auth_signing_alg, request_object_signing_alg,
    /// id_token_signed_response_alg; and legacy, true for one as --legacy-client is); may be
    /// repeated. One with the id of the client takes its place
    #[arg(long = "client", value_name = "FILE")]
    clients: Vec<PathBuf>,

    /// Keep the secret of the client, and use the keys of --client-jwks for what it signs
    #[arg(long, requires = "client_jwks")]
    keep_secret: bool,

    /// Refuse an authorisation URL with a request_uri and without the client_id
    #[arg(long)]
    strict_client_id: bool,

    /// Answer 411 to a POST, PUT or PATCH without Content-Length
    #[arg(long)]
    strict_length: bool,

    /// The issuer to be, where it is not the address: the service as seen through a gateway
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,

    /// How many users there are at the start
    #[arg(long, default_value_t = 10)]
    users: u64,

    /// How many connections each connected user has
    #[arg(long, default_value_t = 9)]
    connections_per_user: usize,

    /// How many transactions each account has, over two years
    #[arg(long, value_name = "TRANSACTIONS", default_value_t = 240)]
    transactions_per_account: u64,

    /// Give users that are created connections at once
    #[arg(long)]
    connect_new_users: bool,

    /// A client from before March 2025: holds user:* scopes only
    #[arg(long)]
    legacy_client: bool,

    /// Most items on a page, whatever is asked
    #[arg(long, value_name = "ITEMS")]
    limit_cap: Option<u64>,

    /// Answer 429 above this many requests a minute (Moneyhub: 1000)
    #[arg(long, value_name = "REQUESTS")]
    rate_limit: Option<u64>,

    /// Send webhooks there: an http:// URL, such as http://127.0.0.1:8090/webhooks
    #[arg(long, value_name = "URL")]
    webhooks: Option<String>,

    /// The form of webhooks: jwt, or json, which is not signed
    #[arg(long, value_name = "FORMAT", default_value = "jwt", value_parser = ["jwt", "json"])]
    webhook_format: String,

    /// Only these events, separated by commas: newTransactions,syncCompleted
    #[arg(long, value_name = "EVENTS", value_delimiter = ',')]
    webhook_events: Vec<String>,

    /// What goes wrong by itself: seed=7,lost=10,doubled=5,late=20,lateness=60,shifting=10,down=2,
    /// outage=3600. Rates in percent: of webhooks, pages of transactions, and spans of time in which
    /// a bank is down; lateness and outage in seconds
    #[arg(long, value_name = "CHAOS")]
    chaos: Option<Chaos>,

    /// How long a token lives
    #[arg(long, value_name = "SECONDS", default_value_t = 7200)]
    token_lifetime: u64,
}

fn main() -> ExitCode {
    match run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; there is nowhere left to say so.
            let _ = writeln!(io::stderr(), "moneyhub-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> io::Result<()> {
    let redirects = match options.redirect_uris.as_slice() {
        [] => "http://127.0.0.1/callback on any port".to_owned(),
        chosen => chosen.join(" "),
    };
    let sandbox = builder(options)?.start()?;
    announce(&sandbox, &redirects)?;
    // It serves on its own thread until the process is stopped.
    for told in 1_u64.. {
        while !sandbox.wait_for_deliveries(told, PATIENCE) {}
        if let Some(delivery) = sandbox.deliveries().iter().rev().find(|one| one.outcome.is_some())
        {
            writeln!(io::stderr(), "moneyhub-sandbox: {}", told_of(delivery))?;
        }
    }
    Ok(())
}

fn builder(options: Options) -> io::Result<Builder> {
    let mut builder = Sandbox::builder()
        .real_time()
        .record(false)
        .address(options.address)
        .port(options.port)
        .data_port(options.data_port)
        .strict_client_id(options.strict_client_id)
        .strict_length(options.strict_length)
        .transactions_per_account(options.transactions_per_account)
        .users(options.users)
        .connections_per_user(options.connections_per_user)
        .connect_new_users(options.connect_new_users)
        .token_lifetime(Duration::from_secs(options.token_lifetime));
    builder = builder
        .client(options.client_id.clone(), options.client_secret.clone())
        .register(client(&options)?);
    for file in &options.clients {
        let text = read(file)?;
        let clients = Client::from_metadata(&text).map_err(|problem| invalid(file, &problem))?;
        for client in clients {
            builder = builder.register(client);
        }
    }
    if let Some(subscription) = subscription(&options)? {
        builder = builder.webhooks(subscription);
    }
    if let Some(chaos) = options.chaos {
        builder = builder.chaos(chaos);
    }
    if let Some(issuer) = options.issuer {
        builder = builder.issuer(issuer);
    }
    if options.legacy_client {
        builder = builder.legacy_client();
    }
    if let Some(cap) = options.limit_cap {
        builder = builder.limit_cap(cap);
    }
    if let Some(requests) = options.rate_limit {
        builder = builder.rate_limit(requests);
    }
    Ok(builder)
}

/// The client of the options. It takes the place of the default one.
fn client(options: &Options) -> io::Result<Client> {
    let id = options.client_id.clone();
    let secret = options.client_secret.clone();
    let mut client = match &options.client_jwks {
        None => Client::client_secret_basic(id, secret),
        Some(file) if options.keep_secret => Client::client_secret_basic(id, secret)
            .keys(&read(file)?)
            .map_err(|problem| invalid(file, &problem))?,
        Some(file) => {
            Client::private_key_jwt(id, &read(file)?).map_err(|problem| invalid(file, &problem))?
        }
    };
    client = client.name("Sandbox App");
    if options.redirect_uris.is_empty() {
        client = client.loopback_redirect("/callback");
    }
    for uri in &options.redirect_uris {
        client = client.redirect_uri(uri);
    }
    if !options.scopes.is_empty() {
        client = client.scopes(options.scopes.iter().flat_map(|scopes| scopes.split(' ')));
    }
    if let Some(name) = &options.request_object_alg {
        let algorithm = Algorithm::of(name).ok_or_else(|| {
            let message = format!("--request-object-alg {name}: no such algorithm");
            io::Error::new(io::ErrorKind::InvalidInput, message)
        })?;
        client = client.request_object_alg(algorithm);
    }
    Ok(client)
}

/// Where webhooks go, by the options.
fn subscription(options: &Options) -> io::Result<Option<Subscription>> {
    let Some(url) = &options.webhooks else { return Ok(None) };
    let format = match options.webhook_format.as_str() {
        "json" => WebhookFormat::Json,
        _ => WebhookFormat::Signed,
    };
    let subscription = Subscription::new(url, format).map_err(|problem| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("--webhooks {url}: {problem}"))
    })?;
    Ok(Some(subscription.events(options.webhook_events.clone())))
}

/// What became of a webhook, in a line.
fn told_of(delivery: &Delivery) -> String {
    let Delivery { number, event, id, outcome, .. } = delivery;
    let outcome = match outcome {
        Some(DeliveryOutcome::Answered(status)) => format!("answered {status}"),
        Some(DeliveryOutcome::Lost) => "lost by chaos".to_owned(),
        Some(DeliveryOutcome::TimedOut) => "no answer in five seconds".to_owned(),
        _ => "nobody there".to_owned(),
    };
    format!("webhook {number}, {event} {id}: {outcome}")
}

fn read(file: &Path) -> io::Result<String> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", file.display()));
    fs::read_to_string(file).map_err(named)
}

fn invalid(file: &Path, problem: &dyn Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {problem}", file.display()))
}

fn announce(sandbox: &Sandbox, redirects: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, value) in [
        ("MONEYHUB_IDENTITY_URL", sandbox.identity_url().as_str()),
        ("MONEYHUB_API_URL", sandbox.api_url().as_str()),
        ("MONEYHUB_CLIENT_ID", sandbox.client_id()),
        ("MONEYHUB_CLIENT_SECRET", sandbox.client_secret()),
    ] {
        writeln!(out, "export {name}={}", shell_quoted(value))?;
    }
    out.flush()?;
    writeln!(
        io::stderr(),
        "moneyhub-sandbox: {} made-up users at {}; paste the lines above; Ctrl-C stops it\n\
         moneyhub-sandbox: discovery at {}; back to {redirects}",
        sandbox.live_users(),
        sandbox.identity_url(),
        sandbox.discovery_url(),
    )
}

/// The value as one word of a POSIX shell: quoted only where it must be.
fn shell_quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:/@".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}
