//! Private keys in the three forms that PEM has for them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256};

/// A key with its name and its text, in every form that its kind has.
pub(crate) fn all_forms() -> Vec<(&'static str, KeyPair, String)> {
    let rsa = || KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let p256 = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let p384 = || KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    [
        ("RSA, PKCS#8", rsa(), "PRIVATE KEY"),
        ("RSA, PKCS#1", rsa(), "RSA PRIVATE KEY"),
        ("P-256, PKCS#8", p256(), "PRIVATE KEY"),
        ("P-256, SEC1", p256(), "EC PRIVATE KEY"),
        ("P-384, SEC1", p384(), "EC PRIVATE KEY"),
    ]
    .map(|(name, key, label)| {
        let text = pem(&key, label);
        (name, key, text)
    })
    .into()
}

fn pem(key: &KeyPair, label: &str) -> String {
    let pkcs8 = key.serialize_der();
    let der = if label == "PRIVATE KEY" { &pkcs8 } else { algorithms_own(&pkcs8) };
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in STANDARD.encode(der).as_bytes().chunks(64) {
        pem.push_str(str::from_utf8(line).unwrap());
        pem.push('\n');
    }
    pem + &format!("-----END {label}-----\n")
}

/// The key as its algorithm writes it, out of PKCS#8 (RFC 5958): a sequence of the version, the
/// algorithm, and the key as an octet string.
fn algorithms_own(pkcs8: &[u8]) -> &[u8] {
    let (sequence, _) = element(pkcs8);
    let (_, rest) = element(sequence);
    let (_, rest) = element(rest);
    element(rest).0
}

/// The content of the first element of DER, and what comes after it.
fn element(der: &[u8]) -> (&[u8], &[u8]) {
    match usize::from(der[1]) {
        length @ ..0x80 => der[2..].split_at(length),
        long => {
            let (length, rest) = der[2..].split_at(long - 0x80);
            let length = length.iter().fold(0, |sum, byte| (sum << 8) + usize::from(*byte));
            rest.split_at(length)
        }
    }
}
