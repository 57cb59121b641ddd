//! The settings from the environment.

use std::{
    env::{self, VarError},
    error::Error,
};

use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{Config, error::ConfigurationError, id::ProviderId};

pub(crate) const HELP: &str = "\
A web application in which a user connects a bank, to lift into your own

Usage: sign_in

Without a client in the environment, a sandbox in this process stands for Moneyhub and the bank.

Environment:
  PORT                     where to listen on the loopback interface; a free port without it
  MONEYHUB_CLIENT_ID       the client; and one of
  MONEYHUB_CLIENT_SECRET   its secret (client_secret_basic)
  MONEYHUB_PRIVATE_KEY     its key (private_key_jwt), or the path of it: PEM, JWK or JWK set
  MONEYHUB_KEY_ID          the kid of that key, which a PEM has not
  MONEYHUB_IDENTITY_URL    another identity service than production
  MONEYHUB_REDIRECT_URI    the redirect URI, as it is registered; it ends in /callback
  MONEYHUB_BANK            the bank to connect; test without it";

pub(crate) struct Settings {
    pub(crate) port: u16,
    pub(crate) config: Config,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) bank: ProviderId,
    /// Kept because it stops when it is dropped.
    pub(crate) sandbox: Option<Sandbox>,
}

impl Settings {
    pub(crate) fn from_environment() -> Result<Self, Box<dyn Error>> {
        let port = match variable("PORT")? {
            Some(port) => port.parse().map_err(|_| "PORT is not a port number")?,
            None => 0,
        };
        let mut sandbox = None;
        let builder = match moneyhub_tokio::config_from_env() {
            Ok(builder) => builder,
            Err(error) => match error.configuration_error() {
                Some(ConfigurationError::Missing { .. }) => {
                    let own = Sandbox::start()?;
                    let builder = Config::builder()
                        .client_id(own.client_id())
                        .client_secret(own.client_secret())
                        .identity_url(own.identity_url())
                        .allow_loopback_http();
                    sandbox = Some(own);
                    builder
                }
                _ => return Err(error.into()),
            },
        };
        Ok(Self {
            port,
            config: builder.build()?,
            redirect_uri: variable("MONEYHUB_REDIRECT_URI")?,
            bank: variable("MONEYHUB_BANK")?.unwrap_or("test".to_owned()).as_str().into(),
            sandbox,
        })
    }
}

/// The value of a variable. An empty one counts as absent.
fn variable(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        // The error itself would quote the value.
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not UTF-8")),
    }
}
