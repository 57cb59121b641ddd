//! `/oidc/auth` and the other ways to the mock bank's page, and the decisions made there.

mod question;

use bytes::Bytes;
use http::Method;
use http::request::Parts;

use super::answer::Answer;
use super::authorization::{AuthorizationRequest, Channel, Purpose, Rejection};
use super::callback::{Callback, Refused};
use super::form::{Parameters, form, parameters};
use super::identity::{Asked, Interaction};
use super::page;
use super::payments::Decision;
use super::{MOST_RENEWAL_MILLIS, Service};
use crate::population::{ConnectionIndex, UserIndex};

/// How long the consent page waits for its answer.
const PATIENCE_SECONDS: i64 = 600;

/// Where the browser is after a request.
pub(super) enum Step {
    /// At the consent page.
    Asked(String),
    /// On its way back to the client.
    Back(Callback),
    /// At a page without a way back.
    Done(&'static str),
    /// At an error page.
    Stopped(Refused),
}

impl Step {
    pub(super) fn refused(error: &str, description: &str) -> Self {
        let (error, description) = (error.to_owned(), description.to_owned());
        Self::Stopped(Refused { error, description })
    }
}

impl Service {
    /// Opens an authorisation URL and approves, like the account holder. Returns what comes back to
    /// the client's redirect URI, even an error. It follows a browser's steps, without the HTML.
    ///
    /// # Errors
    ///
    /// If the service would show a page instead of returning to the client: see
    /// [`decide`](Service::decide) for pages that are not errors.
    pub fn approve(&mut self, authorization_url: &str) -> Result<Callback, Refused> {
        self.decide(authorization_url, Decision::Approve)?.ok_or_else(no_way_back)
    }

    /// Opens an authorisation URL and denies: `access_denied` comes back to the client.
    ///
    /// # Errors
    ///
    /// As [`approve`](Service::approve).
    pub fn deny(&mut self, authorization_url: &str) -> Result<Callback, Refused> {
        self.decide(authorization_url, Decision::Deny)?.ok_or_else(no_way_back)
    }

    /// Opens an authorisation URL, the page of an authorisation request or that of a payment link,
    /// and decides. Returns `None` if the user then stays at a page of the service: after
    /// [`Decision::Abandon`], and if there is no way back.
    ///
    /// # Errors
    ///
    /// If the service would show an error page instead.
    pub fn decide(&mut self, url: &str, decision: Decision) -> Result<Option<Callback>, Refused> {
        let url = url.split('#').next().unwrap_or_default();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let page = ["/consents/", "/pay/"].into_iter().find_map(|start| {
            let (_, id) = path.rsplit_once(start)?;
            Some((start, id))
        });
        let step = match page {
            Some(("/pay/", id)) => self.open_pay_page(id),
            Some((_, id)) => self.open_screen(id),
            None => match parameters(query.as_bytes()) {
                Ok(parameters) => self.ask(parameters),
                Err(problem) => Step::refused("invalid_request", &problem),
            },
        };
        let step = match step {
            Step::Asked(interaction) => self.answer(&interaction, decision),
            step => step,
        };
        match step {
            Step::Back(callback) => Ok(Some(callback)),
            Step::Stopped(refused) => Err(refused),
            Step::Done(_) | Step::Asked(_) => Ok(None),
        }
    }

    /// `GET /oidc/auth`, and POST with the parameters in a form (OpenID Connect Core section
    /// 3.1.2.1).
    pub(super) fn authorization(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let parameters = match head.method == Method::POST {
            true => match form(head, body) {
                Ok(form) => Ok(form),
                Err(_) => Err("the body must be a form".to_owned()),
            },
            false => parameters(head.uri.query().unwrap_or("").as_bytes()),
        };
        let step = match parameters {
            Ok(parameters) => self.ask(parameters),
            Err(problem) => Step::refused("invalid_request", &problem),
        };
        self.show(step, "auth/consent")
    }

    /// `GET /consents/{authRequestId}`: the consent screen of Moneyhub itself.
    pub(super) fn screen(&mut self, id: &str) -> Answer {
        let step = self.open_screen(id);
        self.show(step, "../oidc/auth/consent")
    }

