//! What the environment says: which service, and who is asking.

use super::{
    credentials::{Credentials, variable},
    failure::Failure,
};
use crate::adapter::{
    self,
    moneyhub_proto::{
        AccessToken, CallOptions, Client, Config, Endpoint, Paged, Scopes, Secret,
        config::ClientAuthentication, driver::Pages,
    },
};

pub(crate) struct Settings {
    proof: Proof,
    scope: Option<String>,
    identity_url: Option<String>,
    api_url: Option<String>,
}

/// What shows that a call may be made.
enum Proof {
    Client(Credentials),
    Token(Secret),
}

/// A client, and how every call of this run is made.
pub(crate) struct Moneyhub {
    client: Client,
    options: CallOptions,
}

impl Settings {
    /// With a token the client's id, secret and key are not even looked at.
    pub(crate) fn read(token: Option<Secret>, scope: Option<String>) -> Result<Self, Failure> {
        let proof = match token {
            Some(token) => Proof::Token(token),
            None => {
                Proof::Client(Credentials::read().map_err(Failure::Settings)?.ok_or_else(nobody)?)
            }
        };
        let url = |name| variable(name).map_err(Failure::Settings);
        Ok(Self {
            proof,
            scope,
            identity_url: url("MONEYHUB_IDENTITY_URL")?,
            api_url: url("MONEYHUB_API_URL")?,
        })
    }

    pub(crate) fn has_token(&self) -> bool {
        matches!(self.proof, Proof::Token(_))
    }

    pub(crate) fn has_private_key(&self) -> bool {
        let Proof::Client(credentials) = &self.proof else { return false };
        matches!(credentials.authentication, ClientAuthentication::PrivateKeyJwt(_))
    }

    /// What must never be printed, whoever sends it back to us. A private key is never sent.
    pub(crate) fn secret(&self) -> Option<&Secret> {
        match &self.proof {
            Proof::Client(credentials) => match &credentials.authentication {
                ClientAuthentication::SecretBasic(secret) => Some(secret),
                _ => None,
            },
            Proof::Token(token) => Some(token),
        }
    }

    pub(crate) fn connect(&self) -> Result<Moneyhub, Failure> {
        let mut builder = Config::builder();
        let mut options = CallOptions::default();
        match &self.proof {
            Proof::Client(Credentials { client_id, authentication }) => {
                builder = builder.client_id(client_id);
                builder = builder.client_authentication(authentication.clone());
            }
            Proof::Token(token) => {
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
