//! Setting up a sandbox.

mod console;
mod default_client;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, SystemTime};

use http::StatusCode;

use crate::chaos::Chaos;
use crate::client::{Client, Method, Redirects};
use crate::clock::{Clock, DEFAULT_START_MILLIS, millis_of};
use crate::finance::{MOST_TRANSACTIONS, TRANSACTIONS_PER_ACCOUNT};
use crate::population::CONNECTIONS_PER_USER;
use crate::sandbox::{Listen, Sandbox};
use crate::service::{PAYMENTS_KEPT, Service, Settings, Tokens, table};
use crate::webhooks::Subscription;

/// The default client id. A UUID, like Moneyhub's.
pub const DEFAULT_CLIENT_ID: &str = "0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f";

/// The default client secret. It needs no quoting in a shell and no encoding in a form.
pub const DEFAULT_CLIENT_SECRET: &str = "sandbox-secret-2f9c41d07ab3";

/// The lifetime of a token of the client credentials grant (Moneyhub documentation, "Tokens").
const TOKEN_LIFETIME: Duration = Duration::from_secs(7_200);

/// The path of the default client's redirect URIs.
const DEFAULT_CALLBACK: &str = "/callback";

/// The URL of a service without sockets. No name under `invalid` ever resolves (RFC 2606).
const NOWHERE: &str = "http://sandbox.invalid/oidc";

const DEFAULT_USERS: u64 = 10;
const RATE_WINDOW: Duration = Duration::from_secs(60);

/// Further scopes, which no operation of the table needs.
const MORE_SCOPES: [&str; 3] = ["transactions:read:in", "transactions:read:out", "user:update"];

const LEGACY_SCOPES: [&str; 4] = ["user:create", "user:delete", "user:read", "user:update"];

/// Sets up a [`Sandbox`] or a [`Service`].
///
/// ```
/// use std::time::Duration;
///
/// use moneyhub_sandbox::Sandbox;
///
/// let sandbox = Sandbox::builder()
///     .client("0f6a2c1e-7b3d-4c59-8e21-3a4b5c6d7e8f", "a+secret/with%reserved:characters")
///     .users(1_000_000)
///     .limit_cap(50)
///     .token_lifetime(Duration::from_secs(30))
///     .start()?;
/// assert!(sandbox.user_id(999_999).is_some());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Builder {
    settings: Settings,
    address: IpAddr,
    port: u16,
    data_port: u16,
    console: bool,
    console_port: u16,
    records: bool,
    issuer: Option<String>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            settings: Settings {
                client: Client::client_secret_basic(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET)
                    .name("Sandbox App")
                    .loopback_redirect(DEFAULT_CALLBACK),
                others: BTreeMap::new(),
                issuer: NOWHERE.to_owned(),
                pushed_status: StatusCode::CREATED,
                strict_client_id: false,
                strict_length: false,
                rotate_refresh_tokens: false,
                users: DEFAULT_USERS,
                connections_per_user: CONNECTIONS_PER_USER,
                connect_new_users: false,
                transactions_per_account: TRANSACTIONS_PER_ACCOUNT,
                limit_cap: None,
                rate_limit: None,
                rate_window: RATE_WINDOW,
                token_lifetime: TOKEN_LIFETIME,
                clock: Clock::machine(),
                tokens: Tokens::default(),
                subscription: None,
                chaos: Chaos::default(),
                payments_kept: PAYMENTS_KEPT,
            },
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            data_port: 0,
            console: false,
            console_port: 0,
            records: true,
            issuer: None,
        }
    }
}

impl Builder {
    /// The id and the secret of the default client, before any encoding.
    pub fn client(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.settings.client.id = id.into();
        self.settings.client.method = Method::SecretBasic(secret.into());
        self
    }

    /// The name of the default client, which the bank shows; default "Sandbox App".
    pub fn client_name(mut self, name: impl Into<String>) -> Self {
        self.settings.client.name = Some(name.into());
        self
    }

