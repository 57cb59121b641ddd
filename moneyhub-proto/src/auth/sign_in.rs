//! Signing in: stages that can't be skipped.

mod callback;
mod pending;
mod refusal;
mod returned;
mod stored;
mod unverified;

use std::time::Duration;

use self::pending::Origin;
pub use self::{
    callback::Callback,
    pending::{IssuerParameter, PendingSignIn},
    refusal::SignInRefusal,
    returned::{Checked, CodeExchange, ReturnedSignIn, SignedIn},
    unverified::UnverifiedSignIn,
};
use super::{
    AuthorisationRequest, CodeVerifier, Journey, Nonce, Prompt, ResponseMode, ResponseType, State,
};
use crate::{
    env::{Entropy, EntropyError, UnixTime},
    error::{EnvironmentError, Error, RequestError},
    id::ClientId,
    secret::Secret,
};

/// How long the user may take, if nothing else is said.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// A sign-in that is about to begin: where the user comes back to, and what for.
///
/// # Stages
///
/// Each stage comes out of the one before and from nowhere else, so no check can be left out:
///
/// ```text
/// SignIn ── begin ──▶ AuthorisationRequest       push it, send the user to the URL
///            └──────▶ PendingSignIn              keep it for this user: to_secret, restore
///                        │ receive(Callback)     state, iss, error, parameters
///                        ▼
///                  ReturnedSignIn
///                        │ check                 the id_token of the callback, if there is one
///                        ▼
///                  CodeExchange ─ endpoint ─▶ ExchangeCode, once
///                        │ finish(TokenSet)      the id_token of the token endpoint
///                        ▼
///                    SignedIn                    IdToken, tokens
/// ```
///
/// See the [module](super#signing-in) for the whole of it in code.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Where the user comes back to, as it is registered, to the letter.
    pub redirect_uri: String,
    /// What for.
    pub journey: Journey,
    /// What comes back. [`new`](Self::new) sets a code.
    pub flow: Flow,
    /// How it comes back, where that is not the flow's own way: see [`Flow`].
    pub response_mode: Option<ResponseMode>,
    /// What the user is asked again. [`new`](Self::new) sets `consent`, as Moneyhub's own client does.
    pub prompt: Option<Prompt>,
    /// How long ago the user may have authenticated, in whole seconds. With it, the `id_token` must
    /// have an `auth_time`.
    pub max_age: Option<Duration>,
    /// How long the user may take to come back. [`new`](Self::new) sets an hour.
    pub lifetime: Duration,
}

/// What comes back to the `redirect_uri`, by the names of OpenID Connect Core section 3.
///
/// # How it comes back, and cookies
///
/// A code comes in the query of the redirect. An `id_token` would come behind a `#`, which never
/// reaches a server, so the flows that have one ask for `form_post`: the user's browser posts a form
/// from the identity service to the `redirect_uri`. **With such a cross-site post a browser sends no
/// cookie of `SameSite=Lax`**, which is what cookies are by default. Keep the pending sign-in in a
/// cookie of `SameSite=None; Secure`, or on the server under a key that
/// [`Callback::state`] leads to, and tie it to the user's session at the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Flow {
    /// `response_type=code`: a code, which is exchanged for tokens.
    AuthorisationCode,
    /// `response_type=code id_token`: a code, and an `id_token` beside it that vouches for it.
    Hybrid,
    /// `response_type=id_token`: who signed in, and no tokens. Moneyhub advises it for `reauth` and
    /// `refresh`.
    Implicit,
}

impl Flow {
    /// The value of `response_type`.
    #[must_use]
    pub const fn response_type(self) -> &'static str {
        match self {
            Self::AuthorisationCode => "code",
            Self::Hybrid => "code id_token",
            Self::Implicit => "id_token",
        }
    }

    const fn has_code(self) -> bool {
        matches!(self, Self::AuthorisationCode | Self::Hybrid)
    }

    const fn has_id_token(self) -> bool {
        matches!(self, Self::Hybrid | Self::Implicit)
    }
}

/// What [`SignIn::begin`] makes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BegunSignIn {
    /// To be pushed, or put into a URL.
    pub request: AuthorisationRequest,
    /// To be kept until the user comes back.
    pub pending: PendingSignIn,
}

/// A sign-in whose authorisation request was pushed:
/// [`Client::begin_sign_in`](crate::Client::begin_sign_in).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PushedSignIn {
    /// Where to send the user, within a minute. Whoever has it can begin this sign-in in their place.
    pub url: Secret,
    /// To be kept until the user comes back.
    pub pending: PendingSignIn,
}

impl PushedSignIn {
    pub(crate) const fn new(url: Secret, pending: PendingSignIn) -> Self {
        Self { url, pending }
    }
}

impl SignIn {
    /// A sign-in with a code and `prompt=consent`, for an hour, and nothing else that is optional.
    #[must_use]
    pub fn new(redirect_uri: impl Into<String>, journey: Journey) -> Self {
        Self {
            redirect_uri: redirect_uri.into(),
            journey,
            flow: Flow::AuthorisationCode,
            response_mode: None,
            prompt: Some(Prompt::Consent),
            max_age: None,
            lifetime: LIFETIME,
        }
    }

    /// Begins it: makes `state`, `nonce` and the PKCE verifier.
    ///
    /// `issuer` is the identity service's, [`Config::issuer`](crate::Config::issuer): with the client it
    /// is remembered, so that the answer is taken from there and from nowhere else.
    ///
    /// A `sub`, an `mh:con_id`, an `acr` or another claim whose `value` or `values` the journey's claims fix
    /// is remembered: another user, connection or level of authentication that comes back is refused. See
    /// [`Claims::put`](crate::claims::Claims::put) for what is not verified.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Environment`](crate::ErrorKind::Environment) when there is no entropy,
    /// [`ErrorKind::Request`](crate::ErrorKind::Request) when an `id_token` should come in a query.
    pub fn begin(
        &self,
        client_id: ClientId,
        issuer: impl Into<String>,
        now: UnixTime,
        entropy: &mut dyn Entropy,
    ) -> Result<BegunSignIn, Error> {
        let mode = self.response_mode.as_ref().map(ResponseMode::as_str);
        if self.flow.has_id_token() && mode.is_some_and(|mode| mode.starts_with("query")) {
            return Err(RequestError::IdTokenInQuery.into());
        }
        let origin = Origin { issuer: issuer.into(), client_id: client_id.clone() };
        let failed = |error: EntropyError| EnvironmentError::from(error);
        let state = State::generate(entropy).map_err(failed)?;
        let nonce = Nonce::generate(entropy).map_err(failed)?;
        let code_verifier = CodeVerifier::generate(entropy).map_err(failed)?;
        let response_type = match self.flow {
            Flow::AuthorisationCode => {
                ResponseType::Code { code_challenge: code_verifier.challenge() }
            }
            Flow::Hybrid => ResponseType::CodeIdToken { code_challenge: code_verifier.challenge() },
            Flow::Implicit => ResponseType::IdToken,
        };
        let form_post = self.flow.has_id_token().then_some(ResponseMode::FormPost);
        let mut request = AuthorisationRequest::new(
            client_id,
            self.redirect_uri.clone(),
            self.journey.clone(),
            response_type,
            state.clone(),
            nonce.clone(),
        );
        request.prompt.clone_from(&self.prompt);
        request.response_mode = self.response_mode.clone().or(form_post);
        request.max_age = self.max_age;
        let pending = PendingSignIn::new(self, origin, now, state, nonce, code_verifier);
        Ok(BegunSignIn { request, pending })
    }
}

#[cfg(test)]
mod tests;
