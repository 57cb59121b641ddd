//! The certificate by which a client is known, and its private key.

use rustls::{
    ClientConfig, ConfigBuilder, Error as TlsError,
    client::WantsClientCert,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use zeroize::Zeroizing;

use super::tls::invalid;
use crate::ground::{error::ConfigurationError, secret::Secret};

const SETTING: &str = "client_certificate";

/// As given; it is read when the client is built.
#[derive(Clone)]
pub(super) struct ClientCertificate {
    /// People put the key in here as well, in one file.
    pub(super) certificates: Zeroizing<Vec<u8>>,
    pub(super) key: Secret,
}

impl ClientCertificate {
    pub(super) fn configure(
        &self,
        builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    ) -> Result<ClientConfig, ConfigurationError> {
        let (certificates, key) = (self.certificates()?, self.key()?);
        builder.with_client_auth_cert(certificates, key).or_else(|error| match error {
            TlsError::InconsistentKeys(_) => {
                invalid(SETTING, "has a key that is not the key of its first certificate")
            }
            TlsError::InvalidCertificate(_) => {
                invalid(SETTING, "has a first certificate that can't be read")
            }
            _ => invalid(SETTING, "has a key that the provider of cryptography can't use"),
        })
    }

    fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, ConfigurationError> {
        let certificates = CertificateDer::pem_slice_iter(&self.certificates).collect();
        match certificates {
            Ok(certificates) if Vec::is_empty(&certificates) => {
                invalid(SETTING, "holds no certificate in PEM")
            }
            Ok(certificates) => Ok(certificates),
            Err(_) => invalid(SETTING, "has certificates that are not valid PEM"),
        }
    }

    fn key(&self) -> Result<PrivateKeyDer<'static>, ConfigurationError> {
        let pem = self.key.expose_secret();
        // RFC 5958 by the label, and what OpenSSL did before it by a header (RFC 1421).
        if pem.contains("BEGIN ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED") {
            return invalid(SETTING, "has an encrypted key: decrypt it before it is passed in");
        }
        PrivateKeyDer::from_pem_slice(pem.as_bytes())
            .or_else(|_| invalid(SETTING, "has no key in PEM (PKCS#8, PKCS#1 or SEC1)"))
    }
}
