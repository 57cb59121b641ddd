//! The connections and syncs that every connected user has: one of each kind that Moneyhub's
//! documentation names, so that a client meets every status, error and type at once.

use super::fetches::Health;

/// One connection of every connected user.
#[derive(Debug)]
pub(crate) struct ConnectionTemplate {
    /// The bank (provider) id: the part of the connection id before the colon.
    pub(crate) bank: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) status: &'static str,
    pub(crate) extended_status: Option<&'static str>,
    /// `None`: no such member; `Some(None)`: null.
    pub(crate) error: Option<Option<&'static str>>,
    pub(crate) updated_hours_ago: Option<i64>,
    pub(crate) expires_in_days: Option<i64>,
    /// The types of its accounts.
    pub(crate) accounts: &'static [&'static str],
    pub(crate) tpp_consent: Option<bool>,
    pub(crate) single_sync_only: Option<bool>,
    pub(crate) use_mfa: Option<bool>,
}

impl ConnectionTemplate {
    /// How it behaves after the start. Errors stay until the user signs in again.
    pub(super) fn health(&self) -> Health {
        let once = self.single_sync_only == Some(true);
        match (self.status, self.error.flatten()) {
            ("ok", None) if !once => Health::Well,
            (_, Some("sync_partial")) => Health::Partial,
            (_, Some("sync_error")) => Health::Failing,
            _ => Health::Idle,
        }
    }
}

/// The common parts of most connections.
const PLAIN: ConnectionTemplate = ConnectionTemplate {
    bank: "0b1c2d3e4f5061728394a5b6c7d8e9f0",
    name: "Example Bank",
    kind: "api",
    status: "ok",
    extended_status: None,
    error: None,
    updated_hours_ago: Some(18),
    expires_in_days: Some(60),
    accounts: &["cash:current", "savings", "card"],
    tpp_consent: None,
    single_sync_only: Some(false),
    use_mfa: Some(false),
};

/// Between them they have accounts of every type. The first of these is the one that can be renewed: `tppConsent` is true and it has not expired.
pub(crate) const CONNECTIONS: [ConnectionTemplate; 9] = [
    ConnectionTemplate {
        bank: "9c1185a5c5e9fc54612808977ee8f548",
        name: "Example Bank Open Banking",
        error: Some(None),
        accounts: &["cash:current", "savings"],
        tpp_consent: Some(true),
        ..PLAIN
    },
    ConnectionTemplate {
        bank: "1111aaaa2222bbbb3333cccc4444dddd",
        name: "Example Pension",
        kind: "legacy",
        status: "error",
        extended_status: Some("expired"),
        error: Some(Some("credentials_error")),
        updated_hours_ago: Some(24 * 40),
        expires_in_days: Some(-10),
        accounts: &["pension", "pension:definedBenefit", "pension:definedContribution"],
        single_sync_only: None,
        use_mfa: None,
        ..PLAIN
    },
    ConnectionTemplate {
        name: "Example Savings",
        accounts: &["savings", "mortgage:repayment", "mortgage:interestOnly"],
        status: "error",
        extended_status: Some("stoppedSyncing"),
        error: Some(Some("resync")),
        updated_hours_ago: Some(24 * 12),
        tpp_consent: Some(false),
        ..PLAIN
    },
    ConnectionTemplate {
        bank: "2222bbbb3333cccc4444dddd5555eeee",
        name: "Example Investments",
        accounts: &["investment", "crypto"],
        kind: "legacy",
        status: "error",
        error: Some(Some("sync_error")),
        expires_in_days: None,
        ..PLAIN
    },
    ConnectionTemplate {
        bank: "3333cccc4444dddd5555eeee6666ffff",
        name: "Example Cards",
        accounts: &["card"],
        status: "error",
        error: Some(Some("sync_partial")),
        tpp_consent: Some(true),
        ..PLAIN
    },
    ConnectionTemplate {
        bank: "1ffe704d39629a929c8e293880fb449a",
        name: "Modelo Test Bank",
        accounts: &["cash:current", "savings", "card", "loan"],
        kind: "test",
        status: "error",
        error: Some(Some("mfa_required")),
        use_mfa: Some(true),
        ..PLAIN
    },
    ConnectionTemplate {
        bank: "4444dddd5555eeee6666ffff77770000",
        name: "Example Property",
        kind: "zoopla",
        status: "never",
        updated_hours_ago: None,
        expires_in_days: None,
        accounts: &[],
        ..PLAIN
    },
    ConnectionTemplate {
        bank: "5555eeee6666ffff7777000088881111",
        name: "Example Valuation",
        accounts: &["properties:residential", "properties:buyToLet"],
        kind: "mouseprice",
        expires_in_days: None,
        single_sync_only: None,
        use_mfa: None,
        ..PLAIN
    },
    ConnectionTemplate {
        bank: "6666ffff777700008888111199992222",
        name: "Example Car",
        accounts: &["asset"],
        kind: "autotrader",
        expires_in_days: None,
        single_sync_only: Some(true),
        ..PLAIN
    },
];

/// One sync of every connection that has synced at all.
#[derive(Debug)]
pub(crate) struct SyncTemplate {
    pub(crate) action: &'static str,
    pub(crate) method: &'static str,
    pub(crate) fetch_status: &'static str,
    pub(crate) started_hours_ago: i64,
    /// A running sync has no `fetchedAt` and no `accounts`.
    pub(crate) running: bool,
}

const fn finished(
    action: &'static str,
    method: &'static str,
    fetch_status: &'static str,
    started_hours_ago: i64,
) -> SyncTemplate {
    SyncTemplate { action, method, fetch_status, started_hours_ago, running: false }
}

/// Newest first. The `fetchStatus` of a running sync is not documented; `partial` is the only value
/// that is not wrong.
pub(crate) const SYNCS: [SyncTemplate; 6] = [
    SyncTemplate {
        action: "client-update",
        method: "UPDATE",
        fetch_status: "partial",
        started_hours_ago: 0,
        running: true,
    },
    finished("auto-update", "UPDATE", "success", 18),
    finished("auto-update", "UPDATE", "error", 42),
    finished("client-update", "UPDATE", "mfa-required", 66),
    finished("auto-update", "UPDATE", "credentials-error", 90),
    finished("client-update", "ADD", "partial", 114),
];

/// The connection whose status is `never` has only this one: its first fetch is running.
pub(crate) const FIRST_SYNC: [SyncTemplate; 1] = [SyncTemplate {
    action: "client-update",
    method: "ADD",
    fetch_status: "partial",
    started_hours_ago: 0,
    running: true,
}];
