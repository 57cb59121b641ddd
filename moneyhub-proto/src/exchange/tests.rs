//! The machine over a script, in virtual time.

mod deadlines;
mod replay;
mod sign_in;
mod signing;
mod steps;
mod tokens;

use std::sync::Arc;

use http::Method;

use crate::{
    AccessToken, Call, CallOptions, Client, Config, Endpoint, Error, Replay, Retry, Scopes,
    Service, decode, scope, scripted::Scripted,
};

/// An endpoint with any method and rule.
struct Probe(Method, Replay);

impl Endpoint for Probe {
    const NAME: &'static str = "probe";
    type Output = serde_json::Value;

    fn call(&self) -> Result<Call, Error> {
        let call = Call::new(Self::NAME, self.0.clone(), Service::Identity, "/probe", &[])?;
        Ok(call.replayed(self.1).needs(Scopes::from_static(&[scope::USER_READ])))
    }

    fn decode(&self, reply: &mut crate::Reply<'_>) -> Result<Self::Output, Error> {
        decode::bare(reply)
    }
}

const GET: Probe = Probe(Method::GET, Replay::Free);
const POST: Probe = Probe(Method::POST, Replay::IfRefused);
const PAY: Probe = Probe(Method::POST, Replay::Never);

const TOKEN: &str = r#"{"access_token":"a1","token_type":"Bearer","expires_in":7200}"#;

fn config() -> crate::ConfigBuilder {
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

/// The path of every request, in their order.
fn paths(script: &Scripted) -> Vec<String> {
    script.requests().iter().map(|request| request.uri().path().to_owned()).collect()
}
