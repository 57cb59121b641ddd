//! The running sandbox, and what a test can ask of it.

mod chaos;
mod console;
mod webhooks;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use crate::builder::Builder;
use crate::client::Method;
use crate::fault::{Fault, Matcher};
use crate::record::{Keeps, Recorded};
use crate::server::Server;
use crate::service::{
    Callback, CreatedUser, Decision, PaymentMade, Refused, Service, Settings, Tokens,
};
use crate::shared::Shared;

/// A running sandbox: the identity service, the data API and a mock bank.
///
/// It serves from its own thread, and may be started and dropped anywhere, inside an async runtime
/// or not. Dropping it closes every socket and waits for the thread. That takes milliseconds, even
/// while a fault keeps a client waiting.
pub struct Sandbox {
    shared: Arc<Shared>,
    server: Server,
    client_id: String,
    client_secret: String,
}

/// Where to listen.
pub(crate) struct Listen {
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) data_port: u16,
    /// `None` if there is no console.
    pub(crate) console_port: Option<u16>,
}

impl Sandbox {
    /// Starts one with the defaults of the [`Builder`].
    ///
    /// # Errors
    ///
    /// If no port of the loopback interface can be listened on, or the thread cannot be started.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// Returns a builder.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The URL of the identity host: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn identity_url(&self) -> String {
        format!("http://{}", self.server.identity)
    }

    /// The URL of the data host: `http://127.0.0.1:PORT`, without a version and a slash at the end.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.server.data)
    }

    /// The socket address of the identity host.
    pub fn identity_address(&self) -> SocketAddr {
        self.server.identity
    }

    /// The socket address of the data host.
    pub fn api_address(&self) -> SocketAddr {
        self.server.data
    }

    /// The issuer of the service: the identity URL and `/oidc`, unless set by [`Builder::issuer`].
    pub fn issuer(&self) -> String {
        self.shared.service(|service| service.issuer().to_owned())
    }

    /// The URL of the discovery document.
    pub fn discovery_url(&self) -> String {
        format!("{}/oidc/.well-known/openid-configuration", self.identity_url())
    }

    /// The id of the client.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The secret of the client, before any encoding; empty if a client without a secret replaced
    /// the default client.
    pub fn client_secret(&self) -> &str {
        &self.client_secret
    }

    /// Advances the clock: tokens and consents expire, rate windows end, and everything that
    /// [`Service::advance`] describes happens day by day.
    ///
    /// Blocks if webhooks are raised faster than they are sent: a year of many users raises more
    /// than the queue can hold.
    pub fn advance(&self, by: Duration) {
        self.shared.advance(by);
    }

    /// The time of the sandbox's clock.
    pub fn now(&self) -> SystemTime {
        self.shared.service(|service| service.now())
    }

    /// The time this far ahead of the sandbox's clock, in the format of Moneyhub's timestamps: a
    /// value for `expiresAt`.
    pub fn timestamp_after(&self, ahead: Duration) -> String {
        self.shared.service(|service| service.timestamp_after(ahead))
    }

    /// The id of the user with this index: seeded users first, then created ones in order.
    /// `None` past the last user; a deleted user keeps its index.
    pub fn user_id(&self, index: u64) -> Option<String> {
        self.shared.service(|service| service.user_id(index))
    }

    /// How many users exist.
    pub fn live_users(&self) -> u64 {
        self.shared.service(|service| service.live_users())
    }

    /// The ids of a user's connections; empty if the user does not exist or has none. The first one
    /// of a seeded user can be renewed: its `tppConsent` is true.
    pub fn connection_ids(&self, user_id: &str) -> Vec<String> {
        self.shared.service(|service| service.connection_ids(user_id))
    }

    /// The ids of a user's syncs, in the order in which the service lists them.
    pub fn sync_ids(&self, user_id: &str) -> Vec<String> {
        self.shared.service(|service| service.sync_ids(user_id))
    }

    /// Gives a user that a request created the connections of seeded users, as if they had just
    /// been through the consent journey. Returns the ids of all the user's connections; empty if
    /// the user does not exist.
    pub fn add_connections(&self, user_id: &str) -> Vec<String> {
        self.shared.service(|service| service.add_connections(user_id))
    }

    /// All users that requests have created, in order, including deleted ones.
    pub fn created_users(&self) -> Vec<CreatedUser> {
        self.shared.service(|service| service.created_users())
    }

    /// How many users requests have created.
    pub fn created_user_count(&self) -> usize {
        self.shared.service(|service| service.created_user_count())
    }

    /// The access tokens issued so far, for [`Builder::tokens`] of a sandbox that replaces this one.
    pub fn tokens(&self) -> Tokens {
        self.shared.service(|service| service.tokens())
    }

    /// Revokes every access token issued so far: the next call with one gets 401.
    pub fn revoke_tokens(&self) {
        self.shared.service(Service::revoke_tokens);
    }

    /// Signs with new keys and key ids from now on, and removes the old ones from the JWK Set.
    pub fn rotate_keys(&self) {
        self.shared.service(Service::rotate_keys);
    }

    /// Signs with new keys and key ids from now on; the old ones stay in the JWK Set.
    pub fn add_keys(&self) {
        self.shared.service(Service::add_keys);
    }

    /// Opens an authorisation URL and approves, like the account holder. Returns what comes back to
    /// the client's redirect URI. Like [`Service::approve`], it uses no socket: faults do not
    /// apply, and nothing is recorded.
    ///
    /// # Errors
    ///
    /// If the service would show an error page instead of returning to the client.
    pub fn approve(&self, authorization_url: &str) -> Result<Callback, Refused> {
        self.shared.service(|service| service.approve(authorization_url))
    }

    /// Opens an authorisation URL and denies: see [`approve`](Sandbox::approve).
    ///
    /// # Errors
    ///
    /// If the service would show an error page instead of returning to the client.
    pub fn deny(&self, authorization_url: &str) -> Result<Callback, Refused> {
        self.shared.service(|service| service.deny(authorization_url))
    }

    /// Opens an authorisation URL, the page of an authorisation request or [that of a payment
    /// link](Sandbox::pay_link_url), and decides. Returns `None` if the user then stays at a page
    /// of the service: see [`Service::decide`].
    ///
    /// # Errors
    ///
    /// If the service would show an error page instead.
    pub fn decide(&self, url: &str, decision: Decision) -> Result<Option<Callback>, Refused> {
        self.shared.service(|service| service.decide(url, decision))
    }

    /// The page of a payment link. The real service shows it in a widget.
    pub fn pay_link_url(&self, pay_link_id: &str) -> String {
        format!("{}/pay/{pay_link_id}", self.identity_url())
    }

    /// The payments made so far, as the banks know them, whatever the callers were told.
    ///
    /// ```
    /// use moneyhub_sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::start()?;
    /// // ... an application pays, and loses a connection or two ...
    /// assert!(sandbox.payments_made().iter().all(|payment| payment.times == 1));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn payments_made(&self) -> Vec<PaymentMade> {
        self.shared.service(|service| service.payments_made())
    }

    /// How many payments were made so far: see [`Service::payments_total`].
    pub fn payments_total(&self) -> u64 {
        self.shared.service(|service| service.payments_total())
    }

    /// Applies this fault to matching requests from now on.
    ///
    /// A matcher may be written as text: `"GET /users/{userId}"`, see [`Matcher`]. A fault that no request
    /// has matched when the sandbox is dropped is usually a mistake in the test: a line on standard error
    /// says so, unless the fault [may be missed](Fault::may_be_missed). If the sandbox has no such route at
    /// all, it panics.
    pub fn fault(&self, matcher: impl Into<Matcher>, fault: Fault) {
        self.shared.fault(matcher.into(), fault);
    }

    /// Removes all faults. Requests that have already met one keep it.
    pub fn clear_faults(&self) {
        self.shared.clear_faults();
    }

    /// The last requests of both hosts, oldest first; at most 10,000, and at most 32 MiB of them.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.journal(|journal| journal.all().cloned().collect())
    }

    /// How many of the recorded requests are of this kind.
    ///
    /// ```
    /// use moneyhub_sandbox::{Host, Sandbox};
    ///
    /// let sandbox = Sandbox::start()?;
    /// let strays = |seen: &moneyhub_sandbox::Recorded| {
    ///     seen.host == Host::Data && seen.path.starts_with("/users")
    /// };
    /// assert_eq!(sandbox.count(strays), 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn count(&self, kind: impl Fn(&Recorded) -> bool) -> usize {
        self.shared.journal(|journal| journal.all().filter(|record| kind(record)).count())
    }

    /// Forgets the recorded requests. Totals and the ledger of created users stay.
    pub fn forget_requests(&self) {
        self.shared.journal(|journal| journal.forget());
    }

    /// Blocks until this many requests have arrived in all, or the patience is over; `true` if they
    /// have. It blocks the thread, so do not call it on the thread of an async runtime.
    pub fn wait_for_requests(&self, requests: u64, patience: Duration) -> bool {
        self.shared.wait_for_requests(requests, patience)
    }

    /// How many requests have arrived on both hosts, including forgotten ones.
    pub fn total_requests(&self) -> u64 {
        self.shared.totals.requests.load(Ordering::SeqCst)
    }

    /// How many of them asked for a token.
    pub fn token_requests(&self) -> u64 {
        self.shared.totals.token_requests.load(Ordering::SeqCst)
    }

    /// How many of them came to the data host.
    pub fn data_requests(&self) -> u64 {
        self.shared.totals.data_requests.load(Ordering::SeqCst)
    }

    /// How many of them met a fault.
    pub fn faults_fired(&self) -> u64 {
        self.shared.totals.faults_fired.load(Ordering::SeqCst)
    }

    /// How many connections have been accepted on both hosts.
    pub fn connections_accepted(&self) -> u64 {
        self.shared.totals.connections_accepted.load(Ordering::SeqCst)
    }

    /// How many connections are open now.
    pub fn open_connections(&self) -> usize {
        self.shared.totals.open_connections.load(Ordering::SeqCst)
    }

    pub(crate) fn with(
        settings: Settings,
        issuer: Option<String>,
        records: bool,
        listen: Listen,
    ) -> io::Result<Self> {
        let client_id = settings.client.id.clone();
        let client_secret = match &settings.client.method {
            Method::SecretBasic(secret) | Method::SecretPost(secret) => secret.clone(),
            _ => String::new(),
        };
        let keeps = Keeps::of(records, listen.console_port.is_some());
        let shared = Arc::new(Shared::new(Service::new(settings), keeps));
        let announce = |identity: SocketAddr| {
            let issuer = issuer.unwrap_or_else(|| format!("http://{identity}/oidc"));
            shared.service(|service| service.set_issuer(issuer));
        };
        let server = Server::start(Arc::clone(&shared), &listen, records, announce)?;
        Ok(Self { shared, server, client_id, client_secret })
    }
}

/// Reports faults that no request met.
impl Drop for Sandbox {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        for (matcher, known) in self.shared.missed_faults() {
            assert!(known, "a fault was set for {matcher}, but the sandbox has no such route");
            eprintln!("moneyhub-sandbox: no request has met the fault for {matcher}");
        }
    }
}

/// Shows its addresses, but neither the secret nor the records.
impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("identity", &self.server.identity)
            .field("data", &self.server.data)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
