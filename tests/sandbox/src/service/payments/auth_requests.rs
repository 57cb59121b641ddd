//! Authorisation requests: like a sign-in, but the client needs no browser. The user goes to the
//! bank by the `authUrl`, and the client passes on what came back. One without a `redirectUri` is
//! decoupled: the user decides elsewhere, and the client polls its status.

use serde_json::{Value, json};

use super::super::Service;
use super::super::answer::{Answer, bad_request};
use super::super::authorization::{AuthorizationRequest, Purpose};
use super::super::call::{Call, Outcome};
use super::attempt::{Stage, bank_failed};
use super::{PaymentKind, client_of, missing, one, refused};
use crate::clock::rfc3339;
use crate::population::bank_of;

#[derive(Debug)]
pub(super) struct AuthRequest {
    pub(super) id: String,
    pub(super) client_id: String,
    pub(super) request: AuthorizationRequest,
    /// The redirect URI; none if it is decoupled.
    pub(super) redirect_uri: Option<String>,
    created_millis: i64,
    user: Option<String>,
    pub(super) attempt: Option<String>,
    /// The code that the bank has given to the user.
    pub(super) code: Option<String>,
    connection_id: Option<String>,
    pub(super) status: Status,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Pending,
    Complete,
    Error,
}

impl AuthRequest {
    fn shown(&self, is_payment: bool) -> Value {
        let mut shown = json!({
            "id": self.id,
            "createdAt": rfc3339(self.created_millis),
            "scope": self.request.scope,
            "status": match self.status {
                Status::Pending => "pending",
                Status::Complete => "complete",
                Status::Error => "error",
            },
        });
        let complete = self.status == Status::Complete;
        let payment = self.attempt.as_ref().filter(|_| complete && is_payment);
        let bank = self.request.bank.as_deref().map(bank_of);
        for (name, value) in [
            ("redirectUri", self.redirect_uri.as_deref()),
            ("bankId", bank),
            ("userId", self.user.as_deref()),
            ("paymentId", payment.map(String::as_str)),
            ("connectionId", self.connection_id.as_deref()),
        ] {
            if let Some(value) = value {
                shown[name] = json!(value);
            }
        }
        shown
    }
}

impl Service {
    pub(super) fn create_auth_request(&mut self, call: &Call<'_>) -> Outcome {
        let client_id = client_of(call);
        let Some(client) = self.client(client_id) else {
            return refused("the client is not registered");
        };
        let state = self.identity.secret();
        let request = match AuthorizationRequest::of_auth_request(&client, &call.json, &state) {
            Ok(request) => request,
            Err(problem) => return refused(&problem),
        };
        if let Err(rejection) = self.subject(&request) {
            return refused(&rejection.description);
        }
        let user = request.claims.sub.clone();
        let id = self.identity.id();
        let attempt = match (&request.purpose, &request.claims.paid) {
            (Purpose::Pay(claim), Some(value)) => match self.order(client_id, claim, value) {
                Ok(order) => {
                    Some(self.begin_attempt(client_id, user.clone(), order, Some(id.clone())))
                }
                Err(problem) => return refused(&problem),
            },
            _ => None,
        };
        let made = AuthRequest {
            id: id.clone(),
            client_id: client_id.to_owned(),
            redirect_uri: call.member("redirectUri").map(str::to_owned),
            created_millis: self.clock.now_millis(),
            user,
            attempt,
            request,
            code: None,
            connection_id: None,
            status: Status::Pending,
        };
        let mut shown = made.shown(false);
        let url = format!("{}?auth_request={id}", self.endpoint("/auth"));
        shown["redirectParams"] = json!({"authUrl": url, "state": state});
        if let Some(uri) = &made.redirect_uri {
            shown["redirectParams"]["returnUrl"] = json!(uri);
        }
        self.payments.auth_requests.put(id, made);
        Ok(one(call, &shown))
    }

