//! `POST /oidc/request`: pushed authorisation requests (RFC 9126). And `POST /request`, which
//! Moneyhub had before them.

use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use serde_json::json;

use super::answer::{self, Answer, with_header};
use super::authorization::{AuthorizationRequest, Channel, Rejection};
use super::form::{Parameters, form, invalid_request, refuse};
use super::identity::Pushed;
use super::{Service, media_type};
use crate::jose::Jwt;

const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// What a request_uri of `POST /request` begins with.
const OLDER_PREFIX: &str = "urn:x-mh-request:";

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
        self.put_pushed(uri.clone(), request);
        Ok(answer::json(
            self.settings.pushed_status,
            &json!({"request_uri": uri, "expires_in": LIFETIME_SECONDS}),
        ))
    }

    fn put_pushed(&mut self, uri: String, request: AuthorizationRequest) {
        let expires_millis = self.clock.seconds_ahead(LIFETIME_SECONDS);
        let keep = self.keep(request.bytes, expires_millis);
        let pushed = Pushed { request, expires_millis, interaction: None };
        self.identity.pushed.put(uri, pushed, keep);
    }

    /// `POST /request`: the body is a request object, and the answer is the request_uri as text.
    /// The client does not authenticate: the object names it and is signed by it (Moneyhub
    /// documentation of 2020, "Payments"; the official Node client still does so for payments).
    pub(super) fn push_request_object(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let answer = self.pushed_object(head, body).unwrap_or_else(|refusal| *refusal);
        with_header(answer, CACHE_CONTROL, "no-store")
    }

    fn pushed_object(&mut self, head: &Parts, body: &Bytes) -> Result<Answer, Box<Answer>> {
        if media_type(&head.headers, CONTENT_TYPE).as_deref() != Some("application/jws") {
            return Err(invalid_request("the body must be application/jws"));
        }
        let not_an_object = |problem: &str| {
            let description = format!("the request object is refused: {problem}");
            refuse("invalid_request_object", &description)
        };
        let object = str::from_utf8(body).map_err(|_| not_an_object("it is not a JWT"))?;
        let jwt = Jwt::parse(object).map_err(not_an_object)?;
        let client = jwt.text("client_id").and_then(|id| self.client(id));
        let client =
            client.ok_or_else(|| refuse("invalid_client", "client_id is not registered"))?;
        let parameters = Parameters::from([("request".to_owned(), object.to_owned())]);
        let request = self
            .read_authorization_request(&client, parameters, Channel::Pushed)
            .map_err(|rejection| refuse(rejection.error, &rejection.description))?;
        let uri = format!("{OLDER_PREFIX}{}", self.identity.id());
        self.put_pushed(uri.clone(), request);
        Ok(answer::text(StatusCode::CREATED, uri))
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
