//! The settings from the environment: the service and the client.

use std::env;

use super::failure::Failure;
use crate::adapter::{
    self,
    moneyhub_proto::{
        AccessToken, CallOptions, Client, ConfigBuilder, Endpoint, Paged, Scopes, Secret,
        driver::Pages, error::ConfigurationError,
    },
};

pub(crate) struct Settings {
    config: ConfigBuilder,
    token: Option<Secret>,
    scope: Option<String>,
}

/// A client, and the options of every call of this run.
pub(crate) struct Moneyhub {
    client: Client,
    options: CallOptions,
}

impl Settings {
    /// With a token, the client's id, secret and key are not even read.
    pub(crate) fn read(token: Option<Secret>, scope: Option<String>) -> Result<Self, Failure> {
        let url = |name: &str| name.ends_with("_URL").then(|| variable(name)).flatten();
        let config = match token {
            Some(_) => ConfigBuilder::from_lookup(url),
            None => adapter::config_from_env(),
        };
        let config = config.map_err(|error| match error.configuration_error() {
            Some(ConfigurationError::Missing { .. }) => nobody(),
            _ => Failure::Settings(error.to_string()),
        })?;
        Ok(Self { config, token, scope })
    }

    pub(crate) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    pub(crate) fn has_private_key(&self) -> bool {
        self.token.is_none() && variable("MONEYHUB_PRIVATE_KEY").is_some()
    }

    /// The secret that must never be printed, even if a server sends it back. A private key is
    /// never sent.
    pub(crate) fn secret(&self) -> Option<Secret> {
        self.token.clone().or_else(|| Some(variable("MONEYHUB_CLIENT_SECRET")?.into()))
    }

    pub(crate) fn connect(&self) -> Result<Moneyhub, Failure> {
        let mut options = CallOptions::default();
        if let Some(token) = &self.token {
            let refused = |error| Failure::Settings(format!("--token, MONEYHUB_TOKEN: {error}"));
            options.token = Some(AccessToken::new(token.clone()).map_err(refused)?);
        }
        if let Some(scope) = &self.scope {
            options.scopes = Some(Scopes::parse(scope)?);
        }
        Ok(Moneyhub { client: adapter::client(self.config.clone().build()?)?, options })
    }
}

/// As `config_from_env` reads it.
fn variable(name: &str) -> Option<String> {
    let value = env::var(name).ok()?.trim().to_owned();
    Some(value).filter(|value| !value.is_empty())
}

impl Moneyhub {
    pub(crate) async fn send<E: Endpoint>(&self, endpoint: E) -> Result<E::Output, Failure> {
        let sent = self.client.send_with(endpoint, self.options.clone()).await;
        Ok(sent?)
    }

    pub(crate) fn pages<E: Paged>(&self, endpoint: E) -> Pages<E> {
        self.client.pages_with(endpoint, self.options.clone())
    }
}

fn nobody() -> Failure {
    Failure::Settings(
        "no credentials: export MONEYHUB_CLIENT_ID and MONEYHUB_CLIENT_SECRET or MONEYHUB_PRIVATE_KEY, or MONEYHUB_TOKEN; to try it on a sandbox, run `cargo run -p moneyhub-sandbox` in another shell and paste the export lines that it prints"
            .to_owned(),
    )
}
