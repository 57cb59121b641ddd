use std::time::Duration;

use super::{CodeChallenge, Journey, Nonce, State};
use crate::{
    config::{Config, Service},
    ground::{
        error::{Error, RequestError},
        id::ClientId,
        open_enum::open_enum,
        secret::Secret,
    },
};

/// The beginning of a sign-in: a [`Journey`] and the values that tie the answer to it (OpenID
/// Connect Core section 3.1.2.1).
///
/// State, nonce and, if a code comes back, PKCE are part of the type: a request without them can't
/// be expressed. Push it with a [`PushedAuthorisationRequest`](super::PushedAuthorisationRequest),
/// which is what Moneyhub recommends, or put it into a URL with [`inline_url`](Self::inline_url).
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{
///     env::EntropyError, id::{ClientId, ProviderId},
///     identity::{AuthorisationRequest, CodeVerifier, Nonce, ResponseType, State},
///     sign_in::Journey,
/// };
///
/// // In an application, use the operating system's.
/// let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> { buffer.fill(7); Ok(()) };
/// let (state, nonce) = (State::generate(&mut entropy)?, Nonce::generate(&mut entropy)?);
/// let verifier = CodeVerifier::generate(&mut entropy)?;
///
/// let request = AuthorisationRequest::new(
///     ClientId::from("my-client"),
///     "https://shop.example/callback",
///     Journey::connect(&ProviderId::from("9c1185a5c5e9fc54612808977ee8f548"))?,
///     ResponseType::Code { code_challenge: verifier.challenge() },
///     state,
///     nonce,
/// );
/// assert!(format!("{request:?}").contains("State(redacted)"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct AuthorisationRequest {
    /// The client. An [`Endpoint`](crate::codec::Endpoint) has no [`Config`], so it is a field here. A pushed
    /// request needs it even with `Authorization: Basic`.
    pub client_id: ClientId,
    /// Where the user comes back to, exactly as registered.
    pub redirect_uri: String,
    /// The purpose.
    pub journey: Journey,
    /// What comes back.
    pub response_type: ResponseType,
    /// Ties the callback to the browser. Keep it in the user's session.
    pub state: State,
    /// Ties the `id_token` to this request. Keep it in the user's session.
    pub nonce: Nonce,
    /// What the user is asked again. [`new`](Self::new) sets `consent`, like Moneyhub's own client.
    pub prompt: Option<Prompt>,
    /// How long ago the user may have authenticated, in whole seconds; otherwise they have to do it
    /// again.
    pub max_age: Option<Duration>,
    /// How the answer travels through the browser, if not in the response type's default way: in
    /// the query for `code`, otherwise in the fragment, which never reaches a server.
    pub response_mode: Option<ResponseMode>,
}

/// What comes back to the `redirect_uri`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseType {
    /// `code`: a code, to be exchanged for tokens.
    Code {
        /// The public half of the code's PKCE.
        code_challenge: CodeChallenge,
    },
    /// `code id_token`: a code together with an `id_token` (the hybrid flow).
    CodeIdToken {
        /// The public half of the code's PKCE.
        code_challenge: CodeChallenge,
    },
    /// `id_token` alone. Moneyhub advises it for `reauth` and `refresh`. Without a code there is no
    /// PKCE.
    IdToken,
}

open_enum! {
    /// What the user is asked again (OpenID Connect Core section 3.1.2.1).
    pub enum Prompt {
        /// For consent.
        Consent = "consent",
        /// To authenticate again.
        Login = "login",
        /// Nothing: the sign-in fails if an answer would be needed.
        None = "none",
    }
}

open_enum! {
    /// How the answer travels through the browser.
    pub enum ResponseMode {
        /// As a form that the browser posts. Cookies with `SameSite=Lax` are not sent with it.
        FormPost = "form_post",
        /// After a `#`: only scripts in the page see it.
        Fragment = "fragment",
        /// After a `?`.
        Query = "query",
    }
}

impl ResponseType {
    /// The value of `response_type`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::CodeIdToken { .. } => "code id_token",
            Self::IdToken => "id_token",
        }
    }

    pub(super) const fn code_challenge(&self) -> Option<&CodeChallenge> {
        match self {
            Self::Code { code_challenge } | Self::CodeIdToken { code_challenge } => {
                Some(code_challenge)
            }
            Self::IdToken => None,
        }
    }
}

