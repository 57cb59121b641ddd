//! Clients and calls for the tests.

use std::time::Duration;

use moneyhub_tokio::{
    Options, client_with,
    moneyhub_proto::{
        AccessToken, CallOptions, Client, Config, Error, Retry,
        transport::{FaultClass, Sent},
        users::{self, User},
    },
};

/// Sends each call once.
pub(crate) fn once(url: &str) -> Client {
    client(url, 1, Options::default())
}

pub(crate) fn client(url: &str, attempts: u32, options: Options) -> Client {
    client_with(config(url, attempts), options).unwrap()
}

pub(crate) fn config(url: &str, attempts: u32) -> Config {
    let retry = Retry {
        max_attempts: attempts,
        base_backoff: Duration::from_millis(1),
        ..Retry::default()
    };
    let config = Config::builder().identity_url(url).user_agent("test/1").retry(retry);
    config.allow_loopback_http().allow_http_host("no-such-host.invalid").build().unwrap()
}

/// A call that may be repeated freely.
pub(crate) async fn get(client: &Client) -> Result<User, Error> {
    client.send_with(users::Get { user_id: "u1".into() }, with_token()).await
}

/// A call that may be repeated only when it is certain that nothing was done.
pub(crate) async fn post(client: &Client) -> Result<User, Error> {
    let create = users::Create { client_user_id: Some("customer-1".into()) };
    client.send_with(create, with_token()).await
}

pub(crate) fn with_token() -> CallOptions {
    CallOptions { token: Some(AccessToken::new("a-token").unwrap()), ..CallOptions::default() }
}

/// What the transport said.
pub(crate) fn fault<T>(result: Result<T, Error>) -> (FaultClass, Sent) {
    let error = result.err().expect("the call fails");
    let fault = error.fault().unwrap_or_else(|| panic!("no fault but {error:?}"));
    (fault.class(), fault.sent())
}
