use std::{
    fmt,
    time::{Duration, Instant},
};

use moneyhub_proto::{
    AccessToken, CallOptions, Client, Config, Error, ErrorKind, Outcome, RawCall, Replay, Retry,
    Service, codec,
    hyper::Options,
    identity::{
        AuthorisationRequest, CodeVerifier, ExchangeCode, Nonce, PushedAuthorisationRequest,
        ResponseType, State,
    },
    scope,
    sign_in::Journey,
    transport::Sent,
    users,
};

use super::{Server, StandIn};
use crate::Adapter;

/// How much later than its deadline a call may end on a machine that has other things to do.
pub(super) const SLACK: Duration = Duration::from_secs(30);

/// The deadline of a call that should not come near one.
const AMPLE: Duration = Duration::from_secs(60);

/// The deadline of a call that has to miss it: its request goes out before, also on such a machine.
pub(super) const LIMIT: Duration = Duration::from_secs(1);

/// The longest `Retry-After` that is waited for.
pub(super) const LONGEST_WAIT: Duration = Duration::from_millis(2500);

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The exchange of a code for tokens: never repeated once a byte may have left.
    Exchange,
    /// A user is asked for with a token that is at hand: repeated freely.
    Get,
    /// The same, with a token that the client has to fetch.
    GetWithFetch,
    /// A payment, with a token that the client has to fetch: never repeated once a byte may have left.
    Pay,
    /// A user is created with a token that is at hand: repeated only if refused.
    Post,
    /// The same, with a token that the client has to fetch.
    PostWithFetch,
    /// An authorisation request is pushed, with the client's credentials: repeated freely.
    Push,
}

/// One line of `tests/HOSTILE.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What was called, and how often if not once.
    pub call: String,
    /// `value`, or the kind of the error with the class of its fault or its status.
    pub ends: String,
    /// The outcome of an error.
    pub outcome: String,
    /// The attempts of which an error tells.
    pub attempts: String,
    /// The requests that the server read, those for tokens apart.
    pub requests: String,
}

/// A call that is about to meet a server.
#[derive(Debug)]
#[must_use]
pub struct Meeting<'a> {
    adapter: Adapter,
    call: Call,
    server: Option<&'a Server>,
    url: String,
    options: Options,
    deadline: Duration,
    at_least: Duration,
    warm: bool,
    pause: Duration,
    tokens: usize,
}

impl<'a> Meeting<'a> {
    /// A call to this server.
    pub fn new(adapter: Adapter, call: Call, server: &'a Server) -> Self {
        Self { server: Some(server), ..Self::at(adapter, call, &server.url()) }
    }

    /// A call to this URL, where nobody counts.
    pub fn at(adapter: Adapter, call: Call, url: &str) -> Self {
        Self {
            adapter,
            call,
            server: None,
            url: url.to_owned(),
            options: Options::default(),
            deadline: AMPLE,
            at_least: Duration::ZERO,
            warm: false,
            pause: Duration::ZERO,
            tokens: 0,
        }
    }

    /// With a deadline.
    pub const fn within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// It must take so long.
    pub const fn at_least(mut self, time: Duration) -> Self {
        self.at_least = time;
        self
    }

    /// With other options.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// After one that went well, on the same client. Its requests don't count. Unless the pause is zero, the server
    /// has to end its connection before the pause begins.
    pub const fn after_another(mut self, pause: Duration) -> Self {
        (self.warm, self.pause) = (true, pause);
        self
    }

    /// The server reads so many requests for tokens besides.
    pub const fn tokens(mut self, requests: usize) -> Self {
        self.tokens = requests;
        self
    }

    /// It ends in a value, after so many requests.
    pub fn answers(self, requests: usize) -> Row {
        let Some((row, error)) = self.run() else { return Row::default() };
        assert!(error.is_none(), "{error:?}");
        row.checked(self.row("value", "", String::new(), requests))
    }

    /// It ends in an error of this name and with this outcome, each attempt of it being a request
    /// that the server read.
    pub fn fails(self, ends: &str, outcome: Outcome, attempts: usize) -> Row {
        let Some((row, _)) = self.run() else { return Row::default() };
        row.checked(self.row(ends, &format!("{outcome:?}"), attempts.to_string(), attempts))
    }

    /// It ends in an error of this name after so many attempts, and the server read none of it.
    pub fn fails_unread(self, ends: &str, outcome: Outcome, attempts: usize) -> Row {
        let Some((row, _)) = self.run() else { return Row::default() };
        row.checked(self.row(ends, &format!("{outcome:?}"), attempts.to_string(), 0))
    }

