use std::{net::SocketAddr, time::Duration};

use moneyhub_proto::{
    AccessToken, Call, CallOptions, Config, Endpoint, Error, Operation, Service, blocking,
    bytes::Bytes,
    codec::Method,
    decode,
    env::{Env, Monotonic, Now},
    http::Response,
    identity,
    machine::{Exchange, Session, Step},
    scope,
    transport::{Fault, FaultClass, Outgoing, Sent},
};
use moneyhub_sandbox::{Fault as Trouble, Matcher, Sandbox};
use serde_json::Value;

use super::Make;

/// A sandbox, and a transport that reaches it.
#[allow(missing_debug_implementations, reason = "a transport need not have one")]
pub struct Site {
    /// The server.
    pub sandbox: Sandbox,
    /// The transport.
    pub transport: Box<dyn blocking::Transport>,
}

/// What the cases send. The limit of a successful answer is 1000 bytes.
#[derive(Clone, Debug)]
pub struct Request {
    method: Method,
    path: &'static str,
    parameter: Option<&'static str>,
    query: Option<(&'static str, &'static str)>,
    body: Option<Value>,
}

impl Request {
    /// How many bytes of a successful answer are read.
    pub const LIMIT: usize = 1000;

    /// `GET /users`.
    #[must_use]
    pub const fn get() -> Self {
        Self::new(Method::Get, "/users")
    }

    /// `POST /users` with a body of JSON.
    #[must_use]
    pub fn post() -> Self {
        let body = Some(serde_json::json!({ "clientUserId": "customer-1" }));
        Self { body, ..Self::new(Method::Post, "/users") }
    }

    /// With any method, without a body.
    #[must_use]
    pub const fn new(method: Method, path: &'static str) -> Self {
        Self { method, path, parameter: None, query: None, body: None }
    }

    /// With a value for the name in braces that the path has.
    #[must_use]
    pub const fn parameter(mut self, value: &'static str) -> Self {
        self.parameter = Some(value);
        self
    }

    /// With a parameter in the query.
    #[must_use]
    pub const fn query(mut self, name: &'static str, value: &'static str) -> Self {
        self.query = Some((name, value));
        self
    }

    /// The request as a transport gets it, for the server with this address.
    ///
    /// # Panics
    ///
    /// When it can't be built.
    #[must_use]
    pub fn to(self, server: SocketAddr) -> Outgoing {
        let token = AccessToken::new("a-token").expect("it is a token");
        outgoing(server, self, CallOptions { token: Some(token), ..CallOptions::default() })
    }
}

impl Endpoint for Request {
    type Output = ();
    const OPERATION: Operation<()> = Service::Identity.get("conformance", "/", decode::empty);

    fn call(&self) -> Result<Call, Error> {
        let mut facts = Self::OPERATION.facts;
        facts.method = self.method;
        facts.path = self.path;
        facts.reply_limit = Self::LIMIT;
        let mut call = Call::new(facts);
        if let Some(parameter) = self.parameter {
            call = call.path("userId", parameter);
        }
        if let Some((name, value)) = self.query {
            call = call.query(name, value);
        }
        if let Some(body) = &self.body {
            call = call.json(body);
        }
        call.finish()
    }
}

impl Site {
    /// A sandbox without users, and a transport.
    #[must_use]
    pub fn new(make: impl FnOnce(SocketAddr) -> Box<dyn blocking::Transport>) -> Self {
        let sandbox = Sandbox::start().expect("a port of loopback is free");
        let transport = make(sandbox.identity_address());
        Self { sandbox, transport }
    }

    /// The same, with something wrong from the first request on.
    #[must_use]
    pub fn with(make: Make, trouble: Trouble) -> Self {
        let site = Self::new(make);
        site.sandbox.fault(Matcher::any(), trouble);
        site
    }

    /// Sends a request once.
    ///
    /// # Errors
    ///
    /// What the transport says.
    pub fn send(&self, request: Request) -> Result<Response<Bytes>, Fault> {
        self.transport.send(request.to(self.sandbox.identity_address()))
    }

    /// Asks for a token: a POST that the sandbox answers with 200.
    ///
    /// # Errors
    ///
    /// What the transport says.
    pub fn ask_for_token(&self) -> Result<Response<Bytes>, Fault> {
        self.transport.send(token_request(self.sandbox.identity_address()))
    }

    /// What has come of a send that must have failed.
    ///
    /// # Panics
    ///
    /// When it has not.
    #[must_use]
    pub fn fault(sent: Result<Response<Bytes>, Fault>) -> (FaultClass, Sent, Option<u16>) {
        let fault = sent.expect_err("there is no complete answer");
        (fault.class(), fault.sent(), fault.status().map(|status| status.as_u16()))
    }

    /// Asserts that so many requests have come in, and none comes after them.
    ///
    /// # Panics
    ///
    /// When there are others.
    pub fn assert_requests(&self, number: u64) {
        assert!(!self.sandbox.wait_for_requests(number + 1, Duration::from_millis(20)));
        assert_eq!(self.sandbox.total_requests(), number, "so many requests came in");
    }
}

/// A request for a token, with the credentials of the sandbox.
pub(super) fn token_request(server: SocketAddr) -> Outgoing {
    outgoing(
        server,
        identity::ClientCredentials::of_client(scope::USER_READ),
        CallOptions::default(),
    )
}

/// The machine's first step gives the request; nothing else is public that does.
fn outgoing(server: SocketAddr, endpoint: impl Endpoint, options: CallOptions) -> Outgoing {
    let config = Config::builder()
        .client_id(moneyhub_sandbox::DEFAULT_CLIENT_ID)
        .client_secret(moneyhub_sandbox::DEFAULT_CLIENT_SECRET)
        .identity_url(format!("http://{server}"))
        .user_agent("conformance/1 (a;  b)")
        .allow_loopback_http();
    let session = Session::new(config.build().expect("the configuration is complete"));
    let mut exchange = Exchange::new(&session, endpoint, options, Monotonic::default());
    let mut entropy = |_: &mut [u8]| Ok(());
    match exchange.step(&mut Env { now: Now::default(), entropy: &mut entropy }) {
        Step::Send(outgoing) => outgoing,
        other => panic!("a request needs no other step: {other:?}"),
    }
}
