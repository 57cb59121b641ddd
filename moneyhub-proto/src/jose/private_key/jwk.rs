use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, de::IgnoredAny};
use zeroize::Zeroizing;

use super::{Material, PrivateKey, PrivateKeyProblem, material::RawRsa};
use crate::jose::{Curve, JwsAlgorithm};

/// Which key of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyChoice<'a> {
    /// The first key that can sign with this algorithm. As in Moneyhub's own client, its `use` and its `alg`
    /// must fit or be absent.
    Algorithm(JwsAlgorithm),
    /// The first key that can sign with any algorithm.
    First,
    /// The key with this `kid`.
    KeyId(&'a str),
}

/// A key, or a set of keys.
pub(super) fn read(json: &str, key_id: Option<&str>) -> Result<PrivateKey, PrivateKeyProblem> {
    let members = parse(json)?;
    if members.keys.is_some() {
        return choose(members, key_id.map_or(KeyChoice::First, KeyChoice::KeyId));
    }
    let key = key(members)?;
    match (key.key_id(), key_id) {
        (Some(own), Some(wanted)) if own != wanted => Err(PrivateKeyProblem::NotFound),
        _ => Ok(key),
    }
}

pub(super) fn one(json: &str) -> Result<PrivateKey, PrivateKeyProblem> {
    key(parse(json)?)
}

pub(super) fn of_set(json: &str, wanted: KeyChoice<'_>) -> Result<PrivateKey, PrivateKeyProblem> {
    choose(parse(json)?, wanted)
}

/// The members of a key, or of a set. The numbers are borrowed: no copy is made that would have to
/// be wiped, and none has a character that JSON would escape.
#[derive(Deserialize)]
struct Members<'a> {
    keys: Option<Vec<Members<'a>>>,

    kty: Option<&'a str>,
    #[serde(rename = "use")]
    public_key_use: Option<&'a str>,
    key_ops: Option<Vec<String>>,
    alg: Option<&'a str>,
    kid: Option<String>,

    crv: Option<&'a str>,
    x: Option<&'a str>,
    y: Option<&'a str>,
    d: Option<&'a str>,
    n: Option<&'a str>,
    e: Option<&'a str>,
    p: Option<&'a str>,
    q: Option<&'a str>,
    dp: Option<&'a str>,
    dq: Option<&'a str>,
    qi: Option<&'a str>,
    /// Further primes beyond two, which are not supported.
    oth: Option<IgnoredAny>,
}

fn parse(json: &str) -> Result<Members<'_>, PrivateKeyProblem> {
    // The parser's message may repeat a value.
    serde_json::from_str(json).map_err(|_| PrivateKeyProblem::Malformed)
}

fn choose(set: Members<'_>, wanted: KeyChoice<'_>) -> Result<PrivateKey, PrivateKeyProblem> {
    let mut problem = PrivateKeyProblem::NotFound;
    for members in set.keys.ok_or(PrivateKeyProblem::Malformed)? {
        if matches!(wanted, KeyChoice::KeyId(id) if members.kid.as_deref() != Some(id)) {
            continue;
        }
        match key(members) {
            Ok(key) if fits(&key, wanted) => return Ok(key),
            Ok(_) => (),
            // Several keys may share an id (RFC 7517 section 4.5), and other keys may have unknown types. But
            // report what is wrong with the one that was named.
            Err(reason) if matches!(wanted, KeyChoice::KeyId(_)) => problem = reason,
            Err(_) => (),
        }
    }
    Err(problem)
}

fn fits(key: &PrivateKey, wanted: KeyChoice<'_>) -> bool {
    match wanted {
        KeyChoice::Algorithm(algorithm) => {
            key.key_type() == algorithm.key_type()
                && key.algorithm.is_none_or(|own| own == algorithm)
        }
        KeyChoice::First | KeyChoice::KeyId(_) => true,
    }
}

fn key(members: Members<'_>) -> Result<PrivateKey, PrivateKeyProblem> {
    let use_fits = members.public_key_use.is_none_or(|word| word == "sig");
    let signs = |operations: &Vec<String>| operations.iter().any(|word| word == "sign");
    let kty = members.kty.ok_or(PrivateKeyProblem::Malformed)?;
    if !matches!(kty, "EC" | "RSA") {
        return Err(PrivateKeyProblem::UnknownType);
    }
    if members.d.is_none() {
        return Err(PrivateKeyProblem::Public);
    }
    if !use_fits || !members.key_ops.as_ref().is_none_or(signs) {
        return Err(PrivateKeyProblem::WrongUse);
    }
    let material = if kty == "RSA" { rsa(&members)? } else { ec(&members)? };
    let algorithm = match members.alg {
        None => None,
        Some(name) => Some(JwsAlgorithm::parse(name).ok_or(PrivateKeyProblem::UnknownType)?),
    };
    if algorithm.is_some_and(|algorithm| algorithm.key_type() != material.key_type()) {
        return Err(PrivateKeyProblem::OtherAlgorithm);
    }
    Ok(PrivateKey { material, key_id: members.kid, algorithm, only_pss: false })
}

/// RFC 7518 section 6.3.
fn rsa(members: &Members<'_>) -> Result<Material, PrivateKeyProblem> {
    if members.oth.is_some() {
        return Err(PrivateKeyProblem::UnknownType);
    }
    Material::rsa(&RawRsa {
        n: &number(members.n)?,
        e: &number(members.e)?,
        d: &number(members.d)?,
        p: &number(members.p)?,
        q: &number(members.q)?,
        dp: &number(members.dp)?,
        dq: &number(members.dq)?,
        qi: &number(members.qi)?,
    })
}

/// RFC 7518 section 6.2.
fn ec(members: &Members<'_>) -> Result<Material, PrivateKeyProblem> {
    let name = members.crv.ok_or(PrivateKeyProblem::MissingNumbers)?;
    let curve = Curve::parse(name).ok_or(PrivateKeyProblem::UnknownType)?;
    let (x, y) = (number(members.x)?, number(members.y)?);
    if [x.len(), y.len()] != [curve.coordinate_length(); 2] {
        return Err(PrivateKeyProblem::Malformed);
    }
    Material::ec(curve, &number(members.d)?, &[&[4], x.as_slice(), y.as_slice()].concat())
}

fn number(text: Option<&str>) -> Result<Zeroizing<Vec<u8>>, PrivateKeyProblem> {
    let text = text.ok_or(PrivateKeyProblem::MissingNumbers)?;
    // It does not grow, which would leave a copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() + 3));
    BASE64_URL_SAFE_NO_PAD
        .decode_vec(text, &mut bytes)
        .map_err(|_| PrivateKeyProblem::Malformed)?;
    Ok(bytes)
}