    /// `GET /pay/{payLinkId}`: in place of Moneyhub's widget.
    pub(super) fn pay_page(&mut self, id: &str) -> Answer {
        let step = self.open_pay_page(id);
        self.show(step, "../oidc/auth/consent")
    }

    /// `POST /oidc/auth/consent`.
    pub(super) fn consent(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let Ok(form) = form(head, body) else {
            return page::refusal("invalid_request", "the body must be a form");
        };
        let text = |name: &str| form.get(name).map_or("", String::as_str);
        let step = match Decision::of(text("decision")) {
            Some(decision) => self.answer(text("interaction"), decision),
            None => Step::refused("invalid_request", "decision is unknown"),
        };
        self.show(step, "consent")
    }

    fn show(&self, step: Step, action: &str) -> Answer {
        match step {
            Step::Back(callback) => callback.answer(),
            Step::Stopped(refused) => page::refusal(&refused.error, &refused.description),
            Step::Done(text) => page::done(text),
            Step::Asked(id) => match self.question(&id, action) {
                Some(question) => page::consent(&question),
                None => page::refusal("invalid_request", "the consent page has expired"),
            },
        }
    }

    fn ask(&mut self, parameters: Parameters) -> Step {
        if let Some(id) = parameters.get("auth_request") {
            return match self.open_auth_request(id, false) {
                Ok((asked, attempt)) => self.wait(asked, attempt, 0),
                Err(problem) => Step::refused("invalid_request", &problem),
            };
        }
        let uri = parameters.get("request_uri").cloned();
        if let Some(open) = uri.as_deref().and_then(|uri| self.reopened(uri)) {
            return Step::Asked(open);
        }
        let request = match self.requested(parameters) {
            Ok(request) => request,
            Err(rejection) => return self.rejected(rejection),
        };
        if let Err(rejection) = self.subject(&request) {
            return self.rejected(rejection.to(&request.way_back));
        }
        let attempt = match self.begun(&request) {
            Ok(attempt) => attempt,
            Err(rejection) => return self.rejected(rejection.to(&request.way_back)),
        };
        let bytes = request.bytes;
        let step = self.wait(Asked::SignIn(Box::new(request)), attempt, bytes);
        if let (Step::Asked(id), Some(uri)) = (&step, uri)
            && let Some(mut pushed) = self.identity.pushed.take(&uri)
        {
            // It is kept as long as the page may be reloaded.
            pushed.interaction = Some(id.clone());
            let keep = self.keep(bytes, self.clock.seconds_ahead(PATIENCE_SECONDS));
            self.identity.pushed.put(uri, pushed, keep);
        }
        step
    }

    fn open_screen(&mut self, id: &str) -> Step {
        match self.open_auth_request(id, true) {
            Ok((asked, attempt)) => self.wait(asked, attempt, 0),
            Err(problem) => Step::refused("invalid_request", &problem),
        }
    }

    fn open_pay_page(&mut self, id: &str) -> Step {
        match self.open_link(id) {
            Ok((asked, attempt)) => self.wait(asked, attempt, 0),
            Err(problem) => Step::refused("invalid_request", &problem),
        }
    }

    fn wait(&mut self, asked: Asked, attempt: Option<String>, bytes: usize) -> Step {
        let id = self.identity.secret();
        let expires_millis = self.clock.seconds_ahead(PATIENCE_SECONDS);
        let keep = self.keep(bytes, expires_millis);
        let interaction = Interaction { asked, attempt, expires_millis };
        self.identity.interactions.put(id.clone(), interaction, keep);
        Step::Asked(id)
    }

    fn requested(&mut self, parameters: Parameters) -> Result<AuthorizationRequest, Rejection> {
        let invalid = |description: &str| Err(Rejection::new("invalid_request", description));
        let Some(id) = parameters.get("client_id") else {
            return match parameters.get("request_uri") {
                // The official Node client sends it alone.
                Some(uri) if !self.settings.strict_client_id => self.redeem(None, uri),
                _ => invalid("missing required parameter: client_id"),
            };
        };
        let Some(client) = self.client(id) else {
            return Err(Rejection::new("invalid_client", "client_id is not registered"));
        };
        match parameters.get("request_uri") {
            Some(_) if parameters.contains_key("request") => {
                invalid("request and request_uri exclude each other")
            }
            Some(uri) => self.redeem(Some(id), uri),
            None => self.read_authorization_request(&client, parameters, Channel::Browser),
        }
    }

