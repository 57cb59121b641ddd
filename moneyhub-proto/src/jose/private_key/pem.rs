use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

use super::{Material, PrivateKeyProblem, der};

/// The first private key (RFC 7468), whatever else is there: certificates, curve parameters, text.
///
/// Not a library's reader, for those that were looked at leave unwiped copies behind, don't tell an
/// encrypted key from a broken one, or refuse the other sections that OpenSSL writes.
pub(super) fn read(mut text: &str) -> Result<Material, PrivateKeyProblem> {
    let mut problem = PrivateKeyProblem::Malformed;
    while let Some((label, body, rest)) = section(text) {
        text = rest;
        match label {
            "ENCRYPTED PRIVATE KEY" => return Err(PrivateKeyProblem::Encrypted),
            // The header of RFC 1421 section 4.6.1.1, which OpenSSL's traditional encryption writes.
            _ if body.contains("Proc-Type: 4,ENCRYPTED") => {
                return Err(PrivateKeyProblem::Encrypted);
            }
            "RSA PRIVATE KEY" => return der::pkcs1(&decode(body)?),
            "PRIVATE KEY" => return der::pkcs8(&decode(body)?),
            "EC PRIVATE KEY" => return der::sec1(&decode(body)?, None),
            "DSA PRIVATE KEY" | "OPENSSH PRIVATE KEY" => problem = PrivateKeyProblem::UnknownType,
            "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" => problem = PrivateKeyProblem::Public,
            _ => (),
        }
    }
    Err(problem)
}

/// The label and the body of the first section, and what comes after it.
fn section(text: &str) -> Option<(&str, &str, &str)> {
    let (_, text) = text.split_once("-----BEGIN ")?;
    let (label, text) = text.split_once("-----")?;
    let (body, text) = text.split_once("-----END ")?;
    let rest = text.strip_prefix(label)?.strip_prefix("-----")?;
    Some((label, body, rest))
}

fn decode(body: &str) -> Result<Zeroizing<Vec<u8>>, PrivateKeyProblem> {
    // Neither vector grows: growing would leave a copy behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(body.len()));
    digits.extend(body.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let mut der = Zeroizing::new(Vec::with_capacity(digits.len() + 3));
    BASE64_STANDARD.decode_vec(&*digits, &mut der).map_err(|_| PrivateKeyProblem::Malformed)?;
    Ok(der)
}
