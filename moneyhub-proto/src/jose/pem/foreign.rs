//! Names for files that are not PEM.

/// What a file without a PEM section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// Base64 of DER, without `BEGIN` and `END`.
    Bare,
    /// DER of a key, a certificate or anything else.
    Der,
    Empty,
    /// A Java keystore: JKS or JCEKS.
    JavaKeyStore,
    Json,
    /// The path of a file instead of its contents.
    Path,
    /// `.p12` or `.pfx`.
    Pkcs12,
    /// `.p7b` or `.p7c`.
    Pkcs7,
    /// An OpenSSH or PuTTY key.
    Ssh,
    /// A section without an end.
    Truncated,
    Unknown,
}

/// RFC 2315 section 14: `signedData`.
const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// RFC 7292 section 4: version 3, and the sequence after it.
const PKCS12_VERSION: [u8; 4] = [0x02, 0x01, 0x03, 0x30];

impl Foreign {
    /// Recognises the file by its bytes and its text.
    pub(super) fn of(file: &[u8], text: &str) -> Self {
        match file {
            [0xFE, 0xED, 0xFE, 0xED, ..] | [0xCE, 0xCE, 0xCE, 0xCE, ..] => Self::JavaKeyStore,
            [0x30, 0x80..=0x84, ..] => Self::of_der(file),
            // A sequence of fewer than 128 bytes. Its first byte is also an ASCII digit.
            [0x30, length, rest @ ..] if usize::from(*length) == rest.len() => Self::of_der(file),
            _ => Self::of_text(text.trim()),
        }
    }

    /// The same for what was found inside base64.
    pub(super) fn without_armour(self) -> Self {
        match self {
            Self::Der => Self::Bare,
            Self::Empty | Self::Path | Self::Json => Self::Unknown,
            other => other,
        }
    }

    fn of_der(file: &[u8]) -> Self {
        // The sequence around it, whose length takes up to four bytes.
        let starts = |wanted: &[u8]| {
            (2..=6).any(|skipped| file.get(skipped..).is_some_and(|rest| rest.starts_with(wanted)))
        };
        if starts(&PKCS12_VERSION) {
            Self::Pkcs12
        } else if starts(&SIGNED_DATA) {
            Self::Pkcs7
        } else {
            Self::Der
        }
    }

    fn of_text(text: &str) -> Self {
        const SSH: [&str; 6] = [
            "ssh-",
            "ecdsa-sha2-",
            "sk-",
            "---- BEGIN SSH2",
            "PuTTY-User-Key-File",
            "SSH PRIVATE KEY",
        ];
        const ENDINGS: [&str; 8] = [".pem", ".key", ".crt", ".cer", ".der", ".p12", ".pfx", ".jks"];

        let unquoted = text.trim_matches(['"', '\'']);
        let one_word = !unquoted.contains(char::is_whitespace);
        let is_path =
            ["/", "./", "../", "~/", "file:"].iter().any(|start| unquoted.starts_with(start))
                || ENDINGS.iter().any(|end| unquoted.to_ascii_lowercase().ends_with(end));
        if unquoted.is_empty() {
            Self::Empty
        } else if SSH.iter().any(|start| unquoted.starts_with(start)) {
            Self::Ssh
        } else if text.contains("-----BEGIN ") {
            Self::Truncated
        } else if unquoted.starts_with(['{', '[']) {
            Self::Json
        } else if one_word && is_path {
            Self::Path
        } else {
            Self::Unknown
        }
    }

    /// What is wrong with it where certificates are expected, and what to run.
    #[cfg(feature = "hyper")]
    pub(crate) fn in_place_of_certificates(self) -> &'static str {
        match self {
            Self::Bare => {
                "holds base64 and no certificate in PEM: put `-----BEGIN CERTIFICATE-----` and `-----END CERTIFICATE-----` around it, on lines of their own"
            }
            Self::Der => {
                "holds no certificate in PEM but DER: write it out again, with `openssl x509 -inform DER -in cert.der -out cert.pem`"
            }
            Self::Empty => "holds no certificate in PEM: it is empty",
            Self::JavaKeyStore => {
                "holds no certificate in PEM but a Java keystore: convert it to PKCS#12, with `keytool -importkeystore -srckeystore keys.jks -destkeystore keys.p12 -deststoretype PKCS12`, and that to PEM, with `openssl pkcs12 -in keys.p12 -nokeys -out cert.pem`"
            }
            Self::Json => "holds no certificate in PEM but JSON",
            Self::Path => {
                "holds no certificate in PEM but the path of a file: pass in the contents of the file"
            }
            Self::Pkcs12 => {
                "holds no certificate in PEM but PKCS#12: write the certificates out, with `openssl pkcs12 -in keys.p12 -nokeys -out cert.pem` (with `-legacy` if it is old)"
            }
            Self::Pkcs7 => {
                "holds no certificate in PEM but PKCS#7: write the certificates out, with `openssl pkcs7 -print_certs -in certs.p7b -inform DER -out cert.pem`"
            }
            Self::Ssh => "holds no certificate in PEM but an SSH key",
            Self::Truncated => "holds no complete PEM certificate: its end is missing",
            Self::Unknown => "holds no certificate in PEM, nor any other known format",
        }
    }
}
