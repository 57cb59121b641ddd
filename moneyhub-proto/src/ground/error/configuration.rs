use thiserror::Error as ThisError;

use super::{Error, Outcome};
use crate::ground::error::PrivateKeyProblem;

/// A setting that can't be used. Found when a [`Config`](crate::config::Config) is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// The private key of the client certificate can't be used.
    #[error("client_certificate can't be used: its private key {problem}")]
    ClientCertificateKey {
        /// What is wrong with it.
        problem: PrivateKeyProblem,
    },
    /// The URL is http, which is not allowed.
    #[error(
        "{setting} must be https; http is only for loopback after `allow_loopback_http`, or for a host named in `allow_http_host`"
    )]
    InsecureUrl {
        /// The setting.
        setting: &'static str,
    },
    /// The value can't be used.
    #[error("{setting} {problem}")]
    Invalid {
        /// The setting.
        setting: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The value is missing.
    #[error("{setting} is missing{}", if *setting == "verifier" { VERIFIER } else { "" })]
    Missing {
        /// The setting.
        setting: &'static str,
    },
    /// The private key can't be used.
    #[error("the private key {problem}")]
    PrivateKey {
        /// What is wrong with it.
        problem: PrivateKeyProblem,
    },
    /// The private key of this setting can't be used.
    #[error("{setting}: the private key {problem}")]
    PrivateKeyIn {
        /// Where the key comes from.
        setting: &'static str,
        /// What is wrong with it.
        problem: PrivateKeyProblem,
    },
}

impl From<ConfigurationError> for Error {
    fn from(error: ConfigurationError) -> Self {
        Self::new(error, Outcome::NotSent)
    }
}

/// How to get a verifier, for builds without a cryptography provider.
const VERIFIER: &str =
    ": turn on the feature `aws-lc-rs` or `ring`, or set `ConfigBuilder::verifier`";
