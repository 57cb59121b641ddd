use std::fmt;

use crate::{
    ground::{error::Error, scope::Scopes},
    jose::JwsAlgorithm,
};

/// What a [`Check`](super::Check) has found. `Display` has a readable line for each part. It contains no
/// secret, id or body.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// The discovery document: the identity service can be reached, and is the configured one.
    pub discovery: Verdict,
    /// The clock of this machine, against the `Date` of the service's answers.
    pub clock: Verdict,
    /// The client's id and its authentication, by a token request.
    pub credentials: Verdict,
    /// Whether the client is granted the configured [`scopes`](crate::config::ConfigBuilder::scopes). The
    /// scopes of [`user_scopes`](crate::config::ConfigBuilder::user_scopes) can't be checked without a user.
    pub scopes: Verdict,
    /// Whether the service has a key with which an `id_token` of this client can be verified.
    pub keys: Verdict,
}

/// The result for one part.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// It is right.
    Good,
    /// It could not be checked, for this reason.
    NotChecked(&'static str),
    /// It is wrong.
    Wrong(Problem),
}

/// What is wrong. `Display` says where to fix it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Problem {
    /// The service does not sign with the client's `id_token_signed_response_alg`.
    AlgorithmNotOffered {
        /// The algorithm that is configured.
        algorithm: JwsAlgorithm,
    },
    /// A call failed with this error.
    Call(Error),
    /// The clock of this machine and that of the service differ by more than
    /// [`clock_tolerance`](crate::config::ConfigBuilder::clock_tolerance).
    Clock {
        /// By how many seconds this machine is ahead; negative if it is behind.
        seconds: i64,
    },
    /// The service refused the client, and does not offer its authentication method at all.
    MethodNotOffered {
        /// The configured method, by its name in OpenID Connect.
        method: &'static str,
    },
    /// The service has no key for the algorithm of the client's `id_token`s.
    NoFittingKey {
        /// The algorithm that is configured.
        algorithm: JwsAlgorithm,
    },
    /// There is no verifier of signatures.
    NoVerifier,
    /// The client may not request these scopes, or was not granted them.
    Scopes {
        /// The scopes.
        refused: Scopes,
    },
}

impl Report {
    /// Whether nothing is wrong. Parts that were not checked don't count as wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.problems().next().is_none()
    }

    /// What is wrong.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.parts().into_iter().filter_map(|(_, verdict)| match verdict {
            Verdict::Wrong(problem) => Some(problem),
            _ => None,
        })
    }

    fn parts(&self) -> [(&'static str, &Verdict); 5] {
        [
            ("discovery", &self.discovery),
            ("clock", &self.clock),
            ("credentials", &self.credentials),
            ("scopes", &self.scopes),
            ("keys", &self.keys),
        ]
    }
}

impl Default for Verdict {
    fn default() -> Self {
        Self::NotChecked("no answer shows it")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (part, verdict)) in self.parts().into_iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{part:<13}{verdict}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good => f.write_str("good"),
            Self::NotChecked(why) => write!(f, "not checked: {why}"),
            Self::Wrong(problem) => write!(f, "wrong: {problem}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmNotOffered { algorithm } => write!(
                f,
                "the service signs no id_token with {}: set `id_token_signed_response_alg` as it is registered for this client in the admin portal",
                algorithm.as_str()
            ),
            Self::Call(error) => {
                write!(f, "{error}")?;
                match error.code() {
                    Some("invalid_client") => f.write_str(
                        "; compare the id, the secret or the key, and token_endpoint_auth_method, with this client in the admin portal",
                    ),
                    _ => Ok(()),
                }
            }
            Self::Clock { seconds } => {
                let way = if *seconds > 0 { "ahead of" } else { "behind" };
                write!(
                    f,
                    "this machine is {} s {way} the service: set its clock, by NTP; until then tokens and signatures may be refused",
                    seconds.unsigned_abs()
                )
            }
            Self::MethodNotOffered { method } => write!(
                f,
                "the service refuses the client, and does not offer {method}: see token_endpoint_auth_method of this client in the admin portal"
            ),
            Self::NoFittingKey { algorithm } => write!(
                f,
                "the service has no key for {}: set `id_token_signed_response_alg` as it is registered for this client in the admin portal",
                algorithm.as_str()
            ),
            Self::NoVerifier => f.write_str(
                "no verifier of signatures: turn on the feature `aws-lc-rs` or `ring`, or set `ConfigBuilder::verifier`",
            ),
            Self::Scopes { refused } => write!(
                f,
                "this client is not granted `{refused}`: have it granted in the admin portal, or take it out of `ConfigBuilder::scopes`"
            ),
        }
    }
}
