//! Seeded data as pure functions of an index. Nothing here is stored.

use super::Created;
use super::template::{CONNECTIONS, ConnectionTemplate, FIRST_SYNC, SYNCS, SyncTemplate};
use super::wire::{Connection, Sync, SyncedAccount, User};
use crate::clock::rfc3339;
use crate::mix::{mix, mix128, unmix, uuid};

/// No connection has more accounts.
const MOST_ACCOUNTS: usize = 16;

pub(super) const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// Every user id starts with these 32 bits, as ids of one MongoDB collection start alike.
const USER_ID_PREFIX: &str = "64b0f3a1";

const USER_ID_LENGTH: usize = 24;
const CLIENT_NAME: &str = "Sandbox App";

/// Different objects of one user must not share an id.
pub(super) const KIND_CONNECTION: u64 = 1;
pub(super) const KIND_ACCOUNT: u64 = 2;
pub(super) const KIND_SYNC: u64 = 3;
const KIND_ASKED_SYNC: u64 = 12;
const KIND_SCHEDULED_SYNC: u64 = 26;

/// 24 lowercase hex digits, as Moneyhub's user ids are; different for every index.
pub(crate) fn user_id(index: u64) -> String {
    format!("{USER_ID_PREFIX}{:016x}", mix(index))
}

/// The index of this id; `None` for any text that is not exactly such an id.
pub(crate) fn user_index(id: &str) -> Option<u64> {
    let digits = id.strip_prefix(USER_ID_PREFIX)?;
    let lowercase_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if id.len() != USER_ID_LENGTH || !digits.bytes().all(lowercase_hex) {
        return None;
    }
    u64::from_str_radix(digits, 16).ok().map(unmix)
}

pub(crate) fn seeded_user(
    index: u64,
    client_id: String,
    epoch: i64,
    connection_ids: Vec<String>,
) -> User {
    let age_days = i64::try_from(30 + index % 300).unwrap_or(30);
    let created = epoch - age_days * DAY + 8 * HOUR + 123;
    User {
        user_id: user_id(index),
        // The reference is optional: one user in five has none.
        client_user_id: (index % 5 != 4).then(|| format!("customer-{index:04}")),
        client_id,
        client_name: Some(CLIENT_NAME),
        created_at: rfc3339(created),
        updated_at: rfc3339(created + 2 * DAY),
        last_accessed: Some(rfc3339(epoch - 9 * HOUR)),
        deleted_at: Some(None),
        scopes: "user:create",
        managed_by: if index % 7 == 6 { "user" } else { "client" },
        user_type: match index % 10 {
            8 => "test",
            9 => "demo",
            _ => "live",
        },
        connection_ids,
    }
}

pub(crate) fn created_user(
    index: u64,
    created: &Created,
    client_id: String,
    connection_ids: Vec<String>,
) -> User {
    User {
        user_id: user_id(index),
        client_user_id: created.client_user_id.clone(),
        client_id,
        client_name: Some(CLIENT_NAME),
        created_at: rfc3339(created.created_millis),
        updated_at: rfc3339(created.created_millis),
        // A fresh user has never been accessed: Moneyhub leaves the member out.
        last_accessed: None,
        deleted_at: Some(None),
        scopes: "user:create",
        managed_by: "client",
        user_type: "live",
        connection_ids,
    }
}

/// Slots beyond the last template start again at the first.
pub(crate) fn template(slot: usize) -> &'static ConnectionTemplate {
    &CONNECTIONS[slot % CONNECTIONS.len()]
}

/// `<32 hex>:<uuid>`; the first part is the bank.
pub(crate) fn connection_id(user: u64, slot: usize) -> String {
    let bits = mix128(KIND_CONNECTION, user, slot as u64);
    format!("{}:{}", template(slot).bank, uuid(bits))
}

pub(crate) fn connection(user: u64, slot: usize, anchor: i64, now: i64) -> Connection {
    let template = template(slot);
    let expires = expires(slot, anchor);
    Connection {
        id: connection_id(user, slot),
        name: template.name,
        kind: template.kind,
        connected_on: rfc3339(anchor - 100 * DAY),
        last_updated: updated(slot, anchor).map(rfc3339),
        expires_at: expires.map(rfc3339),
        account_ids: account_ids(user, slot),
        status: template.status,
        extended_status: extended_status(template, expires, now),
        error: template.error,
        user_consented_at: template.tpp_consent.map(|_| rfc3339(anchor - 30 * DAY - 19 * SECOND)),
        tpp_consent: template.tpp_consent,
        single_sync_only: template.single_sync_only,
        use_mfa: template.use_mfa,
    }
}

