//! What the environment says.
//!
//! | variable | meaning |
//! |---|---|
//! | `PORT` | where to listen on the loopback interface; a free port without it |
//! | `MONEYHUB_CLIENT_ID` | the client; a sandbox in this process without it |
//! | `MONEYHUB_CLIENT_SECRET` | its secret; or instead of it |
//! | `MONEYHUB_PRIVATE_KEY` | the file of its private key (`private_key_jwt`): PEM, JWK or a JWK set |
//! | `MONEYHUB_KEY_ID` | the `kid` of that key, which a PEM has not |
//! | `MONEYHUB_IDENTITY_URL` | another identity service than production |
//! | `MONEYHUB_REDIRECT_URI` | the redirect URI, as it is registered; it ends in `/callback` |
//! | `MONEYHUB_BANK` | the bank to connect; `test` without it |

use std::error::Error;

use moneyhub_sandbox::Sandbox;
use moneyhub_tokio::moneyhub_proto::{Config, id::ProviderId};

use crate::credentials::{Credentials, variable};

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
        let port = match variable("PORT")? {
            Some(port) => port.parse().map_err(|_| "PORT is not the number of a port")?,
            None => 0,
        };
        // Tolerates plain http for a sandbox on this machine, and nowhere else.
        let mut builder = Config::builder().allow_loopback_http();
        let mut sandbox = None;
        let identity_url = variable("MONEYHUB_IDENTITY_URL")?;
        if let Some(Credentials { client_id, authentication }) = Credentials::read()? {
            builder = builder.client_id(client_id).client_authentication(authentication);
            if let Some(url) = identity_url {
                builder = builder.identity_url(url);
            }
        } else if identity_url.is_some() {
            return Err("MONEYHUB_IDENTITY_URL is set, but MONEYHUB_CLIENT_ID is missing".into());
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
            redirect_uri: variable("MONEYHUB_REDIRECT_URI")?,
            bank: variable("MONEYHUB_BANK")?.unwrap_or("test".to_owned()).as_str().into(),
            sandbox,
        })
    }
}
