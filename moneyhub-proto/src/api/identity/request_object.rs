use serde::Serialize;

use super::{AuthorisationRequest, CodeChallenge, claims::Claims};
use crate::{
    codec::{RequestObject, client_jwt},
    ground::error::Error,
};

#[derive(Serialize)]
struct RequestObjectClaims<'a> {
    client_id: &'a str,
    response_type: &'a str,
    redirect_uri: &'a str,
    scope: String,
    state: &'a str,
    nonce: &'a str,
    #[serde(skip_serializing_if = "Claims::is_empty")]
    claims: &'a Claims,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_challenge: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_challenge_method: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_mode: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_age: Option<u64>,
}

impl AuthorisationRequest {
    /// The claims of the request object, except those of each attempt.
    pub(crate) fn request_object(&self) -> Result<RequestObject, Error> {
        self.check()?;
        let challenge = self.response_type.code_challenge();
        let claims = RequestObjectClaims {
            client_id: self.client_id.as_str(),
            response_type: self.response_type.as_str(),
            redirect_uri: &self.redirect_uri,
            scope: self.journey.scopes.to_string(),
            state: self.state.expose_secret(),
            nonce: self.nonce.expose_secret(),
            claims: &self.journey.claims,
            code_challenge: challenge.map(CodeChallenge::as_str),
            code_challenge_method: challenge.map(|_| CodeChallenge::METHOD),
            prompt: self.prompt.as_ref().map(|prompt| prompt.as_str()),
            response_mode: self.response_mode.as_ref().map(|mode| mode.as_str()),
            max_age: self.max_age.map(|age| age.as_secs()),
        };
        Ok(RequestObject { client_id: self.client_id.clone(), claims: client_jwt::json(&claims)? })
    }
}

#[cfg(test)]
mod tests;
