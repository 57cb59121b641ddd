//! The JWTs that the client issues: client assertions, grant assertions, request objects.
//!
//! Each is valid for one use, so each attempt has its own, with a new `jti` and the time of that attempt.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Serialize;
use zeroize::Zeroizing;

use super::request_object::RequestObject;
use crate::{
    codec::{Authentication, Call},
    config::{ClientAuthentication, Config, RequestObjects, UserGrant},
    ground::{
        env::{Env, UnixTime},
        error::{ConfigurationError, EnvironmentError, Error, RequestError, SignerError},
        id::UserId,
        secret::Secret,
    },
    jose::{Signer, SigningRequest},
};

/// How long a client assertion is valid, in seconds, as in Moneyhub's own client.
const CLIENT_ASSERTION_LIFETIME: i64 = 60;

/// How long a grant's assertion is valid, in seconds, as in Moneyhub's own client.
const GRANT_ASSERTION_LIFETIME: i64 = 600;

/// Room for an RSA signature of 8192 bits, and for dots. Growing in place leaves no unwiped copies
/// behind.
const LONGEST_SIGNATURE: usize = 1400;

/// Room for the claims of any journey.
const LONGEST_CLAIMS: usize = 8192;

/// A JWT among the members of a call's form, made for each attempt.
#[derive(Clone)]
pub(crate) enum FormJwt {
    /// `assertion`: the client vouches for this user.
    GrantAssertion(UserId),
    /// `request`, instead of the form's own parameters, if the configuration says so.
    RequestObject(Box<RequestObject>),
}

/// One member of a form that is a JWT: header and claims, and the signature once it is made.
pub(crate) struct ClientJwt {
    parameter: Parameter,
    /// Header and claims; when it is complete, also a second dot and the signature.
    text: Zeroizing<String>,
    /// Who signs it; `None` when it is complete.
    signer: Option<Arc<dyn Signer>>,
}

/// The names of such members.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    Assertion,
    ClientAssertion,
    Request,
}

impl ClientJwt {
    /// All that a call needs under this configuration, in the order in which they are signed.
    pub(crate) fn all_of(
        config: &Config,
        call: &Call,
        env: &mut Env<'_>,
    ) -> Result<Vec<Self>, Error> {
        let mut jwts = Vec::new();
        match call.jwt() {
            Some(FormJwt::GrantAssertion(user_id)) => {
                jwts.push(grant_assertion(config, user_id, env)?);
            }
            Some(FormJwt::RequestObject(request)) => {
                jwts.extend(request.jwt(config, env)?);
            }
            None => {}
        }
        if let (Authentication::Credentials, Some(ClientAuthentication::PrivateKeyJwt(signer))) =
            (call.authentication(), config.authentication())
        {
            jwts.push(client_assertion(config, signer, env)?);
        }
        Ok(jwts)
    }

    /// Whether a call needs any under this configuration.
    pub(crate) const fn any_of(config: &Config, call: &Call) -> bool {
        let unsigned = matches!(call.jwt(), Some(FormJwt::RequestObject(_)))
            && matches!(config.request_objects(), RequestObjects::Unsigned);
        unsigned || Self::any_signed_of(config, call)
    }

    /// Whether a call needs any that is signed.
    pub(crate) const fn any_signed_of(config: &Config, call: &Call) -> bool {
        let authentication = matches!(call.authentication(), Authentication::Credentials)
            && matches!(config.authentication(), Some(ClientAuthentication::PrivateKeyJwt(_)));
        let form = match call.jwt() {
            Some(FormJwt::GrantAssertion(_)) => true,
            Some(FormJwt::RequestObject(_)) => {
                matches!(config.request_objects(), RequestObjects::Signed(_))
            }
            None => false,
        };
        authentication || form
    }

    pub(super) fn new(
        parameter: Parameter,
        header: &Header<'_>,
        claims: &impl Serialize,
        signer: Option<&Arc<dyn Signer>>,
    ) -> Result<Self, Error> {
        Self::of_json(parameter, header, &json(claims)?, signer)
    }

    pub(super) fn of_json(
        parameter: Parameter,
        header: &Header<'_>,
        claims: &[u8],
        signer: Option<&Arc<dyn Signer>>,
    ) -> Result<Self, Error> {
        let header = json(header)?;
        let room = (header.len() + claims.len()) * 4 / 3 + LONGEST_SIGNATURE;
        let mut text = Zeroizing::new(String::with_capacity(room));
        BASE64_URL_SAFE_NO_PAD.encode_string(&*header, &mut text);
        text.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(claims, &mut text);
        if signer.is_none() {
            // The empty signature of RFC 7515 appendix A.5.
            text.push('.');
        }
        Ok(Self { parameter, text, signer: signer.cloned() })
    }

