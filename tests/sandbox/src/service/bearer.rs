//! Authorisation: bearer tokens (RFC 6750), and the scope of each route.

use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::Service;
use super::answer::{self, Answer, challenge, failure, failure_body};
use super::grants::Grant;
use super::route::Scopes;
use crate::mix::{mix128, uuid};

const KIND_CORRELATION: u64 = 5;

impl Service {
    /// The grant of the request's token, or a 401.
    pub(super) fn bearer(&self, headers: &HeaderMap) -> Result<Arc<Grant>, Box<Answer>> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            // RFC 6750 section 3.1: no error code when there was no attempt.
            let answer = failure(StatusCode::UNAUTHORIZED, "access token is missing");
            return Err(Box::new(challenge(answer, "Bearer")));
        };
        if values.next().is_some() {
            return Err(unauthorised("more than one Authorization header"));
        }
        let token = bearer_token(value.as_bytes())
            .ok_or_else(|| unauthorised("the Authorization header must be Bearer and a token"))?;
        let grant = self.grants.find(token).ok_or_else(|| unauthorised("token is unknown"))?;
        if grant.expires_millis <= self.clock.now_millis() {
            return Err(unauthorised("token expired"));
        }
        if let Some(user) = &grant.subject
            && self.population.find_user(user).is_none()
        {
            return Err(unauthorised("the user of this token was deleted"));
        }
        Ok(grant)
    }

    /// The 403 of a token that lacks the scope. Users are managed with tokens of the client itself:
    /// one that is bound to a user (`sub`) is refused as well.
    pub(super) fn authorise(&mut self, grant: &Grant, needed: Scopes) -> Result<(), Box<Answer>> {
        if grant.subject.is_some() {
            return Err(self.forbidden("the token is bound to a user", needed.today));
        }
        let accepted =
            self.client(&grant.client_id).is_some_and(|client| client.user_scopes_accepted);
        let legacy = accepted && grant.scopes.contains(needed.legacy);
        if legacy || grant.scopes.contains(needed.today) {
            return Ok(());
        }
        Err(self.forbidden("insufficient scope", needed.today))
    }

    pub(super) fn forbidden(&mut self, message: &str, scope: &str) -> Box<Answer> {
        let mut body = failure_body(StatusCode::FORBIDDEN, message);
        body["correlationId"] = json!(self.correlation_id());
        let answer = answer::json(StatusCode::FORBIDDEN, &body);
        let text = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
        Box::new(challenge(answer, &text))
    }

    pub(super) fn correlation_id(&mut self) -> String {
        self.correlations += 1;
        uuid(mix128(KIND_CORRELATION, self.correlations, 0))
    }
}

/// The scheme in any case (RFC 9110 section 11.1), one space, and a `b64token` (RFC 6750 section
/// 2.1).
fn bearer_token(value: &[u8]) -> Option<&str> {
    let (scheme, token) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    let in_token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    let well_formed = !token.is_empty() && token.bytes().all(in_token);
    (scheme.eq_ignore_ascii_case("bearer") && well_formed).then_some(token)
}

fn unauthorised(message: &str) -> Box<Answer> {
    let answer = failure(StatusCode::UNAUTHORIZED, message);
    let text = format!("Bearer error=\"invalid_token\", error_description=\"{message}\"");
    Box::new(challenge(answer, &text))
}
