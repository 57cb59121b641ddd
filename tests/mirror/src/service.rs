//! The service to copy: the one that the environment names, or a sandbox.

use std::{env, error::Error};

use moneyhub_sandbox::{Sandbox, Subscription, WebhookFormat};
use moneyhub_tokio::moneyhub_proto::{Client, Config, Scopes, id::UserId, users};

use crate::arguments::Arguments;

/// One token per user for both kinds of calls.
const USER_SCOPES: &str = "accounts:read transactions:read:all";

pub(crate) struct Service {
    pub(crate) client: Client,
    /// It stops when it is dropped.
    sandbox: Option<Sandbox>,
}

impl Service {
    pub(crate) fn new(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let (builder, sandbox) = match env::var_os("MONEYHUB_CLIENT_ID") {
            Some(_) => (moneyhub_tokio::config_from_env()?, None),
            None => {
                let sandbox = Sandbox::builder()
                    .users(3)
                    .transactions_per_account(arguments.sandbox_transactions)
                    .start()?;
                let builder = Config::builder()
                    .client_id(sandbox.client_id())
                    .client_secret(sandbox.client_secret())
                    .identity_url(sandbox.identity_url())
                    .api_url(sandbox.api_url())
                    .allow_loopback_http();
                (builder, Some(sandbox))
            }
        };
        let config = builder.user_scopes(Scopes::parse(USER_SCOPES)?).build()?;
        Ok(Self { client: moneyhub_tokio::client(config)?, sandbox })
    }

    /// The users to copy.
    pub(crate) async fn users(&self, arguments: &Arguments) -> Result<Vec<UserId>, Box<dyn Error>> {
        if !arguments.users.is_empty() {
            return Ok(arguments.users.iter().map(|id| id.as_str().into()).collect());
        }
        let (mut found, mut items) = (Vec::new(), self.client.items(users::List::default()));
        while let Some(user) = items.next().await.transpose()? {
            found.push(user.user_id);
        }
        Ok(found)
    }

    /// Subscribes to webhooks, if the service is a sandbox. For the real service this is a setting in
    /// Moneyhub's console.
    pub(crate) fn subscribe(&self, url: &str) -> Result<(), Box<dyn Error>> {
        if let Some(sandbox) = &self.sandbox {
            sandbox.subscribe(Subscription::new(url, WebhookFormat::Signed)?);
        }
        Ok(())
    }
}