    /// As [`fails`](Self::fails), with a `retry_after()` of at least this.
    pub fn fails_until(self, ends: &str, after: Duration) -> Row {
        let Some((row, error)) = self.run() else { return Row::default() };
        let told = error.and_then(|error| error.retry_after());
        assert!(told.is_some_and(|told| told >= after), "{told:?}");
        row.checked(self.row(ends, "Refused", "1".to_owned(), 1))
    }

    fn row(&self, ends: &str, outcome: &str, attempts: String, requests: usize) -> Row {
        let call = self.call.to_string();
        let requests = requests_and(requests, self.tokens);
        Row { call, ends: ends.to_owned(), outcome: outcome.to_owned(), attempts, requests }
    }

    /// Makes the call and looks at everything but how it ends. Nothing, where something stood in for it.
    fn run(&self) -> Option<(Row, Option<Error>)> {
        if let Some(payment) = StandIn::current() {
            self.pay(&payment);
            return None;
        }
        let client = self.adapter.client(config(&self.url), self.options.clone());
        let (result, elapsed, before) = self.adapter.block_on(async {
            if self.warm {
                self.call.make(&client, AMPLE).await.expect("the first call goes well");
                self.rest().await;
            }
            let before = self.counted();
            let start = Instant::now();
            let result = self.call.make(&client, self.deadline).await;
            (result, start.elapsed(), before)
        });
        assert!(elapsed >= self.at_least, "{:?} took {elapsed:?} only", self.call);
        assert!(elapsed <= self.deadline + SLACK, "{:?} took {elapsed:?}", self.call);
        drop(client);
        if let Some(server) = self.server {
            server.assert_all_closed();
        }
        let after = self.counted();
        let requests = requests_and(after.0 - before.0, after.1 - before.1);
        let error = result.err();
        let row = Row {
            call: self.call.to_string(),
            ends: error.as_ref().map_or("value".to_owned(), ends),
            outcome: error.as_ref().map_or(String::new(), |error| format!("{:?}", error.outcome())),
            attempts: error.as_ref().map_or(String::new(), |error| error.attempts().to_string()),
            requests,
        };
        Some((row, error))
    }

    /// Pays in place of the call, and looks that it was done once at most, and in time.
    fn pay(&self, payment: &StandIn) {
        let fetches = payment.takes_token() && self.call.fetches_its_token();
        let at_hand = payment.takes_token() && !fetches;
        let options = |deadline| CallOptions {
            deadline: Some(deadline),
            token: if at_hand { AccessToken::new("a-token").ok() } else { None },
            // Those that the server grants.
            scopes: fetches.then(|| scope::USER_READ.into()),
            ..CallOptions::default()
        };
        let client = self.adapter.client(config(&self.url), self.options.clone());
        let (result, elapsed, before) = self.adapter.block_on(async {
            if self.warm {
                let first = payment.pay(&client, options(AMPLE)).await;
                let done = first.as_ref().map_or_else(Error::outcome, |()| Outcome::Accepted);
                assert_eq!(done, Outcome::Accepted, "the first payment goes well");
                self.rest().await;
            }
            let (before, start) = (self.counted(), Instant::now());
            let result = payment.pay(&client, options(self.deadline)).await;
            (result, start.elapsed(), before)
        });
        assert!(elapsed <= self.deadline + SLACK, "{payment:?} took {elapsed:?}");
        drop(client);
        if let Some(server) = self.server {
            server.assert_all_closed();
        }
        payment.judge(&result, self.counted().0 - before.0);
    }

    async fn rest(&self) {
        while !self.pause.is_zero() && self.server.is_some_and(|it| it.open_connections() > 0) {
            pause(self.adapter, Duration::from_millis(2)).await;
        }
        pause(self.adapter, self.pause).await;
    }

    /// Requests, and requests for tokens. An exchange of a code is not one of those.
    fn counted(&self) -> (usize, usize) {
        let requests = self.server.map(Server::requests).unwrap_or_default();
        let tokens = requests.iter().filter(|request| request.fetches_token()).count();
        (requests.len() - tokens, tokens)
    }
}

impl Row {
    fn checked(self, expected: Self) -> Self {
        assert_eq!(self, expected);
        self
    }
}

impl Call {
    const fn fetches_its_token(self) -> bool {
        matches!(self, Self::GetWithFetch | Self::Pay | Self::PostWithFetch)
    }

