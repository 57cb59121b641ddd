//! The secrets of a sign-in, collected to search for them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_proto::{
    identity::TokenSet,
    sign_in::{PushedSignIn, SignedIn},
};
use moneyhub_sandbox::{Callback as SandboxCallback, Sandbox};
use serde_json::Value;

use super::Seen;
use crate::signing_in::private_numbers;

/// What may not be seen, by what it is.
#[derive(Default)]
pub(super) struct Secrets(Vec<(String, String)>);

impl Secrets {
    pub(super) fn keep(&mut self, what: &str, value: &str) {
        assert!(value.len() >= 6, "{what} is too short to be looked for");
        self.0.push((what.to_owned(), value.to_owned()));
    }

    /// All of a JWT, and each of its parts.
    pub(super) fn keep_jwt(&mut self, what: &str, jwt: &str) {
        for part in jwt.split('.').filter(|part| !part.is_empty()) {
            self.keep(what, part);
        }
    }

    pub(super) fn keep_begun(&mut self, begun: &PushedSignIn) {
        let (_, request_uri) = begun.url.expose_secret().split_once("request_uri=").unwrap();
        self.keep("request_uri", request_uri.rsplit("%3A").next().unwrap());
        let stored = begun.pending.to_secret();
        let (_, body) = stored.expose_secret().split_once('.').unwrap();
        self.keep("pending sign-in", body);
        let json = BASE64_URL_SAFE_NO_PAD.decode(body).unwrap();
        let json: Value = serde_json::from_slice(&json).unwrap();
        for part in ["state", "nonce", "code_verifier"] {
            self.keep(part, json[part].as_str().unwrap());
        }
    }

    pub(super) fn keep_callback(&mut self, back: &SandboxCallback) {
        for parameter in ["code", "id_token", "state"] {
            if let Some(value) = back.parameter(parameter) {
                self.keep_jwt(parameter, value);
            }
        }
    }

    pub(super) fn keep_signed_in(&mut self, signed_in: &SignedIn) {
        self.keep("sub", signed_in.id_token.sub().as_str());
        if let Some(connection) = signed_in.id_token.connection_id() {
            self.keep("mh:con_id", connection.as_str());
        }
        if let Some(tokens) = &signed_in.tokens {
            self.keep_tokens(tokens);
        }
    }

    pub(super) fn keep_tokens(&mut self, tokens: &TokenSet) {
        self.keep("access_token", tokens.access_token.expose_secret());
        if let Some(token) = &tokens.refresh_token {
            self.keep("refresh_token", token.expose_secret());
        }
        if let Some(token) = &tokens.id_token {
            self.keep_jwt("id_token", token.expose_secret());
        }
    }

    /// What was signed or encoded, as it arrived.
    pub(super) fn keep_sent(&mut self, sandbox: &Sandbox) {
        for seen in sandbox.requests() {
            if let Some(basic) = seen.header("authorization").and_then(|of| of.split_once(' ')) {
                self.keep("authorization", basic.1);
            }
            let body = String::from_utf8(seen.body.to_vec()).unwrap();
            for (name, value) in body.split('&').filter_map(|pair| pair.split_once('=')) {
                if ["client_assertion", "request", "assertion"].contains(&name) {
                    self.keep_jwt(name, value);
                }
            }
        }
    }

    pub(super) fn keep_keys(&mut self) {
        for number in private_numbers() {
            self.keep("number of a private key", &number);
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(&number).unwrap();
            // As a list of bytes would be printed.
            let list: Vec<_> = bytes.iter().take(6).map(u8::to_string).collect();
            self.keep("bytes of a private key", &list.join(", "));
        }
    }

    pub(super) fn assert_none_in(&self, seen: &Seen) {
        for (what, secret) in &self.0 {
            let found = seen.0.lines().find(|line| line.contains(secret));
            assert_eq!(found, None, "{what} was printed");
        }
        seen.assert_no_canary();
    }
}

#[test]
#[should_panic(expected = "access_token was printed")]
fn a_secret_that_is_printed_is_found() {
    let (mut seen, mut secrets) = (Seen::default(), Secrets::default());
    secrets.keep("access_token", "a-token-of-somebody");
    seen.debug(&Some("Bearer a-token-of-somebody"));
    secrets.assert_none_in(&seen);
}
