//! The configuration from the process's environment, for adapters, which re-export it.
//!
//! This is the only place in this crate that reads the environment or a file, and it needs a feature that
//! brings I/O anyway.

use std::{
    env::{self, VarError},
    fs,
};

use crate::{
    config::ConfigBuilder,
    ground::error::{ConfigurationError, Error},
};

/// A configuration from the environment variables that [`ConfigBuilder::from_lookup`] lists. Set everything
/// else on the builder.
///
/// `MONEYHUB_PRIVATE_KEY` is the key, or the path of a file that contains it.
///
/// # Errors
///
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the variable, never a value. If none
/// of the variables is set, it is [`ConfigurationError::Missing`] for `MONEYHUB_CLIENT_ID`.
///
/// # Examples
///
/// ```no_run
/// use moneyhub_proto::{environment::config_from_env, scope};
///
/// let config = config_from_env()?.scopes(scope::USER_READ).build()?;
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
pub fn config_from_env() -> Result<ConfigBuilder, Error> {
    let builder = ConfigBuilder::from_variables(&variable, &file)?;
    if builder.has_client() {
        return Ok(builder);
    }
    const CLIENT_ID: &str = "MONEYHUB_CLIENT_ID";
    let urls = ["MONEYHUB_IDENTITY_URL", "MONEYHUB_API_URL"];
    let is_set = |name| Ok::<_, ConfigurationError>(variable(name)?.is_some_and(|v| !v.is_empty()));
    for name in urls {
        if is_set(name)? {
            let problem = "is missing, though MONEYHUB_IDENTITY_URL or MONEYHUB_API_URL is set: set it, and MONEYHUB_CLIENT_SECRET or MONEYHUB_PRIVATE_KEY";
            return Err(ConfigurationError::Invalid { setting: CLIENT_ID, problem }.into());
        }
    }
    Err(ConfigurationError::Missing { setting: CLIENT_ID }.into())
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn variable(name: &'static str) -> Result<Option<String>, ConfigurationError> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        // The error itself would quote the value.
        Err(VarError::NotUnicode(_)) => {
            Err(ConfigurationError::Invalid { setting: name, problem: "is not UTF-8" })
        }
    }
}

/// Errors don't repeat the path: by mistake it may be the key itself.
#[expect(clippy::disallowed_methods, reason = "the one place that reads a file")]
fn file(path: &str) -> Result<Vec<u8>, ConfigurationError> {
    fs::read(path).map_err(|error| ConfigurationError::Invalid {
        setting: "MONEYHUB_PRIVATE_KEY",
        problem: match error.kind() {
            std::io::ErrorKind::NotFound => {
                "names a file that can't be read: the file does not exist, or this is not a path"
            }
            std::io::ErrorKind::PermissionDenied => {
                "names a file that can't be read: this process lacks the permission"
            }
            _ => "names a file that can't be read",
        },
    })
}
