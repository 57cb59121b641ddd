use std::{fmt, time::Duration};

use super::PendingSignIn;
use crate::{
    api::identity::{ExchangeCode, TokenSet},
    ground::{
        env::UnixTime,
        error::{Error, Outcome, VerificationError},
        secret::Secret,
    },
    jose::JsonWebKeySet,
    sign_in::{Channel, ExpectedIdToken, ExpectedNonce, IdToken, IdTokenVerifier},
};

/// A sign-in whose user has come back with the parameters of its flow. Their contents are not verified yet.
#[derive(Clone)]
pub struct ReturnedSignIn {
    pub(super) pending: PendingSignIn,
    /// There is a code, an `id_token`, or both, depending on the flow.
    pub(super) code: Option<Secret>,
    pub(super) id_token: Option<Secret>,
}

/// What a callback leads to.
#[derive(Clone, Debug)]
pub enum Checked {
    /// There is a code to be exchanged.
    Exchange(CodeExchange),
    /// The `id_token` of the callback is the whole result.
    SignedIn(SignedIn),
}

/// A code that may be exchanged: everything that came with it was verified.
///
/// `Debug` shows the flow only.
#[derive(Clone)]
pub struct CodeExchange {
    pending: PendingSignIn,
    code: Secret,
    in_front: Option<IdToken>,
}

/// Who signed in, verified, and their tokens.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedIn {
    /// Who signed in, and which connection or payment. If there are two tokens, that of the token
    /// endpoint.
    pub id_token: IdToken,
    /// The tokens; `None` if there was no code.
    pub tokens: Option<TokenSet>,
}

impl ReturnedSignIn {
    /// Whether [`check`](Self::check) needs the service's keys. [`CodeExchange::finish`] always does.
    #[must_use]
    pub const fn needs_keys(&self) -> bool {
        self.id_token.is_some()
    }

    /// Verifies the `id_token` of the callback, when the flow has one, before the code is spent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Verification`](crate::ground::error::ErrorKind::Verification), with the check that failed. When it
    /// [asks for newer keys](VerificationError::asks_for_newer_keys), fetch them once and check again.
    pub fn check(
        &self,
        verifier: &IdTokenVerifier,
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<Checked, Error> {
        let in_front = match &self.id_token {
            None => None,
            Some(id_token) => {
                let expected = ExpectedIdToken {
                    channel: Channel::Front,
                    code: self.code.as_ref(),
                    ..self.pending.expected()
                };
                Some(verifier.verify(id_token.expose_secret(), &expected, keys, now)?)
            }
        };
        match (&self.code, in_front) {
            (Some(code), in_front) => Ok(Checked::Exchange(CodeExchange {
                pending: self.pending.clone(),
                code: code.clone(),
                in_front,
            })),
            (None, Some(id_token)) => Ok(Checked::SignedIn(SignedIn { id_token, tokens: None })),
            // `receive` has made sure that one of them is present.
            (None, None) => Err(VerificationError::ParameterMissing { parameter: "code" }.into()),
        }
    }
}

impl CodeExchange {
    /// The exchange; send it once. If the sign-in was for a certain user, it names them: it then succeeds
    /// even if their browser has lost the identity service's cookies.
    #[must_use]
    pub fn endpoint(&self) -> ExchangeCode {
        ExchangeCode {
            code: self.code.clone(),
            redirect_uri: self.pending.redirect_uri.clone(),
            code_verifier: self.pending.code_verifier.clone(),
            subject: self.pending.subject.clone(),
        }
    }

    /// Verifies the `id_token` that the code was exchanged for. It must be present, and must have
    /// the same issuer and user as one of the callback (OpenID Connect Core section 3.3.3.6).
    ///
    /// # Errors
    ///
    /// As [`ReturnedSignIn::check`]. The outcome is then [`Outcome::Accepted`]: the code is spent, and the
    /// tokens can't be trusted.
    pub fn finish(
        &self,
        tokens: &TokenSet,
        verifier: &IdTokenVerifier,
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<SignedIn, Error> {
        let verified = self.verified(tokens, verifier, keys, now);
        let id_token = verified.map_err(|error| error.with_outcome(Outcome::Accepted))?;
        Ok(SignedIn { id_token, tokens: Some(tokens.clone()) })
    }

    fn verified(
        &self,
        tokens: &TokenSet,
        verifier: &IdTokenVerifier,
        keys: &JsonWebKeySet,
        now: UnixTime,
    ) -> Result<IdToken, Error> {
        let id_token = tokens.id_token.as_ref().ok_or(VerificationError::IdTokenMissing)?;
        let expected = ExpectedIdToken {
            code: Some(&self.code),
            access_token: Some(&tokens.access_token),
            ..self.pending.expected()
        };
        let id_token = verifier.verify(id_token.expose_secret(), &expected, keys, now)?;
        match &self.in_front {
            Some(in_front) if in_front.issuer() != id_token.issuer() => {
                Err(VerificationError::IssuerChanged.into())
            }
            Some(in_front) if in_front.sub() != id_token.sub() => {
                Err(VerificationError::SubjectChanged.into())
            }
            Some(in_front) => match changed(in_front, &id_token) {
                Some(claim) => Err(VerificationError::ClaimChanged { claim }.into()),
                None => Ok(id_token),
            },
            None => Ok(id_token),
        }
    }
}

/// The results of a sign-in. The token of the callback may leave them out.
const RESULTS: [&str; 6] = [
    "mh:con_id",
    "mh:payment",
    "mh:recurring_payment",
    "mh:reverse_payment",
    "mh:standing_order",
    "mh:sync",
];

/// A result that both tokens name, but with different values.
fn changed(in_front: &IdToken, id_token: &IdToken) -> Option<&'static str> {
    let differs = |claim: &&str| match (in_front.claim(claim), id_token.claim(claim)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    };
    RESULTS.into_iter().find(differs)
}

impl PendingSignIn {
    /// What every `id_token` of this sign-in must contain.
    fn expected(&self) -> ExpectedIdToken<'_> {
        ExpectedIdToken {
            channel: Channel::Back,
            nonce: ExpectedNonce::Is(&self.nonce),
            max_age: self.max_age.map(Duration::from_secs),
            code: None,
            access_token: None,
            state: Some(&self.state),
            subject: self.subject.as_ref(),
            connection_id: self.connection_id.as_ref(),
            claims: Some(&self.claims),
        }
    }
}

impl fmt::Debug for ReturnedSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReturnedSignIn").field("pending", &self.pending).finish_non_exhaustive()
    }
}

impl fmt::Debug for CodeExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeExchange").field("pending", &self.pending).finish_non_exhaustive()
    }
}
