use thiserror::Error as ThisError;

use super::{Error, Outcome};
use crate::ground::{env::EntropyError, error::SignerError};

/// Something that was passed in, and that a request needs, failed.
#[derive(Clone, Debug, ThisError)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// There are no random bytes.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// There is no signature.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

impl From<EnvironmentError> for Error {
    fn from(error: EnvironmentError) -> Self {
        Self::new(error, Outcome::NotSent)
    }
}
