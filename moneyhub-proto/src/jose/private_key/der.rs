use pkcs1::RsaPrivateKeyRef;
use pkcs8::{ObjectIdentifier, PrivateKeyInfoRef};
use sec1::EcPrivateKey;

use super::{Material, PrivateKeyProblem, material::RawRsa};
use crate::jose::Curve;

/// RFC 8017 appendix A.1.
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// RFC 5480 section 2.1.1.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// RFC 5480 section 2.1.1.1.
const CURVES: [(ObjectIdentifier, Curve); 3] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"), Curve::P256),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
];

/// RFC 8017 appendix A.1.2.
pub(super) fn pkcs1(der: &[u8]) -> Result<Material, PrivateKeyProblem> {
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

/// RFC 5958 section 2.
pub(super) fn pkcs8(der: &[u8]) -> Result<Material, PrivateKeyProblem> {
    let info = PrivateKeyInfoRef::try_from(der).map_err(|_| PrivateKeyProblem::Malformed)?;
    let inner = info.private_key.as_bytes();
    match info.algorithm.oid {
        RSA_ENCRYPTION => pkcs1(inner),
        EC_PUBLIC_KEY => {
            let curve = info.algorithm.parameters_oid();
            sec1(inner, Some(curve.map_err(|_| PrivateKeyProblem::UnknownType)?))
        }
        _ => Err(PrivateKeyProblem::UnknownType),
    }
}

/// RFC 5915 section 3. The curve is named by what is around it, or by the key itself.
pub(super) fn sec1(
    der: &[u8],
    curve: Option<ObjectIdentifier>,
) -> Result<Material, PrivateKeyProblem> {
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
