//! Reads certificates that callers give: those of a client, and roots.

use pkcs8::der::{Decode, Reader, SliceReader, asn1::AnyRef};
use rustls::pki_types::CertificateDer;

use super::tls::invalid;
use crate::{
    ground::error::ConfigurationError,
    jose::pem::{Pem, Section},
};

/// All certificates of a file, in order; at least one.
pub(super) fn read(
    setting: &'static str,
    file: &[u8],
) -> Result<Vec<CertificateDer<'static>>, ConfigurationError> {
    let pem = match Pem::read(file) {
        Ok(pem) => pem,
        Err(foreign) => return invalid(setting, foreign.in_place_of_certificates()),
    };
    let mut certificates = Vec::new();
    for section in pem.sections().filter(Section::is_certificate) {
        let Some(der) = section.decode() else {
            return invalid(
                setting,
                "can't be used: a certificate in it is not valid PEM: the text between `BEGIN` and `END` is not base64",
            );
        };
        certificates.push(CertificateDer::from(first_element(&der).to_vec()));
    }
    if certificates.is_empty() {
        return invalid(setting, instead_of_certificates(&pem));
    }
    Ok(certificates)
}

/// The version of X.509 of a certificate (RFC 5280 section 4.1.2.1), if it is one.
pub(super) fn version(certificate: &[u8]) -> Option<u8> {
    let whole = AnyRef::from_der(certificate).ok()?;
    let signed = AnyRef::decode(&mut SliceReader::new(whole.value()).ok()?).ok()?;
    match signed.value() {
        // The version is omitted if it is 1.
        [0x02, ..] => Some(1),
        [0xA0, 3, 0x02, 1, number, ..] => number.checked_add(1),
        _ => None,
    }
}

/// In a `TRUSTED CERTIFICATE`, OpenSSL appends what it is trusted for.
fn first_element(der: &[u8]) -> &[u8] {
    SliceReader::new(der).ok().and_then(|mut reader| reader.tlv_bytes().ok()).unwrap_or(der)
}

fn instead_of_certificates(pem: &Pem) -> &'static str {
    let section = pem.sections().next();
    match section.map(|section| section.label).unwrap_or_default() {
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            "holds no certificate but a certificate request: give the certificate that the authority issued, or sign it yourself, with `openssl req -x509 -key key.pem -subj /CN=client -days 365 -out cert.pem`"
        }
        "PKCS7" | "CMS" => {
            "holds no certificate in PEM but PKCS#7: write the certificates out, with `openssl pkcs7 -print_certs -in certs.p7b -out cert.pem`"
        }
        "X509 CRL" => "holds no certificate but a list of revoked ones",
        label if label.ends_with("PRIVATE KEY") => {
            "holds no certificate but a private key: give the certificate that belongs to it"
        }
        label if label.ends_with("PUBLIC KEY") => {
            "holds no certificate but a public key: give the certificate that it is in"
        }
        _ => "holds no certificate",
    }
}
