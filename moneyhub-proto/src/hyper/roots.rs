//! The trusted authorities.

#[cfg(feature = "platform-verifier")]
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier, client::WantsClientCert};

use super::{certificates, options::TlsOptions, tls::invalid};
use crate::ground::error::ConfigurationError;

/// Whether any option chooses them.
pub(super) const fn are_chosen(options: &TlsOptions) -> bool {
    !options.bundled_roots
        || options.native_roots
        || options.platform_verifier
        || !options.root_certificates.is_empty()
}

pub(super) fn trust(
    builder: ConfigBuilder<ClientConfig, WantsVerifier>,
    options: &TlsOptions,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, ConfigurationError> {
    let mut given = Vec::new();
    for file in &options.root_certificates {
        given.extend(certificates::read("root_certificates", file)?);
    }
    #[cfg(feature = "platform-verifier")]
    if options.platform_verifier {
        return by_platform(builder, given);
    }
    let mut roots = RootCertStore::empty();
    for certificate in given {
        if roots.add(certificate).is_err() {
            return invalid("root_certificates", "hold one that can't be an authority");
        }
    }
    if options.bundled_roots {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    #[cfg(feature = "native-roots")]
    if options.native_roots {
        let (found, _) =
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if found == 0 {
            return invalid("native_roots", "are enabled, but the system has none");
        }
    }
    if roots.is_empty() {
        return Err(ConfigurationError::Missing { setting: "root_certificates" });
    }
    Ok(builder.with_root_certificates(roots))
}

#[cfg(feature = "platform-verifier")]
fn by_platform(
    builder: ConfigBuilder<ClientConfig, WantsVerifier>,
    given: Vec<CertificateDer<'static>>,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, ConfigurationError> {
    use std::sync::Arc;

    use rustls_platform_verifier::Verifier;

    let provider = Arc::clone(builder.crypto_provider());
    let Ok(verifier) = Verifier::new_with_extra_roots(given, provider) else {
        return invalid(
            "platform_verifier",
            "finds no roots of the system, or can't use those given",
        );
    };
    // rustls calls every verifier except its own dangerous.
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}
