//! The sandbox as a command: starts it, prints the lines to paste, and serves until it is stopped.

use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser};
use moneyhub_sandbox::{
    Algorithm, Builder, Chaos, Client, Delivery, DeliveryOutcome, Sandbox, Subscription,
    WebhookFormat,
};

/// How long to wait for a webhook before waiting again.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// A sandbox of Moneyhub on this machine, with made-up users.
///
/// Prints `export` lines for the shell on standard output; Ctrl-C stops it.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Read the set-up from a file: JSON, in which // begins a comment. Its members are address,
    /// port, data_port, console, console_port, issuer, clients (an array of clients in the form of
    /// --client; the first is the client of the options below), users, connections_per_user,
    /// transactions_per_account, connect_new_users, clock ("machine" or a timestamp),
    /// token_lifetime, rate_limit, rate_window, limit_cap, pushed_status, strict_client_id,
    /// strict_length, rotate_refresh_tokens, webhooks (url, format, events) and chaos (an object
    /// with the settings of --chaos). Options take precedence
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Address to listen on [default: 127.0.0.1]
    #[arg(long)]
    address: Option<IpAddr>,

    /// Port of the identity host; 0 for a free one [default: 0]
    #[arg(long)]
    port: Option<u16>,

    /// Port of the data host; 0 for a free one [default: 0]
    #[arg(long)]
    data_port: Option<u16>,

    /// Port of the console, a web page about the sandbox on the loopback interface; 0 for a free
    /// one [default: 0]
    #[arg(long)]
    console_port: Option<u16>,

    /// Run without the console
    #[arg(long, conflicts_with = "console_port")]
    no_console: bool,

    #[command(flatten)]
    client: ClientOptions,

    /// More clients: a file with one client or an array of them, as JSON with the members of client
    /// registration (RFC 7591: client_id, client_secret, client_name, redirect_uris, scope, jwks,
    /// token_endpoint_auth_method, token_endpoint_auth_signing_alg, request_object_signing_alg,
    /// id_token_signed_response_alg; and legacy, true for a client as with --legacy-client); may be
    /// repeated. One with the same id replaces the client
    #[arg(long = "client", value_name = "FILE")]
    clients: Vec<PathBuf>,

    /// Refuse an authorisation URL that has a request_uri but no client_id
    #[arg(long)]
    strict_client_id: bool,

    /// Answer 411 to a POST, PUT or PATCH without Content-Length
    #[arg(long)]
    strict_length: bool,

    /// The issuer, if it differs from the address: the service as seen through a gateway
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,

    /// Number of users at the start [default: 10]
    #[arg(long)]
    users: Option<u64>,

    /// Number of connections of each connected user [default: 9]
    #[arg(long)]
    connections_per_user: Option<usize>,

    /// Number of transactions of each account, over two years [default: 240]
    #[arg(long, value_name = "TRANSACTIONS")]
    transactions_per_account: Option<u64>,

    /// Give newly created users connections at once
    #[arg(long)]
    connect_new_users: bool,

    /// Most items on a page, whatever the request's limit
    #[arg(long, value_name = "ITEMS")]
    limit_cap: Option<u64>,

    /// Answer 429 above this many requests per minute (Moneyhub: 1000)
    #[arg(long, value_name = "REQUESTS")]
    rate_limit: Option<u64>,

    /// Send webhooks to this http:// URL, such as http://127.0.0.1:8090/webhooks
    #[arg(long, value_name = "URL")]
    webhooks: Option<String>,

    /// The format of webhooks: jwt, or json, which is not signed
    #[arg(
        long,
        value_name = "FORMAT",
        requires = "webhooks",
        default_value = "jwt",
        value_parser = ["jwt", "json"]
    )]
    webhook_format: String,

    /// Send only these events, separated by commas: newTransactions,syncCompleted
    #[arg(long, value_name = "EVENTS", requires = "webhooks", value_delimiter = ',')]
    webhook_events: Vec<String>,

    /// Let things go wrong at random:
    /// seed=7,lost=10,doubled=5,late=20,lateness=60,shifting=10,down=2,outage=3600. Rates are in percent: of
    /// webhooks, of pages of transactions, and of the time that a bank is down; lateness and outage are in
    /// seconds
    #[arg(long, value_name = "CHAOS")]
    chaos: Option<Chaos>,

    /// Lifetime of a token [default: 7200]
    #[arg(long, value_name = "SECONDS")]
    token_lifetime: Option<u64>,
}

/// Options of the client whose credentials are printed.
#[derive(Debug, Args)]
struct ClientOptions {
    /// Id of the client [default: 0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f]
    #[arg(long)]
    client_id: Option<String>,

    /// Secret of the client [default: sandbox-secret-2f9c41d07ab3]
    #[arg(long)]
    client_secret: Option<String>,

    /// An exact redirect URI of the client; may be repeated. By default the client accepts
    /// http://127.0.0.1/callback on any port, and the same at [::1] and localhost
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,

    /// Public keys of the client, as a JWK Set: it then authenticates with private_key_jwt and has
    /// no secret
    #[arg(long, value_name = "FILE")]
    client_jwks: Option<PathBuf>,

    /// Keep the client's secret, and use the keys of --client-jwks only for what it signs
    #[arg(long, requires = "client_jwks")]
    keep_secret: bool,

    /// Scopes of the client for data and management, separated by spaces; may be repeated. By
    /// default all
    #[arg(long = "scope", value_name = "SCOPES")]
    scopes: Vec<String>,

