//! The client's certificate and its private key.

use rustls::{
    ClientConfig, ConfigBuilder, Error as TlsError,
    client::WantsClientCert,
    pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer},
};
use zeroize::Zeroizing;

use super::{certificates, tls::invalid};
use crate::{
    ground::{
        error::{ConfigurationError, PrivateKeyProblem},
        secret::Secret,
    },
    jose::{
        pem::Pem,
        private_key::{der::rsa_of_pss, pem::first_key},
    },
};

const SETTING: &str = "client_certificate";

/// As given. It is read when the client is built.
#[derive(Clone)]
pub(super) struct ClientCertificate {
    /// Wiped, because some put the key in the same file.
    pub(super) certificates: Zeroizing<Vec<u8>>,
    pub(super) key: Secret,
}

impl ClientCertificate {
    pub(super) fn configure(
        &self,
        builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    ) -> Result<ClientConfig, ConfigurationError> {
        let certificates = certificates::read(SETTING, &self.certificates)?;
        let version = certificates.first().and_then(|first| certificates::version(first));
        let Key { key, is_for_pss } =
            self.key().map_err(|problem| ConfigurationError::ClientCertificateKey { problem })?;
        builder.with_client_auth_cert(certificates, key).or_else(|error| match error {
            TlsError::InconsistentKeys(_) if is_for_pss => invalid(
                SETTING,
                "is for a key of `openssl genpkey -algorithm RSA-PSS`, which rustls can't sign with: have one issued for a key of `openssl genpkey -algorithm RSA` or EC",
            ),
            TlsError::InconsistentKeys(_) => {
                invalid(SETTING, "has a key that is not the key of its first certificate")
            }
            TlsError::InvalidCertificate(_) if matches!(version, Some(1 | 2)) => invalid(
                SETTING,
                "has a first certificate of X.509 version 1 or 2, which TLS libraries refuse: have it issued as version 3, with `-extfile v3.ext` added to `openssl x509 -req`, and `basicConstraints=CA:FALSE` in that file",
            ),
            TlsError::InvalidCertificate(_) => {
                invalid(SETTING, "has a first certificate that can't be read")
            }
            _ => invalid(SETTING, "has a key that the provider of cryptography can't use"),
        })
    }

    fn key(&self) -> Result<Key, PrivateKeyProblem> {
        let pem = Pem::read(self.key.expose_secret().as_bytes())?;
        let der = first_key(&pem)?.decode().ok_or(PrivateKeyProblem::Malformed)?;
        if let Some(inner) = rsa_of_pss(&der) {
            let key = PrivatePkcs1KeyDer::from(inner.to_vec()).into();
            return Ok(Key { key, is_for_pss: true });
        }
        // Judged by its contents, not by its PEM label.
        let key = PrivateKeyDer::try_from(der.as_slice());
        let key = key.map_err(|_| PrivateKeyProblem::Malformed)?.clone_key();
        Ok(Key { key, is_for_pss: false })
    }
}

struct Key {
    key: PrivateKeyDer<'static>,
    /// Whether its PKCS#8 restricts it to RSA-PSS, as its certificate then does.
    is_for_pss: bool,
}
