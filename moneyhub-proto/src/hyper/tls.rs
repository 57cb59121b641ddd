//! Makes a rustls configuration from the options, without any process-wide state.

use rustls::ClientConfig;

use super::{options::TlsOptions, roots};
use crate::{ground::error::ConfigurationError, tls_provider};

pub(super) fn configuration(options: TlsOptions) -> Result<ClientConfig, ConfigurationError> {
    let http2 = options.http2;
    let mut config = match options.config {
        None => from_parts(&options)?,
        Some(_) if roots::are_chosen(&options) => {
            return invalid("root_certificates", "can't be chosen together with `tls_config`");
        }
        Some(_) if options.provider.is_some() => {
            return invalid("crypto_provider", "can't be given together with `tls_config`");
        }
        Some(_) if options.client_certificate.is_some() => {
            return invalid("client_certificate", "can't be given together with `tls_config`");
        }
        Some(config) => config,
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    if http2 {
        config.alpn_protocols.insert(0, b"h2".to_vec());
    }
    Ok(config)
}

fn from_parts(options: &TlsOptions) -> Result<ClientConfig, ConfigurationError> {
    let missing = ConfigurationError::Missing { setting: "crypto_provider" };
    let provider = options.provider.clone().or_else(tls_provider::compiled_in).ok_or(missing)?;
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let Ok(builder) = builder else {
        return invalid("crypto_provider", "has no cipher suite for TLS 1.2 or 1.3");
    };
    let builder = roots::trust(builder, options)?;
    match &options.client_certificate {
        Some(certificate) => certificate.configure(builder),
        None => Ok(builder.with_no_client_auth()),
    }
}

pub(super) fn invalid<T>(
    setting: &'static str,
    problem: &'static str,
) -> Result<T, ConfigurationError> {
    Err(ConfigurationError::Invalid { setting, problem })
}

#[cfg(test)]
mod tests {
    #[cfg(any(feature = "aws-lc-rs", feature = "ring"))]
    use std::sync::Arc;

    #[cfg(any(feature = "aws-lc-rs", feature = "ring"))]
    use rustls::crypto::CryptoProvider;

    use super::*;
    use crate::hyper::Options;

    #[test]
    fn a_build_with_a_provider_needs_no_options_and_one_without_says_what_is_missing() {
        let made = configuration(Options::default().tls);
        if cfg!(any(feature = "aws-lc-rs", feature = "ring")) {
            assert_eq!(made.unwrap().alpn_protocols, [&b"h2"[..], b"http/1.1"]);
        } else {
            let missing = ConfigurationError::Missing { setting: "crypto_provider" };
            assert_eq!(made.unwrap_err(), missing);
        }
    }

    #[cfg(any(feature = "aws-lc-rs", feature = "ring"))]
    #[test]
    fn a_provider_without_cipher_suites_is_refused() {
        let mut provider = CryptoProvider::clone(&tls_provider::compiled_in().unwrap());
        provider.cipher_suites.clear();
        let options = Options::default().crypto_provider(Arc::new(provider));
        let refused = configuration(options.tls).unwrap_err().to_string();
        assert_eq!(refused, "crypto_provider has no cipher suite for TLS 1.2 or 1.3");
    }
}
