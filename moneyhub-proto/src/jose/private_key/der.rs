use pkcs1::RsaPrivateKeyRef;
use pkcs8::{
    AlgorithmIdentifierRef, ObjectIdentifier, PrivateKeyInfoRef,
    der::{Reader, TagMode, TagNumber, asn1::AnyRef},
};
use sec1::EcPrivateKey;

use super::{Material, PrivateKeyProblem, material::RawRsa};
use crate::jose::{Curve, JwsAlgorithm};

/// RFC 8017 appendix A.1.
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// RFC 4055 section 1.2: what `openssl genpkey -algorithm RSA-PSS` writes.
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

/// RFC 5480 section 2.1.1.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// RFC 5480 section 2.1.1.1.
const CURVES: [(ObjectIdentifier, Curve); 3] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), Curve::P256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
];

/// RFC 4055 section 2.1: the hashes of PS256, PS384 and PS512.
const HASHES: [(ObjectIdentifier, JwsAlgorithm); 3] = [
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"), JwsAlgorithm::Ps256),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"), JwsAlgorithm::Ps384),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"), JwsAlgorithm::Ps512),
];

/// What a key may sign with, according to the structure around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jose) enum Restriction {
    None,
    /// RSA-PSS, with any hash.
    Pss,
    /// RSA-PSS with the hash of this algorithm.
    PssWith(JwsAlgorithm),
}

type Key = (Material, Restriction);

/// RFC 8017 appendix A.1.2.
pub(super) fn pkcs1(der: &[u8]) -> Result<Key, PrivateKeyProblem> {
    Ok((rsa(der)?, Restriction::None))
}

/// RFC 5915 section 3, for a key that names its curve itself.
pub(super) fn sec1_alone(der: &[u8]) -> Result<Key, PrivateKeyProblem> {
    Ok((sec1(der, None)?, Restriction::None))
}

/// RFC 5958 section 2.
pub(super) fn pkcs8(der: &[u8]) -> Result<Key, PrivateKeyProblem> {
    let info = PrivateKeyInfoRef::try_from(der).map_err(|_| PrivateKeyProblem::Malformed)?;
    let inner = info.private_key.as_bytes();
    match info.algorithm.oid {
        RSA_ENCRYPTION => pkcs1(inner),
        RSASSA_PSS => Ok((rsa(inner)?, restriction(info.algorithm.parameters)?)),
        EC_PUBLIC_KEY => {
            let curve = info.algorithm.parameters_oid();
            let curve = curve.map_err(|_| PrivateKeyProblem::UnknownType)?;
            Ok((sec1(inner, Some(curve))?, Restriction::None))
        }
        _ => Err(PrivateKeyProblem::UnknownType),
    }
}

/// The PKCS#1 inside a PKCS#8 for RSA-PSS, which no cryptography provider reads.
#[cfg(feature = "hyper")]
pub(crate) fn rsa_of_pss(der: &[u8]) -> Option<&[u8]> {
    let info = PrivateKeyInfoRef::try_from(der).ok()?;
    (info.algorithm.oid == RSASSA_PSS).then(|| info.private_key.as_bytes())
}

fn rsa(der: &[u8]) -> Result<Material, PrivateKeyProblem> {
    let key = RsaPrivateKeyRef::try_from(der).map_err(|_| PrivateKeyProblem::Malformed)?;
    Material::rsa(&RawRsa {
        n: key.modulus.as_bytes(),
        e: key.public_exponent.as_bytes(),
        d: key.private_exponent.as_bytes(),
        p: key.prime1.as_bytes(),
        q: key.prime2.as_bytes(),
        dp: key.exponent1.as_bytes(),
        dq: key.exponent2.as_bytes(),
        qi: key.coefficient.as_bytes(),
    })
}

/// RFC 4055 section 3.1. Without parameters the only restriction is to PSS; with parameters, an unnamed hash
/// is SHA-1.
fn restriction(parameters: Option<AnyRef<'_>>) -> Result<Restriction, PrivateKeyProblem> {
    let Some(parameters) = parameters else { return Ok(Restriction::Pss) };
    let read = parameters.sequence(|reader| {
        let hash = reader.context_specific(TagNumber(0), TagMode::Explicit)?;
        let mask = reader.context_specific(TagNumber(1), TagMode::Explicit)?;
        let salt = reader.context_specific(TagNumber(2), TagMode::Explicit)?;
        let _trailer: Option<u8> = reader.context_specific(TagNumber(3), TagMode::Explicit)?;
        Ok::<_, pkcs8::der::Error>((hash, mask, salt))
    });
    let (hash, mask, salt): (
        Option<AlgorithmIdentifierRef<'_>>,
        Option<AlgorithmIdentifierRef<'_>>,
        Option<u16>,
    ) = read.map_err(|_| PrivateKeyProblem::Malformed)?;
    let by_hash = |hash: ObjectIdentifier| HASHES.into_iter().find(|(known, _)| *known == hash);
    let algorithm = hash.and_then(|hash| by_hash(hash.oid));
    let of_mask = mask.and_then(|mask| mask.parameters_any().ok()?.decode_as().ok());
    let of_mask = of_mask.and_then(|hash: AlgorithmIdentifierRef<'_>| by_hash(hash.oid));
    match algorithm {
        // JWS requires the same hash in both places, and a salt of the same length (RFC 7518
        // section 3.5).
        Some((_, algorithm)) if of_mask == by_hash_of(algorithm) && fits(salt, algorithm) => {
            Ok(Restriction::PssWith(algorithm))
        }
        _ => Err(PrivateKeyProblem::PssParameters),
    }
}

fn by_hash_of(algorithm: JwsAlgorithm) -> Option<(ObjectIdentifier, JwsAlgorithm)> {
    HASHES.into_iter().find(|(_, known)| *known == algorithm)
}

/// The salt length of a key is a minimum: 20 bytes, if it is not named.
fn fits(salt: Option<u16>, algorithm: JwsAlgorithm) -> bool {
    let most = match algorithm {
        JwsAlgorithm::Ps384 => 48,
        JwsAlgorithm::Ps512 => 64,
        _ => 32,
    };
    salt.is_none_or(|salt| salt <= most)
}

/// RFC 5915 section 3. The curve is named by the structure around it, or by the key itself.
fn sec1(der: &[u8], curve: Option<ObjectIdentifier>) -> Result<Material, PrivateKeyProblem> {
    let key = EcPrivateKey::try_from(der).map_err(|_| PrivateKeyProblem::Malformed)?;
    let named = key.parameters.and_then(|parameters| parameters.named_curve());
    if curve.is_some() && named.is_some() && curve != named {
        return Err(PrivateKeyProblem::Malformed);
    }
    let identifier = curve.or(named).ok_or(PrivateKeyProblem::UnknownType)?;
    let known = CURVES.into_iter().find(|(known, _)| *known == identifier);
    let (_, curve) = known.ok_or(PrivateKeyProblem::UnknownType)?;
    let point = key.public_key.ok_or(PrivateKeyProblem::MissingPublicPoint)?;
    Material::ec(curve, key.private_key, point)
}
