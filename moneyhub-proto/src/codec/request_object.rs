//! Request objects (RFC 9101): authorisation requests as JWTs.

use zeroize::Zeroizing;

use super::client_jwt::{ClientJwt, Header, Parameter, Stamp, json};
use crate::{
    config::{Config, RequestObjects},
    ground::{env::Env, error::Error, id::ClientId},
};

/// How long an object is valid, in seconds, as in Moneyhub's own client.
const LIFETIME: i64 = 300;

/// The contents of a request object, except for what each attempt adds.
#[derive(Clone)]
pub(crate) struct RequestObject {
    pub(crate) client_id: ClientId,
    /// The request's own claims, a JSON object.
    pub(crate) claims: Zeroizing<Vec<u8>>,
}

#[derive(serde::Serialize)]
struct OfAttempt<'a> {
    iss: &'a str,
    aud: &'a str,
    jti: &'a str,
    iat: i64,
    exp: i64,
}

impl RequestObject {
    /// The object of one attempt, if the configuration sends requests as objects.
    pub(crate) fn jwt(
        &self,
        config: &Config,
        env: &mut Env<'_>,
    ) -> Result<Option<ClientJwt>, Error> {
        let signer = match config.request_objects() {
            RequestObjects::Inline => return Ok(None),
            RequestObjects::Signed(signer) => Some(signer),
            RequestObjects::Unsigned => None,
        };
        let stamp = Stamp::new(env)?;
        let mut claims = json(&OfAttempt {
            iss: self.client_id.as_str(),
            aud: config.issuer(),
            jti: stamp.jti.expose_secret(),
            iat: stamp.iat,
            exp: stamp.expires_after(LIFETIME),
        })?;
        // Joins two JSON objects, neither of which is empty.
        claims.pop();
        claims.push(b',');
        claims.extend_from_slice(self.claims.get(1..).unwrap_or_default());
        let header = Header::of(signer, Some("oauth-authz-req+jwt"));
        ClientJwt::of_json(Parameter::Request, &header, &claims, signer).map(Some)
    }
}
