//! The table of all operations: which there are, and what each wants of a call. It is that of
//! `moneyhub-reference`, which knows nothing of any client.

mod query;

use http::Method;
use moneyhub_reference::{Host, Operation, by_request, operations};
use percent_encoding::percent_decode_str;
use serde_json::Value;

pub(super) use query::check as check_query;

/// Which edition of the data API; the other hosts have one each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V2,
    V3,
    Only,
}

/// What a method and a path are.
#[derive(Debug)]
pub(super) enum Found {
    Nothing,
    /// v3 does not have it any more.
    Removed,
    /// The path is known with these methods only, in the form of an `Allow` header.
    Methods(String),
    /// With the values of the path's parameters, decoded.
    Operation(&'static Operation, Vec<String>),
}

/// Operations with routes of their own, and some that the sandbox lacks.
const ELSEWHERE: [&str; 4] = ["consents.", "oidc.", "users.", "wellknown.openid_configuration"];

const METHODS: [Method; 5] =
    [Method::DELETE, Method::GET, Method::PATCH, Method::POST, Method::PUT];

/// The operation with this method and path.
pub(super) fn find(host: Host, version: Version, method: &Method, path: &str) -> Found {
    let route = |method: &Method| {
        let found = by_request(method.as_str(), host, path)?;
        let elsewhere = ELSEWHERE.iter().any(|start| found.operation.id.starts_with(start));
        (!elsewhere).then_some(found)
    };
    let is_there = |operation: &Operation| {
        version != Version::V3 || operation.versions.iter().any(|known| known == "v3")
    };
    match route(method) {
        Some(found) if is_there(found.operation) => {
            let decoded = found.parameters.iter().map(|(_, raw)| {
                let decoded = percent_decode_str(raw).decode_utf8().ok()?;
                Some(decoded.into_owned())
            });
            match decoded.collect() {
                Some(parameters) => Found::Operation(found.operation, parameters),
                None => Found::Nothing,
            }
        }
        Some(_) => Found::Removed,
        None => {
            let known = METHODS
                .iter()
                .filter(|method| route(method).is_some_and(|found| is_there(found.operation)));
            let known: Vec<&str> = known.map(Method::as_str).collect();
            if known.is_empty() { Found::Nothing } else { Found::Methods(known.join(", ")) }
        }
    }
}

/// Every scope that opens an operation or a part of one.
pub(crate) fn scopes() -> impl Iterator<Item = &'static str> {
    operations()
        .iter()
        .map(|operation| &operation.scopes)
        .flat_map(|scopes| {
            let optional = scopes.optional.iter().map(|optional| &optional.scope);
            scopes.required.iter().chain(scopes.one_of.iter().flatten()).chain(optional)
        })
        .map(String::as_str)
}

/// What to ask a token for, in the form of a `scope`.
pub(super) fn wanted(operation: &Operation) -> String {
    let choices = operation.scopes.one_of.iter().filter_map(|choice| choice.first());
    let all: Vec<&str> =
        operation.scopes.required.iter().chain(choices).map(String::as_str).collect();
    all.join(" ")
}

/// What is wrong with a JSON body.
pub(super) fn check_body(operation: &Operation, body: &Value) -> Result<(), String> {
    let schema = operation.body.as_ref().map(|body| body.schema);
    match schema.map(|schema| schema.failures(body)).unwrap_or_default().first() {
        Some(failure) => Err(failure.to_string()),
        None => Ok(()),
    }
}
