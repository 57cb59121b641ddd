use serde::Deserialize;

use super::{
    AuthorisationRequest,
    authorisation_request::authorisation_url,
    seconds::{self, Seconds},
};
use crate::{
    codec::{Call, Endpoint, Method, Operation, Reply, client_jwt::FormJwt, decode},
    config::{Config, Replay, Service},
    ground::{
        error::{DecodeCategory, Error},
        id::ClientId,
        secret::Secret,
    },
};

/// The largest answer, in bytes. Real ones have about a hundred.
const REPLY_LIMIT: usize = 64 * 1024;

/// `POST /oidc/request`: pushes an [`AuthorisationRequest`] to the identity service (RFC 9126), so
/// that the browser only carries a reference to it.
///
/// The parameters are inline in a form, or in a request object next to the client's id, depending on
/// [`request_objects`](crate::config::ConfigBuilder::request_objects). A client that is registered with a
/// signing algorithm must send a signed object, and so must any client that requests a payment. The call
/// authenticates the client itself. It may be retried freely, with a new object each time: a request that is
/// not used expires.
///
/// # Examples
///
/// ```
/// use http::Response;
/// use moneyhub_proto::{
///     codec, env::EntropyError,
///     identity::{AuthorisationRequest, Nonce, PushedAuthorisationRequest, ResponseType, State},
///     sign_in::Journey, Config,
/// };
///
/// # let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> { buffer.fill(7); Ok(()) };
/// let config = Config::builder().client_id("my-client").client_secret("my-secret").build()?;
/// let journey = Journey::reauth(&"64b0f3a1".into(), &"9c1185a5:3f2a9d10".into())?;
/// let push = PushedAuthorisationRequest {
///     request: AuthorisationRequest::new(
///         "my-client".into(),
///         "https://shop.example/callback",
///         journey,
///         ResponseType::IdToken,
///         State::generate(&mut entropy)?,
///         Nonce::generate(&mut entropy)?,
///     ),
/// };
/// let request = codec::encode_without_token(&push, &config)?;
/// assert_eq!(request.uri(), "https://identity.moneyhub.co.uk/oidc/request");
///
/// // ... send it with anything ...
/// let response = Response::builder().status(201);
/// let response = response.body(r#"{"request_uri":"urn:example:1","expires_in":60}"#)?;
/// let pushed = codec::decode(&push, response)?;
///
/// let url = pushed.authorisation_url(&config, &push.request.client_id);
/// assert_eq!(
///     url.expose_secret(),
///     "https://identity.moneyhub.co.uk/oidc/auth?client_id=my-client&request_uri=urn%3Aexample%3A1",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PushedAuthorisationRequest {
    /// The request.
    pub request: AuthorisationRequest,
}

impl Endpoint for PushedAuthorisationRequest {
    type Output = PushedAuthorisation;
    const OPERATION: Operation<PushedAuthorisation> = Operation::new(
        Method::Post,
        Service::Identity,
        "identity.pushed_authorisation_request",
        "/oidc/request",
    )
    .with_credentials()
    .replayed(Replay::Free)
    .reply_limit(REPLY_LIMIT)
    .advice(&[
        ("invalid_redirect_uri", NOT_ACCEPTED),
        ("invalid_request", NOT_ACCEPTED),
        ("invalid_request_object", NOT_ACCEPTED),
    ]);

    fn call(&self) -> Result<Call, Error> {
        let facts = Self::OPERATION.facts;
        let at = |error: Error| error.at(facts.name);
        let parameters = self.request.parameters().map_err(at)?;
        let object = self.request.request_object().map_err(at)?;
        let form: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Call::new(facts)
            .form(&form)
            .needs(self.request.journey.scopes.clone())
            .with_jwt(FormJwt::RequestObject(Box::new(object)))
            .finish()
    }

    /// RFC 9126 section 2.2 says 201; some servers answer 200, and either is accepted.
    fn decode(&self, reply: &mut Reply<'_>) -> Result<PushedAuthorisation, Error> {
        let pushed: Pushed = decode::bare(reply)?;
        if pushed.request_uri.expose_secret().is_empty() {
            return Err(reply.refused("request_uri", DecodeCategory::WrongType));
        }
        let expires_in = seconds::expires_in(pushed.expires_in, reply)?;
        Ok(PushedAuthorisation { request_uri: pushed.request_uri, expires_in })
    }
}

const NOT_ACCEPTED: &str = "the identity service did not accept the authorisation request: is redirect_uri exactly as registered, and does this client have to sign its requests? `Error::reply` has the service's message";

/// The reference to a pushed request, and its lifetime.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PushedAuthorisation {
    /// The opaque reference. Anyone who has it can begin this sign-in in the user's place.
    pub request_uri: Secret,
    /// Its lifetime in seconds from now. Moneyhub's is at most 60: redirect at once.
    pub expires_in: Option<u64>,
}

impl PushedAuthorisation {
    /// A value for tests.
    #[must_use]
    pub fn new(request_uri: impl Into<Secret>) -> Self {
        Self { request_uri: request_uri.into(), expires_in: None }
    }

