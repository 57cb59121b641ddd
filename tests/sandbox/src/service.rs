//! The service itself: state, and a synchronous function from request to reply. No sockets.

mod answer;
mod approval;
mod authorization;
mod bearer;
mod call;
mod callback;
mod chaos;
mod client_auth;
mod consent;
mod consent_history;
mod data;
mod discovery;
mod form;
mod grants;
mod identity;
mod inspection;
mod lists;
mod page;
mod paging;
mod passing;
mod payments;
mod pushed;
mod rate;
pub(crate) mod refusal;
mod reseller;
mod resources;
mod route;
mod scim;
mod shown;
pub(crate) mod table;
mod token;
mod webhooks;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderName, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use moneyhub_reference::Host;

use crate::chaos::Chaos;
use crate::client::Client;
use crate::clock::{Clock, millis_of_days, rfc3339, system_time};
use crate::finance::Finance;
use crate::population::{Census, Population};
use crate::webhooks::{Outbox, Subscription};
use answer::{Answer, failure, method_not_allowed, not_found};
pub use callback::{Callback, Refused, ResponseMode};
use grants::Grants;
pub use grants::Tokens;
use identity::Identity;
pub(crate) use payments::PAYMENTS_KEPT;
use payments::Payments;
pub use payments::{Decision, PaymentKind, PaymentMade};
use rate::RateLimit;
use route::{Endpoint, Place};
use table::Version;

/// The most that a request body may hold.
pub(crate) const MOST_BODY: usize = 64 * 1024;

/// How much of a request's body is read, by the host that it comes to: enough to see that it is
/// too much.
pub(crate) fn most_read(on_data_host: bool, headers: &HeaderMap) -> usize {
    let files = media_type(headers, http::header::CONTENT_TYPE);
    match (on_data_host, files.as_deref()) {
        (false, _) => MOST_BODY,
        (true, Some("multipart/form-data")) => data::files::MOST_UPLOAD,
        (true, _) => data::MOST_BODY,
    }
}

const LENGTH_REQUIRED: &str = "neither Content-Length nor Transfer-Encoding is there";

/// A consent is renewed for at most 90 days (Moneyhub documentation, "Update a connection").
const MOST_RENEWAL_MILLIS: i64 = millis_of_days(90);

/// A user that a request created.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreatedUser {
    /// The id that the user got.
    pub user_id: String,
    /// The reference of the request, if it gave one.
    pub client_user_id: Option<String>,
    /// When, by the clock of the sandbox.
    pub created_at: SystemTime,
}

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) client: Client,
    pub(crate) others: BTreeMap<String, Client>,
    pub(crate) issuer: String,
    pub(crate) pushed_status: StatusCode,
    pub(crate) strict_client_id: bool,
    pub(crate) strict_length: bool,
    pub(crate) rotate_refresh_tokens: bool,
    pub(crate) users: u64,
    pub(crate) connections_per_user: usize,
    pub(crate) connect_new_users: bool,
    pub(crate) transactions_per_account: u64,
    pub(crate) limit_cap: Option<u64>,
    pub(crate) rate_limit: Option<u64>,
    pub(crate) rate_window: Duration,
    pub(crate) token_lifetime: Duration,
    pub(crate) clock: Clock,
    pub(crate) tokens: Tokens,
    pub(crate) subscription: Option<Subscription>,
    pub(crate) chaos: Chaos,
    pub(crate) payments_kept: usize,
}

/// The identity service and the data host as plain functions over a state.
///
/// [`Sandbox`](crate::Sandbox) puts one of these behind sockets. Use it directly where there must
/// be none: in property tests, in a fuzz target, under a scripted transport.
///
/// ```
/// use bytes::Bytes;
/// use http::{Request, StatusCode};
///
/// let mut service = moneyhub_sandbox::Sandbox::builder().service();
/// let request = Request::get("/users?limit=10&offset=0").body(Bytes::new())?;
/// assert_eq!(service.respond(request).status(), StatusCode::UNAUTHORIZED);
/// # Ok::<(), http::Error>(())
/// ```
pub struct Service {
    settings: Settings,
    clock: Clock,
    population: Population,
    finance: Finance,
    clients: BTreeMap<String, Arc<Client>>,
    identity: Identity,
    grants: Grants,
    payments: Payments,
    caas: data::Caas,
    people: Vec<scim::Person>,
    rate_limit: Option<RateLimit>,
    correlations: u64,
    outbox: Outbox,
    /// How many pages went on with a walk, and the rows that chaos has put into lists.
    walked: u64,
    pairs: VecDeque<chaos::Pair>,
    /// What is to be told later, and until when everything was told.
    agenda: Vec<passing::Happening>,
    told_millis: i64,
}

