//! `POST /oidc/request`: pushed authorisation requests (RFC 9126).

use bytes::Bytes;
use http::header::CACHE_CONTROL;
use http::request::Parts;
use serde_json::json;

use super::Service;
use super::answer::{self, Answer, with_header};
use super::authorization::{AuthorizationRequest, Channel, Rejection};
use super::form::{form, invalid_request, refuse};
use super::identity::Pushed;

const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// How long a request_uri lives.
const LIFETIME_SECONDS: i64 = 60;

impl Service {
    pub(super) fn push(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let answer = self.pushed(head, body).unwrap_or_else(|refusal| *refusal);
        with_header(answer, CACHE_CONTROL, "no-store")
    }

    fn pushed(&mut self, head: &Parts, body: &Bytes) -> Result<Answer, Box<Answer>> {
        let form = form(head, body)?;
        let client = self.authenticate_client(&head.headers, &form, "/request")?;
        // It is a parameter of the request, whatever the header says. With an assertion it may
        // seem to be said already; it is not.
        if form.get("client_id") != Some(&client.id) {
            return Err(invalid_request("missing required parameter: client_id"));
        }
        if form.contains_key("request_uri") {
            return Err(invalid_request("request_uri cannot be pushed"));
        }
        let request = self
            .read_authorization_request(&client, form, Channel::Pushed)
            .map_err(|rejection| refuse(rejection.error, &rejection.description))?;
        let uri = format!("{PREFIX}{}", self.identity.secret());
        let expires_millis = self.clock.seconds_ahead(LIFETIME_SECONDS);
        self.identity.pushed.put(uri.clone(), Pushed { request, expires_millis });
        Ok(answer::json(
            self.settings.pushed_status,
            &json!({"request_uri": uri, "expires_in": LIFETIME_SECONDS}),
        ))
    }

    /// The request behind a request_uri, once.
    pub(super) fn redeem(
        &mut self,
        client_id: &str,
        uri: &str,
    ) -> Result<AuthorizationRequest, Rejection> {
        let refuse =
            || Rejection::new("invalid_request_uri", "request_uri is unknown, used or expired");
        let found = self.identity.pushed.find(uri).ok_or_else(refuse)?;
        if found.request.client_id != client_id {
            return Err(Rejection::new(
                "invalid_request",
                "client_id is not the one that pushed the request",
            ));
        }
        let pushed = self.identity.pushed.take(uri).ok_or_else(refuse)?;
        if pushed.expires_millis <= self.clock.now_millis() {
            return Err(refuse());
        }
        Ok(pushed.request)
    }
}
