//! Finds what is wrong with the settings of a client, without changing anything.

mod report;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use http::HeaderMap;

pub use self::report::{Problem, Report, Verdict};
use super::{Answer, CallOptions, Core, Event, Exchange, Machine, Session, Step};
use crate::{
    api::identity::{ClientCredentials, DiscoveredKeys, GetDiscoveryDocument, TokenSet},
    codec::Endpoint,
    config::{Config, DiscoveryDocument},
    ground::{
        env::{Env, Monotonic, UnixTime},
        error::{Error, ErrorKind, ErrorReply},
        scope::{self, Scope, Scopes},
    },
    jose::{JsonWebKeySet, jwt},
};

/// How many scopes are requested one by one, to find those that are not granted.
const MOST_SCOPES: usize = 50;

/// Checks the settings of a client against the service: the discovery document, the clock, the
/// credentials, the scopes and the keys. [`Client::check`](crate::Client::check) drives it.
///
/// A machine without I/O. Step it like an [`Exchange`]; its result is a [`Report`]. It reads the discovery
/// document and the keys, and requests a token, which it discards. It changes nothing, and leaves the
/// session's tokens and keys as they are. It makes two requests, one more for the token, and one for each
/// scope of [`scopes`](crate::config::ConfigBuilder::scopes) if the service refuses them together.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use moneyhub_proto::{Client, Config, check::Verdict, scripted::Scripted};
///
/// # pollster::block_on(async {
/// let config = Config::builder().client_id("client").client_secret("wrong").build()?;
/// let script = Scripted::new()
///     .reply(200, r#"{
///         "issuer": "https://identity.moneyhub.co.uk/oidc",
///         "authorization_endpoint": "https://identity.moneyhub.co.uk/oidc/auth",
///         "token_endpoint": "https://identity.moneyhub.co.uk/oidc/token",
///         "jwks_uri": "https://identity.moneyhub.co.uk/oidc/certs"
///     }"#)
///     .reply(200, r#"{"keys":[]}"#)
///     .reply(401, r#"{"error":"invalid_client"}"#);
///
/// let report = Client::new(config, Arc::new(script)).check().await;
/// assert!(!report.is_good());
/// assert!(matches!(report.discovery, Verdict::Good));
/// assert!(matches!(report.credentials, Verdict::Wrong(_)));
/// println!("{report}");
/// # Ok::<(), moneyhub_proto::Error>(())
/// # }).unwrap();
/// ```
pub struct Check {
    session: Arc<Session>,
    report: Report,
    /// Whether an answer has had a `Date`.
    timed: bool,
    document: Option<DiscoveryDocument>,
    state: State,
}

enum State {
    Document(Box<Exchange<GetDiscoveryDocument>>),
    Keys(Box<Exchange<DiscoveredKeys>>),
    Token(Box<Exchange<ClientCredentials>>, Asked),
    Done,
}

/// The scopes to request a token with.
enum Asked {
    /// All configured scopes; if there are none, the least scope that a client may have.
    All(Scopes),
    /// One of the scopes that were refused together.
    One { scope: Scope, left: Vec<Scope>, refused: Vec<Scope> },
}

impl Check {
    /// Begins a check.
    #[must_use]
    pub fn new(session: &Arc<Session>, now: Monotonic) -> Self {
        let exchange = Exchange::new(session, GetDiscoveryDocument, CallOptions::default(), now);
        Self {
            session: Arc::clone(session),
            report: Report::default(),
            timed: false,
            document: None,
            state: State::Document(Box::new(exchange)),
        }
    }

    /// Says what to do next. It never asks for a token: it sends the token request itself.
    pub fn step(&mut self, env: &mut Env<'_>) -> Step {
        loop {
            match self.core().map(|core| core.step(env)) {
                None => return Step::Done,
                Some(Step::Done) => {}
                Some(step) => return step,
            }
            let now = env.now.monotonic;
            self.state = match std::mem::replace(&mut self.state, State::Done) {
                State::Document(exchange) => {
                    let answer = self.timed(exchange.finish_full(), env.now.unix);
                    self.discovered(answer, now)
                }
                State::Keys(exchange) => {
                    let answer = self.timed(exchange.finish_full(), env.now.unix);
                    self.report.keys = keys(answer, self.document.as_ref(), self.config());
                    self.ask_for_all(now)
                }
                State::Token(exchange, asked) => {
                    let answer = self.timed(exchange.finish_full(), env.now.unix);
                    self.answered(answer, asked, now)
                }
                State::Done => State::Done,
            };
        }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        if let Some(core) = self.core() {
            core.handle(env, event);
        }
    }

