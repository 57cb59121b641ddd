//! The one line of text that an error is shown as.

use std::fmt;

use super::{Error, ErrorKind, Outcome};

/// What happened, without advice: the outermost error adds that.
pub(super) struct WithoutAdvice<'a>(pub(super) &'a Error);

impl fmt::Display for WithoutAdvice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0.0;
        if let Some(endpoint) = inner.endpoint {
            write!(f, "{endpoint}: ")?;
        }
        if let Some(index) = inner.index {
            write!(f, "at index {index}: ")?;
        }
        write!(f, "{}", inner.cause)?;
        match inner.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.without_advice())?;
        if let Some(wait) = self.0.retry_after {
            write!(f, "; wait {} s before the next try", wait.as_secs_f64().ceil())?;
        }
        match (self.kind(), self.0.outcome) {
            (_, Outcome::Uncertain | Outcome::Accepted) if self.0.reading => Ok(()),
            (_, Outcome::Uncertain) => {
                f.write_str("; it may have happened: check before doing it again")
            }
            // The failed check says everything.
            (ErrorKind::Verification, Outcome::NotSent) => Ok(()),
            // The requests for the keys may have been sent.
            (_, Outcome::NotSent) if self.0.of_code => f.write_str("; no code was sent"),
            // A token request may have been sent.
            (ErrorKind::Transport | ErrorKind::Deadline, Outcome::NotSent) => {
                f.write_str("; the call was not sent")
            }
            (kind, Outcome::Accepted) if self.0.of_code || kind == ErrorKind::Verification => {
                f.write_str("; the code is spent, and the sign-in may have taken effect: check before you begin another")
            }
            (_, Outcome::Accepted) => f.write_str("; the service had accepted the call"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("message", &format_args!("{self}"))
            .field("outcome", &self.0.outcome)
            .field("cause", &self.0.cause)
            .finish()
    }
}
