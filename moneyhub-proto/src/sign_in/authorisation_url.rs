use std::{fmt, time::Duration};

use crate::{
    api::identity::{AuthorisationRequest, authorisation_url},
    codec::client_jwt::ClientJwt,
    config::Config,
    ground::{
        env::Env,
        error::{Error, RequestError, SignerError},
        secret::Secret,
    },
    jose::SigningRequest,
};

/// The URL of an [`AuthorisationRequest`] that was not pushed, which may still lack a signature.
///
/// Made by [`AuthorisationRequest::url`]. A client does all of this in one call,
/// [`Client::authorisation_url`](crate::driver::Client::authorisation_url).
pub struct AuthorisationUrl {
    /// The URL without the request object.
    url: Secret,
    object: Option<ClientJwt>,
    timeout: Duration,
}

impl AuthorisationRequest {
    /// The URL to send the user to, in the form that
    /// [`request_objects`](crate::config::ConfigBuilder::request_objects) sets: with all parameters in its
    /// query, as [`inline_url`](Self::inline_url), or with a request object (OpenID Connect Core section
    /// 6.1). Prefer pushing the request.
    ///
    /// Besides the object, the query has the parameters that OAuth requires there, and state and
    /// nonce, as in Moneyhub's own client. The object has all of them, so that a service that reads
    /// nothing else (RFC 9101) has what it needs. That client also adds a `max_age` to this form
    /// only; it is not sent here.
    ///
    /// # Errors
    ///
    /// As [`inline_url`](Self::inline_url); and
    /// [`ErrorKind::Environment`](crate::ground::error::ErrorKind::Environment) without entropy.
    ///
    /// # Examples
    ///
    /// ```
    /// # use moneyhub_proto::{
    /// #     config::RequestObjects, env::{EntropyError, Env, Now},
    /// #     identity::{AuthorisationRequest, Nonce, ResponseType, State}, sign_in::Journey,
    /// #     Config,
    /// # };
    /// # let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> { buffer.fill(7); Ok(()) };
    /// # let journey = Journey::reauth(&"64b0f3a1".into(), &"9c1185a5:3f2a9d10".into())?;
    /// # let (state, nonce) = (State::generate(&mut entropy)?, Nonce::generate(&mut entropy)?);
    /// # let redirect_uri = "https://shop.example/callback";
    /// # let response_type = ResponseType::IdToken;
    /// # let request = AuthorisationRequest::new(
    /// #     "my-client".into(), redirect_uri, journey, response_type, state, nonce);
    /// let config = Config::builder().request_objects(RequestObjects::Unsigned).build()?;
    /// let url = request.url(&config, &mut Env { now: Now::default(), entropy: &mut entropy })?;
    ///
    /// assert!(url.signing_request().is_none());
    /// assert!(url.finish()?.expose_secret().contains("&request=eyJhbGciOiJub25lI"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn url(&self, config: &Config, env: &mut Env<'_>) -> Result<AuthorisationUrl, Error> {
        let object = self.request_object()?.jwt(config, env)?;
        let mut parameters = self.parameters()?;
        if object.is_some() {
            let beside = ["client_id", "response_type", "redirect_uri", "scope", "state", "nonce"];
            parameters.retain(|(name, _)| beside.contains(name));
        }
        let url = authorisation_url(config, &parameters);
        Ok(AuthorisationUrl { url, object, timeout: config.retry().deadline })
    }
}

impl AuthorisationUrl {
    /// What has to be signed, if anything.
    #[must_use]
    pub fn signing_request(&self) -> Option<SigningRequest> {
        self.object.as_ref()?.signing_request(self.timeout)
    }

    /// Takes the signature.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Environment`](crate::ground::error::ErrorKind::Environment) when the signer
    /// failed.
    pub fn sign(&mut self, signature: Result<Vec<u8>, SignerError>) -> Result<(), Error> {
        match &mut self.object {
            Some(object) if !object.is_whole() => {
                object.sign(signature).map_err(|error| error.with_retry(true, None))
            }
            _ => Ok(()),
        }
    }

    /// The URL. It is secret because of `state` and `nonce`: give it only to this user's browser.
    ///
    /// # Errors
    ///
    /// [`RequestError::Unfinished`] while it lacks its signature.
    pub fn finish(self) -> Result<Secret, Error> {
        let Some(object) = self.object else { return Ok(self.url) };
        if !object.is_whole() {
            return Err(RequestError::Unfinished.into());
        }
        // It consists of base64url and dots, which need no encoding.
        Ok(Secret::from(format!("{}&request={}", self.url.expose_secret(), object.text())))
    }
}

impl fmt::Debug for AuthorisationUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorisationUrl").finish_non_exhaustive()
    }
}
