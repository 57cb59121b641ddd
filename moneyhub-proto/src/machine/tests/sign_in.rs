//! The second half of a sign-in over a script: what is sent, in which order, and what is not.

mod concurrent;
mod drivers;
mod ends;
mod keys;
mod refused;
mod stages;
mod strangers;
mod unlocked;

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::paths;
use crate::{
    api::identity::Journey,
    config::Config,
    driver::{Client, Transport, scripted::Scripted},
    ground::{
        env::UnixTime,
        error::{Error, VerificationError},
    },
    jose::{JwsAlgorithm, PublicKey, Verifier, VerifierError},
    sign_in::{Callback, Flow, PushedSignIn, SignIn, SignedIn},
};

const DISCOVERY: &str = "/oidc/.well-known/openid-configuration";
const CERTS: &str = "/oidc/certs";
const TOKEN: &str = "/oidc/token";
const PUSH: &str = "/oidc/request";

/// Accepts a hash of key and message as a signature. Real signatures are tested elsewhere.
struct Toy;

impl Verifier for Toy {
    fn verify(
        &self,
        _: JwsAlgorithm,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifierError> {
        let PublicKey::Ec { point, .. } = key else { panic!("{key:?}") };
        match signature == signed(point, message) {
            true => Ok(()),
            false => Err(VerifierError::InvalidSignature),
        }
    }
}

fn signed(point: &[u8], message: &[u8]) -> Vec<u8> {
    Sha256::digest([point, message].concat()).to_vec()
}

/// A key of the service: a number for its id and its coordinates.
#[derive(Clone, Copy)]
struct Key(u8);

impl Key {
    fn json(self) -> Value {
        let coordinate = BASE64_URL_SAFE_NO_PAD.encode([self.0; 32]);
        json!({"kty": "EC", "crv": "P-256", "kid": self.0.to_string(), "x": coordinate, "y": coordinate})
    }

    fn sign(self, claims: &Value) -> String {
        let header = json!({"alg": "ES256", "kid": self.0.to_string()});
        let segment = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", segment(&header), segment(claims));
        let point = [&[4][..], &[self.0; 64]].concat();
        let signature = signed(&point, message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

fn discovery() -> Value {
    let base = "https://identity.moneyhub.co.uk/oidc";
    json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/auth"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/certs"),
        "authorization_response_iss_parameter_supported": true,
    })
}

fn certs(keys: &[Key]) -> String {
    let keys: Vec<Value> = keys.iter().map(|key| key.json()).collect();
    json!({ "keys": keys }).to_string()
}

/// One user who signs in, over a script that grows as it goes.
struct Sitting {
    script: Scripted,
    client: Client,
    pushed: PushedSignIn,
    nonce: String,
}

fn config() -> Config {
    super::config()
        .id_token_signed_response_alg(JwsAlgorithm::Es256)
        .verifier(Arc::new(Toy))
        .build()
        .unwrap()
}

impl Sitting {
    fn begin(flow: Flow) -> Self {
        let script = Scripted::new();
        let client = Client::new(config(), Arc::new(script.clone()));
        Self::begin_with(script, client, flow)
    }

    fn begin_with(script: Scripted, client: Client, flow: Flow) -> Self {
        let journey = Journey::connect(&"bank1".into()).unwrap();
        let mut sign_in = SignIn::new("https://shop.example/callback", journey);
        sign_in.flow = flow;
        let script = script.reply(201, r#"{"request_uri":"urn:example:1","expires_in":60}"#);
        let pushed = pollster::block_on(client.begin_sign_in(&sign_in)).unwrap();
        let request = script.requests().pop().unwrap();
        let form: Vec<(String, String)> =
            form_urlencoded::parse(request.body()).into_owned().collect();
        let (_, nonce) = form.into_iter().find(|(name, _)| name == "nonce").unwrap();
        Self { script, client, pushed, nonce }
    }

    /// The service's keys, if they are fetched from the beginning.
    fn keys(self, keys: &[Key]) -> Self {
        let script =
            self.script.clone().reply(200, discovery().to_string()).reply(200, certs(keys));
        Self { script, ..self }
    }

    fn reply(self, status: u16, body: impl Into<bytes::Bytes>) -> Self {
        Self { script: self.script.clone().reply(status, body), ..self }
    }

    /// The token endpoint's answer, with this `id_token`.
    fn tokens(self, id_token: &str) -> Self {
        let tokens = json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token});
        self.reply(200, tokens.to_string())
    }

    fn claims(&self) -> Value {
        let now = Transport::now(&self.script).unix.seconds();
        json!({
            "iss": "https://identity.moneyhub.co.uk/oidc", "aud": "client", "sub": "u1",
            "mh:con_id": "bank1:c1", "iat": now, "exp": now + 3600, "nonce": self.nonce,
        })
    }

    /// What comes back, with `iss` and these further parameters.
    fn callback(&self, more: &[(&str, &str)]) -> Callback {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("state", self.pushed.pending.state().expose_secret());
        query.append_pair("iss", "https://identity.moneyhub.co.uk/oidc");
        query.extend_pairs(more);
        Callback::from_query(&query.finish()).unwrap()
    }

    fn finish(&self, callback: &Callback) -> Result<SignedIn, Error> {
        pollster::block_on(self.client.finish_sign_in(&self.pushed.pending, callback))
    }

    /// The paths since the request was pushed.
    fn paths(&self) -> Vec<String> {
        paths(&self.script).into_iter().skip_while(|path| path != PUSH).skip(1).collect()
    }
}

fn check_of(error: &Error) -> &VerificationError {
    error.verification_error().unwrap_or_else(|| panic!("no failed check: {error}"))
}
