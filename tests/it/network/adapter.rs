//! Clients of both adapters, and the results of their calls.

use std::{error::Error as _, iter::successors, sync::LazyLock, time::Duration};

use moneyhub_proto::{
    Client, Config, Error, Outcome, Retry,
    hyper::Options,
    transport::{BoxFuture, FaultClass, Sent},
    users::{self, User},
};
use tokio::runtime::{Builder, Handle, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap());

/// How often a call that may be repeated is sent.
pub(crate) const ATTEMPTS: u32 = 3;

#[derive(Clone, Copy)]
pub(crate) struct Adapter {
    make: fn(Config, Options) -> Result<Client, Error>,
    block_on: fn(BoxFuture<'_, ()>),
}

pub(crate) const TOKIO: Adapter =
    Adapter { make: moneyhub_tokio::client_with, block_on: |future| RUNTIME.block_on(future) };

pub(crate) const ASYNC_STD: Adapter = Adapter {
    make: moneyhub_async_std::client_with,
    block_on: |future| {
        async_std::task::block_on(async {
            assert!(Handle::try_current().is_err(), "a tokio runtime is entered");
            future.await;
        });
    },
};

/// Nothing but the kind of a failure, for `assert_eq!`.
pub(crate) type Failed = (FaultClass, Sent, Outcome, u32);

/// The request may be repeated, because certainly nothing of it was sent; and it was repeated.
pub(crate) const fn unsent(class: FaultClass) -> Failed {
    (class, Sent::Nothing, Outcome::NotSent, ATTEMPTS)
}

impl Adapter {
    /// A client that asks for its own tokens.
    pub(crate) fn client(self, url: &str, options: Options) -> Client {
        self.try_client(url, options).unwrap()
    }

    pub(crate) fn try_client(self, url: &str, options: Options) -> Result<Client, Error> {
        let retry = Retry {
            max_attempts: ATTEMPTS,
            base_backoff: Duration::from_millis(1),
            ..Retry::default()
        };
        let config = Config::builder()
            .identity_url(url)
            .client_id(moneyhub_sandbox::DEFAULT_CLIENT_ID)
            .client_secret(moneyhub_sandbox::DEFAULT_CLIENT_SECRET)
            .retry(retry)
            .allow_loopback_http();
        (self.make)(config.build()?, options)
    }

    /// A token, and with it a user who does not exist in a sandbox, and does at a [`Site`].
    ///
    /// [`Site`]: super::site::Site
    pub(crate) fn get(self, client: &Client) -> Result<User, Error> {
        self.wait(client.send(users::Get { user_id: "u1".into() }))
    }

    /// A call that is repeated only if it is certain that nothing was done.
    pub(crate) fn post(self, client: &Client) -> Result<User, Error> {
        let token = moneyhub_proto::AccessToken::new("a-token")?;
        let options = moneyhub_proto::CallOptions { token: Some(token), ..Default::default() };
        self.wait(client.send_with(users::Create::default(), options))
    }

    fn wait<T: Send>(self, future: impl Future<Output = T> + Send) -> T {
        let mut output = None;
        (self.block_on)(Box::pin(async { output = Some(future.await) }));
        output.unwrap()
    }
}

/// What the transport said of a call that must have failed.
pub(crate) fn failed<T>(result: Result<T, Error>) -> Failed {
    let error = result.err().expect("the call fails");
    let fault = error.fault().unwrap_or_else(|| panic!("no fault but {error:?}"));
    (fault.class(), fault.sent(), error.outcome(), error.attempts())
}

/// All that an error says, to whoever prints it in whichever way.
pub(crate) fn told(error: &Error) -> String {
    let mut told = format!("{error} {error:?} {error:#?}");
    for cause in successors(error.source(), |&cause| cause.source()) {
        told.push_str(&format!(" {cause} {cause:?}"));
    }
    told
}
