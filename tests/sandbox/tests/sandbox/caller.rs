//! Calls the routes as plain functions.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Request};
use moneyhub_sandbox::{Builder, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Sandbox, Service};
use serde_json::Value;

pub(crate) const ALL_SCOPES: &str = "user:create user:read user:update user:delete \
                              connection:read connection:update connection:delete";

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A service and a token for it.
pub(crate) struct Caller {
    pub(crate) service: Service,
    pub(crate) token: String,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn member(&self, name: &str) -> String {
        let value = &self.json()[name];
        value.as_str().unwrap_or("(no such text)").to_owned()
    }
}

impl Caller {
    /// With ten users and a token for everything.
    pub(crate) fn new() -> Self {
        Self::of(Sandbox::builder())
    }

    pub(crate) fn of(builder: Builder) -> Self {
        Self::scoped(builder, ALL_SCOPES)
    }

    pub(crate) fn scoped(builder: Builder, scopes: &str) -> Self {
        let mut caller = Self { service: builder.standing_clock().service(), token: String::new() };
        caller.token = caller.fetch_token(&[("scope", scopes)]);
        caller
    }

    pub(crate) fn fetch_token(&mut self, extra: &[(&str, &str)]) -> String {
        let reply = self.ask_for_token(extra);
        assert_eq!(reply.status, 200, "{:?}", reply.body);
        reply.member("access_token")
    }

    pub(crate) fn ask_for_token(&mut self, extra: &[(&str, &str)]) -> Reply {
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(extra);
        self.post_form(&basic(DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET), &form)
    }

    pub(crate) fn post_form(&mut self, authorization: &str, form: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let headers = [("authorization", authorization), ("content-type", FORM)];
        self.raw("POST", "/oidc/token", &headers, body)
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.call("GET", path)
    }

    pub(crate) fn call(&mut self, method: &str, path: &str) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        self.raw(method, path, &[("authorization", &bearer)], "")
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, body: impl Into<Bytes>) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.raw(method, path, &headers, body)
    }

    pub(crate) fn raw(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        let (head, body) = self.service.respond(request).into_parts();
        Reply { status: head.status.as_u16(), headers: head.headers, body }
    }

    pub(crate) fn user(&self, index: u64) -> String {
        self.service.user_id(index).expect("a user")
    }
}

/// `client_secret_basic` as RFC 6749 section 2.3.1 has it.
pub(crate) fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    raw_basic(&format!("{}:{}", encode(id), encode(secret)))
}

/// Any text as Basic credentials.
pub(crate) fn raw_basic(text: &str) -> String {
    format!("Basic {}", STANDARD.encode(text))
}
