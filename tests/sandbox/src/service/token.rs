//! `POST /oidc/token`: client authentication and the client credentials grant.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::answer::{self, Answer, challenge, oauth_failure, with_header};
use super::grants::Grant;
use super::{Service, media_type};
use crate::clock::millis;

/// The one grant that is known (RFC 6749 section 4.4).
const CLIENT_CREDENTIALS: &str = "client_credentials";

/// Only one of these may be in a token (Moneyhub documentation of 2020, "Scopes").
const TRANSACTION_READS: [&str; 3] =
    ["transactions:read:all", "transactions:read:in", "transactions:read:out"];

impl Service {
    /// RFC 6749 section 5.1: an answer with a token must not be stored by anybody on the way; an
    /// error is not stored either.
    pub(super) fn token(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let answer = match self.token_answer(head, body) {
            Ok(answer) => answer,
            Err(refusal) => *refusal,
        };
        with_header(answer, CACHE_CONTROL, "no-store")
    }

    fn token_answer(&mut self, head: &Parts, body: &Bytes) -> Result<Answer, Box<Answer>> {
        if media_type(&head.headers, CONTENT_TYPE).as_deref()
            != Some("application/x-www-form-urlencoded")
        {
            return Err(invalid_request("the body must be application/x-www-form-urlencoded"));
        }
        let form = parameters(body)?;
        self.authenticate_client(&head.headers, &form)?;
        match form.get("grant_type").map(String::as_str) {
            Some(CLIENT_CREDENTIALS) => {}
            Some(_) => {
                return Err(refuse(
                    "unsupported_grant_type",
                    "the sandbox knows the client_credentials grant only",
                ));
            }
            None => return Err(invalid_request("missing required parameter: grant_type")),
        }
        let Some(scope) = form.get("scope") else {
            return Err(invalid_request("missing required parameter: scope"));
        };
        let scopes = self.granted_scopes(scope)?;
        if let Some(user) = form.get("sub")
            && self.population.find_user(user).is_none()
        {
            return Err(refuse("invalid_grant", "sub names no user of this client"));
        }
        let lifetime = self.settings.token_lifetime;
        let granted = scope.clone();
        let token = self.grants.issue(Grant {
            scopes,
            subject: form.get("sub").cloned(),
            expires_millis: self.clock.now_millis().saturating_add(millis(lifetime)),
        });
        Ok(answer::json(
            StatusCode::OK,
            &json!({
                "access_token": token,
                "expires_in": lifetime.as_secs(),
                "token_type": "Bearer",
                "scope": granted,
            }),
        ))
    }

    /// `client_secret_basic` (RFC 6749 section 2.3.1). The method `client_secret_post` is not in
    /// Moneyhub's discovery document and is refused.
    fn authenticate_client(
        &self,
        headers: &HeaderMap,
        form: &BTreeMap<String, String>,
    ) -> Result<(), Box<Answer>> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let Some(authorization) = values.next() else {
            return Err(Box::new(oauth_failure(
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "client authentication is missing; the sandbox knows client_secret_basic only",
            )));
        };
        if values.next().is_some() {
            return Err(invalid_request("more than one Authorization header"));
        }
        // RFC 6749 section 2.3: no more than one method of authentication in a request.
        if form.contains_key("client_secret") || form.contains_key("client_assertion") {
            return Err(invalid_request("more than one client authentication method"));
        }
        let Some((id, secret)) = basic_credentials(authorization.as_bytes()) else {
            return Err(invalid_request(
                "the Authorization header must be Basic, with form-encoded id and secret in base64",
            ));
        };
        if form.get("client_id").is_some_and(|other| *other != id) {
            return Err(invalid_request("client_id differs from the authenticated client"));
        }
        if id == self.settings.client_id && secret == self.settings.client_secret {
            return Ok(());
        }
        let refusal = oauth_failure(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "client authentication failed",
        );
        // RFC 6749 section 5.2: with the scheme that was used, only when a header was sent.
        let realm = "Basic realm=\"moneyhub sandbox\"";
        Err(Box::new(challenge(refusal, realm)))
    }

    /// RFC 6749 section 3.3: names separated by single spaces.
    fn granted_scopes(&self, text: &str) -> Result<BTreeSet<String>, Box<Answer>> {
        let scopes: BTreeSet<String> = text.split(' ').map(String::from).collect();
        if let Some(refused) = scopes.difference(&self.settings.scopes).next() {
            return Err(Box::new(answer::json(
                StatusCode::BAD_REQUEST,
                &json!({
                    "error": "invalid_scope",
                    "error_description": "requested scope is not allowed",
                    "scope": refused,
                }),
            )));
        }
        let reads = TRANSACTION_READS.iter().filter(|read| scopes.contains(**read));
        if reads.count() > 1 {
            return Err(refuse(
                "invalid_scope",
                "only one of the transactions:read scopes may be requested",
            ));
        }
        Ok(scopes)
    }
}

/// RFC 6749 section 3.2: a parameter without a value counts as left out, none may be repeated,
/// and unknown ones are ignored.
fn parameters(body: &[u8]) -> Result<BTreeMap<String, String>, Box<Answer>> {
    let mut form = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        let repeated = form.insert(name.clone().into_owned(), value.into_owned());
        if repeated.is_some() {
            return Err(invalid_request(&format!("duplicate parameter: {name}")));
        }
    }
    form.retain(|_, value| !value.is_empty());
    Ok(form)
}

/// Both parts are form-encoded before they are joined by a colon and put in base64.
fn basic_credentials(header: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(header).ok()?;
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let joined = String::from_utf8(STANDARD.decode(encoded.trim_start()).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    Some((form_decode(id)?, form_decode(secret)?))
}

/// A plus is a space, `%XX` is a byte; anything else after a percent sign is a mistake.
fn form_decode(text: &str) -> Option<String> {
    let well_formed = text.split('%').skip(1).all(|after| {
        let hex = after.as_bytes();
        hex.len() >= 2 && hex[..2].iter().all(u8::is_ascii_hexdigit)
    });
    if !well_formed {
        return None;
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    Some(decoded.ok()?.into_owned())
}

fn invalid_request(description: &str) -> Box<Answer> {
    refuse("invalid_request", description)
}

fn refuse(error: &str, description: &str) -> Box<Answer> {
    Box::new(oauth_failure(StatusCode::BAD_REQUEST, error, description))
}
