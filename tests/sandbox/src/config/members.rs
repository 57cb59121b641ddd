//! The members of the file, and what each sets.

use std::time::Duration;

use super::InvalidConfig;
use super::entry::Entry;
use crate::builder::Builder;
use crate::chaos::{Chaos, InvalidChaos};
use crate::client::Client;
use crate::clock::{parse_rfc3339, system_time};
use crate::finance::MOST_TRANSACTIONS;
use crate::webhooks::{Subscription, WebhookFormat};

type Set = fn(Builder, &Entry<'_>) -> Result<Builder, InvalidConfig>;

const COUNT: &str = "a whole number";
const SECONDS: &str = "a whole number of seconds";
const PORT: &str = "a port from 1 to 65535, or 0 for a free one";
const SWITCH: &str = "true or false";
const CLIENTS: &str = "an array of at least one client";
const MOMENT: &str = "\"machine\" or a timestamp such as \"2024-06-01T00:00:00Z\"";

const MEMBERS: [(&str, Set); 20] = [
    ("address", |to, entry| Ok(to.address(entry.read("an IP address, as a string")?))),
    ("port", |to, entry| Ok(to.port(entry.read(PORT)?))),
    ("data_port", |to, entry| Ok(to.data_port(entry.read(PORT)?))),
    ("console", |to, entry| Ok(to.console(entry.read(SWITCH)?))),
    ("console_port", |to, entry| Ok(to.console_port(entry.read(PORT)?))),
    ("issuer", |to, entry| Ok(to.issuer(entry.read::<String>("a URL, as a string")?))),
    ("clients", clients),
    ("users", |to, entry| Ok(to.users(entry.read(COUNT)?))),
    ("connections_per_user", |to, entry| Ok(to.connections_per_user(entry.read(COUNT)?))),
    ("transactions_per_account", transactions_per_account),
    ("connect_new_users", |to, entry| Ok(to.connect_new_users(entry.read(SWITCH)?))),
    ("clock", clock),
    ("token_lifetime", |to, entry| Ok(to.token_lifetime(seconds(entry)?))),
    ("rate_limit", |to, entry| Ok(to.rate_limit(entry.read(COUNT)?))),
    ("rate_window", |to, entry| Ok(to.rate_window(seconds(entry)?))),
    ("limit_cap", |to, entry| Ok(to.limit_cap(entry.read(COUNT)?))),
    ("pushed_status", pushed_status),
    ("strict_client_id", |to, entry| Ok(to.strict_client_id(entry.read(SWITCH)?))),
    ("strict_length", |to, entry| Ok(to.strict_length(entry.read(SWITCH)?))),
    ("rotate_refresh_tokens", |to, entry| Ok(to.rotate_refresh_tokens(entry.read(SWITCH)?))),
];

/// Members with more than one value.
const OBJECTS: [(&str, Set); 2] = [("webhooks", webhooks), ("chaos", chaos)];

pub(super) fn names() -> Vec<&'static str> {
    all().map(|(name, _)| *name).collect()
}

/// Sets a member. Unknown ones were refused before.
pub(super) fn set(builder: Builder, entry: &Entry<'_>) -> Result<Builder, InvalidConfig> {
    match all().find(|(name, _)| *name == entry.name) {
        Some((_, set)) => set(builder, entry),
        None => Ok(builder),
    }
}

fn all() -> impl Iterator<Item = &'static (&'static str, Set)> {
    MEMBERS.iter().chain(&OBJECTS)
}

fn seconds(entry: &Entry<'_>) -> Result<Duration, InvalidConfig> {
    entry.read(SECONDS).map(Duration::from_secs)
}

fn transactions_per_account(to: Builder, entry: &Entry<'_>) -> Result<Builder, InvalidConfig> {
    let what = "a whole number up to 2^39";
    match entry.read(what)? {
        count @ ..=MOST_TRANSACTIONS => Ok(to.transactions_per_account(count)),
        _ => Err(entry.must_be(what)),
    }
}

fn pushed_status(to: Builder, entry: &Entry<'_>) -> Result<Builder, InvalidConfig> {
    let what = "a status from 200 to 299";
    match entry.read(what)? {
        status @ 200..=299 => Ok(to.pushed_status(status)),
        _ => Err(entry.must_be(what)),
    }
}

fn clock(to: Builder, entry: &Entry<'_>) -> Result<Builder, InvalidConfig> {
    let text: String = entry.read(MOMENT)?;
    match parse_rfc3339(&text) {
        Some(moment) => Ok(to.starts_at(system_time(moment))),
        None if text == "machine" => Ok(to.real_time()),
        None => Err(entry.must_be(MOMENT)),
    }
}

/// The first replaces the default client.
fn clients(to: Builder, entry: &Entry<'_>) -> Result<Builder, InvalidConfig> {
    let mut to = to;
    for (place, one) in entry.elements(CLIENTS)?.iter().enumerate() {
        let client = client(one)?;
        to = if place == 0 { to.default_client(client) } else { to.register(client) };
    }
    if entry.elements(CLIENTS)?.is_empty() { Err(entry.must_be(CLIENTS)) } else { Ok(to) }
}

fn client(entry: &Entry<'_>) -> Result<Client, InvalidConfig> {
    let members = entry.members(&Client::METADATA)?;
    Client::of_metadata(&entry.read("a client")?).map_err(|problem| {
        let member = members.iter().find(|member| problem.is_about(&member.name));
        member.unwrap_or(entry).wrong(problem.reason())
    })
}

fn webhooks(to: Builder, entry: &Entry<'_>) -> Result<Builder, InvalidConfig> {
    let (mut url, mut format, mut events) = (None, WebhookFormat::Signed, Vec::<String>::new());
    for member in entry.members(&["url", "format", "events"])? {
        match member.name.as_str() {
            "url" => {
                let text: String = member.read("a URL, as a string")?;
                if Subscription::new(&text, format).is_err() {
                    return Err(member.must_be("a URL that starts with http:// and a host"));
                }
                url = Some(text);
            }
            "format" => {
                let what = "\"jwt\" or \"json\"";
                format = match member.read::<String>(what)?.as_str() {
                    "jwt" => WebhookFormat::Signed,
                    "json" => WebhookFormat::Json,
                    _ => return Err(member.must_be(what)),
                };
            }
            _ => events = member.read("an array of event names, such as \"newTransactions\"")?,
        }
    }
    let url = url.ok_or_else(|| entry.must_be("an object with a url"))?;
    let subscription = Subscription::new(&url, format);
    let subscription = subscription.map_err(|problem| entry.invalid(&problem.to_string()))?;
    Ok(to.webhooks(subscription.events(events)))
}

/// The members are those of the `--chaos` option.
fn chaos(to: Builder, entry: &Entry<'_>) -> Result<Builder, InvalidConfig> {
    let mut chaos = String::new();
    for member in entry.members(&Chaos::NAMES)? {
        let what = match member.name.as_str() {
            "seed" => COUNT,
            "lateness" | "outage" => SECONDS,
            _ => "a rate in percent, from 0 to 100",
        };
        let part = format!("{}={},", member.name, member.read::<u64>(what)?);
        if part.parse::<Chaos>().is_err() {
            return Err(member.must_be(what));
        }
        chaos += &part;
    }
    let chaos = chaos.parse().map_err(|problem: InvalidChaos| entry.wrong(problem.to_string()))?;
    Ok(to.chaos(chaos))
}
