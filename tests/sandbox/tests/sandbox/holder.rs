//! Calls the data host as the owner of some accounts.

use bytes::Bytes;
use http::Request;
use moneyhub_sandbox::{Builder, Sandbox};
use serde_json::Value;

use crate::caller::{Caller, Reply};

pub(crate) const DATA_SCOPES: &str = "accounts:read accounts:write:all transactions:read:all \
    transactions:write:all standing_orders:read statements_basic:read categories:read \
    categories:write";

/// A caller whose token is bound to the first user.
pub(crate) struct Holder {
    pub(crate) caller: Caller,
    pub(crate) user: String,
}

impl Holder {
    pub(crate) fn new() -> Self {
        Self::of(Sandbox::builder())
    }

    pub(crate) fn of(builder: Builder) -> Self {
        Self::scoped(builder, DATA_SCOPES)
    }

    pub(crate) fn scoped(builder: Builder, scopes: &str) -> Self {
        let mut caller = Caller::of(builder);
        let user = caller.user(0);
        caller.token = caller.fetch_token(&[("scope", scopes), ("sub", &user)]);
        Self { caller, user }
    }

    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.call("GET", path, &[], "")
    }

    /// A JSON answer that must be a success.
    pub(crate) fn read(&mut self, path: &str) -> Value {
        let reply = self.get(path);
        assert_eq!(reply.status, 200, "{path}: {:?}", reply.body);
        reply.json()
    }

    pub(crate) fn items(&mut self, path: &str) -> Vec<Value> {
        self.read(path)["data"].as_array().cloned().unwrap_or_default()
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, body: &Value) -> Reply {
        self.call(method, path, &[("content-type", "application/json")], body.to_string())
    }

    pub(crate) fn delete(&mut self, path: &str) -> u16 {
        self.call("DELETE", path, &[], "").status
    }

    /// With the token; at the v3 data host unless the path begins with another base.
    pub(crate) fn call(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let bearer = format!("Bearer {}", self.caller.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        self.raw(method, path, &all, body)
    }

    pub(crate) fn raw(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let based = ["/v2", "/v3", "/caas", "/osip", "/files", "http"];
        let based = based.iter().any(|base| path.starts_with(base));
        let path = if based { path.to_owned() } else { format!("/v3{path}") };
        let mut request = Request::builder().method(method).uri(path).header("host", "data.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        let (head, body) = self.caller.service.respond_data(request).into_parts();
        Reply { status: head.status.as_u16(), headers: head.headers, body }
    }

    /// The id of the first account of this type.
    pub(crate) fn account(&mut self, kind: &str) -> String {
        let accounts = self.items("/accounts?limit=1000&offset=0");
        let found = accounts.iter().find(|account| account["type"] == kind);
        text(found.unwrap_or_else(|| panic!("no account of type {kind}")), "id")
    }

    /// The id of a transaction, by its place in the list.
    pub(crate) fn transaction(&mut self, place: usize) -> String {
        let page = self.items(&format!("/transactions?limit=1&offset={place}"));
        text(&page[0], "id")
    }
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or("(no such text)").to_owned()
}

pub(crate) fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| text(item, "id")).collect()
}