    /// The redirect URIs of the default client, compared byte for byte. By default it accepts
    /// `http://127.0.0.1/callback`, and the same at `[::1]` and `localhost`, on any port: see
    /// [`Client::loopback_redirect`].
    pub fn redirect_uris<S: Into<String>>(mut self, uris: impl IntoIterator<Item = S>) -> Self {
        self.settings.client.redirects = Redirects::default();
        for uri in uris {
            self.settings.client = self.settings.client.redirect_uri(uri);
        }
        self
    }

    /// Registers one more client. One with the id of the default client, or of an earlier one,
    /// replaces it. All clients see the same users.
    pub fn register(mut self, client: Client) -> Self {
        if client.id == self.settings.client.id {
            self.settings.client = client;
        } else {
            self.settings.others.insert(client.id.clone(), client);
        }
        self
    }

    /// The issuer of the service. Its discovery document names every endpoint under it, whatever
    /// address it listens on: this is the service as seen through a gateway. The default is the
    /// identity URL and `/oidc`, or `http://sandbox.invalid/oidc` without sockets.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Answers pushed authorisation requests with this status, instead of the 201 of RFC 9126;
    /// some providers answer 200.
    ///
    /// # Panics
    ///
    /// If it is not between 200 and 299.
    pub fn pushed_status(mut self, status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) if status.is_success() => self.settings.pushed_status = status,
            _ => panic!("{status} is not a success status"),
        }
        self
    }

    /// Whether an authorisation URL with a `request_uri` must have the `client_id` beside it (RFC
    /// 9126 section 4); default `false`: the official Node client leaves it out.
    pub fn strict_client_id(mut self, strict: bool) -> Self {
        self.settings.strict_client_id = strict;
        self
    }

    /// Whether a POST, PUT or PATCH that announces neither a length nor chunks gets 411 (RFC 9110
    /// section 8.6); default `false`: it is treated as having no body.
    pub fn strict_length(mut self, strict: bool) -> Self {
        self.settings.strict_length = strict;
        self
    }

    /// Accepts the access tokens of another sandbox, like a service that stores its tokens and restarts. Ids
    /// of payments, files and authorisation requests of the other sandbox are not used again.
    pub fn tokens(mut self, tokens: Tokens) -> Self {
        self.settings.tokens = tokens;
        self
    }

    /// Whether each use of a refresh token returns a new one and revokes the old one; default
    /// `false`: it returns the same one.
    pub fn rotate_refresh_tokens(mut self, rotate: bool) -> Self {
        self.settings.rotate_refresh_tokens = rotate;
        self
    }

    /// The scopes for data and management that the default client may request; any other gets
    /// `invalid_scope`. The default is all of `user:*` and `connection:*`, `accounts:read` and
    /// `transactions:read:all`. See also [`Client::scopes`].
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.settings.client.scopes = owned(scopes);
        self
    }

    /// Makes the default client one that was registered before March 2025: it has only `user:*`
    /// scopes, and these open the routes of connections and syncs.
    pub fn legacy_client(mut self) -> Self {
        self.settings.client.scopes = owned(LEGACY_SCOPES);
        self.settings.client.user_scopes_accepted = true;
        self
    }

    /// The number of users at the start; default 10. A million cost nothing.
    pub fn users(mut self, users: u64) -> Self {
        self.settings.users = users;
        self
    }

    /// The number of connections of each connected user; default 9, one of each kind. After nine
    /// the kinds repeat.
    pub fn connections_per_user(mut self, connections: usize) -> Self {
        self.settings.connections_per_user = connections;
        self
    }

    /// Whether users that a request creates have connections at once; default `false`, as in
    /// reality, where the user first goes through a consent journey.
    pub fn connect_new_users(mut self, connect: bool) -> Self {
        self.settings.connect_new_users = connect;
        self
    }

    /// The number of transactions of each account that has any, over two years; default 240. A
    /// million cost no memory: they are computed when a page is requested.
    ///
    /// # Panics
    ///
    /// If there are more than 2^39.
    pub fn transactions_per_account(mut self, transactions: u64) -> Self {
        assert!(transactions <= MOST_TRANSACTIONS, "an account has at most 2^39 transactions");
        self.settings.transactions_per_account = transactions;
        self
    }

    /// The most items on a page, whatever `limit` says; `meta.limit` has the real number.
    pub fn limit_cap(mut self, cap: u64) -> Self {
        self.settings.limit_cap = Some(cap);
        self
    }

    /// Refuses requests above this many in a minute with 429; default: no limit. Moneyhub's is
    /// 1000. Calls with a valid token count; token requests do not.
    ///
    /// The minute is measured by the sandbox's clock: if the clock stands still, only
    /// [`Sandbox::advance`] ends it.
    pub fn rate_limit(mut self, requests: u64) -> Self {
        self.settings.rate_limit = Some(requests);
        self
    }

    /// The window of the rate limit, instead of a minute.
    pub fn rate_window(mut self, window: Duration) -> Self {
        self.settings.rate_window = window;
        self
    }

    /// How long a token lives, in whole seconds; default two hours.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = lifetime;
        self
    }

    /// A clock that stands still at 2024-06-01T00:00:00Z until [`Sandbox::advance`], so that a test
    /// is repeatable. A client that checks times, such as those of an id_token, must use the same
    /// clock.
    pub fn standing_clock(mut self) -> Self {
        self.settings.clock = Clock::still(DEFAULT_START_MILLIS);
        self
    }

    /// A clock that stands still at this moment until [`Sandbox::advance`].
    pub fn starts_at(mut self, start: SystemTime) -> Self {
        self.settings.clock = Clock::still(millis_of(start));
        self
    }

    /// Follows the machine's clock, plus what [`Sandbox::advance`] adds: the default.
    pub fn real_time(mut self) -> Self {
        self.settings.clock = Clock::machine();
        self
    }

    /// Sends webhooks to this subscription; default: none. See also [`Sandbox::subscribe`].
    pub fn webhooks(mut self, subscription: Subscription) -> Self {
        self.settings.subscription = Some(subscription);
        self
    }

    /// Lets things go wrong at random, by seed; default: nothing. See also [`Sandbox::set_chaos`].
    pub fn chaos(mut self, chaos: Chaos) -> Self {
        self.settings.chaos = chaos;
        self
    }

    /// How many payments [`Sandbox::payments_made`] remembers; default a million.
    pub fn payments_kept(mut self, payments: usize) -> Self {
        self.settings.payments_kept = payments;
        self
    }

    /// Whether requests are recorded; default `true`. Totals are counted either way.
    pub fn record(mut self, record: bool) -> Self {
        self.records = record;
        self
    }

    /// The address to listen on; default 127.0.0.1.
    pub fn address(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// The port of the identity host; default 0, a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The port of the data host; default 0, a free one.
    pub fn data_port(mut self, port: u16) -> Self {
        self.data_port = port;
        self
    }

    /// The service alone: no socket, no thread.
    pub fn service(mut self) -> Service {
        if let Some(issuer) = self.issuer {
            self.settings.issuer = issuer;
        }
        Service::new(self.settings)
    }

    /// Listens and serves until the [`Sandbox`] is dropped.
    ///
    /// # Errors
    ///
    /// If a port cannot be listened on, or the thread cannot be started.
    pub fn start(self) -> io::Result<Sandbox> {
        let listen = Listen {
            address: self.address,
            port: self.port,
            data_port: self.data_port,
            console_port: self.console.then_some(self.console_port),
        };
        Sandbox::with(self.settings, self.issuer, self.records, listen)
    }
}

/// Shows where it will listen, but not the secret.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("address", &self.address)
            .field("port", &self.port)
            .field("data_port", &self.data_port)
            .field("client_id", &self.settings.client.id)
            .finish_non_exhaustive()
    }
}

/// All scopes for data and management.
pub(crate) fn default_scopes() -> BTreeSet<String> {
    owned(table::scopes().chain(MORE_SCOPES))
}

fn owned<S: Into<String>>(scopes: impl IntoIterator<Item = S>) -> BTreeSet<String> {
    scopes.into_iter().map(Into::into).collect()
}
