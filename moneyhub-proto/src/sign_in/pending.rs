use std::fmt;

use serde_json::Value;

use super::{Callback, Flow, ReturnedSignIn, SignIn, stored};
use crate::{
    api::identity::{CodeVerifier, Nonce, State, claims::Claims},
    config::IssuerParameter,
    ground::{
        env::UnixTime,
        error::{Error, IdentityError, Outcome, SignInRefusal, VerificationError},
        id::{ClientId, ConnectionId, UserId},
        secret::Secret,
    },
};

/// A sign-in whose user is away at the identity service or their bank.
///
/// Keep it for this user only, until they come back: on the server, or in a cookie that is encrypted and
/// authenticated, `HttpOnly` and `Secure`. [`to_secret`](Self::to_secret) turns it into one text, which is
/// **neither encrypted nor signed**: anyone who reads it can finish the sign-in, and anyone who changes it
/// can remove checks. See [`Flow`] for the cookie that a form post needs.
///
/// It is good for one callback whose `state` matches: forget it then. The server can't forget a cookie, so if
/// you use one, record the `state`s that were used; otherwise a page that is loaded twice sends the code
/// twice. After an error whose outcome is [`Outcome::NotSent`] and that [is retryable](Error::is_retryable),
/// the code is unspent.
///
/// `Debug` shows the flow and the expiry only.
#[derive(Clone)]
pub struct PendingSignIn {
    pub(super) origin: Origin,
    pub(super) state: State,
    pub(super) nonce: Nonce,
    pub(super) code_verifier: CodeVerifier,
    pub(super) redirect_uri: String,
    pub(super) flow: Flow,
    /// The user that the journey is for.
    pub(super) subject: Option<UserId>,
    /// The connection that the journey is for.
    pub(super) connection_id: Option<ConnectionId>,
    /// What else the `id_token` must contain, because it was requested.
    pub(super) claims: Claims,
    /// In seconds.
    pub(super) max_age: Option<u64>,
    pub(super) expires_at: UnixTime,
}

/// Where a sign-in began: it can only be finished there. An application with several clients that picked one
/// by what the callback says could send the code to the wrong service (RFC 9207).
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) issuer: String,
    pub(super) client_id: ClientId,
}

impl PendingSignIn {
    pub(super) fn new(
        sign_in: &SignIn,
        origin: Origin,
        now: UnixTime,
        state: State,
        nonce: Nonce,
        code_verifier: CodeVerifier,
    ) -> Self {
        let lifetime = i64::try_from(sign_in.lifetime.as_secs()).unwrap_or(i64::MAX);
        let claims = &sign_in.journey.claims;
        Self {
            origin,
            state,
            nonce,
            code_verifier,
            redirect_uri: sign_in.redirect_uri.clone(),
            flow: sign_in.flow,
            claims: claims.verifiable(),
            subject: pinned(claims, "sub").map(UserId::from),
            connection_id: pinned(claims, "mh:con_id").map(ConnectionId::from),
            max_age: sign_in.max_age.map(|age| age.as_secs()),
            expires_at: UnixTime::from_seconds(now.seconds().saturating_add(lifetime)),
        }
    }

    /// The sign-in as one text of letters, digits and `-_.`, for storage. Take care where it goes.
    #[must_use]
    pub fn to_secret(&self) -> Secret {
        stored::write(self)
    }

    /// Takes a text that [`to_secret`](Self::to_secret) made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when it is not such a text, or comes
    /// from another version of this crate; [`VerificationError::SignInExpired`] when the user took too long.
    pub fn restore(stored: &Secret, now: UnixTime) -> Result<Self, Error> {
        let pending = stored::read(stored.expose_secret())?;
        pending.check_expiry(now)?;
        Ok(pending)
    }

    /// The `state`, under which it may be stored on the server: a callback names it, see
    /// [`Callback::state`].
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The time from which on the user is too late.
    #[must_use]
    pub const fn expires_at(&self) -> UnixTime {
        self.expires_at
    }

    /// Takes what the user came back with, and checks that it belongs to this sign-in: first the
    /// expiry, then `state`, `iss`, `error`, and whether the parameters are those of the flow.
    ///
    /// # Errors
    ///
    /// | what happened | error |
    /// |---|---|
    /// | the user took too long | [`VerificationError::SignInExpired`] |
    /// | a forged or mixed-up callback | [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), by its check |
    /// | the user or the service refused | [`ErrorKind::Identity`](crate::ground::error::ErrorKind::Identity), with [`Error::sign_in_refusal`] |
    /// | the service failed, or gave an unknown code | the same, with [`Outcome::Uncertain`] |
    pub fn receive(
        &self,
        callback: &Callback,
        issuer_parameter: IssuerParameter,
        now: UnixTime,
    ) -> Result<ReturnedSignIn, Error> {
        self.check_expiry(now)?;
        let state = callback.state().ok_or(VerificationError::StateMissing)?;
        if !self.state.matches(state) {
            return Err(VerificationError::StateMismatch.into());
        }
        match callback.get("iss") {
            Some(iss) if iss.expose_secret() != self.origin.issuer => {
                return Err(VerificationError::CallbackIssuerMismatch.into());
            }
            // An `id_token` next to it has its own `iss`, which is verified. This one may then be
            // left out, as Moneyhub's server software does (RFC 9207 section 2.4).
            None if issuer_parameter == IssuerParameter::Required && !self.flow.has_id_token() => {
                return Err(VerificationError::CallbackIssuerMissing.into());
            }
            _ => {}
        }
        if let Some(refusal) = SignInRefusal::of_parameters(|name| callback.get(name)) {
            let outcome = if refusal.refuses() { Outcome::Refused } else { Outcome::Uncertain };
            return Err(Error::new(IdentityError::SignInRefused(Box::new(refusal)), outcome));
        }
        parameter(callback, "access_token", false)?;
        Ok(ReturnedSignIn {
            code: parameter(callback, "code", self.flow.has_code())?,
            id_token: parameter(callback, "id_token", self.flow.has_id_token())?,
            pending: self.clone(),
        })
    }

    /// Whether it began at this issuer, with this client.
    pub(crate) fn check_origin(
        &self,
        issuer: &str,
        client_id: &str,
    ) -> Result<(), VerificationError> {
        match self.origin.issuer == issuer && self.origin.client_id.as_str() == client_id {
            true => Ok(()),
            false => Err(VerificationError::OtherClient),
        }
    }

    fn check_expiry(&self, now: UnixTime) -> Result<(), VerificationError> {
        if now < self.expires_at { Ok(()) } else { Err(VerificationError::SignInExpired) }
    }
}

/// A parameter that must be there, or must not.
fn parameter(
    callback: &Callback,
    parameter: &'static str,
    needed: bool,
) -> Result<Option<Secret>, VerificationError> {
    match callback.get(parameter) {
        Some(_) if !needed => Err(VerificationError::UnexpectedParameter { parameter }),
        None if needed => Err(VerificationError::ParameterMissing { parameter }),
        value => Ok(value.cloned()),
    }
}

/// The one value that a claim was fixed to.
fn pinned<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    let claim = claims.get(name)?;
    match (claim.get("value"), claim.get("values").and_then(Value::as_array).map(Vec::as_slice)) {
        (Some(value), None) | (None, Some([value])) => value.as_str(),
        _ => None,
    }
}

impl fmt::Debug for PendingSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingSignIn")
            .field("flow", &self.flow)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
