//! Client authentication, the same at the token, pushed authorisation request, introspection and
//! revocation endpoints.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};

use super::Service;
use super::answer::{Answer, challenge, oauth_failure};
use super::form::{Parameters, invalid_request};
use crate::client::{Client, Method};
use crate::jose::{Algorithm, Jwt};

/// RFC 7523 section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An assertion may live this long. Moneyhub's own samples take up to an hour.
const MOST_ASSERTION_SECONDS: i64 = 3_600;

/// The client credentials in a request.
enum Presented<'a> {
    Basic(String, String),
    Post(&'a str, &'a str),
    Assertion(&'a str),
    Nothing(&'a str),
}

impl Service {
    /// The client that sent the request. It must use only the method that it is registered with
    /// (RFC 6749 section 2.3).
    pub(super) fn authenticate_client(
        &mut self,
        headers: &HeaderMap,
        form: &Parameters,
        endpoint: &str,
    ) -> Result<Arc<Client>, Box<Answer>> {
        let with_header = headers.contains_key(AUTHORIZATION);
        let presented = presented(headers, form)?;
        let refuse = |description: &str| {
            let status = StatusCode::UNAUTHORIZED;
            let refusal = oauth_failure(status, "invalid_client", description);
            // RFC 6749 section 5.2: with the scheme that was used, only when a header was sent.
            Box::new(match with_header {
                true => challenge(refusal, "Basic realm=\"moneyhub sandbox\""),
                false => refusal,
            })
        };
        let failed = || refuse("client authentication failed");
        match presented {
            Presented::Basic(id, secret) => {
                if form.get("client_id").is_some_and(|other| *other != id) {
                    return Err(invalid_request("client_id differs from the authenticated client"));
                }
                let client = self.client(&id).ok_or_else(failed)?;
                let right =
                    matches!(&client.method, Method::SecretBasic(known) if *known == secret);
                if right { Ok(client) } else { Err(failed()) }
            }
            Presented::Post(id, secret) => {
                let client = self.client(id).ok_or_else(failed)?;
                let right = matches!(&client.method, Method::SecretPost(known) if known == secret);
                if right { Ok(client) } else { Err(failed()) }
            }
            Presented::Nothing(id) => {
                let client = self.client(id).ok_or_else(failed)?;
                let right = matches!(client.method, Method::None | Method::SelfSignedTls);
                if right { Ok(client) } else { Err(refuse("client authentication is missing")) }
            }
            Presented::Assertion(assertion) => {
                let jwt = Jwt::parse(assertion).map_err(|problem| {
                    invalid_request(&format!("client_assertion cannot be read: {problem}"))
                })?;
                let id = jwt.text("sub").ok_or_else(|| refuse("the assertion has no sub"))?;
                if form.get("client_id").is_some_and(|other| other != id) {
                    return Err(invalid_request("client_id differs from the assertion's sub"));
                }
                let client = self.client(id).ok_or_else(failed)?;
                if !matches!(client.method, Method::PrivateKeyJwt) {
                    return Err(failed());
                }
                self.check_client_assertion(&client, &jwt, endpoint).map_err(|problem| {
                    refuse(&format!("client_assertion is refused: {problem}"))
                })?;
                Ok(client)
            }
        }
    }

    /// RFC 7523 section 3. The audience may be the issuer, the token endpoint or the endpoint that
    /// is called, as a string or in an array.
    fn check_client_assertion(
        &mut self,
        client: &Client,
        jwt: &Jwt<'_>,
        endpoint: &str,
    ) -> Result<(), &'static str> {
        let algorithm = Algorithm::of(&jwt.algorithm).ok_or("its alg is not allowed")?;
        if client.assertion_alg.is_some_and(|only| only != algorithm) {
            return Err("its alg is not the registered one");
        }
        client.keys.verify(jwt, algorithm)?;
        if jwt.text("iss") != Some(client.id.as_str()) {
            return Err("iss and sub must be the client_id");
        }
        let audiences =
            [self.issuer().to_owned(), self.endpoint("/token"), self.endpoint(endpoint)];
        if !jwt.is_for(&audiences) {
            return Err("aud must be the issuer or an endpoint");
        }
        self.use_once(client, jwt)
    }

    /// The time limits of an assertion, and that its `jti` was not used before.
    pub(super) fn use_once(&mut self, client: &Client, jwt: &Jwt<'_>) -> Result<(), &'static str> {
        jwt.is_timely(self.clock.now_seconds(), MOST_ASSERTION_SECONDS)?;
        let jti = jwt.text("jti").filter(|jti| !jti.is_empty()).ok_or("it has no jti")?;
        // Two clients may use the same one. A client id with a line break cannot be sent.
        let key = format!("{}\n{jti}", client.id);
        if self.identity.used_assertions.find(&key).is_some() {
            return Err("its jti was used before");
        }
        let until = self.clock.seconds_ahead(2 * MOST_ASSERTION_SECONDS);
        let keep = self.keep(0, until);
        self.identity.used_assertions.put(key, (), keep);
        Ok(())
    }
}

fn presented<'a>(headers: &HeaderMap, form: &'a Parameters) -> Result<Presented<'a>, Box<Answer>> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let header = values.next();
    if values.next().is_some() {
        return Err(invalid_request("more than one Authorization header"));
    }
    let text = |name: &str| form.get(name).map(String::as_str);
    let (secret, assertion) = (text("client_secret"), text("client_assertion"));
    let (id, kind) = (text("client_id"), text("client_assertion_type"));
    let assertion = match (assertion, kind) {
        (Some(assertion), Some(ASSERTION_TYPE)) => Some(assertion),
        (None, None) => None,
        _ => {
            return Err(invalid_request(
                "client_assertion and client_assertion_type must come together, for a JWT",
            ));
        }
    };
    match (header, secret, assertion) {
        (Some(header), None, None) => match basic_credentials(header.as_bytes()) {
            Some((id, secret)) => Ok(Presented::Basic(id, secret)),
            None => Err(invalid_request(
                "the Authorization header must be Basic, with form-encoded id and secret in base64",
            )),
        },
        (None, Some(secret), None) => match id {
            Some(id) => Ok(Presented::Post(id, secret)),
            None => Err(invalid_request("missing required parameter: client_id")),
        },
        (None, None, Some(assertion)) => Ok(Presented::Assertion(assertion)),
        (None, None, None) => match id {
            Some(id) => Ok(Presented::Nothing(id)),
            None => Err(Box::new(oauth_failure(
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "client authentication is missing",
            ))),
        },
        _ => Err(invalid_request("more than one client authentication method")),
    }
}

/// Both parts are form-encoded before they are joined by a colon and put in base64 (RFC 6749
/// section 2.3.1).
fn basic_credentials(header: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(header).ok()?;
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let joined = String::from_utf8(STANDARD.decode(encoded.trim_start()).ok()?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    Some((form_decode(id)?, form_decode(secret)?))
}

/// A plus is a space, `%XX` is a byte; anything else after a percent sign is a mistake.
fn form_decode(text: &str) -> Option<String> {
    let well_formed = text.split('%').skip(1).all(|after| {
        let hex = after.as_bytes();
        hex.len() >= 2 && hex[..2].iter().all(u8::is_ascii_hexdigit)
    });
    if !well_formed {
        return None;
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    Some(decoded.ok()?.into_owned())
}
