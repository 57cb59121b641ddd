//! The machine over a script, in virtual time.

use crate::codec::{Method, Operation};
mod deadlines;
mod observed;
mod replay;
mod sign_in;
mod signing;
mod steps;
mod tokens;

use std::sync::Arc;

use crate::{
    codec::{Call, Endpoint, decode},
    config::{Config, Replay, Retry, Service},
    driver::{Client, scripted::Scripted},
    ground::{
        error::Error,
        scope::{self, Scopes},
        secret::AccessToken,
    },
    machine::CallOptions,
};

/// An endpoint with any method and rule.
struct Probe(Method, Replay);

impl Endpoint for Probe {
    type Output = serde_json::Value;
    const OPERATION: Operation<Self::Output> =
        Service::Identity.get("probe", "/probe", decode::bare).needs(&[scope::USER_READ]);

    fn call(&self) -> Result<Call, Error> {
        let mut facts = Self::OPERATION.facts;
        facts.method = self.0;
        facts.replay = self.1;
        facts.reads = self.0 == Method::Get;
        Call::new(facts).finish()
    }
}

const GET: Probe = Probe(Method::Get, Replay::Free);
const POST: Probe = Probe(Method::Post, Replay::IfRefused);
const PAY: Probe = Probe(Method::Post, Replay::Never);

const TOKEN: &str = r#"{"access_token":"a1","token_type":"Bearer","expires_in":7200}"#;

fn config() -> crate::config::ConfigBuilder {
    Config::builder().client_id("client").client_secret("secret")
}

fn client(script: &Scripted) -> Client {
    Client::new(config().build().unwrap(), Arc::new(script.clone()))
}

fn given_token() -> CallOptions {
    CallOptions { token: Some(AccessToken::new("given").unwrap()), ..CallOptions::default() }
}

fn no_wait() -> Retry {
    Retry { base_backoff: std::time::Duration::ZERO, ..Retry::default() }
}

/// The path of every request, in order.
fn paths(script: &Scripted) -> Vec<String> {
    script.requests().iter().map(|request| request.uri().path().to_owned()).collect()
}