    /// The findings. Anything unfinished is [`Verdict::NotChecked`].
    #[must_use]
    pub fn finish(self) -> Report {
        self.report
    }

    fn config(&self) -> &Config {
        self.session.config()
    }

    fn core(&mut self) -> Option<&mut Core> {
        match &mut self.state {
            State::Document(exchange) => Some(exchange.core()),
            State::Keys(exchange) => Some(exchange.core()),
            State::Token(exchange, _) => Some(exchange.core()),
            State::Done => None,
        }
    }

    fn exchange<E: Endpoint>(&self, endpoint: E, now: Monotonic) -> Box<Exchange<E>> {
        Box::new(Exchange::new(&self.session, endpoint, CallOptions::default(), now))
    }

    /// Compares the clocks by the first answer with a `Date`, even an error.
    fn timed<T>(&mut self, answer: Result<Answer<T>, Error>, now: UnixTime) -> Result<T, Error> {
        let headers = match &answer {
            Ok(answer) => Some(&answer.headers),
            Err(error) => error.reply().map(ErrorReply::headers),
        };
        if !self.timed
            && let Some(date) = headers.and_then(date_of)
        {
            self.timed = true;
            let seconds = now.seconds().saturating_sub(date.seconds());
            let most = i64::try_from(self.config().clock_tolerance().as_secs()).unwrap_or(i64::MAX);
            self.report.clock = match seconds.saturating_abs() > most {
                true => Verdict::Wrong(Problem::Clock { seconds }),
                false => Verdict::Good,
            };
        }
        answer.map(|answer| answer.value)
    }

    fn discovered(&mut self, answer: Result<DiscoveryDocument, Error>, now: Monotonic) -> State {
        let checked = answer.and_then(|document| {
            let named = |error: Error| error.at(GetDiscoveryDocument::OPERATION.facts.name);
            document.check(self.config()).map_err(|error| named(error.into()))?;
            let keys = DiscoveredKeys::of(&document, self.config());
            Ok((keys.map_err(|error| named(error.into()))?, document))
        });
        match checked {
            Ok((keys, document)) => {
                self.report.discovery = Verdict::Good;
                self.document = Some(document);
                State::Keys(self.exchange(keys, now))
            }
            Err(error) => {
                let unreached = matches!(error.kind(), ErrorKind::Transport | ErrorKind::Deadline);
                self.report.discovery = Verdict::Wrong(Problem::Call(error));
                match unreached {
                    // The keys are on the same host.
                    true => State::Done,
                    false => self.ask_for_all(now),
                }
            }
        }
    }

    fn ask_for_all(&mut self, now: Monotonic) -> State {
        if self.config().authentication().is_none() {
            self.report.credentials = Verdict::NotChecked("no client is configured");
            return State::Done;
        }
        let configured = self.config().replace_in(self.config().scopes());
        let scopes = match configured.is_empty() {
            true => self.config().replace_in(&scope::USER_READ.into()),
            false => configured,
        };
        self.ask(Asked::All(scopes), now)
    }

    fn ask(&self, asked: Asked, now: Monotonic) -> State {
        let scopes = match &asked {
            Asked::All(scopes) => scopes.clone(),
            Asked::One { scope, .. } => scope.clone().into(),
        };
        State::Token(self.exchange(ClientCredentials::of_client(scopes), now), asked)
    }

