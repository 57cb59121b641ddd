//! Introspection (RFC 7662) and revocation (RFC 7009).

use bytes::Bytes;
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::Service;
use super::answer::{self, Answer, with_header};
use super::form::{form, invalid_request, required};
use crate::clock::MILLIS_PER_SECOND;

impl Service {
    pub(super) fn introspect(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let answer = self.introspected(head, body).unwrap_or_else(|refusal| *refusal);
        with_header(answer, CACHE_CONTROL, "no-store")
    }

    pub(super) fn revoke(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let answer = self.revoked(head, body).unwrap_or_else(|refusal| *refusal);
        with_header(answer, CACHE_CONTROL, "no-store")
    }

    /// Unknown, expired and other clients' tokens are only reported as inactive.
    fn introspected(&mut self, head: &Parts, body: &Bytes) -> Result<Answer, Box<Answer>> {
        let form = form(head, body)?;
        let client = self.authenticate_client(&head.headers, &form, "/token/introspection")?;
        let token = required(&form, "token")?;
        let told = self.access_told(&client.id, token);
        let told = told.or_else(|| self.refresh_told(&client.id, token));
        let told = told.unwrap_or_else(|| json!({"active": false}));
        Ok(answer::json(StatusCode::OK, &told))
    }

    fn access_told(&self, client_id: &str, token: &str) -> Option<Value> {
        let grant = self.grants.find(token)?;
        let alive = grant.expires_millis > self.clock.now_millis();
        let known = |user: &String| self.population.find_user(user).is_some();
        if grant.client_id != client_id || !alive || !grant.subject.as_ref().is_none_or(known) {
            return None;
        }
        let scopes: Vec<&str> = grant.scopes.iter().map(String::as_str).collect();
        let mut told = json!({
            "active": true,
            "client_id": grant.client_id,
            "scope": scopes.join(" "),
            "token_type": "Bearer",
            "iat": grant.issued_millis.div_euclid(MILLIS_PER_SECOND),
            "exp": grant.expires_millis.div_euclid(MILLIS_PER_SECOND),
            "iss": self.issuer(),
        });
        if let Some(user) = &grant.subject {
            told["sub"] = json!(user);
        }
        Some(told)
    }

    fn refresh_told(&self, client_id: &str, token: &str) -> Option<Value> {
        let refresh = self.identity.refresh_tokens.find(token)?;
        let sign_in = &refresh.sign_in;
        let alive = refresh.expires_millis > self.clock.now_millis() && !refresh.replaced;
        let known = self.population.find_user(&sign_in.sub).is_some();
        (sign_in.client_id == client_id && alive && known).then(|| {
            json!({
                "active": true,
                "client_id": sign_in.client_id,
                "scope": sign_in.scope,
                "iat": refresh.issued_millis.div_euclid(MILLIS_PER_SECOND),
                "exp": refresh.expires_millis.div_euclid(MILLIS_PER_SECOND),
                "iss": self.issuer(),
                "sub": sign_in.sub,
            })
        })
    }

    /// 200 with an empty body, even for an unknown token (RFC 7009 section 2.2). Revoking a refresh
    /// token ends the access tokens that came with it.
    fn revoked(&mut self, head: &Parts, body: &Bytes) -> Result<Answer, Box<Answer>> {
        let form = form(head, body)?;
        let client = self.authenticate_client(&head.headers, &form, "/token/revocation")?;
        let token = required(&form, "token")?;
        let foreign = || invalid_request("the token was issued to another client");
        if let Some(grant) = self.grants.find(token) {
            if grant.client_id != client.id {
                return Err(foreign());
            }
            self.grants.revoke(token);
        } else if let Some(refresh) = self.identity.refresh_tokens.find(token) {
            if refresh.sign_in.client_id != client.id {
                return Err(foreign());
            }
            let family = refresh.sign_in.family;
            self.revoke_family(family);
        }
        Ok(Response::new(Bytes::new()))
    }
}
