//! What the environment says: which service, and who is asking.

use std::env::{self, VarError};

use super::failure::Failure;
use crate::adapter::{
    self,
    moneyhub_proto::{
        AccessToken, CallOptions, Client, Config, Endpoint, Paged, Pages, Scopes, Secret,
    },
};

const CLIENT_ID: &str = "MONEYHUB_CLIENT_ID";
const CLIENT_SECRET: &str = "MONEYHUB_CLIENT_SECRET";

pub(crate) struct Settings {
    credentials: Credentials,
    scope: Option<String>,
    identity_url: Option<String>,
    api_url: Option<String>,
}

enum Credentials {
    Client { id: String, secret: Secret },
    Token(Secret),
}

/// A client, and how every call of this run is made.
pub(crate) struct Moneyhub {
    client: Client,
    options: CallOptions,
}

impl Settings {
    /// With a token the client's id and secret are not even looked at.
    pub(crate) fn read(token: Option<Secret>, scope: Option<String>) -> Result<Self, Failure> {
        let credentials = match token {
            Some(token) => Credentials::Token(token),
            None => Credentials::of_client()?,
        };
        Ok(Self {
            credentials,
            scope,
            identity_url: variable("MONEYHUB_IDENTITY_URL")?,
            api_url: variable("MONEYHUB_API_URL")?,
        })
    }

    pub(crate) fn has_token(&self) -> bool {
        matches!(self.credentials, Credentials::Token(_))
    }

    /// What must never be printed, whoever sends it back to us.
    pub(crate) fn secret(&self) -> &Secret {
        match &self.credentials {
            Credentials::Client { secret, .. } => secret,
            Credentials::Token(token) => token,
        }
    }

    pub(crate) fn connect(&self) -> Result<Moneyhub, Failure> {
        let mut builder = Config::builder();
        let mut options = CallOptions::default();
        match &self.credentials {
            Credentials::Client { id, secret } => {
                builder = builder.client_id(id).client_secret(secret.clone());
            }
            Credentials::Token(token) => {
                let token = AccessToken::new(token.clone());
                let refused =
                    |error| Failure::Settings(format!("--token, MONEYHUB_TOKEN: {error}"));
                options.token = Some(token.map_err(refused)?);
            }
        }
        if let Some(scope) = &self.scope {
            options.scopes = Some(Scopes::parse(scope)?);
        }
        // A loopback http URL counts as asked for when somebody wrote it into the environment.
        if let Some(url) = &self.identity_url {
            builder = builder.identity_url(url).allow_loopback_http();
        }
        if let Some(url) = &self.api_url {
            builder = builder.api_url(url).allow_loopback_http();
        }
        Ok(Moneyhub { client: adapter::client(builder.build()?)?, options })
    }
}

impl Credentials {
    fn of_client() -> Result<Self, Failure> {
        let missing = |name, other| {
            Failure::Settings(format!("{other} is set, but {name} is missing or empty"))
        };
        match (variable(CLIENT_ID)?, variable(CLIENT_SECRET)?) {
            (Some(id), Some(secret)) => Ok(Self::Client { id, secret: secret.into() }),
            (Some(_), None) => Err(missing(CLIENT_SECRET, CLIENT_ID)),
            (None, Some(_)) => Err(missing(CLIENT_ID, CLIENT_SECRET)),
            (None, None) => Err(Failure::Settings(format!(
                "no credentials: export {CLIENT_ID} and {CLIENT_SECRET}, or MONEYHUB_TOKEN; to try it on a sandbox, run `cargo run -p moneyhub-sandbox` in another shell and paste the export lines that it prints"
            ))),
        }
    }
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

/// The value of a variable; one that is empty counts as absent.
fn variable(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        // The error itself would quote the value.
        Err(VarError::NotUnicode(_)) => Err(Failure::Settings(format!("{name} is not UTF-8"))),
    }
}
