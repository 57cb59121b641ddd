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

/// `GET /auth-requests/{id}`: one of them. Scope `auth_requests:read`.
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

/// One that went wrong is not waited for any longer, though nothing says that it stays so.
impl Awaited for Get {
    fn is_final(request: &AuthRequest) -> bool {
        matches!(request.status.stage(), Some(Stage::Final | Stage::Failed))
    }
}

/// An authorisation request, and what has become of it.
///
/// Moneyhub's Node types require more; `bankId` is missing when a connection is authorised anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuthRequest {
    /// The id.
    pub id: AuthRequestId,
    /// Where the user comes back to.
    pub redirect_uri: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// The bank.
    pub bank_id: Option<ProviderId>,
    /// The user, where there is one.
    pub user_id: Option<UserId>,
    /// The scopes that were asked for, as one text.
    pub scope: Option<String>,
    /// The payment that it led to, once it is complete.
    pub payment_id: Option<PaymentId>,
    /// The connection that it led to, once it is complete. Missing in Moneyhub's Node types.
    pub connection_id: Option<ConnectionId>,
    /// What has become of it.
    pub status: AuthRequestStatus,
    /// Where to send the user. Only the answer of [`Create`](super::Create) is sure to have it.
    pub redirect_params: Option<RedirectParams>,
}

impl Item for AuthRequest {
    fn identity(&self) -> &str {
        self.id.as_str()
    }
}

/// Where to send the user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RedirectParams {
    /// The page of the bank. In the answer of [`Create`](super::Create) it is always there.
    pub auth_url: Option<String>,
    /// Where the bank sends the user back to.
    pub return_url: Option<String>,
    /// What the bank gives back together with the user.
    pub state: Option<String>,
}

open_enum! {
    /// What has become of an authorisation request.
    ///
    /// | status | [stage](Self::stage) |
    /// |---|---|
    /// | `pending` | going on |
    /// | `complete`, `deleted` | final |
    /// | `error` | failed |
    ///
    /// The reference lists these statuses without a word on what they prove. Whether money has moved is
    /// said by the payment alone.
    #[derive(Default)]
    pub enum AuthRequestStatus {
        /// It led to a connection or a payment. The payment may still be going on, or be refused.
        Complete = "complete",
        /// It was deleted.
        Deleted = "deleted",
        /// Something went wrong.
        Error = "error",
        /// The user has yet to come back.
        #[default]
        Pending = "pending",
    }
}

impl AuthRequestStatus {
    /// How far that is; `None` for a status that this version does not know.
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
