//! `POST /oidc/token`: one endpoint, four grants.

mod assertion;
mod code;
mod refresh;

use std::collections::BTreeSet;

use bytes::Bytes;
use http::StatusCode;
use http::header::CACHE_CONTROL;
use http::request::Parts;
use serde_json::json;

use super::Service;
use super::answer::{self, Answer, with_header};
use super::approval::Bound;
use super::authorization::is_for_sign_in;
use super::form::{Parameters, form, invalid_grant, refuse, required};
use super::grants::Grant;
use super::identity::SignIn;
use crate::client::Client;
use crate::clock::millis;

/// RFC 7523 section 2.1.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Only one of these may be in a token (Moneyhub documentation of 2020, "Scopes").
const TRANSACTION_READS: [&str; 3] =
    ["transactions:read:all", "transactions:read:in", "transactions:read:out"];

type Outcome = Result<Answer, Box<Answer>>;

impl Service {
    /// RFC 6749 section 5.1: an answer with a token must not be stored by anybody on the way; an
    /// error is not stored either.
    pub(super) fn token(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let answer = self.token_answer(head, body).unwrap_or_else(|refusal| *refusal);
        with_header(answer, CACHE_CONTROL, "no-store")
    }

    fn token_answer(&mut self, head: &Parts, body: &Bytes) -> Outcome {
        let form = form(head, body)?;
        let client = self.authenticate_client(&head.headers, &form, "/token")?;
        match required(&form, "grant_type")? {
            "client_credentials" => self.client_credentials(&client, &form),
            "authorization_code" => self.exchange_code(&client, &form),
            "refresh_token" => self.refresh(&client, &form),
            JWT_BEARER => self.exchange_assertion(&client, &form),
            _ => Err(refuse("unsupported_grant_type", "grant_type is not known")),
        }
    }

    /// RFC 6749 section 4.4, with Moneyhub's `sub` for the data of one user.
    fn client_credentials(&mut self, client: &Client, form: &Parameters) -> Outcome {
        if client.is_public() {
            return Err(refuse("unauthorized_client", "a public client has no credentials"));
        }
        let scope = required(form, "scope")?;
        let scopes = granted_scopes(client, scope)?;
        if let Some(user) = form.get("sub")
            && self.population.find_user(user).is_none()
        {
            return Err(invalid_grant("sub names no user of this client"));
        }
        let subject = form.get("sub").cloned();
        let token = self.access_token(client, scopes, subject, None);
        Ok(self.token_set(&token, scope, &[]))
    }

    fn access_token(
        &mut self,
        client: &Client,
        scopes: BTreeSet<String>,
        subject: Option<String>,
        family: Option<u64>,
    ) -> String {
        let now = self.clock.now_millis();
        self.grants.issue(Grant {
            client_id: client.id.clone(),
            scopes,
            subject,
            issued_millis: now,
            expires_millis: now.saturating_add(millis(self.settings.token_lifetime)),
            family,
        })
    }

    /// The access token and the id_token of a sign-in.
    fn signed_in(
        &mut self,
        client: &Client,
        sign_in: &SignIn,
        scope: &str,
        nonce: Option<&str>,
        refresh_token: Option<String>,
    ) -> Answer {
        let scopes: BTreeSet<String> = scope.split(' ').map(str::to_owned).collect();
        let with_id_token = scopes.contains("openid");
        let family = Some(sign_in.family);
        let token = self.access_token(client, scopes, Some(sign_in.sub.clone()), family);
        let bound = Bound { access_token: Some(&token), nonce, ..Bound::default() };
        let id_token = with_id_token.then(|| self.id_token(sign_in, &bound));
        let extra = [("id_token", id_token), ("refresh_token", refresh_token)];
        self.token_set(&token, scope, &extra)
    }

    fn token_set(&self, token: &str, scope: &str, extra: &[(&str, Option<String>)]) -> Answer {
        let mut members = json!({
            "access_token": token,
            "expires_in": self.settings.token_lifetime.as_secs(),
            "token_type": "Bearer",
            "scope": scope,
        });
        for (name, value) in extra {
            if let Some(value) = value {
                members[*name] = json!(value);
            }
        }
        answer::json(StatusCode::OK, &members)
    }
}

/// RFC 6749 section 3.3: names separated by single spaces.
fn granted_scopes(client: &Client, text: &str) -> Result<BTreeSet<String>, Box<Answer>> {
    let scopes: BTreeSet<String> = text.split(' ').map(String::from).collect();
    // It is for both: the consent of the user, and each payment under it.
    let for_both = |name: &str| name == "recurring_payment:create";
    let allowed =
        |name: &&String| client.scopes.contains(*name) && (!is_for_sign_in(name) || for_both(name));
    if let Some(refused) = scopes.iter().find(|name| !allowed(name)) {
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