impl Service {
    /// The reply of the identity host. The request's URI may be a path or a whole URL; only path
    /// and query are looked at.
    pub fn respond(&mut self, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        if self.lacks_length(&head) {
            return failure(StatusCode::LENGTH_REQUIRED, LENGTH_REQUIRED);
        }
        let Some(place) = Place::of(head.uri.path()) else {
            let path = head.uri.path();
            let place =
                data::Place { host: Host::Identity, version: Version::Only, base: "", path };
            return self.operate(&head, &body, place);
        };
        if matches!(place, Place::Connection(..)) && head.method == Method::DELETE {
            // The official Node client tried the plural in January 2021 and went back the next
            // day: deleting a connection is at the singular.
            return not_found(
                "no such route: a connection is deleted at the singular /connection/",
            );
        }
        if !place.allows(&head.method) {
            return method_not_allowed(place.allowed());
        }
        if body.len() > MOST_BODY {
            return failure(StatusCode::PAYLOAD_TOO_LARGE, "the body is above 64 KiB");
        }
        match &place {
            Place::Identity(endpoint) => return self.identity(*endpoint, &head, &body),
            Place::Screen(id) => return self.screen(id),
            Place::PayPage(id) => return self.pay_page(id),
            _ => {}
        }
        let grant = match self.bearer(&head.headers) {
            Ok(grant) => grant,
            Err(refusal) => return *refusal,
        };
        let now = self.clock.now_millis();
        let allowance = self.rate_limit.as_mut().map(|limit| limit.spend(now));
        if let Some(allowance) = allowance
            && allowance.exceeded
        {
            return allowance.refusal();
        }
        let query = head.uri.query().unwrap_or("");
        let outcome = self
            .authorise(&grant, place.scopes(&head.method))
            .and_then(|()| self.resource(&place, &head.method, query, &head.headers, &body));
        let answer = outcome.unwrap_or_else(|refusal| *refusal);
        match allowance {
            Some(allowance) => allowance.label(answer),
            None => answer,
        }
    }

    /// The issuer that the service says it is.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// The time that the service believes it is.
    pub fn now(&self) -> SystemTime {
        system_time(self.clock.now_millis())
    }

    /// A moment relative to the service's time in the form of Moneyhub's timestamps: what to send
    /// as `expiresAt`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let service = moneyhub_sandbox::Sandbox::builder().standing_clock().service();
    /// let day = Duration::from_secs(24 * 60 * 60);
    /// assert_eq!(service.timestamp_after(day), "2024-06-02T00:00:00.000Z");
    /// ```
    pub fn timestamp_after(&self, ahead: Duration) -> String {
        rfc3339(self.clock.now_millis().saturating_add(crate::clock::millis(ahead)))
    }

    /// The id of the user with this index: seeded users first, then created ones in order.
    /// `None` past the last user; a deleted user keeps its index.
    pub fn user_id(&self, index: u64) -> Option<String> {
        self.population.user_id(index)
    }

    /// How many users are alive.
    pub fn live_users(&self) -> u64 {
        self.population.live()
    }

    /// The ids of a user's connections; empty when there is no such user or it has none.
    pub fn connection_ids(&self, user_id: &str) -> Vec<String> {
        match self.population.find_user(user_id) {
            Some(user) => self.population.connection_ids(user),
            None => Vec::new(),
        }
    }

    /// The ids of a user's syncs, in the order in which the service lists them.
    pub fn sync_ids(&self, user_id: &str) -> Vec<String> {
        match self.population.find_user(user_id) {
            Some(user) => self
                .population
                .user_syncs(user, self.clock.now_millis())
                .map(|sync| sync.id)
                .collect(),
            None => Vec::new(),
        }
    }

