use thiserror::Error as ThisError;

use super::{DecodeCategory, Error, Outcome};
use crate::ground::reader::Unreadable;

/// A webhook that can't be read: where and why, never its contents.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[error("the webhook ({length} bytes) can't be read{}: {category}", place(path))]
pub struct WebhookError {
    length: usize,
    path: String,
    category: DecodeCategory,
}

impl WebhookError {
    /// The place in the JSON, such as `payload.accounts[3].id`. Empty for the body as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Why it can't be read.
    #[must_use]
    pub const fn category(&self) -> DecodeCategory {
        self.category
    }

    pub(crate) fn new(length: usize, unreadable: Unreadable) -> Self {
        Self { length, path: unreadable.path, category: unreadable.category }
    }
}

fn place(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(" at {path}") }
}

/// Nothing was sent.
impl From<WebhookError> for Error {
    fn from(error: WebhookError) -> Self {
        Self::new(error, Outcome::NotSent)
    }
}
