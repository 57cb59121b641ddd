//! What the environment says.
//!
//! | variable | meaning |
//! |---|---|
//! | `PORT` | where to listen on the loopback interface; a free port without it |
//! | `MONEYHUB_CLIENT_ID` | the client; a sandbox in this process without it |
//! | `MONEYHUB_CLIENT_SECRET` | its secret, or else |
//! | `MONEYHUB_PRIVATE_KEY` | the file of its private key (`private_key_jwt`): PEM, JWK or a JWK set |
//! | `MONEYHUB_KEY_ID` | the `kid` of that key, which a PEM has not |
//! | `MONEYHUB_IDENTITY_URL` | another identity service than production |
//! | `MONEYHUB_REDIRECT_URI` | the redirect URI, as it is registered; it ends in `/callback` |
//! | `MONEYHUB_BANK` | the bank to connect; `test` without it |

use std::{env, error::Error, fs};

use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{
    Config, ProviderId,
    auth::ClientAuthentication,
    crypto::{PrivateKey, aws_lc_rs},
};

pub(crate) struct Settings {
    pub(crate) port: u16,
    pub(crate) config: Config,
    pub(crate) redirect_uri: Option<String>,
    pub(crate) bank: ProviderId,
    /// Kept, for it ends when it is dropped.
    pub(crate) sandbox: Option<Sandbox>,
}

impl Settings {
    pub(crate) fn from_environment() -> Result<Self, Box<dyn Error>> {
        let port = match variable("PORT") {
            Some(port) => port.parse().map_err(|_| "PORT is not the number of a port")?,
            None => 0,
        };
        // Tolerates plain http for a sandbox on this machine, and nowhere else.
        let mut builder = Config::builder().allow_loopback_http();
        let mut sandbox = None;
        if let Some(id) = variable("MONEYHUB_CLIENT_ID") {
            let secret = variable("MONEYHUB_CLIENT_SECRET");
            builder = builder.client_id(id).client_authentication(match secret {
                Some(secret) => ClientAuthentication::SecretBasic(secret.into()),
                None => private_key_jwt()?,
            });
            if let Some(url) = variable("MONEYHUB_IDENTITY_URL") {
                builder = builder.identity_url(url);
            }
        } else if let Some(name) = OF_A_CLIENT.into_iter().find(|name| variable(name).is_some()) {
            return Err(format!("{name} is set, but MONEYHUB_CLIENT_ID is missing").into());
        } else {
            let own = Sandbox::builder().real_time().start()?;
            builder = builder
                .client_id(own.client_id())
                .client_secret(own.client_secret())
                .identity_url(own.identity_url());
            sandbox = Some(own);
        }
        Ok(Self {
            port,
            config: builder.build()?,
            redirect_uri: variable("MONEYHUB_REDIRECT_URI"),
            bank: variable("MONEYHUB_BANK").unwrap_or("test".to_owned()).as_str().into(),
            sandbox,
        })
    }
}

const OF_A_CLIENT: [&str; 3] =
    ["MONEYHUB_CLIENT_SECRET", "MONEYHUB_PRIVATE_KEY", "MONEYHUB_IDENTITY_URL"];

fn private_key_jwt() -> Result<ClientAuthentication, Box<dyn Error>> {
    let path = variable("MONEYHUB_PRIVATE_KEY")
        .ok_or("set MONEYHUB_CLIENT_SECRET or MONEYHUB_PRIVATE_KEY, or no MONEYHUB_*")?;
    let file = fs::read(path).map_err(|error| format!("MONEYHUB_PRIVATE_KEY: {error}"))?;
    let key = PrivateKey::read(file, variable("MONEYHUB_KEY_ID").as_deref())?;
    Ok(ClientAuthentication::PrivateKeyJwt(aws_lc_rs::signer(&key, None)?))
}

/// The value of a variable; one that is empty counts as absent.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
