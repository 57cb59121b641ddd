//! A call of an operation of the table, after every check that the table allows: token and scopes,
//! query, body.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use moneyhub_reference::Operation;
use serde::Serialize;
use serde_json::{Value, json};

use super::Service;
use super::answer::{self, Answer, bad_request};
use super::grants::Grant;
use super::table::Version;
use crate::population::UserIndex;

pub(super) type Outcome = Result<Answer, Box<Answer>>;

/// Moneyhub's documentation does not state the default page size of the data API.
const DEFAULT_LIMIT: u64 = 100;

/// The arguments of a handler.
pub(super) struct Call<'a> {
    pub(super) operation: &'static Operation,
    pub(super) version: Version,
    pub(super) path_parameters: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
    /// The body of an operation that takes JSON.
    pub(super) json: Value,
    pub(super) grant: Option<Arc<Grant>>,
    /// The URL up to the path of the operation.
    pub(super) base: String,
    /// The path of the operation.
    pub(super) path: &'a str,
    /// The scopes of the token.
    pub(super) scopes: BTreeSet<String>,
}

impl Call<'_> {
    pub(super) fn path_parameter(&self, place: usize) -> &str {
        self.path_parameters.get(place).map_or("", String::as_str)
    }

    /// The value of a query parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of one that may be repeated.
    pub(super) fn texts<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.text(name).map(|value| value == "true")
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.text(name).and_then(|value| value.parse().ok())
    }

    /// A member of the body that is a string.
    pub(super) fn member(&self, name: &str) -> Option<&str> {
        self.json.get(name).and_then(Value::as_str)
    }

    pub(super) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }

    pub(super) fn subject(&self) -> Option<&str> {
        self.grant.as_ref().and_then(|grant| grant.subject.as_deref())
    }

    /// Removes members that need scopes that the token lacks.
    pub(super) fn strip(&self, data: &mut Value) {
        let locked =
            self.operation.scopes.optional.iter().filter(|one| !self.has_scope(&one.scope));
        for path in locked.flat_map(|one| &one.unlocks) {
            if let Some(path) = path.strip_prefix("data.") {
                remove(data, path);
            }
        }
    }

    /// The success status: the first in the table.
    pub(super) fn status(&self) -> StatusCode {
        let status = self.operation.reply.statuses.first();
        status.and_then(|status| StatusCode::from_u16(*status).ok()).unwrap_or(StatusCode::OK)
    }

    fn url(&self, query: &[(String, String)]) -> String {
        let mut url = format!("{}{}", self.base, self.path);
        if !query.is_empty() {
            let mut form = form_urlencoded::Serializer::new(String::new());
            url.push('?');
            url.push_str(&form.extend_pairs(query).finish());
        }
        url
    }

    fn url_of_page(&self, page: Page, offset: u64) -> String {
        let mut query: Vec<(String, String)> = self.query.clone();
        query.retain(|(name, _)| name != "limit" && name != "offset");
        query.push(("limit".to_owned(), page.limit.to_string()));
        query.push(("offset".to_owned(), offset.to_string()));
        self.url(&query)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) limit: u64,
    pub(super) offset: u64,
}

#[derive(Serialize)]
struct Envelope<T> {
    data: T,
    #[serde(skip_serializing_if = "Value::is_null")]
    links: Value,
    meta: Value,
}

impl Service {
    pub(super) fn user_of(&self, call: &Call<'_>) -> Result<UserIndex, Box<Answer>> {
        let user = call.subject().and_then(|id| self.population.find_user(id));
        user.ok_or_else(|| Box::new(bad_request("the token is not bound to a user")))
    }

    pub(super) fn page(&self, call: &Call<'_>) -> Page {
        let limit = call.number("limit").unwrap_or(DEFAULT_LIMIT);
        let limit = self.settings.limit_cap.map_or(limit, |cap| limit.min(cap));
        Page { limit, offset: call.number("offset").unwrap_or(0) }
    }

    /// `{data, links, meta}` with the status of the table.
    pub(super) fn single(&mut self, call: &Call<'_>, data: &impl Serialize) -> Answer {
        let links = json!({"self": call.url(&call.query)});
        self.envelope(call, data, links, json!({}))
    }

    /// `{data, meta}`: thresholds and the sync have no links.
    pub(super) fn without_links(&mut self, call: &Call<'_>, data: &impl Serialize) -> Answer {
        self.envelope(call, data, Value::Null, json!({}))
    }

    /// A page of known items, and whether there are more.
    pub(super) fn paged<T: Serialize>(
        &mut self,
        call: &Call<'_>,
        page: Page,
        (items, more): (Vec<T>, bool),
    ) -> Answer {
        let mut links = json!({"self": call.url_of_page(page, page.offset)});
        if more {
            links["next"] = json!(call.url_of_page(page, page.offset + page.limit));
        }
        if let Some(before) = page.offset.checked_sub(1) {
            let before = (before + 1).saturating_sub(page.limit);
            links["prev"] = json!(call.url_of_page(page, before));
        }
        self.envelope(call, &items, links, json!({}))
    }

    /// One page of a complete list.
    pub(super) fn page_of<T: Serialize>(&mut self, call: &Call<'_>, items: Vec<T>) -> Answer {
        let page = self.page(call);
        let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let more = items.len() as u64 > page.offset.saturating_add(page.limit);
        let items = items.into_iter().skip(size(page.offset)).take(size(page.limit)).collect();
        // An empty page has no next one.
        self.paged(call, page, (items, more && page.limit > 0))
    }

    /// No items, only their number in `meta`.
    pub(super) fn counted(&mut self, call: &Call<'_>, count: u64) -> Answer {
        let links = json!({"self": call.url(&call.query)});
        self.envelope(call, &json!([]), links, json!({"count": count}))
    }

    pub(super) fn envelope(
        &mut self,
        call: &Call<'_>,
        data: &impl Serialize,
        links: Value,
        mut meta: Value,
    ) -> Answer {
        meta["correlationId"] = json!(self.correlation_id());
        answer::json(call.status(), &Envelope { data, links, meta })
    }
}

/// The origin that a request names.
pub(super) fn origin(head: &Parts) -> String {
    let host = head.headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
    match (head.uri.scheme_str(), head.uri.authority(), host) {
        (Some(scheme), Some(authority), _) => format!("{scheme}://{authority}"),
        (_, _, Some(host)) => format!("http://{host}"),
        _ => "http://sandbox.invalid".to_owned(),
    }
}

/// Removes a member from an object, or from every object of an array.
fn remove(data: &mut Value, path: &str) {
    if let Value::Array(items) = data {
        items.iter_mut().for_each(|item| remove(item, path));
        return;
    }
    let Value::Object(members) = data else {
        return;
    };
    match path.split_once('.') {
        None => {
            members.remove(path);
        }
        Some((name, rest)) => {
            if let Some(member) = members.get_mut(name) {
                remove(member, rest);
            }
        }
    }
}
