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
        let keep = self.keep(request.bytes, expires_millis);
        let pushed = Pushed { request, expires_millis, interaction: None };
        self.identity.pushed.put(uri.clone(), pushed, keep);
        Ok(answer::json(
            self.settings.pushed_status,
            &json!({"request_uri": uri, "expires_in": LIFETIME_SECONDS}),
        ))
    }

    /// The request behind a request_uri, once. `client_id` is the one beside it.
    pub(super) fn redeem(
        &mut self,
        client_id: Option<&str>,
        uri: &str,
    ) -> Result<AuthorizationRequest, Rejection> {
        let refuse =
            || Rejection::new("invalid_request_uri", "request_uri is unknown, used or expired");
        let found = self.identity.pushed.find(uri).ok_or_else(refuse)?;
        if client_id.is_some_and(|id| found.request.client_id != id) {
            return Err(Rejection::new(
                "invalid_request",
                "client_id is not the one that pushed the request",
            ));
        }
        if found.expires_millis <= self.clock.now_millis() || found.interaction.is_some() {
            return Err(refuse());
        }
        Ok(found.request.clone())
    }

    /// The consent page that a request_uri has opened, where it still waits: a browser that
    /// reloads it sees it again.
    pub(super) fn reopened(&self, uri: &str) -> Option<String> {
        let interaction = self.identity.pushed.find(uri)?.interaction.as_ref()?;
        let waits = self.identity.interactions.find(interaction)?;
        (waits.expires_millis > self.clock.now_millis()).then(|| interaction.clone())
    }
}
