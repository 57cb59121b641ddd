use std::fmt;

use crate::api::{payments::Stage, prelude::*};

/// `GET /auth-requests`: the authorisation requests of the client, page by page. Scope
/// `auth_requests:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
}

impl Endpoint for List {
    type Output = Page<AuthRequest>;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("auth_requests.list", "/auth-requests", decode::page)
        .needs(&[scope::AUTH_REQUESTS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.window(self.window)
    }
}

/// `GET /auth-requests/{id}`: one authorisation request. Scope `auth_requests:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The authorisation request.
    pub id: AuthRequestId,
}

impl Endpoint for Get {
    type Output = AuthRequest;
    const OPERATION: Operation<AuthRequest> = Service::Identity
        .get("auth_requests.get", "/auth-requests/{id}", decode::data)
        .needs(&[scope::AUTH_REQUESTS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("id", &self.id)
    }
}

/// A failed request ends the wait, although no source says that its status is final.
impl Awaited for Get {
    fn is_final(request: &AuthRequest) -> bool {
        matches!(request.status.stage(), Some(Stage::Final | Stage::Failed))
    }
}

/// An authorisation request and its status.
///
/// Moneyhub's Node types require more; `bankId` is missing when a connection is authorised anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuthRequest {
    /// The id.
    pub id: AuthRequestId,
    /// The redirect URI.
    pub redirect_uri: Option<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// The bank.
    pub bank_id: Option<ProviderId>,
    /// The user, if there is one.
    pub user_id: Option<UserId>,
    /// The requested scopes, separated by spaces.
    pub scope: Option<String>,
    /// The payment that it led to, once it is complete.
    pub payment_id: Option<PaymentId>,
    /// The connection that it led to, once it is complete. Missing in Moneyhub's Node types.
    pub connection_id: Option<ConnectionId>,
    /// The status.
    pub status: AuthRequestStatus,
    /// Where to send the user. It is only certain to be present in the answer to [`Create`](super::Create).
    pub redirect_params: Option<RedirectParams>,
}

impl Item for AuthRequest {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// Where to send the user. `Debug` shows neither the page nor the state: whoever has them can go in the user's
/// place.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RedirectParams {
    /// The bank's page. Always present in the answer to [`Create`](super::Create).
    pub auth_url: Option<String>,
    /// The URI that the bank sends the user back to.
    pub return_url: Option<String>,
    /// The value that comes back with the user.
    pub state: Option<String>,
}

impl fmt::Debug for RedirectParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedirectParams")
            .field("return_url", &self.return_url)
            .finish_non_exhaustive()
    }
}

open_enum! {
    /// The status of an authorisation request.
    ///
    /// | status | [stage](Self::stage) |
    /// |---|---|
    /// | `pending` | going on |
    /// | `complete`, `deleted` | final |
    /// | `error` | failed |
    ///
    /// The reference lists these statuses but does not say what they prove. Only the payment says whether
    /// money has moved.
    #[derive(Default)]
    pub enum AuthRequestStatus {
        /// It led to a connection or a payment. The payment may still be in progress, or be refused.
        Complete = "complete",
        /// It was deleted.
        Deleted = "deleted",
        /// Something went wrong.
        Error = "error",
        /// The user has not come back yet.
        #[default]
        Pending = "pending",
    }
}

impl AuthRequestStatus {
    /// The stage of the status; `None` for an unknown status.
    #[must_use]
    pub const fn stage(&self) -> Option<Stage> {
        Some(match self {
            Self::Pending => Stage::GoingOn,
            Self::Complete | Self::Deleted => Stage::Final,
            Self::Error => Stage::Failed,
            Self::Unknown(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_where_the_user_is_sent_nor_the_state() {
        let params = RedirectParams {
            auth_url: Some("https://bank.example/canary".to_owned()),
            return_url: None,
            state: Some("canary".to_owned()),
        };
        assert!(!format!("{params:?}").contains("canary"));
    }

    #[test]
    fn each_status_has_its_stage_and_one_of_tomorrow_has_none() {
        let table = [
            ("pending", Some(Stage::GoingOn)),
            ("complete", Some(Stage::Final)),
            ("deleted", Some(Stage::Final)),
            ("error", Some(Stage::Failed)),
            ("completed", None),
        ];
        for (status, stage) in table {
            assert_eq!(AuthRequestStatus::from(status).stage(), stage, "{status}");
        }
    }
}