    /// Gives a user that was created by a request the connections that seeded users have, as if
    /// its owner had just been through the consent journey. Answers with the ids of all its
    /// connections; empty when there is no such user.
    pub fn add_connections(&mut self, user_id: &str) -> Vec<String> {
        let Some(user) = self.population.find_user(user_id) else {
            return Vec::new();
        };
        self.population.connect(user, self.clock.now_millis());
        self.population.connection_ids(user)
    }

    /// Every user that was ever created by a request, in order, deleted or not. A test asserts
    /// with it that nothing was created twice.
    pub fn created_users(&self) -> Vec<CreatedUser> {
        self.population
            .created()
            .map(|(user_id, created)| CreatedUser {
                user_id,
                client_user_id: created.client_user_id.clone(),
                created_at: system_time(created.created_millis),
            })
            .collect()
    }

    /// How many users were ever created by a request.
    pub fn created_user_count(&self) -> usize {
        self.population.created_count()
    }

    /// Makes every access token that was handed out so far unknown: the next call with one gets
    /// 401. Refresh tokens stay good.
    pub fn revoke_tokens(&mut self) {
        self.grants.revoke_all();
    }

    pub(crate) fn new(settings: Settings) -> Self {
        let clock = settings.clock.clone();
        let mut population = Population::new(Census {
            client_id: settings.client.id.clone(),
            seeded: settings.users,
            connections_per_user: settings.connections_per_user,
            connect_new_users: settings.connect_new_users,
            epoch_millis: clock.now_millis(),
        });
        population.outages_mut().set_chaos(settings.chaos, clock.now_millis());
        let finance = Finance::new(clock.now_millis(), settings.transactions_per_account);
        let clients = settings.others.values().chain([&settings.client]);
        let clients = clients.map(|client| (client.id.clone(), Arc::new(client.clone()))).collect();
        let window = settings.rate_window;
        let rate_limit = settings.rate_limit.map(|most| RateLimit::new(most, window));
        let payments = Payments::new(settings.payments_kept);
        let told_millis = clock.now_millis();
        let outbox = Outbox::new(settings.subscription.clone());
        let grants = settings.tokens.to_grants();
        let identity = Identity::after(settings.tokens.ids_issued());
        Self {
            settings,
            clock,
            population,
            finance,
            clients,
            identity,
            grants,
            payments,
            caas: data::Caas::default(),
            people: Vec::new(),
            rate_limit,
            correlations: 0,
            outbox,
            walked: 0,
            pairs: VecDeque::new(),
            agenda: Vec::new(),
            told_millis,
        }
    }

    pub(crate) fn set_issuer(&mut self, issuer: String) {
        self.settings.issuer = issuer;
    }

    fn identity(&mut self, endpoint: Endpoint, head: &Parts, body: &Bytes) -> Answer {
        match endpoint {
            Endpoint::Discovery => self.discovery(),
            Endpoint::Certs => self.certs(),
            Endpoint::PushedRequest => self.push(head, body),
            Endpoint::RequestObject => self.push_request_object(head, body),
            Endpoint::Authorization => self.authorization(head, body),
            Endpoint::Consent => self.consent(head, body),
            Endpoint::Token => self.token(head, body),
            Endpoint::Introspection => self.introspect(head, body),
            Endpoint::Revocation => self.revoke(head, body),
        }
    }

    /// With [`Builder::strict_length`](crate::Builder::strict_length), whether the request must
    /// say how long its body is and does not.
    fn lacks_length(&self, head: &Parts) -> bool {
        let may_have_a_body = matches!(head.method, Method::POST | Method::PUT | Method::PATCH);
        let framed =
            [CONTENT_LENGTH, TRANSFER_ENCODING].iter().any(|name| head.headers.contains_key(name));
        self.settings.strict_length && may_have_a_body && !framed
    }

    fn client(&self, id: &str) -> Option<Arc<Client>> {
        self.clients.get(id).cloned()
    }

    /// The URL of an endpoint, by its path under the issuer.
    fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.settings.issuer)
    }
}

/// Shows how much there is, and neither the secret nor the tokens.
impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("client_id", &self.settings.client.id)
            .field("now", &rfc3339(self.clock.now_millis()))
            .field("live_users", &self.population.live())
            .finish_non_exhaustive()
    }
}

/// The media type of a header that must be there exactly once, lower case, without parameters.
fn media_type(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let essence = value.split(';').next()?;
    Some(essence.trim().to_ascii_lowercase())
}