impl AuthorisationRequest {
    /// A request with `prompt=consent` and no other options.
    #[must_use]
    pub fn new(
        client_id: ClientId,
        redirect_uri: impl Into<String>,
        journey: Journey,
        response_type: ResponseType,
        state: State,
        nonce: Nonce,
    ) -> Self {
        Self {
            client_id,
            redirect_uri: redirect_uri.into(),
            journey,
            response_type,
            state,
            nonce,
            prompt: Some(Prompt::Consent),
            max_age: None,
            response_mode: None,
        }
    }

    /// The URL to send the user to, with everything in its query. It is secret because of `state`
    /// and `nonce`: give it only to this user's browser.
    ///
    /// It works for clients without a `request_object_signing_alg`, and not for payments. The user, and
    /// anyone who reads the logs of the identity service's gateway, sees all of it. Prefer pushing the
    /// request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when the id of the client, the user
    /// or the connection is empty, or the redirect URI is not a valid one.
    pub fn inline_url(&self, config: &Config) -> Result<Secret, Error> {
        Ok(authorisation_url(config, &self.parameters()?))
    }

    /// Checks that it can be sent.
    pub(super) fn check(&self) -> Result<(), RequestError> {
        if self.client_id.as_str().is_empty() {
            return Err(RequestError::Empty { parameter: "client_id" });
        }
        if !is_redirect_uri(&self.redirect_uri) {
            return Err(RequestError::MalformedRedirectUri);
        }
        // An empty id might be read as absent: the sign-in would then be for anyone who signs in.
        for parameter in ["sub", "mh:con_id"] {
            let claim = self.journey.claims.get(parameter);
            let pinned = claim.and_then(|claim| claim.get("value")?.as_str());
            if pinned == Some("") {
                return Err(RequestError::Empty { parameter });
            }
        }
        Ok(())
    }

    /// The parameters, in a fixed order. Absent ones are left out, not sent empty.
    pub(crate) fn parameters(&self) -> Result<Vec<(&'static str, String)>, Error> {
        self.check()?;
        let mut parameters = vec![
            ("client_id", self.client_id.to_string()),
            ("response_type", self.response_type.as_str().to_owned()),
            ("redirect_uri", self.redirect_uri.clone()),
            ("scope", self.journey.scopes.to_string()),
            ("state", self.state.expose_secret().to_owned()),
            ("nonce", self.nonce.expose_secret().to_owned()),
        ];
        if !self.journey.claims.is_empty() {
            parameters.push(("claims", self.journey.claims.to_json()));
        }
        if let Some(challenge) = self.response_type.code_challenge() {
            parameters.push(("code_challenge", challenge.as_str().to_owned()));
            parameters.push(("code_challenge_method", CodeChallenge::METHOD.to_owned()));
        }
        if let Some(prompt) = &self.prompt {
            parameters.push(("prompt", prompt.to_string()));
        }
        if let Some(max_age) = self.max_age {
            parameters.push(("max_age", max_age.as_secs().to_string()));
        }
        if let Some(response_mode) = &self.response_mode {
            parameters.push(("response_mode", response_mode.to_string()));
        }
        Ok(parameters)
    }
}

/// The authorisation endpoint with a query.
pub(crate) fn authorisation_url<V: AsRef<str>>(
    config: &Config,
    parameters: &[(&'static str, V)],
) -> Secret {
    let documented = || format!("{}/oidc/auth", config.base(Service::Identity).as_str());
    let mut start = config.discovered_url("/oidc/auth").map_or_else(documented, str::to_owned);
    start.push(if start.contains('?') { '&' } else { '?' });
    let length = start.len();
    let mut query = form_urlencoded::Serializer::for_suffix(start, length);
    query.extend_pairs(parameters);
    Secret::from(query.finish())
}

/// Whether a text may be a redirect URI: absolute, without a fragment (RFC 6749 section 3.1.2), and of
/// visible ASCII characters. The service decides about schemes other than https: it knows which URI is
/// registered.
fn is_redirect_uri(text: &str) -> bool {
    let absolute = text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && !rest.is_empty()
    });
    absolute && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#')
}

#[cfg(test)]
mod tests;
