//! Request objects (RFC 9101): authorisation requests as JWTs.

use std::sync::Arc;

use serde::Serialize;

use super::{
    AuthorisationRequest, CodeChallenge,
    client_jwt::{ClientJwt, Header, Parameter, Stamp},
};
use crate::{claims::Claims, config::Config, crypto::Signer, env::Env, error::Error};

/// How long a request object is good for, in seconds: as in Moneyhub's own client.
const LIFETIME: i64 = 300;

/// How authorisation requests travel. It must be as the client is registered in Moneyhub's admin
/// portal, under `request_object_signing_alg`.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum RequestObjects {
    /// Not as objects: their parameters are inline, in the form or the URL. For clients without a
    /// `request_object_signing_alg`. The service refuses payments that travel like this.
    #[default]
    Inline,
    /// Signed by this key, whose algorithm is the registered one. Payments need it.
    Signed(Arc<dyn Signer>),
    /// Not signed, with an `alg` of `none`, as Moneyhub's own client sends where no algorithm is
    /// registered. RFC 9101 forbids it, and other providers refuse it.
    Unsigned,
}

/// The claims. What is absent is left out; the requested claims are an object, not the text of one.
#[derive(Serialize)]
struct RequestObjectClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    jti: &'a str,
    iat: i64,
    exp: i64,
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

/// The object of a request, unless the configuration has its parameters inline.
pub(super) fn request_object(
    request: &AuthorisationRequest,
    config: &Config,
    env: &mut Env<'_>,
) -> Result<Option<ClientJwt>, Error> {
    let signer = match config.request_objects() {
        RequestObjects::Inline => return Ok(None),
        RequestObjects::Signed(signer) => Some(signer),
        RequestObjects::Unsigned => None,
    };
    request.check()?;
    let stamp = Stamp::new(env)?;
    let challenge = request.response_type.code_challenge();
    let claims = RequestObjectClaims {
        iss: request.client_id.as_str(),
        aud: config.issuer(),
        jti: stamp.jti.expose_secret(),
        iat: stamp.iat,
        exp: stamp.expires_after(LIFETIME),
        client_id: request.client_id.as_str(),
        response_type: request.response_type.as_str(),
        redirect_uri: &request.redirect_uri,
        scope: request.journey.scopes.to_string(),
        state: request.state.expose_secret(),
        nonce: request.nonce.expose_secret(),
        claims: &request.journey.claims,
        code_challenge: challenge.map(CodeChallenge::as_str),
        code_challenge_method: challenge.map(|_| CodeChallenge::METHOD),
        prompt: request.prompt.as_ref().map(|prompt| prompt.as_str()),
        response_mode: request.response_mode.as_ref().map(|mode| mode.as_str()),
        max_age: request.max_age.map(|age| age.as_secs()),
    };
    let header = Header::of(signer, Some("oauth-authz-req+jwt"));
    ClientJwt::new(Parameter::Request, &header, &claims, signer).map(Some)
}

#[cfg(test)]
mod tests;