    /// Makes the call.
    ///
    /// # Errors
    ///
    /// What came of it.
    pub async fn make(self, client: &Client, deadline: Duration) -> Result<(), Error> {
        let options = CallOptions { deadline: Some(deadline), ..CallOptions::default() };
        let token = AccessToken::new("a-token").ok();
        let with_token = CallOptions { token, ..options.clone() };
        match self {
            Self::Exchange => client.send_with(exchange()?, options).await.map(drop),
            Self::Get => {
                let user = client.send_with(get(), with_token).await?;
                assert_eq!(user.user_id.as_str(), "u1", "the answer is that to another call");
                Ok(())
            }
            Self::GetWithFetch => client.send_with(get(), options).await.map(drop),
            Self::Pay => client.send_with(pay(0), options).await.map(drop),
            Self::Post => client.send_with(create(), with_token).await.map(drop),
            Self::PostWithFetch => {
                let options = CallOptions { scopes: Some(scope::USER_READ.into()), ..options };
                client.send_with(create(), options).await.map(drop)
            }
            Self::Push => client.send_with(push()?, options).await.map(drop),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exchange => "exchange of a code",
            Self::Get => "GET",
            Self::GetWithFetch => "GET, token to be fetched",
            Self::Pay => "payment",
            Self::Post => "POST",
            Self::PostWithFetch => "POST, token to be fetched",
            Self::Push => "pushed request",
        })
    }
}

const REDIRECT_URI: &str = "https://shop.example/callback";

fn get() -> users::Get {
    users::Get { user_id: "u1".into() }
}

fn create() -> users::Create {
    users::Create { client_user_id: Some("customer-1".into()) }
}

/// A payment with a number of its own.
pub(super) fn pay(number: usize) -> RawCall {
    RawCall::new(codec::Method::Post, Service::Identity, "/payments", &[])
        .json(&serde_json::json!({ "number": number }))
        .needs(scope::USER_READ)
        .replayed(Replay::Never)
}

/// A DELETE, with a token that the client has to fetch.
pub(super) fn delete() -> RawCall {
    RawCall::new(codec::Method::Delete, Service::Identity, "/users/u1", &[]).needs(scope::USER_READ)
}

fn exchange() -> Result<ExchangeCode, Error> {
    Ok(ExchangeCode {
        code: "the-code".into(),
        redirect_uri: REDIRECT_URI.to_owned(),
        code_verifier: CodeVerifier::restore("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?,
        subject: None,
    })
}

fn push() -> Result<PushedAuthorisationRequest, Error> {
    let mut entropy = |buffer: &mut [u8]| {
        buffer.fill(7);
        Ok(())
    };
    let (state, nonce) = (State::generate(&mut entropy), Nonce::generate(&mut entropy));
    let request = AuthorisationRequest::new(
        "client".into(),
        REDIRECT_URI,
        Journey::reauth(&"u1".into(), &"c1:1".into())?,
        ResponseType::IdToken,
        state.expect("there is entropy"),
        nonce.expect("there is entropy"),
    );
    Ok(PushedAuthorisationRequest { request })
}

/// Three attempts with hardly a wait between them.
pub(super) fn config(url: &str) -> Config {
    let retry = Retry {
        max_attempts: 3,
        base_backoff: Duration::from_millis(1),
        max_backoff: Duration::from_millis(2),
        max_retry_after: LONGEST_WAIT,
        deadline: AMPLE,
    };
    let config = Config::builder().identity_url(url).client_id("client").client_secret("secret");
    let config = config.allow_loopback_http().allow_http_host("no-such-host.invalid");
    config.retry(retry).build().expect("the configuration is complete")
}

/// The name of an error in the table.
pub(crate) fn ends(error: &Error) -> String {
    let kind = error.kind();
    let after =
        error.status().map_or(String::new(), |status| format!(" after {}", status.as_u16()));
    match (error.fault(), error.status()) {
        (Some(fault), _) => {
            let unsent = if fault.sent() == Sent::Nothing { ", nothing sent" } else { "" };
            format!("{kind:?}: {:?}{after}{unsent}", fault.class())
        }
        (None, Some(status)) => format!("{kind:?}: {}", status.as_u16()),
        (None, None) if kind == ErrorKind::Deadline => "Deadline".to_owned(),
        (None, None) => format!("{kind:?}"),
    }
}

fn requests_and(requests: usize, tokens: usize) -> String {
    match tokens {
        0 => requests.to_string(),
        _ => format!("{requests}, and {tokens} for a token"),
    }
}

/// Waits without holding up the runtime.
pub(super) async fn pause(adapter: Adapter, pause: Duration) {
    adapter.transport(Options::default()).sleep(pause).await;
}
