//! The mock bank: who may open its page for an authorisation request or a link, and the effects of
//! a decision.

use super::super::Service;
use super::super::authorization::{AuthorizationRequest, Purpose, Rejection};
use super::super::callback::{Callback, ResponseMode};
use super::super::consent::Step;
use super::super::identity::Asked;
use super::attempt::{Decision, Stage};
use super::auth_requests::Status;

const OVER: &str = "this authorisation request is over, or has been answered";

impl Service {
    /// An attempt to pay begins when the user arrives at the bank.
    pub(in crate::service) fn begun(
        &mut self,
        request: &AuthorizationRequest,
    ) -> Result<Option<String>, Rejection> {
        let (Purpose::Pay(claim), Some(value)) = (&request.purpose, &request.claims.paid) else {
            return Ok(None);
        };
        let order = self.order(&request.client_id, claim, value);
        let order = order.map_err(|problem| Rejection::new("invalid_request", problem))?;
        let user = request.claims.sub.clone();
        Ok(Some(self.begin_attempt(&request.client_id, user, order, None)))
    }

    /// The question on the page of an authorisation request.
    pub(in crate::service) fn open_auth_request(
        &self,
        id: &str,
        on_own_screen: bool,
    ) -> Result<(Asked, Option<String>), String> {
        let request = self.payments.auth_requests.find(id);
        let request = request.ok_or("there is no such authorisation request")?;
        let undecided = request.attempt.as_deref().is_none_or(|id| self.is_undecided(id));
        if request.status != Status::Pending || request.code.is_some() || !undecided {
            return Err(OVER.to_owned());
        }
        let asked = Asked::AuthRequest { id: id.to_owned(), on_own_screen };
        Ok((asked, request.attempt.clone()))
    }

    /// The question on the page of a link.
    pub(in crate::service) fn open_link(
        &mut self,
        id: &str,
    ) -> Result<(Asked, Option<String>), String> {
        let attempt = self.open_pay_link(id)?;
        Ok((Asked::PayLink(id.to_owned()), Some(attempt)))
    }

    /// The client that asks.
    pub(in crate::service) fn asker(&self, asked: &Asked) -> String {
        match asked {
            Asked::SignIn(request) => request.client_id.clone(),
            Asked::AuthRequest { id, .. } => {
                let request = self.payments.auth_requests.find(id);
                request.map(|request| request.client_id.clone()).unwrap_or_default()
            }
            Asked::PayLink(id) => {
                let link = self.payments.pay_links.find(id);
                link.map(|link| link.client_id.clone()).unwrap_or_default()
            }
        }
    }

    /// The equivalent request of a sign-in.
    pub(in crate::service) fn request_of(
        &self,
        auth_request: &str,
    ) -> Option<&AuthorizationRequest> {
        self.payments.auth_requests.find(auth_request).map(|request| &request.request)
    }

    /// The payment, in readable form for the account holder.
    pub(in crate::service) fn lines(&self, attempt: &str) -> Vec<(&'static str, String)> {
        let attempt = self.payments.attempts.find(attempt);
        attempt.map(|attempt| attempt.order.lines()).unwrap_or_default()
    }

    pub(in crate::service) fn decide_auth_request(
        &mut self,
        id: &str,
        on_own_screen: bool,
        decision: Decision,
    ) -> Step {
        // Another page for the same request may have been answered meanwhile.
        let attempt = match self.open_auth_request(id, on_own_screen) {
            Ok((_, attempt)) => attempt,
            Err(problem) => return Step::refused("invalid_request", &problem),
        };
        if let Some(attempt) = &attempt {
            self.decided(attempt, decision);
        }
        let code = self.identity.secret();
        let Some(request) = self.payments.auth_requests.find_mut(id) else {
            return Step::refused("invalid_request", OVER);
        };
        let way_back = request.request.way_back.clone();
        let denied = decision == Decision::Deny;
        match &request.redirect_uri {
            Some(_) if !on_own_screen => {
                if denied {
                    let denial = Rejection::new("access_denied", "the user denied consent");
                    return self.rejected(denial.to(&way_back));
                }
                request.code = Some(code.clone());
                let parameters = vec![("code".to_owned(), code)];
                Step::Back(Callback::new(&way_back, parameters, self.issuer()))
            }
            redirect_uri => {
                let redirect_uri = redirect_uri.clone();
                let error = match denied {
                    true => Some("access_denied"),
                    false => self.finish_auth_request(id).err().map(|_| "server_error"),
                };
                if denied {
                    self.set_status(id, Status::Error);
                }
                match redirect_uri {
                    Some(redirect_uri) => {
                        Step::Back(from_own_screen(redirect_uri, id, attempt, error))
                    }
                    None if error.is_some() => {
                        Step::Done("You have not consented, or your bank has failed.")
                    }
                    None => Step::Done("Done. Go back to where you came from."),
                }
            }
        }
    }

    pub(in crate::service) fn decide_link(
        &mut self,
        id: &str,
        attempt: &str,
        decision: Decision,
    ) -> Step {
        match self.use_pay_link(id, attempt, decision) {
            Ok(text) => Step::Done(text),
            Err(problem) => {
                self.failed(attempt, Stage::Cancelled);
                Step::refused("invalid_request", &problem)
            }
        }
    }
}

/// Moneyhub's own consent screen comes back with `paymentId` and `authRequestId`; its parameters
/// for a failure are not documented.
fn from_own_screen(
    redirect_uri: String,
    id: &str,
    attempt: Option<String>,
    error: Option<&'static str>,
) -> Callback {
    let payment = attempt.filter(|_| error.is_none()).map(|id| ("paymentId".to_owned(), id));
    let error = error.map(|error| ("error".to_owned(), error.to_owned()));
    let request = ("authRequestId".to_owned(), id.to_owned());
    let parameters = payment.into_iter().chain([request]).chain(error).collect();
    Callback { redirect_uri, mode: ResponseMode::Query, parameters }
}