    fn answer(&mut self, id: &str, decision: Decision) -> Step {
        let gone =
            || Step::refused("invalid_request", "the consent page is unknown, used or expired");
        let pays = |interaction: &Interaction| interaction.attempt.is_some();
        let plain = matches!(decision, Decision::Approve | Decision::Deny | Decision::Abandon);
        if !plain && !self.identity.interactions.find(id).is_some_and(pays) {
            return Step::refused("invalid_request", "decision must be approve or deny");
        }
        let Some(interaction) = self.identity.interactions.take(id) else {
            return gone();
        };
        if interaction.expires_millis <= self.clock.now_millis() {
            return gone();
        }
        if decision == Decision::Abandon {
            return Step::Done("You have left the bank. You will not return to the application.");
        }
        let attempt = interaction.attempt.as_deref();
        match (interaction.asked, attempt) {
            (Asked::SignIn(request), attempt) => self.answer_sign_in(&request, attempt, decision),
            (Asked::AuthRequest { id, on_own_screen }, _) => {
                self.decide_auth_request(&id, on_own_screen, decision)
            }
            (Asked::PayLink(id), attempt) => {
                self.decide_link(&id, attempt.unwrap_or_default(), decision)
            }
        }
    }

    fn answer_sign_in(
        &mut self,
        request: &AuthorizationRequest,
        attempt: Option<&str>,
        decision: Decision,
    ) -> Step {
        if let Some(attempt) = attempt {
            self.decided(attempt, decision);
        }
        let outcome = match decision {
            Decision::Deny => Err(Rejection::new("access_denied", "the user denied consent")),
            _ => self.approved(request, attempt),
        };
        match outcome {
            Ok(parameters) => {
                Step::Back(Callback::new(&request.way_back, parameters, self.issuer()))
            }
            Err(rejection) => self.rejected(rejection.to(&request.way_back)),
        }
    }

    pub(super) fn rejected(&self, rejection: Rejection) -> Step {
        let Rejection { error, description, way_back } = rejection;
        match way_back {
            Some(way_back) => {
                Step::Back(Callback::error(&way_back, error, &description, self.issuer()))
            }
            None => Step::refused(error, &description),
        }
    }

    /// The user and the connection that a request names: they must exist.
    pub(super) fn subject(
        &self,
        request: &AuthorizationRequest,
    ) -> Result<(Option<UserIndex>, Option<ConnectionIndex>), Rejection> {
        let invalid = |description: &str| Rejection::new("invalid_request", description);
        let user = match &request.claims.sub {
            Some(id) => {
                let user = self.population.find_user(id);
                Some(user.ok_or_else(|| invalid("sub names no user of this client"))?)
            }
            None => None,
        };
        let connection = match (user, &request.claims.connection_id) {
            (Some(user), Some(id)) => {
                let found = self.population.find_connection(user, id);
                Some(found.ok_or_else(|| invalid("mh:con_id names no connection of this user"))?)
            }
            _ => None,
        };
        let now = self.clock.now_millis();
        if let Some(expires) = request.claims.consent_expires_millis {
            if expires <= now {
                return Err(invalid("expirationDateTime must be in the future"));
            }
            if request.purpose == Purpose::Reconsent && expires - now > MOST_RENEWAL_MILLIS {
                return Err(invalid("expirationDateTime must be at most 90 days ahead"));
            }
        }
        if let (Purpose::Reconsent, Some(at)) = (&request.purpose, connection)
            && !self.population.tpp_consent(at)
        {
            return Err(invalid("the consent of this connection is not managed by the client"));
        }
        Ok((user, connection))
    }
}

fn no_way_back() -> Refused {
    Refused {
        error: "no_way_back".to_owned(),
        description: "the user stays at a page of the service".to_owned(),
    }
}
