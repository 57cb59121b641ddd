//! Every item of the list "Bad input" that shows without a socket: each a clear error of the right
//! kind, before anything is sent where that is possible, with nothing leaked.

mod credentials;
mod ids;
mod replies;
mod tokens;

use std::sync::Arc;

use moneyhub_oracles::quoting;
use moneyhub_proto::{
    AccessToken, CallOptions, Client, Config, Endpoint, Error, scripted::Scripted, users,
};

/// A text that must not be seen, whole or in parts of nine bytes.
const CANARY: &str = "c4nary~9fK2pQ7zX";

fn get() -> users::Get {
    users::Get { user_id: "64b0f3a1c2d4e5f60718293a".into() }
}

fn config() -> Config {
    let builder = Config::builder().client_id("client").client_secret(CANARY);
    builder.build().unwrap()
}

/// Sends with a token that was given.
fn send<E: Endpoint>(script: &Scripted, endpoint: E) -> Result<E::Output, Error> {
    let client = Client::new(config(), Arc::new(script.clone()));
    let options =
        CallOptions { token: Some(AccessToken::new(CANARY).unwrap()), ..CallOptions::default() };
    pollster::block_on(client.send_with(endpoint, options))
}

/// Sends with a token that is fetched first.
fn send_fetching<E: Endpoint>(script: &Scripted, endpoint: E) -> Result<E::Output, Error> {
    let client = Client::new(config(), Arc::new(script.clone()));
    pollster::block_on(client.send(endpoint))
}

/// An error says all of this, and nothing of the canary.
#[track_caller]
fn assert_says(error: &Error, words: &[&str]) {
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in {text:?}");
    }
    quoting::assert_quotes_nothing(error, CANARY.as_bytes());
}