    pub(super) const fn parameter(&self) -> &'static str {
        match self.parameter {
            Parameter::Assertion => "assertion",
            Parameter::ClientAssertion => "client_assertion",
            Parameter::Request => "request",
        }
    }

    pub(super) fn is_client_assertion(&self) -> bool {
        self.parameter == Parameter::ClientAssertion
    }

    pub(super) fn is_request(&self) -> bool {
        self.parameter == Parameter::Request
    }

    /// The complete JWT, with its signature.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is complete.
    pub(crate) const fn is_whole(&self) -> bool {
        self.signer.is_none()
    }

    /// What to sign (RFC 7515 section 5.1), and with which signer; `None` when it is complete.
    pub(crate) fn signing_request(&self, timeout: Duration) -> Option<SigningRequest> {
        let signer = Arc::clone(self.signer.as_ref()?);
        Some(SigningRequest::new(self.text.clone(), signer, timeout))
    }

    /// Takes the signature, which completes it.
    pub(crate) fn sign(&mut self, signature: Result<Vec<u8>, SignerError>) -> Result<(), Error> {
        let signature = signature.map_err(EnvironmentError::Signer)?;
        if signature.is_empty() {
            let empty = SignerError::new("the signature is empty");
            return Err(EnvironmentError::Signer(empty).into());
        }
        self.signer = None;
        self.text.push('.');
        BASE64_URL_SAFE_NO_PAD.encode_string(signature, &mut self.text);
        Ok(())
    }
}

/// The header of a JWT. A client assertion has no `typ`: Moneyhub's own client sends none.
#[derive(Serialize)]
pub(super) struct Header<'a> {
    alg: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
}

impl<'a> Header<'a> {
    pub(super) fn of(signer: Option<&'a Arc<dyn Signer>>, typ: Option<&'static str>) -> Self {
        Self {
            alg: signer.map_or("none", |signer| signer.algorithm().as_str()),
            typ,
            kid: signer.and_then(|signer| signer.key_id()),
        }
    }
}

/// The claims that limit a JWT to one use and a short time.
pub(super) struct Stamp {
    pub(super) jti: Secret,
    pub(super) iat: i64,
}

impl Stamp {
    pub(super) fn new(env: &mut Env<'_>) -> Result<Self, Error> {
        let jti = Secret::random(env.entropy).map_err(EnvironmentError::Entropy)?;
        Ok(Self { jti, iat: UnixTime::seconds(env.now.unix) })
    }

    pub(super) const fn expires_after(&self, seconds: i64) -> i64 {
        self.iat.saturating_add(seconds)
    }
}

#[derive(Serialize)]
struct Assertion<'a, A> {
    iss: &'a str,
    sub: &'a str,
    aud: A,
    jti: &'a str,
    iat: i64,
    exp: i64,
}

fn client_assertion(
    config: &Config,
    signer: &Arc<dyn Signer>,
    env: &mut Env<'_>,
) -> Result<ClientJwt, Error> {
    let client_id = client_id(config)?;
    let stamp = Stamp::new(env)?;
    let (jti, iat) = (stamp.jti.expose_secret(), stamp.iat);
    let exp = stamp.expires_after(CLIENT_ASSERTION_LIFETIME);
    let header = Header::of(Some(signer), None);
    let audience = config.assertion_audience();
    if let [aud] = audience[..] {
        let claims = Assertion { iss: client_id, sub: client_id, aud, jti, iat, exp };
        return ClientJwt::new(Parameter::ClientAssertion, &header, &claims, Some(signer));
    }
    let claims = Assertion { iss: client_id, sub: client_id, aud: audience, jti, iat, exp };
    ClientJwt::new(Parameter::ClientAssertion, &header, &claims, Some(signer))
}

/// RFC 7523 section 3. The audience is the issuer, even behind a gateway, where Moneyhub's own client names
/// the gateway.
fn grant_assertion(
    config: &Config,
    user_id: &UserId,
    env: &mut Env<'_>,
) -> Result<ClientJwt, Error> {
    let signer = match (config.user_tokens(), config.request_objects()) {
        (UserGrant::JwtBearer(signer), _) | (_, RequestObjects::Signed(signer)) => signer,
        _ => return Err(ConfigurationError::Missing { setting: "user_tokens" }.into()),
    };
    let client_id = client_id(config)?;
    let stamp = Stamp::new(env)?;
    let claims = Assertion {
        iss: client_id,
        sub: user_id.as_str(),
        aud: config.issuer(),
        jti: stamp.jti.expose_secret(),
        iat: stamp.iat,
        exp: stamp.expires_after(GRANT_ASSERTION_LIFETIME),
    };
    ClientJwt::new(Parameter::Assertion, &Header::of(Some(signer), None), &claims, Some(signer))
}

fn client_id(config: &Config) -> Result<&str, Error> {
    Ok(config.client_id().ok_or(ConfigurationError::Missing { setting: "client_id" })?)
}

pub(crate) fn json(value: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, RequestError> {
    let mut json = Zeroizing::new(Vec::with_capacity(LONGEST_CLAIMS));
    serde_json::to_writer(&mut *json, value).map_err(|_| RequestError::MalformedBody)?;
    Ok(json)
}

#[cfg(test)]
mod tests;
