//! PEM files (RFC 7468) as found in practice: one reader for signing keys, client certificates, their keys
//! and roots.
//!
//! No library is used: those that were considered (`rustls-pki-types`, `pem-rfc7468`, `pem`) leave unwiped
//! copies behind, don't distinguish an encrypted key from a broken one, and refuse the forms that editors,
//! shells, YAML, JSON and Windows give to a file. `pem/tests.rs` has the table of spellings.

mod foreign;
mod text;

use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::Zeroizing;

pub(crate) use self::foreign::Foreign;

/// A file with one or more sections. Its text is wiped.
pub(crate) struct Pem(Zeroizing<String>);

/// The text between `BEGIN` and `END`.
#[derive(Clone, Copy)]
pub(crate) struct Section<'a> {
    pub(crate) label: &'a str,
    body: &'a str,
}

impl Pem {
    /// # Errors
    ///
    /// What the file is, if it is not PEM.
    pub(crate) fn read(file: &[u8]) -> Result<Self, Foreign> {
        let text = text::plain(file);
        if Sections(&text).next().is_some() {
            return Ok(Self(text));
        }
        // The form of `data` in a Kubernetes secret, and the output of `base64 key.pem`.
        if let Some(inner) = text::all_base64(&text) {
            let inner_text = text::plain(&inner);
            return match Sections(&inner_text).next() {
                Some(_) => Ok(Self(inner_text)),
                None => Err(Foreign::of(&inner, &inner_text).without_armour()),
            };
        }
        Err(Foreign::of(file, &text))
    }

    pub(crate) fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        Sections(&self.0)
    }
}

impl Section<'_> {
    /// RFC 5958 marks it by the label, and older OpenSSL by a header (RFC 1421 section 4.6.1.1).
    pub(crate) fn is_encrypted(&self) -> bool {
        self.label.starts_with("ENCRYPTED") || self.body.contains("Proc-Type: 4,ENCRYPTED")
    }

    pub(crate) fn is_private_key(&self) -> bool {
        self.label.ends_with("PRIVATE KEY")
    }

    /// `TRUSTED CERTIFICATE` is what `openssl x509 -trustout` writes.
    pub(crate) fn is_certificate(&self) -> bool {
        matches!(self.label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
    }

    /// The decoded bytes, wiped on drop; `None` if it is not base64.
    pub(crate) fn decode(&self) -> Option<Zeroizing<Vec<u8>>> {
        // Neither vector grows, which would leave a copy behind.
        let mut digits = Zeroizing::new(Vec::with_capacity(self.body.len()));
        // Headers (RFC 1421 section 4.4) contain a colon, which base64 does not.
        for line in self.body.lines().filter(|line| !line.contains(':')) {
            digits.extend(line.bytes().filter(|byte| !byte.is_ascii_whitespace()));
        }
        let mut der = Zeroizing::new(Vec::with_capacity(digits.len().saturating_add(3)));
        BASE64_STANDARD.decode_vec(&*digits, &mut der).ok()?;
        Some(der)
    }
}

struct Sections<'a>(&'a str);

impl<'a> Iterator for Sections<'a> {
    type Item = Section<'a>;

    fn next(&mut self) -> Option<Section<'a>> {
        let (_, text) = self.0.split_once("-----BEGIN ")?;
        let (label, text) = text.split_once("-----")?;
        let (body, text) = text.split_once("-----END ")?;
        let rest = text.strip_prefix(label)?.strip_prefix("-----")?;
        self.0 = rest;
        Some(Section { label, body })
    }
}

#[cfg(test)]
mod tests;
