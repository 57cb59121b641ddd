use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{Channel, ExpectedIdToken, ExpectedNonce, IdToken, IdTokenVerifier};
use crate::{
    api::identity::claims::Claims as Requested,
    ground::{
        env::UnixTime,
        error::VerificationError,
        id::UserId,
        secret::{AccessToken, Secret},
    },
    jose::{
        JwsAlgorithm,
        jwt::{
            VerifiedJwt,
            claims::{self, Audience},
        },
    },
};

type Claims = Map<String, Value>;

/// Every check of the claims, in the order of OpenID Connect Core section 3.1.3.7.
pub(super) fn check(
    jwt: VerifiedJwt,
    verifier: &IdTokenVerifier,
    expected: &ExpectedIdToken<'_>,
    now: UnixTime,
) -> Result<IdToken, VerificationError> {
    let claims = jwt.claims();
    claims::check_issuer(claims, verifier.jwt.issuers())?;
    let sub = claims::required(claims::text(claims, "sub"), "sub")?;
    if sub.is_empty() {
        return Err(VerificationError::MalformedClaim { claim: "sub" });
    }
    let audience = claims::check_audience(claims, verifier.client_id.as_str())?;
    check_authorised_party(claims, audience, verifier.client_id.as_str())?;
    let tolerance = verifier.jwt.clock_tolerance();
    let times = claims::check_times(claims, tolerance, now)?;
    let expires_at = claims::required(Ok(times.expires_at), "exp")?;
    let issued_at = claims::required(Ok(times.issued_at), "iat")?;
    check_nonce(claims, expected.nonce)?;
    check_authentication_time(claims, expected, verifier, now)?;
    check_hashes(claims, expected, verifier.jwt.pinned_algorithm())?;
    if expected.subject.is_some_and(|user_id| user_id.as_str() != sub) {
        return Err(VerificationError::SubjectMismatch);
    }
    check_connection(claims, expected)?;
    check_requested(claims, expected)?;
    Ok(IdToken {
        issuer: claims::required(claims::text(claims, "iss"), "iss")?.to_owned(),
        sub: UserId::from(sub),
        issued_at: issued_at.whole(),
        expires_at: expires_at.whole(),
        jwt,
    })
}

/// Steps 4 and 5.
fn check_authorised_party(
    claims: &Claims,
    audience: Audience,
    client_id: &str,
) -> Result<(), VerificationError> {
    match claims::text(claims, "azp")? {
        Some(party) if party == client_id => Ok(()),
        Some(_) => Err(VerificationError::AuthorisedPartyMismatch),
        None if audience == Audience::ClientAndOthers => {
            Err(VerificationError::AuthorisedPartyMissing)
        }
        None => Ok(()),
    }
}

/// Step 11.
fn check_nonce(claims: &Claims, expected: ExpectedNonce<'_>) -> Result<(), VerificationError> {
    let nonce = claims::text(claims, "nonce");
    match expected {
        ExpectedNonce::Any => Ok(()),
        ExpectedNonce::Absent if nonce == Ok(None) => Ok(()),
        ExpectedNonce::Absent => Err(VerificationError::UnexpectedNonce),
        ExpectedNonce::Is(sent) if sent.matches(claims::required(nonce, "nonce")?) => Ok(()),
        ExpectedNonce::Is(_) => Err(VerificationError::NonceMismatch),
    }
}

/// Step 13. An `auth_time` in the future would always be fresh, so it is refused like such an `iat`.
fn check_authentication_time(
    claims: &Claims,
    expected: &ExpectedIdToken<'_>,
    verifier: &IdTokenVerifier,
    now: UnixTime,
) -> Result<(), VerificationError> {
    let Some(max_age) = expected.max_age else { return Ok(()) };
    let tolerance = verifier.jwt.clock_tolerance();
    let time = claims::required(claims::seconds(claims, "auth_time"), "auth_time")?;
    if time.is_ahead(tolerance, now) {
        let seconds = time.distance(now);
        return Err(VerificationError::InFuture { claim: "auth_time", seconds });
    }
    if time.is_older(max_age.saturating_add(tolerance), now) {
        return Err(VerificationError::AuthenticationTooOld);
    }
    Ok(())
}

/// Sections 3.1.3.8, 3.3.2.10 and 3.3.2.11. In the front channel, the hashes of what came with the token are
/// required: a code or a token of another user could be injected there.
fn check_hashes(
    claims: &Claims,
    expected: &ExpectedIdToken<'_>,
    algorithm: JwsAlgorithm,
) -> Result<(), VerificationError> {
    let in_front = expected.channel == Channel::Front;
    let code = expected.code.map(Secret::expose_secret);
    let token = expected.access_token.map(AccessToken::expose_secret);
    let state = expected.state.map(|state| state.expose_secret());
    for (claim, value, needed, mismatch) in [
        ("c_hash", code, in_front, VerificationError::CodeHashMismatch),
        ("at_hash", token, in_front, VerificationError::AccessTokenHashMismatch),
        ("s_hash", state, false, VerificationError::StateHashMismatch),
    ] {
        let Some(value) = value else { continue };
        match claims::text(claims, claim)? {
            Some(hash) if hash == left_half(algorithm, value) => {}
            Some(_) => return Err(mismatch),
            None if needed => return Err(VerificationError::ClaimMissing { claim }),
            None => {}
        }
    }
    Ok(())
}

fn check_connection(
    claims: &Claims,
    expected: &ExpectedIdToken<'_>,
) -> Result<(), VerificationError> {
    let Some(connection_id) = expected.connection_id else { return Ok(()) };
    match claims::text(claims, "mh:con_id")? {
        Some(of_token) if of_token == connection_id.as_str() => Ok(()),
        Some(_) => Err(VerificationError::ConnectionMismatch),
        None if expected.channel == Channel::Front && expected.code.is_some() => Ok(()),
        None => Err(VerificationError::ClaimMissing { claim: "mh:con_id" }),
    }
}

/// Core section 5.5.1.
fn check_requested(
    claims: &Claims,
    expected: &ExpectedIdToken<'_>,
) -> Result<(), VerificationError> {
    // It may say less than the token that the code is exchanged for.
    let may_say_less = expected.channel == Channel::Front && expected.code.is_some();
    let Some(requested) = expected.claims.map(Requested::verifiable) else { return Ok(()) };
    for (name, request) in requested.iter() {
        let values = request.get("values").and_then(Value::as_array);
        let mut allowed = request.get("value").into_iter().chain(values.into_iter().flatten());
        let essential = request.get("essential") == Some(&Value::Bool(true));
        let fits = match claims.get(name) {
            None | Some(Value::Null) => !essential || may_say_less,
            Some(value) => allowed.any(|allowed| allowed == value),
        };
        if !fits {
            return Err(match name {
                "sub" => VerificationError::SubjectMismatch,
                "mh:con_id" => VerificationError::ConnectionMismatch,
                _ => VerificationError::ClaimNotAsRequested { claim: name.to_owned() },
            });
        }
    }
    Ok(())
}

/// The base64url of the left half of a hash, by the hash of the token's algorithm.
fn left_half(algorithm: JwsAlgorithm, text: &str) -> String {
    use JwsAlgorithm::{Es256, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
    let hash = match algorithm {
        Es256 | Ps256 | Rs256 => Sha256::digest(text).to_vec(),
        Es384 | Ps384 | Rs384 => Sha384::digest(text).to_vec(),
        Es512 | Ps512 | Rs512 => Sha512::digest(text).to_vec(),
    };
    let (left, _) = hash.split_at(hash.len() / 2);
    BASE64_URL_SAFE_NO_PAD.encode(left)
}