    pub(super) fn list_auth_requests(&mut self, call: &Call<'_>) -> Outcome {
        let listed = self.payments.auth_requests.iter();
        let listed = listed.filter(|request| request.client_id == client_of(call));
        Ok(self.some(call, listed, |request| self.shown_auth_request(request), json!({})))
    }

    pub(super) fn get_auth_request(&mut self, call: &Call<'_>) -> Outcome {
        let request = self.payments.auth_requests.find(call.path_parameter(0));
        match request.filter(|request| request.client_id == client_of(call)) {
            Some(request) => Ok(one(call, &self.shown_auth_request(request))),
            None => missing("no such authorisation request"),
        }
    }

    /// `PATCH /auth-requests/{id}`: works once. The bank's code connects or pays.
    pub(super) fn complete_auth_request(&mut self, call: &Call<'_>) -> Outcome {
        let id = call.path_parameter(0);
        let request = self.payments.auth_requests.find(id);
        let Some(request) = request.filter(|request| request.client_id == client_of(call)) else {
            return missing("no such authorisation request");
        };
        if request.status != Status::Pending {
            return refused("this authorisation request is over");
        }
        let given = |name: &str| call.json["authParams"][name].as_str();
        if given("state") != request.request.way_back.state.as_deref() {
            return refused("state is not that of this authorisation request");
        }
        let attempt = request.attempt.clone();
        match (given("error"), given("code"), request.code.as_deref()) {
            (Some(_), ..) => {
                if let Some(attempt) = attempt {
                    self.failed(&attempt, Stage::RedirectError);
                }
                self.set_status(id, Status::Error);
            }
            (None, Some(given), Some(code)) if given == code => self.finish_auth_request(id)?,
            (None, Some(_), _) => {
                if let Some(attempt) = attempt {
                    self.failed(&attempt, Stage::TokenGrantError);
                }
                self.set_status(id, Status::Error);
                return refused("code is not that of this authorisation request");
            }
            (None, None, _) => return refused("code or error is missing"),
        }
        self.get_auth_request(call)
    }

    /// Connects, or pays.
    pub(super) fn finish_auth_request(&mut self, id: &str) -> Result<(), Box<Answer>> {
        let gone = || Box::new(bad_request("no such authorisation request"));
        let found = self.payments.auth_requests.find(id).ok_or_else(gone)?;
        let (request, attempt) = (found.request.clone(), found.attempt.clone());
        let subject = self.subject(&request);
        let (user, connection) =
            subject.map_err(|rejection| Box::new(bad_request(&rejection.description)))?;
        if self.meets_outage(&request, connection) {
            self.set_status(id, Status::Error);
            return Err(Box::new(bank_failed("the bank is down")));
        }
        let now = self.clock.now_millis();
        let user = user.unwrap_or_else(|| self.population.create(None, now));
        let user_id = self.population.id_of(user);
        let done = match &attempt {
            Some(attempt) => {
                self.belongs_to(attempt, &user_id);
                self.submit(attempt)
            }
            None => Ok(()),
        };
        let connection = self.touch(&request, user, connection);
        let connection_id = connection.map(|at| self.population.connection_id(at));
        self.set_status(id, if done.is_ok() { Status::Complete } else { Status::Error });
        if let Some(request) = self.payments.auth_requests.find_mut(id) {
            request.user = Some(user_id);
            request.connection_id = connection_id;
        }
        done
    }

    pub(super) fn set_status(&mut self, id: &str, status: Status) {
        if let Some(request) = self.payments.auth_requests.find_mut(id) {
            request.status = status;
        }
    }

    /// Only a payment's id is shown; the id of a standing order or of a consent to recurring
    /// payments is in its own list.
    fn shown_auth_request(&self, request: &AuthRequest) -> Value {
        let attempt = request.attempt.as_deref().and_then(|id| self.payments.attempts.find(id));
        let kind = attempt.map(|attempt| attempt.order.kind);
        let is_payment = matches!(kind, Some(PaymentKind::Single | PaymentKind::Reverse));
        request.shown(is_payment)
    }
}
