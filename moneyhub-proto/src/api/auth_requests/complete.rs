use std::fmt;

use super::AuthRequest;
use crate::api::prelude::*;

/// `PATCH /auth-requests/{id}`: passes on the parameters that the user brought back from the bank. Scope
/// `auth_requests:write`; if the service refuses that, the token may also need `auth_requests:read`, which
/// one page of the documentation names.
///
/// It connects the account or submits the payment, and may take two minutes. It is never sent twice: the code
/// is valid for one use, and the money may have moved although the answer was lost. If the answer is lost,
/// read the status with [`Get`](super::Get) and [`payments::Get`](crate::api::payments::Get).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complete {
    /// The authorisation request.
    pub id: AuthRequestId,
    /// The parameters that the user brought back.
    pub params: AuthParams,
}

impl Endpoint for Complete {
    type Output = AuthRequest;
    const OPERATION: Operation<AuthRequest> = Service::Identity
        .patch("auth_requests.complete", "/auth-requests/{id}", decode::data)
        .needs(&[scope::AUTH_REQUESTS_WRITE])
        .never_repeated()
        .slow();

    fn fill(&self, call: Call) -> Call {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            auth_params: &'a AuthParams,
        }
        let nothing = RequestError::Empty { parameter: "authParams" };
        call.path("id", &self.id)
            .refuse_if(self.params == AuthParams::default(), nothing)
            .json(&Body { auth_params: &self.params })
    }
}

/// The parameters of the redirect URI's query or fragment when the user comes back from the bank.
///
/// `Debug` shows which of them are present, and the error, but not the code, the token or the state.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct AuthParams {
    /// The value of [`RedirectParams::state`](super::RedirectParams::state).
    pub state: Option<String>,
    /// The authorisation code.
    pub code: Option<String>,
    /// The bank's `id_token`.
    pub id_token: Option<String>,
    /// The error that came instead of a code (RFC 6749 section 4.1.2.1).
    pub error: Option<String>,
    /// The description of the error.
    pub error_description: Option<String>,
}

impl fmt::Debug for AuthParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthParams")
            .field("state", &self.state.is_some())
            .field("code", &self.code.is_some())
            .field("id_token", &self.id_token.is_some())
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_brought_back_completes_nothing() {
        let complete = Complete { id: "an-id".into(), params: AuthParams::default() };
        assert_eq!(refusal_of(&complete), RequestError::Empty { parameter: "authParams" });
    }

    #[test]
    fn debug_shows_no_code_no_token_and_no_state() {
        let canary = || Some("canary".to_owned());
        let params = AuthParams {
            state: canary(),
            code: canary(),
            id_token: canary(),
            error: None,
            error_description: canary(),
        };
        let shown = format!("{params:?}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