/// When it was last updated before it was there; `None`: never.
pub(super) fn updated(slot: usize, anchor: i64) -> Option<i64> {
    template(slot).updated_hours_ago.map(|hours| anchor - hours * HOUR)
}

/// When the consent ends that a connection was made with; `None`: never.
pub(super) fn expires(slot: usize, anchor: i64) -> Option<i64> {
    template(slot).expires_in_days.map(|days| anchor + days * DAY)
}

/// Changes by a renewed consent: its expiry, its date, and whether it has expired.
pub(crate) fn renewed(connection: &mut Connection, at: Option<i64>, expires: i64, now: i64) {
    connection.expires_at = Some(rfc3339(expires));
    if let Some(at) = at {
        connection.user_consented_at = Some(rfc3339(at));
    }
    connection.extended_status = match connection.extended_status {
        Some("expired") | None => (expires <= now).then_some("expired"),
        other => other,
    };
}

/// Changes by a sign-in at the bank: errors are cleared, and data was fetched just now.
pub(crate) fn reauthorised(connection: &mut Connection, at: i64) {
    connection.status = "ok";
    connection.error = connection.error.map(|_| None);
    connection.extended_status = None;
    connection.last_updated = Some(rfc3339(at));
}

pub(crate) fn sync_templates(slot: usize) -> &'static [SyncTemplate] {
    match template(slot).status {
        "never" => &FIRST_SYNC,
        _ => &SYNCS,
    }
}

pub(crate) fn sync(
    user: u64,
    slot: usize,
    place: usize,
    template: &SyncTemplate,
    anchor: i64,
) -> Sync {
    let started = anchor - template.started_hours_ago * HOUR;
    let bits = mix128(KIND_SYNC, user, (slot * SYNCS.len() + place) as u64);
    Sync {
        id: uuid(bits),
        connection_id: connection_id(user, slot),
        action: template.action,
        method: template.method,
        fetch_status: template.fetch_status,
        created_at: rfc3339(started),
        fetched_at: (!template.running).then(|| rfc3339(started + 10 * SECOND)),
        accounts: (!template.running).then(|| touched_accounts(user, slot, template)),
    }
}

/// How long an asynchronous sync takes.
pub(super) const SYNC_TAKES: i64 = 10 * SECOND;

/// How long after it was connected, or after the sandbox started, a connection first syncs on
/// schedule. From then on it syncs every day at the same time: the interval is not documented, but
/// the samples have one sync a day.
pub(super) fn first_sync_after(user: u64, slot: usize) -> i64 {
    let bits = mix128(KIND_SCHEDULED_SYNC, user, slot as u64);
    let seconds = i64::try_from(bits % 3_600).unwrap_or(0);
    6 * HOUR + seconds * SECOND + SYNC_TAKES
}

/// The id of a sync of the schedule, counted from 0.
pub(super) fn scheduled_sync_id(user: u64, slot: usize, number: i64) -> String {
    let place = ((slot as u64) << 32) | (number.unsigned_abs() + 1);
    uuid(mix128(KIND_SCHEDULED_SYNC, user, place))
}

/// The id of a sync that a request asked for, counted from 1.
pub(super) fn asked_sync_id(user: u64, slot: usize, number: usize) -> String {
    let place = ((slot as u64) << 32) | number as u64;
    uuid(mix128(KIND_ASKED_SYNC, user, place))
}

/// A sync that failed has touched no account.
fn touched_accounts(user: u64, slot: usize, sync: &SyncTemplate) -> Vec<SyncedAccount> {
    if !matches!(sync.fetch_status, "success" | "partial") {
        return Vec::new();
    }
    let provider_id = template(slot).bank;
    account_ids(user, slot)
        .into_iter()
        .map(|account_id| SyncedAccount { provider_id: provider_id.to_owned(), account_id })
        .collect()
}

pub(super) fn account_ids(user: u64, slot: usize) -> Vec<String> {
    let places = 0..template(slot).accounts.len();
    places.map(|place| account_id(user, account_number(slot, place))).collect()
}

/// The number of an account among all of its user's. It fits in 22 bits while a user has fewer
/// than 262,144 connections.
pub(crate) fn account_number(slot: usize, place: usize) -> u32 {
    u32::try_from(slot * MOST_ACCOUNTS + place).unwrap_or(u32::MAX)
}

pub(crate) fn account_id(user: u64, number: u32) -> String {
    uuid(mix128(KIND_ACCOUNT, user, u64::from(number)))
}

/// A connection whose consent has expired says so, whatever the template says.
fn extended_status(
    template: &ConnectionTemplate,
    expires: Option<i64>,
    now: i64,
) -> Option<&'static str> {
    match template.extended_status {
        None if expires.is_some_and(|expires| expires <= now) => Some("expired"),
        other => other,
    }
}
