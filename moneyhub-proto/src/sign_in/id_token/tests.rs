mod algorithms;
mod keys;
mod mutations;
mod rules;

use serde_json::{Value, json};

use super::*;
use crate::{
    api::identity::{Nonce, State},
    ground::{
        error::VerificationError,
        secret::{AccessToken, Secret},
    },
    jose::fixture,
};

/// What came with the token, and what is expected of it.
pub(super) struct SignIn {
    nonce: Nonce,
    state: State,
    code: Secret,
    access_token: AccessToken,
    subject: UserId,
    connection_id: ConnectionId,
}

impl SignIn {
    pub(super) fn new() -> Self {
        let mut entropy = fixture::counting();
        Self {
            nonce: Nonce::generate(&mut entropy).unwrap(),
            state: State::generate(&mut entropy).unwrap(),
            code: Secret::from("the-code"),
            access_token: AccessToken::new("the-access-token").unwrap(),
            subject: UserId::from("64b0f3a1c2d4e5f60718293a"),
            connection_id: ConnectionId::from("9c1185a5c5e9fc54612808977ee8f548:3f2a9d10"),
        }
    }

    /// Everything that can be expected.
    pub(super) fn expected(&self) -> ExpectedIdToken<'_> {
        ExpectedIdToken {
            channel: Channel::Front,
            nonce: ExpectedNonce::Is(&self.nonce),
            max_age: Some(Duration::from_secs(300)),
            code: Some(&self.code),
            access_token: Some(&self.access_token),
            state: Some(&self.state),
            subject: Some(&self.subject),
            connection_id: Some(&self.connection_id),
            claims: None,
        }
    }

    /// Claims that meet all of it.
    pub(super) fn claims(&self) -> Value {
        json!({
            "iss": fixture::ISSUER,
            "sub": self.subject,
            "aud": fixture::CLIENT,
            "azp": fixture::CLIENT,
            "exp": fixture::NOW + 3600,
            "nbf": fixture::NOW - 5,
            "iat": fixture::NOW,
            "auth_time": fixture::NOW - 60,
            "nonce": self.nonce.expose_secret(),
            "c_hash": fixture::left_half(self.code.expose_secret()),
            "at_hash": fixture::left_half(self.access_token.expose_secret()),
            "s_hash": fixture::left_half(self.state.expose_secret()),
            "mh:con_id": self.connection_id,
        })
    }

    /// The same with one claim changed, or removed where the value is `None`.
    pub(super) fn claims_with(&self, claim: &str, value: Option<Value>) -> Value {
        let mut claims = self.claims();
        let members = claims.as_object_mut().unwrap();
        match value {
            Some(value) => members.insert(claim.to_owned(), value),
            None => members.remove(claim),
        };
        claims
    }
}

/// Verifies against everything that can be expected.
pub(super) fn verify(token: &str, keys: &JsonWebKeySet) -> Result<IdToken, VerificationError> {
    let sign_in = SignIn::new();
    let verified = fixture::verifier().verify(token, &sign_in.expected(), keys, fixture::now());
    verified.map_err(|error| error.verification_error().unwrap().clone())
}

/// Verifies claims against these expectations.
pub(super) fn verify_against(
    claims: &Value,
    expected: &ExpectedIdToken<'_>,
) -> Result<IdToken, VerificationError> {
    let token = fixture::token(claims);
    let verified = fixture::verifier().verify(&token, expected, &fixture::keys(), fixture::now());
    verified.map_err(|error| error.verification_error().unwrap().clone())
}
