use thiserror::Error as ThisError;

use super::{Error, Outcome};
use crate::ground::error::UnusableKey;

/// Which check of a callback, an `id_token`, a webhook or another JWT failed, named after its place in the
/// specifications. It contains no value of the token.
///
/// [`Error::verification_error`](crate::ground::error::Error::verification_error) gives it. "Core" is OpenID Connect
/// Core.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum VerificationError {
    /// `at_hash` does not match the access token that came with the token (Core section 3.1.3.8).
    #[error("the token's at_hash is not the one of the access token")]
    AccessTokenHashMismatch,
    /// `aud` does not contain the client (Core section 3.1.3.7, step 3).
    #[error("the token is for another audience: is client_id the client that it was made for?")]
    AudienceMismatch,
    /// `auth_time` is longer ago than `max_age` allows (Core section 3.1.3.7, step 13).
    #[error("the user's authentication is longer ago than max_age allows: let them sign in again")]
    AuthenticationTooOld,
    /// `azp` is not the client (Core section 3.1.3.7, step 5).
    #[error("the token's azp is another client")]
    AuthorisedPartyMismatch,
    /// Several audiences and no `azp` (Core section 3.1.3.7, step 4).
    #[error("the token has several audiences, and no azp to say which of them requested it")]
    AuthorisedPartyMissing,
    /// The `iss` of the callback is not the expected one (RFC 9207 section 2.4): a mix-up of
    /// services.
    #[error("the callback's iss is not the issuer that this sign-in began at")]
    CallbackIssuerMismatch,
    /// The callback has no `iss`, although the service says that it sends one (RFC 9207 section 2.4).
    #[error("the callback has no iss, which this identity service always sends")]
    CallbackIssuerMissing,
    /// The parameters of the callback are longer than any real ones.
    #[error("the callback is longer than {limit} bytes")]
    CallbackTooLong {
        /// The greatest length in bytes.
        limit: usize,
    },
    /// Both `id_token`s of a hybrid sign-in are valid, but disagree about its result (Core section
    /// 3.3.3.6).
    #[error("the id_token of the token endpoint has another {claim} than that of the callback")]
    ClaimChanged {
        /// The claim's name.
        claim: &'static str,
    },
    /// A claim that the check needs is missing.
    #[error("the token has no {claim}")]
    ClaimMissing {
        /// The claim's name.
        claim: &'static str,
    },
    /// A claim was requested with a value, and the token has another one, or none although it was essential
    /// (Core section 5.5.1).
    #[error("the token's {claim} is not the requested one")]
    ClaimNotAsRequested {
        /// The claim's name, as the caller wrote it.
        claim: String,
    },
    /// `c_hash` does not match the code that came with the token (Core section 3.3.2.10).
    #[error("the token's c_hash is not the one of the code")]
    CodeHashMismatch,
    /// `mh:con_id` is not the connection that the sign-in was for.
    #[error("the sign-in was for another connection than the requested one")]
    ConnectionMismatch,
    /// A member of the header or of the claims occurs twice: two readers might read two tokens.
    #[error("the token's {part} has a member that occurs twice")]
    DuplicateMember {
        /// Which part.
        part: &'static str,
    },
    /// A parameter of the callback occurs twice (RFC 6749 section 3.1).
    #[error("the callback has {parameter} twice")]
    DuplicateParameter {
        /// The parameter.
        parameter: &'static str,
    },
    /// The token is encrypted: it has the five segments of RFC 7516 section 7.1.
    #[error(
        "the token is encrypted, which is not supported: unset id_token_encrypted_response_alg of this client in the admin portal"
    )]
    EncryptedToken,
    /// `exp` has passed (Core section 3.1.3.7, step 9).
    #[error("the token expired {seconds} s ago by this machine's clock: is the clock right?")]
    Expired {
        /// How long ago, in seconds, rounded up; at most 99,999,999. The tolerance is not subtracted.
        seconds: u64,
    },
    /// The token endpoint gave no `id_token` (Core section 3.1.3.3).
    #[error("the token endpoint gave no id_token: was the scope openid requested?")]
    IdTokenMissing,
    /// No key that fits has made this token's signature (Core section 3.1.3.7, step 6).
    #[error("the token's signature is not valid")]
    InvalidSignature,
    /// Both `id_token`s of a hybrid sign-in are valid, but from different issuers (Core section 3.3.3.6).
    #[error("the id_token of the token endpoint has another issuer than that of the callback")]
    IssuerChanged,
    /// `iss` is not exactly the issuer (Core section 3.1.3.7, step 2).
    #[error("the token's issuer is not the expected one")]
    IssuerMismatch,
    /// The webhook is in the JSON form, which has no signature.
    #[error(
        "the body is a webhook in the JSON form, which proves nothing: choose the JWT form for this client in the admin portal"
    )]
    JsonWebhook,
    /// `iat` or `auth_time` is in the future by more than the tolerance.
    #[error(
        "the token's {claim} is {seconds} s in the future by this machine's clock: is the clock right?"
    )]
    InFuture {
        /// The claim's name.
        claim: &'static str,
        /// By how much, in seconds, rounded up; at most 99,999,999. The tolerance is not subtracted.
        seconds: u64,
    },
    /// A claim has another type than the specification requires.
    #[error("the token's {claim} has the wrong type")]
    MalformedClaim {
        /// The claim's name.
        claim: &'static str,
    },
    /// `kid` of the header is not a string.
    #[error("the token's kid is not a string")]
    MalformedKeyId,
    /// No key of the set may be used with the algorithm, although one has the token's `kid` or the
    /// token has no `kid`.
    #[error("the service has no key that fits the token's algorithm")]
    NoFittingKey,
    /// A segment is not base64url without padding (RFC 7515 section 2).
    #[error("the token's {part} is not base64url")]
    NotBase64Url {
        /// Which part.
        part: &'static str,
    },
    /// The token does not have three segments separated by dots (RFC 7515 section 7.1).
    #[error("the token is not a compact JWS of three segments")]
    NotCompact,
    /// The header or the claims are not a JSON object (RFC 7519 section 7.2).
    #[error("the token's {part} is not a JSON object")]
    NotJsonObject {
        /// Which part.
        part: &'static str,
    },
    /// `nbf` has not been reached (RFC 7519 section 4.1.5).
    #[error(
        "the token is not valid for another {seconds} s by this machine's clock: is the clock right?"
    )]
    NotYetValid {
        /// In how many seconds it is, rounded up; at most 99,999,999. The tolerance is not subtracted.
        seconds: u64,
    },
    /// `nonce` is not the one of this sign-in (Core section 3.1.3.7, step 11): a replay.
    #[error("the token's nonce is not the one of this sign-in")]
    NonceMismatch,
    /// The sign-in began at another issuer, or with another client, than those that finish it.
    #[error(
        "the sign-in began at another issuer or with another client: finish it with the one that began it"
    )]
    OtherClient,
    /// A parameter that the response type needs is missing in the callback.
    #[error("the callback has no {parameter}")]
    ParameterMissing {
        /// The parameter.
        parameter: &'static str,
    },
    /// The user did not come back in time.
    #[error("the sign-in has expired: begin a new one")]
    SignInExpired,
    /// `events` has more than one member (RFC 8417 section 2.2 allows it; Moneyhub sends one).
    #[error("the token has several events, and a webhook has one")]
    SeveralEvents,
    /// A signed webhook was to be read as unverified JSON.
    #[error("the body is a signed webhook: verify it")]
    SignedWebhook,
    /// `s_hash` does not match the callback's state (FAPI 1.0 part 2 section 5.1).
    #[error("the token's s_hash is not the one of the state")]
    StateHashMismatch,
    /// The `state` of the callback is not the one of this sign-in (RFC 6749 section 10.12).
    #[error("the callback's state is not the one of this sign-in")]
    StateMismatch,
    /// The callback has no `state`.
    #[error("the callback has no state")]
    StateMissing,
    /// Both `id_token`s of a hybrid sign-in are valid, but for different users (Core section
    /// 3.3.3.6).
    #[error("the id_token of the token endpoint has another user than that of the callback")]
    SubjectChanged,
    /// `sub` is not the user that the sign-in was for (Core section 5.5.1).
    #[error("another user signed in than the requested one")]
    SubjectMismatch,
    /// The token was issued longer ago than the caller accepts.
    #[error("the token is older than accepted")]
    TooOld,
    /// The token is longer than any real one.
    #[error("the token is longer than {limit} bytes")]
    TooLong {
        /// The greatest length in bytes.
        limit: usize,
    },
    /// `alg` is not the configured algorithm, or is missing (Core section 3.1.3.7, step 7).
    #[error(
        "the token's alg is not the one expected: compare id_token_signed_response_alg with the admin portal, or the algorithm of the verifier if it is a webhook"
    )]
    UnexpectedAlgorithm,
    /// `events` names no event of Moneyhub, or none at all: the token is of another kind.
    #[error("the token's events names no event of Moneyhub: it is not a webhook")]
    UnexpectedEvent,
    /// There is a `nonce`, although none was sent (Core section 3.1.3.7, step 11).
    #[error("the token has a nonce, and none was sent: it belongs to another sign-in")]
    UnexpectedNonce,
    /// The callback has a parameter that the response type does not allow.
    #[error("the callback has {parameter}, which was not requested")]
    UnexpectedParameter {
        /// The parameter.
        parameter: &'static str,
    },
    /// `typ` says that it is another kind of token (RFC 8725 section 3.11).
    #[error("the token's typ says that it is a token of another kind")]
    UnexpectedType,
    /// No key of the set has the token's `kid`. Newer keys may have it: fetch them once.
    #[error("none of the service's keys has the token's kid")]
    UnknownKey,
    /// The only keys that fit can't be used.
    #[error("the key of the token can't be used: {0}")]
    UnusableKey(UnusableKey),
    /// The verifier does not know the configured algorithm.
    #[error("the verifier does not know the algorithm that was configured")]
    UnsupportedAlgorithm,
    /// The header has an unsupported member that changes how the token is read: `b64`, `crit`,
    /// `enc` or `zip`.
    #[error("the token's header has {member}, which is not supported")]
    UnsupportedHeader {
        /// The member's name.
        member: &'static str,
    },
}

impl VerificationError {
    /// Whether the same token may be valid with newer keys: the service may have changed its keys since they
    /// were fetched, even without a `kid` or under the same one. Fetch them again once, not for every such
    /// token: anybody can make one up.
    #[must_use]
    pub const fn asks_for_newer_keys(&self) -> bool {
        matches!(self, Self::InvalidSignature | Self::NoFittingKey | Self::UnknownKey)
    }
}

/// Nothing was sent. After a code was spent, the stage that spent it says so.
impl From<VerificationError> for Error {
    fn from(error: VerificationError) -> Self {
        Self::new(error, Outcome::NotSent)
    }
}
