//! An application that signs users in, and a sandbox with its registration.

use std::{future::Future, time::Duration};

use moneyhub_proto::{
    Client, Config, ConfigBuilder, Error, Retry, Secret,
    sign_in::{Callback, Journey, SignIn, SignedIn},
};
use moneyhub_sandbox::{
    Callback as SandboxCallback, Client as Registration, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET,
    ResponseMode, Sandbox,
};

pub(crate) const REDIRECT_URI: &str = "https://shop.example/callback";
pub(crate) const CLIENT_ID: &str = DEFAULT_CLIENT_ID;

/// How a runtime makes a client.
pub(crate) type Connect = fn(Config) -> Result<Client, Error>;

pub(crate) struct Application {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
}

/// Runs a test over tokio, and again over async-std.
pub(crate) fn on_each_runtime<F: Future<Output = ()>>(test: impl Fn(Connect) -> F) {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio.block_on(test(moneyhub_tokio::client));
    async_std::task::block_on(test(moneyhub_async_std::client));
}

impl Application {
    /// With a secret in the header, and parameters inline.
    pub(crate) fn start(connect: Connect) -> Self {
        Self::with(connect, with_secret(), |config| config.client_secret(DEFAULT_CLIENT_SECRET))
    }

    /// As registered, and configured to be so.
    pub(crate) fn with(
        connect: Connect,
        registration: Registration,
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    ) -> Self {
        let sandbox = Sandbox::builder().real_time().register(registration).start().unwrap();
        Self::at(connect, sandbox, configure)
    }

    /// At a sandbox that has it registered already.
    pub(crate) fn at(
        connect: Connect,
        sandbox: Sandbox,
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    ) -> Self {
        let client = connect(configure(config(&sandbox)).build().unwrap()).unwrap();
        Self { sandbox, client }
    }

    /// Another client of the same registration, which shares nothing with the first one.
    pub(crate) fn second_client(
        &self,
        connect: Connect,
        configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
    ) -> Client {
        connect(configure(config(&self.sandbox)).build().unwrap()).unwrap()
    }

    /// A whole sign-in that the user approves.
    pub(crate) async fn sign_in(&self, sign_in: &SignIn) -> Result<SignedIn, Error> {
        let begun = self.client.begin_sign_in(sign_in).await?;
        let back = self.sandbox.approve(begun.url.expose_secret()).unwrap();
        self.client.finish_sign_in(&begun.pending, &callback(&back)).await
    }

    /// A whole sign-in for a new connection.
    pub(crate) async fn connect(&self) -> SignedIn {
        self.sign_in(&connect()).await.unwrap()
    }

    /// How many requests of this method and path have arrived.
    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        self.sandbox.count(|seen| (seen.method.as_str(), seen.path.as_str()) == (method, path))
    }
}

fn config(sandbox: &Sandbox) -> ConfigBuilder {
    Config::builder()
        .client_id(CLIENT_ID)
        .identity_url(sandbox.identity_url())
        .api_url(sandbox.api_url())
        .retry(Retry { base_backoff: Duration::from_millis(1), ..Retry::default() })
        .allow_loopback_http()
}

/// The client with a secret, as it is registered.
pub(crate) fn with_secret() -> Registration {
    Registration::client_secret_basic(CLIENT_ID, DEFAULT_CLIENT_SECRET).redirect_uri(REDIRECT_URI)
}

/// A sign-in that connects the test bank for a new user.
pub(crate) fn connect() -> SignIn {
    SignIn::new(REDIRECT_URI, Journey::connect(&"test".into()).unwrap())
}

/// What arrives at the redirect URI.
pub(crate) fn callback(back: &SandboxCallback) -> Callback {
    match back.mode {
        ResponseMode::FormPost => Callback::from_form(back.form().as_bytes()),
        ResponseMode::Fragment => Callback::from_fragment(&back.location()),
        _ => Callback::from_query(&back.location()),
    }
    .unwrap()
}

pub(crate) fn expose(secret: Option<&Secret>) -> &str {
    secret.expect("it is there").expose_secret()
}
