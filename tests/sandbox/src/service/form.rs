//! Forms, and the refusals of form endpoints.

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use super::answer::{Answer, oauth_failure};
use super::media_type;

/// Parameters of a form or a query. Values are never empty.
pub(super) type Parameters = BTreeMap<String, String>;

/// The parameters of a form body.
pub(super) fn form(head: &Parts, body: &[u8]) -> Result<Parameters, Box<Answer>> {
    if media_type(&head.headers, CONTENT_TYPE).as_deref()
        != Some("application/x-www-form-urlencoded")
    {
        return Err(invalid_request("the body must be application/x-www-form-urlencoded"));
    }
    parameters(body).map_err(|problem| invalid_request(&problem))
}

/// RFC 6749 sections 3.1 and 3.2: a parameter without a value counts as absent, repeated ones are
/// refused, and unknown ones are ignored.
pub(super) fn parameters(encoded: &[u8]) -> Result<Parameters, String> {
    let mut form = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(encoded) {
        let repeated = form.insert(name.clone().into_owned(), value.into_owned());
        if repeated.is_some() {
            return Err(format!("duplicate parameter: {name}"));
        }
    }
    form.retain(|_, value| !value.is_empty());
    Ok(form)
}

/// The value of a required parameter.
pub(super) fn required<'a>(form: &'a Parameters, name: &str) -> Result<&'a str, Box<Answer>> {
    match form.get(name) {
        Some(value) => Ok(value),
        None => Err(invalid_request(&format!("missing required parameter: {name}"))),
    }
}

pub(super) fn invalid_request(description: &str) -> Box<Answer> {
    refuse("invalid_request", description)
}

pub(super) fn invalid_grant(description: &str) -> Box<Answer> {
    refuse("invalid_grant", description)
}

pub(super) fn refuse(error: &str, description: &str) -> Box<Answer> {
    Box::new(oauth_failure(StatusCode::BAD_REQUEST, error, description))
}
