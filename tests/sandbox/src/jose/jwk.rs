//! The public keys that a client has registered (RFC 7517).

use std::fmt;

use serde_json::Value;

use super::algorithm::{Algorithm, Curve};
use super::{Jwt, decoded};

/// The text is not a JWK Set of public signature keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidJwks {
    reason: &'static str,
}

impl fmt::Display for InvalidJwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a JWK Set of public keys: {}", self.reason)
    }
}

impl std::error::Error for InvalidJwks {}

/// The keys of one client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Clone, Debug)]
struct Jwk {
    kid: Option<String>,
    algorithm: Option<Algorithm>,
    material: Material,
}

/// The numbers of a public key.
#[derive(Clone, Debug)]
pub(super) enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// The point is uncompressed: 4, x, y.
    Ec {
        curve: Curve,
        point: Vec<u8>,
    },
}

impl Jwks {
    /// Reads a JWK Set, or a single JWK. Private members are refused: a service that receives a
    /// private key must say so, and not use it.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidJwks> {
        let value: Value = serde_json::from_str(text).map_err(|_| invalid("it is not JSON"))?;
        let keys = match value.get("keys") {
            Some(Value::Array(keys)) => keys.iter().map(Jwk::parse).collect::<Result<_, _>>()?,
            Some(_) => return Err(invalid("keys is not an array")),
            None => vec![Jwk::parse(&value)?],
        };
        Ok(Self { keys })
    }

    pub(crate) fn count(&self) -> usize {
        self.keys.len()
    }

    /// Whether one of the keys made the signature: the key that the token's `kid` names or, without
    /// a `kid`, any suitable key.
    pub(crate) fn verify(&self, jwt: &Jwt<'_>, algorithm: Algorithm) -> Result<(), &'static str> {
        let named = self.keys.iter().filter(|key| jwt.kid.is_none() || key.kid == jwt.kid);
        let fitting: Vec<&Jwk> = named
            .filter(|key| key.algorithm.is_none_or(|only| only == algorithm))
            .filter(|key| algorithm.fits(&key.material))
            .collect();
        if fitting.is_empty() {
            return Err("no key with this kid and alg is registered");
        }
        let signature = decoded(jwt.signature).ok_or("the signature is not base64url")?;
        let right = fitting
            .iter()
            .any(|key| algorithm.verifies(&key.material, jwt.signed.as_bytes(), &signature));
        if right { Ok(()) } else { Err("the signature is wrong") }
    }
}

impl Jwk {
    fn parse(value: &Value) -> Result<Self, InvalidJwks> {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let number = |name: &str| text(name).and_then(decoded);
        if value.get("d").is_some() {
            return Err(invalid("it contains a private key; register the public one"));
        }
        if text("use").is_some_and(|purpose| purpose != "sig") {
            return Err(invalid("a key is not for signatures"));
        }
        let algorithm = match text("alg") {
            None => None,
            Some(name) => Some(Algorithm::of(name).ok_or(invalid("an alg is not known"))?),
        };
        let material = match text("kty") {
            Some("RSA") => Material::Rsa {
                n: number("n").ok_or(invalid("an RSA key has no n"))?,
                e: number("e").ok_or(invalid("an RSA key has no e"))?,
            },
            Some("EC") => {
                let curve = text("crv").and_then(Curve::of).ok_or(invalid("a crv is not known"))?;
                let whole = |number: &Vec<u8>| number.len() == curve.coordinate();
                let x = number("x").filter(whole).ok_or(invalid("an x is too short or long"))?;
                let y = number("y").filter(whole).ok_or(invalid("a y is too short or long"))?;
                Material::Ec { curve, point: [&[4][..], &x, &y].concat() }
            }
            _ => return Err(invalid("a kty is not RSA or EC")),
        };
        Ok(Self { kid: text("kid").map(str::to_owned), algorithm, material })
    }
}

fn invalid(reason: &'static str) -> InvalidJwks {
    InvalidJwks { reason }
}