    fn answered(&mut self, answer: Result<TokenSet, Error>, asked: Asked, now: Monotonic) -> State {
        // The service checks scopes only after it has authenticated the client (RFC 6749 section
        // 5.2).
        let refused_scope = answer.as_ref().is_err_and(|e| e.code() == Some("invalid_scope"));
        if answer.is_ok() || refused_scope {
            self.report.credentials = Verdict::Good;
        }
        match (answer, asked) {
            (Ok(tokens), Asked::All(scopes)) => {
                let lacks = |scope: &&Scope| !tokens.scopes.covers(&Scopes::from((*scope).clone()));
                self.conclude(scopes.iter().filter(lacks).cloned().collect());
                State::Done
            }
            (Err(_), Asked::All(scopes)) if refused_scope => {
                self.ask_next(scopes.iter().take(MOST_SCOPES).cloned().collect(), Vec::new(), now)
            }
            (answer, Asked::One { scope, left, mut refused })
                if refused_scope || answer.is_ok() =>
            {
                if refused_scope {
                    refused.push(scope);
                }
                self.ask_next(left, refused, now)
            }
            (Err(error), Asked::All(_)) => {
                self.report.credentials = Verdict::Wrong(self.credentials(error));
                State::Done
            }
            (Err(error), Asked::One { .. }) => {
                self.report.scopes = Verdict::Wrong(Problem::Call(error));
                State::Done
            }
            (Ok(_), Asked::One { .. }) => State::Done,
        }
    }

    fn ask_next(&mut self, mut left: Vec<Scope>, refused: Vec<Scope>, now: Monotonic) -> State {
        match left.pop() {
            Some(scope) => self.ask(Asked::One { scope, left, refused }, now),
            None => {
                self.conclude(refused.into_iter().collect());
                State::Done
            }
        }
    }

    fn conclude(&mut self, refused: Scopes) {
        self.report.scopes = match (self.config().scopes().is_empty(), refused.is_empty()) {
            (true, _) => Verdict::NotChecked("`ConfigBuilder::scopes` names none"),
            (false, true) => Verdict::Good,
            (false, false) => Verdict::Wrong(Problem::Scopes { refused }),
        };
    }

    /// Why there is no token: the service may not even offer the client's method.
    fn credentials(&self, error: Error) -> Problem {
        let offered = self.document.as_ref();
        let offered = offered.and_then(|it| it.token_endpoint_auth_methods_supported.as_ref());
        let method = self.config().authentication().map(|method| method.as_str());
        match (offered, method) {
            (Some(offered), Some(method)) if !offered.iter().any(|other| other == method) => {
                Problem::MethodNotOffered { method }
            }
            _ => Problem::Call(error),
        }
    }
}

impl Machine for Check {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        Self::step(self, env)
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        Self::handle(self, env, event);
    }

    fn deadline(&self) -> Monotonic {
        match &self.state {
            State::Document(exchange) => exchange.deadline(),
            State::Keys(exchange) => exchange.deadline(),
            State::Token(exchange, _) => exchange.deadline(),
            State::Done => Monotonic::default(),
        }
    }

    fn may_send(&self, now: Monotonic) -> bool {
        match &self.state {
            State::Document(exchange) => exchange.may_send(now),
            State::Keys(exchange) => exchange.may_send(now),
            State::Token(exchange, _) => exchange.may_send(now),
            State::Done => false,
        }
    }
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Check").field("report", &self.report).finish_non_exhaustive()
    }
}

/// Whether an `id_token` could be verified.
fn keys(
    answer: Result<JsonWebKeySet, Error>,
    document: Option<&DiscoveryDocument>,
    config: &Config,
) -> Verdict {
    let algorithm = config.id_token_signed_response_alg();
    let keys = match answer {
        Ok(keys) => keys,
        Err(error) => return Verdict::Wrong(Problem::Call(error)),
    };
    let offered = document.and_then(|it| it.id_token_signing_alg_values_supported.as_ref());
    if config.verifier().is_none() {
        Verdict::Wrong(Problem::NoVerifier)
    } else if offered.is_some_and(|all| !all.iter().any(|other| other == algorithm.as_str())) {
        Verdict::Wrong(Problem::AlgorithmNotOffered { algorithm })
    } else if jwt::check_keys(&keys, algorithm).is_err() {
        Verdict::Wrong(Problem::NoFittingKey { algorithm })
    } else {
        Verdict::Good
    }
}

/// RFC 9110 section 6.6.1.
fn date_of(headers: &HeaderMap) -> Option<UnixTime> {
    let date = headers.get(http::header::DATE)?.to_str().ok()?;
    Some(httpdate::parse_http_date(date).ok()?.into())
}