    /// The URL to send the user to (RFC 9126 section 4).
    ///
    /// With `client_id`, which the RFC requires and Moneyhub's own client leaves out, and with the
    /// reference percent-encoded.
    #[must_use]
    pub fn authorisation_url(&self, config: &Config, client_id: &ClientId) -> Secret {
        let request_uri = self.request_uri.expose_secret();
        let parameters = [("client_id", client_id.as_str()), ("request_uri", request_uri)];
        authorisation_url(config, &parameters)
    }
}

#[derive(Deserialize)]
struct Pushed {
    request_uri: Secret,
    expires_in: Option<Seconds>,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::Response;

    use super::*;
    use crate::{
        api::identity::{Journey, Nonce, ResponseType, State},
        codec,
        driver::{Client, scripted::Scripted},
        ground::{
            env::EntropyError,
            error::{ErrorKind, Outcome},
        },
    };

    fn push() -> PushedAuthorisationRequest {
        let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
            buffer.fill(7);
            Ok(())
        };
        PushedAuthorisationRequest {
            request: AuthorisationRequest::new(
                "client".into(),
                "https://shop.example/callback",
                Journey::connect(&"bank1".into()).unwrap(),
                ResponseType::IdToken,
                State::generate(&mut entropy).unwrap(),
                Nonce::generate(&mut entropy).unwrap(),
            ),
        }
    }

    fn config() -> Config {
        Config::builder().client_id("client").client_secret("secret").build().unwrap()
    }

    fn answer(status: u16, body: &str) -> Result<PushedAuthorisation, Error> {
        let response = Response::builder().status(status).body(body.to_owned()).unwrap();
        codec::decode(&push(), response)
    }

    #[test]
    fn the_form_carries_the_client_id_beside_basic_authentication() {
        let request = codec::encode_without_token(&push(), &config()).unwrap();
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri().path(), "/oidc/request");
        assert!(request.headers()["authorization"].to_str().unwrap().starts_with("Basic "));
        assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(request.body()).into_owned().collect();
        let expected = push().request.parameters().unwrap();
        let expected: Vec<_> = expected.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
        assert_eq!(pairs, expected);
        assert_eq!(pairs[0], ("client_id".to_owned(), "client".to_owned()));
    }

    #[test]
    fn a_client_sends_it_without_a_token_and_again_when_the_service_is_down() {
        let script = Scripted::new().reply(503, "").reply(201, r#"{"request_uri":"urn:x"}"#);
        let client = Client::new(config(), Arc::new(script.clone()));
        let pushed = pollster::block_on(client.send(push())).unwrap();
        assert_eq!(pushed.request_uri.expose_secret(), "urn:x");
    }

    #[test]
    fn it_may_be_repeated_freely() {
        assert_eq!(push().call().unwrap().facts().replay, Replay::Free);
    }

    #[test]
    fn both_200_and_201_are_success() {
        for status in [200, 201] {
            let pushed = answer(status, r#"{"request_uri":"urn:x","expires_in":60}"#).unwrap();
            assert_eq!(pushed.request_uri.expose_secret(), "urn:x");
            assert_eq!(pushed.expires_in, Some(60));
        }
    }

    #[test]
    fn an_answer_without_its_reference_is_refused_by_the_name_of_the_member() {
        for body in [r#"{"expires_in":60}"#, r#"{"request_uri":"","expires_in":60}"#] {
            let error = answer(201, body).unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decoding, Outcome::Accepted));
            assert_eq!(error.decode_error().unwrap().path(), "request_uri");
        }
    }

    #[test]
    fn a_negative_lifetime_is_refused() {
        let error = answer(201, r#"{"request_uri":"urn:x","expires_in":-1}"#).unwrap_err();
        assert_eq!(error.decode_error().unwrap().path(), "expires_in");
    }

    #[test]
    fn a_refusal_is_the_identity_services_and_says_what_to_look_at() {
        let error = answer(400, r#"{"error":"invalid_redirect_uri"}"#).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
        assert!(error.to_string().contains("is redirect_uri exactly as registered"), "{error}");
        let error = answer(400, r#"{"error":"invalid_request"}"#).unwrap_err();
        assert!(error.to_string().contains("`Error::reply`"), "{error}");
    }

    #[test]
    fn a_malformed_request_is_refused_before_it_is_sent() {
        let mut push = push();
        push.request.redirect_uri = "/callback".into();
        let error = codec::encode_without_token(&push, &config()).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
        assert!(
            error.to_string().starts_with("identity.pushed_authorisation_request: redirect_uri")
        );
    }

    #[test]
    fn the_reference_is_encoded_so_that_it_cannot_add_parameters() {
        let pushed = PushedAuthorisation::new("urn:a b&c=d#e");
        let url = pushed.authorisation_url(&config(), &"client".into());
        let expected = "https://identity.moneyhub.co.uk/oidc/auth?client_id=client&request_uri=urn%3Aa+b%26c%3Dd%23e";
        assert_eq!(url.expose_secret(), expected);
    }

    #[test]
    fn debug_shows_neither_the_reference_nor_the_url() {
        let pushed = PushedAuthorisation::new("urn:canary");
        let url = pushed.authorisation_url(&config(), &"client".into());
        assert!(!format!("{pushed:?} {url:?} {:?}", push()).contains("canary"));
        assert!(!format!("{:?} {:?}", push(), push().call()).contains("BwcHBw"));
    }
}
