//! Calls for routes that this crate does not know yet.

use http::Method;
use serde_json::Value;

use crate::{
    call::{Call, Replay, Service},
    decode,
    endpoint::Endpoint,
    error::Error,
    id::UserId,
    reply::Reply,
    scope::Scopes,
};

/// Any route, answered as JSON; `null` when the answer has no body.
///
/// It has all that a typed endpoint has: encoded paths, tokens, repeats, limits. The path is a
/// template with names in braces, and the ids beside it, so that logs can show the one without the
/// other.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{codec, scope::Scope, AccessToken, Config, RawCall, Service};
///
/// let call = RawCall::get(Service::Data, "/accounts/{accountId}/balances", ["7f1e2d3c"])
///     .query("limit", 10)
///     .needs(Scope::new("accounts:read")?)
///     .for_user("64b0f3a1c2d4e5f60718293a");
///
/// let config = Config::builder().build()?;
/// let request = codec::encode(&call, &config, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri(), "https://api.moneyhub.co.uk/v3/accounts/7f1e2d3c/balances?limit=10");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone)]
pub struct RawCall {
    method: Method,
    service: Service,
    template: &'static str,
    parameters: Vec<String>,
    query: Vec<(String, String)>,
    body: Option<Value>,
    scopes: Scopes,
    subject: Option<UserId>,
    replay: Option<Replay>,
}

impl RawCall {
    /// A call with any method.
    #[must_use]
    pub fn new<P: Into<String>>(
        method: Method,
        service: Service,
        template: &'static str,
        parameters: impl IntoIterator<Item = P>,
    ) -> Self {
        Self {
            method,
            service,
            template,
            parameters: parameters.into_iter().map(Into::into).collect(),
            query: Vec::new(),
            body: None,
            scopes: Scopes::default(),
            subject: None,
            replay: None,
        }
    }

    /// A GET.
    #[must_use]
    pub fn get<P: Into<String>>(
        service: Service,
        template: &'static str,
        parameters: impl IntoIterator<Item = P>,
    ) -> Self {
        Self::new(Method::GET, service, template, parameters)
    }

    /// Adds a parameter to the query.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Carries a JSON body.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The scopes that the token must have.
    #[must_use]
    pub fn needs(mut self, scopes: impl Into<Scopes>) -> Self {
        self.scopes = scopes.into();
        self
    }

    /// When the call may be sent again: [`Replay::Never`] for anything that moves money. Otherwise
    /// GET, HEAD, PUT and DELETE are free, and others are repeated only if they were refused.
    #[must_use]
    pub fn replayed(mut self, replay: Replay) -> Self {
        self.replay = Some(replay);
        self
    }

    /// The token has to be one of this user, as the data API asks.
    #[must_use]
    pub fn for_user(mut self, user_id: impl Into<UserId>) -> Self {
        self.subject = Some(user_id.into());
        self
    }
}

impl Endpoint for RawCall {
    const NAME: &'static str = "raw";
    type Output = Value;

    fn call(&self) -> Result<Call, Error> {
        let parameters: Vec<&str> = self.parameters.iter().map(String::as_str).collect();
        let method = self.method.clone();
        let mut call = Call::new(Self::NAME, method, self.service, self.template, &parameters)?
            .needs(self.scopes.clone());
        for (name, value) in &self.query {
            call = call.query(name.clone(), value);
        }
        if let Some(user_id) = &self.subject {
            call = call.for_user(user_id.clone());
        }
        if let Some(replay) = self.replay {
            call = call.replayed(replay);
        }
        match &self.body {
            Some(body) => call.json(body),
            None => Ok(call),
        }
    }

    fn decode(&self, reply: &mut Reply<'_>) -> Result<Value, Error> {
        decode::raw(reply)
    }
}

impl std::fmt::Debug for RawCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawCall")
            .field("method", &self.method)
            .field("template", &self.template)
            .finish_non_exhaustive()
    }
}
