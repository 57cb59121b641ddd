use serde_json::Value;

use super::compact::CompactJws;
use crate::{
    ground::error::{UnusableKey, VerificationError},
    jose::{JsonWebKey, JsonWebKeySet, JwsAlgorithm, KeyType, PublicKey, Verifier, VerifierError},
};

/// How many keys are tried at most. A service publishes two or three, and each one costs time.
const MOST_KEYS: usize = 16;

/// Members of a header that change what is signed or how it is read.
///
/// `crit` names extensions that must be understood, and none is supported (RFC 7515 section
/// 4.1.11).
const UNSUPPORTED: [&str; 4] = ["crit", "b64", "enc", "zip"];

/// What the header of a token must contain.
pub(super) struct HeaderRules<'a> {
    pub(super) algorithm: JwsAlgorithm,
    /// The values that `typ` may have besides `JWT`.
    pub(super) types: &'a [String],
}

/// Checks the header, then the signature with the keys that the header names.
///
/// The order of Core section 3.1.3.7 is reversed: the payload is not read before it is known who
/// wrote it.
pub(super) fn verify(
    jws: &CompactJws<'_>,
    rules: &HeaderRules<'_>,
    keys: &JsonWebKeySet,
    verifier: &dyn Verifier,
) -> Result<(), VerificationError> {
    let member = |name: &&str| jws.header.contains_key(*name);
    if let Some(member) = UNSUPPORTED.into_iter().find(member) {
        return Err(VerificationError::UnsupportedHeader { member });
    }
    if jws.header.get("alg").and_then(Value::as_str) != Some(rules.algorithm.as_str()) {
        return Err(VerificationError::UnexpectedAlgorithm);
    }
    check_type(jws.header.get("typ"), rules.types)?;
    let key_id = match jws.header.get("kid") {
        None => None,
        Some(Value::String(key_id)) => Some(key_id.as_str()),
        Some(_) => return Err(VerificationError::MalformedKeyId),
    };
    for key in usable_keys(keys, key_id, rules.algorithm)? {
        match verifier.verify(rules.algorithm, &key, jws.message, &jws.signature) {
            Ok(()) => return Ok(()),
            Err(VerifierError::InvalidSignature) => {}
            Err(VerifierError::UnsupportedAlgorithm) => {
                return Err(VerificationError::UnsupportedAlgorithm);
            }
        }
    }
    Err(VerificationError::InvalidSignature)
}

/// `typ` is optional, and real services write `JWT` or nothing. A token that declares another kind, such as
/// `at+jwt` or `logout+jwt`, is refused (RFC 8725 section 3.11). The prefix `application/` and the case don't
/// matter (RFC 7515 section 4.1.9).
fn check_type(typ: Option<&Value>, types: &[String]) -> Result<(), VerificationError> {
    let Some(typ) = typ else { return Ok(()) };
    let typ = typ.as_str().ok_or(VerificationError::UnexpectedType)?.to_ascii_lowercase();
    let typ = typ.strip_prefix("application/").unwrap_or(&typ);
    if typ == "jwt" || types.iter().any(|accepted| accepted.eq_ignore_ascii_case(typ)) {
        return Ok(());
    }
    Err(VerificationError::UnexpectedType)
}

/// Checks that there is a key that may verify with this algorithm.
pub(crate) fn check_keys(
    keys: &JsonWebKeySet,
    algorithm: JwsAlgorithm,
) -> Result<(), VerificationError> {
    usable_keys(keys, None, algorithm).map(drop)
}

/// The keys with this id that may verify with this algorithm; without an id, all keys that may.
fn usable_keys(
    keys: &JsonWebKeySet,
    key_id: Option<&str>,
    algorithm: JwsAlgorithm,
) -> Result<Vec<PublicKey>, VerificationError> {
    let (mut known, mut unusable, mut usable) = (key_id.is_none(), None, Vec::new());
    for key in keys.keys.iter().filter(|key| key_id.is_none() || key.key_id() == key_id) {
        known = true;
        if !may_verify(key, algorithm) {
            continue;
        }
        match PublicKey::of_json_web_key(key) {
            Ok(key) if key.fits(algorithm) => usable.push(key),
            Ok(_) | Err(UnusableKey::UnknownType) => {}
            Err(reason) => unusable = Some(reason),
        }
        if usable.len() == MOST_KEYS {
            break;
        }
    }
    match (usable.is_empty(), unusable) {
        (false, _) => Ok(usable),
        (true, Some(reason)) => Err(VerificationError::UnusableKey(reason)),
        (true, None) if known => Err(VerificationError::NoFittingKey),
        (true, None) => Err(VerificationError::UnknownKey),
    }
}

/// Whether the key's own members allow it (RFC 7517 section 4): its type, `use`, `key_ops` and
/// `alg`.
fn may_verify(key: &JsonWebKey, algorithm: JwsAlgorithm) -> bool {
    let allows_verifying = |operations: &Value| {
        let operations = operations.as_array().map(Vec::as_slice).unwrap_or_default();
        operations.iter().any(|operation| operation == "verify")
    };
    let key_type = match algorithm.key_type() {
        KeyType::Ec(_) => "EC",
        KeyType::Rsa => "RSA",
    };
    key.key_type() == Some(key_type)
        && key.public_key_use().is_none_or(|key_use| key_use == "sig")
        && key.algorithm().is_none_or(|of_key| of_key == algorithm.as_str())
        && key.members().get("key_ops").is_none_or(allows_verifying)
}
