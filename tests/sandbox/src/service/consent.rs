//! `/oidc/auth` and the consent page of the mock bank.

use bytes::Bytes;
use http::Method;
use http::request::Parts;

use super::answer::Answer;
use super::authorization::{AuthorizationRequest, Channel, Purpose, Rejection};
use super::callback::{Callback, Refused};
use super::form::{Parameters, form, parameters};
use super::identity::Interaction;
use super::page::{self, Question};
use super::{MOST_RENEWAL_MILLIS, Service};
use crate::banks;
use crate::population::{ConnectionIndex, UserIndex, bank_of};

/// How long the consent page waits for its answer.
const PATIENCE_SECONDS: i64 = 600;

/// Where a browser is after a request.
enum Step {
    /// At the consent page.
    Asked(String),
    /// On its way back to the client.
    Back(Callback),
    /// At an error page.
    Stopped(Refused),
}

impl Service {
    /// Goes to an authorisation URL and approves, as the owner of the bank account would: what
    /// then comes back to the client's redirect URI, an error included. It is the way that a
    /// browser takes, without the HTML.
    ///
    /// # Errors
    ///
    /// If the service would show an error page instead of returning to the client.
    pub fn approve(&mut self, authorization_url: &str) -> Result<Callback, Refused> {
        self.visit(authorization_url, "approve")
    }

    /// Goes to an authorisation URL and denies: `access_denied` comes back to the client.
    ///
    /// # Errors
    ///
    /// If the service would show an error page instead of returning to the client.
    pub fn deny(&mut self, authorization_url: &str) -> Result<Callback, Refused> {
        self.visit(authorization_url, "deny")
    }

    fn visit(&mut self, url: &str, decision: &str) -> Result<Callback, Refused> {
        let url = url.split('#').next().unwrap_or_default();
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let step = match parameters(query.as_bytes()) {
            Ok(parameters) => self.ask(parameters),
            Err(problem) => Step::Stopped(stopped("invalid_request", &problem)),
        };
        let step = match step {
            Step::Asked(interaction) => self.decide(&interaction, decision),
            step => step,
        };
        match step {
            Step::Back(callback) => Ok(callback),
            Step::Stopped(refused) => Err(refused),
            Step::Asked(_) => Err(stopped("invalid_request", "the decision was not understood")),
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
            Err(problem) => Step::Stopped(stopped("invalid_request", &problem)),
        };
        self.show(step)
    }

    /// `POST /oidc/auth/consent`.
    pub(super) fn consent(&mut self, head: &Parts, body: &Bytes) -> Answer {
        let Ok(form) = form(head, body) else {
            return page::refusal("invalid_request", "the body must be a form");
        };
        let text = |name: &str| form.get(name).map_or("", String::as_str);
        let step = self.decide(text("interaction"), text("decision"));
        self.show(step)
    }

    fn show(&self, step: Step) -> Answer {
        match step {
            Step::Back(callback) => callback.answer(),
            Step::Stopped(refused) => page::refusal(&refused.error, &refused.description),
            Step::Asked(id) => match self.identity.interactions.find(&id) {
                Some(interaction) => {
                    let request = &interaction.request;
                    let client = self.client(&request.client_id);
                    let name = client.as_ref().and_then(|client| client.name.as_deref());
                    page::consent(&question(&id, name.unwrap_or(&request.client_id), request))
                }
                None => page::refusal("invalid_request", "the consent page has expired"),
            },
        }
    }

    fn ask(&mut self, parameters: Parameters) -> Step {
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
        let id = self.identity.secret();
        let expires_millis = self.clock.seconds_ahead(PATIENCE_SECONDS);
        let keep = self.keep(request.bytes, expires_millis);
        if let Some(uri) = uri
            && let Some(mut pushed) = self.identity.pushed.take(&uri)
        {
            // It is kept as long as the page may be reloaded.
            pushed.interaction = Some(id.clone());
            self.identity.pushed.put(uri, pushed, keep);
        }
        let interaction = Interaction { request, expires_millis };
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

    fn decide(&mut self, id: &str, decision: &str) -> Step {
        let gone = || stopped("invalid_request", "the consent page is unknown, used or expired");
        if !matches!(decision, "approve" | "deny") {
            return Step::Stopped(stopped("invalid_request", "decision must be approve or deny"));
        }
        let Some(interaction) = self.identity.interactions.take(id) else {
            return Step::Stopped(gone());
        };
        if interaction.expires_millis <= self.clock.now_millis() {
            return Step::Stopped(gone());
        }
        let request = interaction.request;
        let outcome = match decision {
            "approve" => self.approved(&request),
            _ => Err(Rejection::new("access_denied", "the user denied consent")),
        };
        match outcome {
            Ok(parameters) => {
                Step::Back(Callback::new(&request.way_back, parameters, self.issuer()))
            }
            Err(rejection) => self.rejected(rejection.to(&request.way_back)),
        }
    }

    fn rejected(&self, rejection: Rejection) -> Step {
        let Rejection { error, description, way_back } = rejection;
        match way_back {
            Some(way_back) => {
                Step::Back(Callback::error(&way_back, error, &description, self.issuer()))
            }
            None => Step::Stopped(stopped(error, &description)),
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

fn question<'a>(
    interaction: &'a str,
    client: &'a str,
    request: &'a AuthorizationRequest,
) -> Question<'a> {
    let wish = match request.purpose {
        Purpose::Connect => "see your accounts at this bank",
        Purpose::Pay(_) => "make a payment from your account",
        Purpose::Reauth => "see your accounts again",
        Purpose::Refresh => "fetch new data from your accounts",
        Purpose::Reconsent => "see your accounts for longer",
    };
    Question {
        interaction,
        client,
        bank: bank_name(request),
        wish,
        user: request.claims.sub.as_deref(),
        scope: &request.scope,
    }
}

/// The bank that was chosen, where the scope names one of the lists.
fn bank_name(request: &AuthorizationRequest) -> &'static str {
    let bank = request.bank.as_deref().map(bank_of).and_then(banks::by_id);
    bank.map_or("Example Bank", |bank| &bank.name)
}

fn stopped(error: &str, description: &str) -> Refused {
    Refused { error: error.to_owned(), description: description.to_owned() }
}