    /// The client signs its authorisation requests, with this algorithm (RS256, PS256, ES256, ...)
    /// and a key of --client-jwks
    #[arg(long, value_name = "ALGORITHM")]
    request_object_alg: Option<String>,

    /// Make it a client from before March 2025, which has only user:* scopes
    #[arg(long)]
    legacy_client: bool,
}

fn main() -> ExitCode {
    match run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; then there is nowhere left to report it.
            let _ = writeln!(io::stderr(), "moneyhub-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> io::Result<()> {
    let sandbox = builder(options)?.start()?;
    announce(&sandbox)?;
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

/// Applies the file, and then the options.
fn builder(options: Options) -> io::Result<Builder> {
    let mut builder = Sandbox::builder().record(false).console(true);
    if let Some(file) = &options.config {
        builder = builder.config(&read(file)?).map_err(|problem| {
            let (file, line) = (file.display(), problem.line());
            let message = format!("{file}:{line}: {}", problem.reason());
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
    }
    builder = client(builder, &options.client)?;
    for file in &options.clients {
        let text = read(file)?;
        let clients = Client::from_metadata(&text).map_err(|problem| invalid(file, &problem))?;
        builder = clients.into_iter().fold(builder, Builder::register);
    }
    if let Some(subscription) = subscription(&options)? {
        builder = builder.webhooks(subscription);
    }
    builder = set(builder, options.address, Builder::address);
    builder = set(builder, options.port, Builder::port);
    builder = set(builder, options.data_port, Builder::data_port);
    builder = set(builder, options.console_port.map(|_| true), Builder::console);
    builder = set(builder, options.console_port, Builder::console_port);
    builder = set(builder, options.no_console.then_some(false), Builder::console);
    builder = set(builder, options.strict_client_id.then_some(true), Builder::strict_client_id);
    builder = set(builder, options.strict_length.then_some(true), Builder::strict_length);
    builder = set(builder, options.issuer, Builder::issuer);
    builder = set(builder, options.users, Builder::users);
    builder = set(builder, options.connections_per_user, Builder::connections_per_user);
    builder = set(builder, options.transactions_per_account, Builder::transactions_per_account);
    builder = set(builder, options.connect_new_users.then_some(true), Builder::connect_new_users);
    builder = set(builder, options.chaos, Builder::chaos);
    builder = set(builder, options.limit_cap, Builder::limit_cap);
    builder = set(builder, options.rate_limit, Builder::rate_limit);
    let lifetime = options.token_lifetime.map(Duration::from_secs);
    Ok(set(builder, lifetime, Builder::token_lifetime))
}

/// Sets a value that was given.
fn set<T>(builder: Builder, value: Option<T>, with: impl FnOnce(Builder, T) -> Builder) -> Builder {
    match value {
        Some(value) => with(builder, value),
        None => builder,
    }
}

/// Applies the options of the default client, which may come from the file.
fn client(builder: Builder, options: &ClientOptions) -> io::Result<Builder> {
    let mut builder = set(builder, options.client_id.as_deref(), Builder::client_id);
    builder = set(builder, options.client_secret.as_deref(), Builder::client_secret);
    if let Some(file) = &options.client_jwks {
        let jwks = read(file)?;
        let keyed = match options.keep_secret {
            true => builder.client_keys(&jwks),
            false => builder.private_key_jwt(&jwks),
        };
        builder = keyed.map_err(|problem| invalid(file, &problem))?;
    }
    if !options.redirect_uris.is_empty() {
        builder = builder.redirect_uris(&options.redirect_uris);
    }
    if !options.scopes.is_empty() {
        builder = builder.scopes(options.scopes.iter().flat_map(|scopes| scopes.split(' ')));
    }
    if let Some(name) = &options.request_object_alg {
        let algorithm = Algorithm::of(name).ok_or_else(|| {
            let message = format!("--request-object-alg {name}: no such algorithm");
            io::Error::new(io::ErrorKind::InvalidInput, message)
        })?;
        builder = builder.request_object_alg(algorithm);
    }
    Ok(set(builder, options.legacy_client.then_some(()), |builder, ()| builder.legacy_client()))
}

/// The subscription to webhooks, from the options.
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

/// The outcome of a webhook, in one line.
fn told_of(delivery: &Delivery) -> String {
    let Delivery { number, event, id, outcome, .. } = delivery;
    let outcome = match outcome {
        Some(DeliveryOutcome::Answered(status)) => format!("answered {status}"),
        Some(DeliveryOutcome::Lost) => "lost by chaos".to_owned(),
        Some(DeliveryOutcome::TimedOut) => "no answer in five seconds".to_owned(),
        _ => "unreachable".to_owned(),
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

/// Prints the lines to paste on standard output, and a description of the sandbox on standard error.
fn announce(sandbox: &Sandbox) -> io::Result<()> {
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
    let mut err = io::stderr().lock();
    writeln!(
        err,
        "moneyhub-sandbox: {} made-up users at {}; paste the lines above; Ctrl-C stops it",
        sandbox.live_users(),
        sandbox.identity_url(),
    )?;
    writeln!(err, "moneyhub-sandbox: discovery: {}", sandbox.discovery_url())?;
    for (name, text) in sandbox.description() {
        writeln!(err, "moneyhub-sandbox: {name}: {text}")?;
    }
    if let Some(url) = sandbox.console_url() {
        writeln!(err, "moneyhub-sandbox: console: {url}")?;
    }
    Ok(())
}

/// The value as one word of a POSIX shell: quoted only if necessary.
fn shell_quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:/@".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}
