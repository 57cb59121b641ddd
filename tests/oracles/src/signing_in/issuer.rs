use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_proto::{
    Error,
    env::UnixTime,
    jose::{JsonWebKey, JsonWebKeySet, JwsAlgorithm, PrivateKey, Signer, aws_lc_rs},
    sign_in::{ExpectedIdToken, IdToken, IdTokenVerifier},
};
use serde_json::{Value, json};

/// The time of all that is signed here, in seconds since 1970.
pub const NOW: i64 = 1_717_200_000;

pub(crate) const ISSUER: &str = "https://identity.moneyhub.co.uk/oidc";

/// A key that the whole world knows, see `moneyhub-proto/tests/keys`.
const KEY: &str = include_str!("../../../../moneyhub-proto/tests/keys/p256.jwk.json");

/// And one that is not the service's.
const OTHER_KEY: &str = include_str!("../../../../moneyhub-proto/tests/keys/p256-other.pkcs8.pem");

/// A service that signs, with ES256, for which a signature costs the least.
#[derive(Debug)]
pub struct Issuer {
    signer: Arc<dyn Signer>,
    keys: JsonWebKeySet,
}

impl Issuer {
    /// The service, with its one key `k1`.
    ///
    /// # Panics
    ///
    /// When the key is not good.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "there is no default service")]
    pub fn new() -> Self {
        let key = PrivateKey::from_jwk(KEY).expect("the key is good");
        let signer = aws_lc_rs::signer(&key, Some(JwsAlgorithm::Es256)).expect("the key signs");
        let Value::Object(mut public) = serde_json::from_str(KEY).expect("the key is JSON") else {
            panic!("a key is an object");
        };
        public.remove("d");
        public.remove("key_ops");
        public.insert("kid".to_owned(), json!("k1"));
        Self { signer, keys: JsonWebKeySet::from(vec![JsonWebKey::from(public)]) }
    }

    /// Somebody who signs with another key than the service's.
    pub(crate) fn impostor() -> Self {
        let key = PrivateKey::from_pem(OTHER_KEY).expect("the key is good");
        let signer = aws_lc_rs::signer(&key, Some(JwsAlgorithm::Es256)).expect("the key signs");
        Self { signer, keys: JsonWebKeySet::default() }
    }

    /// Signs an `id_token` that is good at [`NOW`], with these claims laid over its own.
    ///
    /// # Panics
    ///
    /// When the claims are no object, or the key does not sign.
    #[must_use]
    pub fn token(&self, claims: &Value) -> String {
        let mut all = json!({
            "iss": ISSUER, "sub": "64b0f3a1c2d4e5f60718293a", "aud": "client",
            "exp": NOW + 3600, "iat": NOW,
        });
        for (name, value) in claims.as_object().expect("claims are an object") {
            all[name] = value.clone();
        }
        self.signed(Some("k1"), &all)
    }

    /// Signs these claims, and names this key.
    pub(crate) fn signed(&self, key_id: Option<&str>, claims: &Value) -> String {
        let mut header = json!({"alg": "ES256"});
        if let Some(key_id) = key_id {
            header["kid"] = json!(key_id);
        }
        let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encode(&header), encode(claims));
        let signature = pollster::block_on(self.signer.sign(message.as_bytes()));
        let signature = signature.expect("the key signs");
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    pub(crate) fn keys(&self) -> &JsonWebKeySet {
        &self.keys
    }

    /// The verifier of its tokens.
    #[must_use]
    pub fn verifier(&self) -> IdTokenVerifier {
        IdTokenVerifier::new(ISSUER, "client".into(), aws_lc_rs::verifier())
            .algorithm(JwsAlgorithm::Es256)
    }

    /// Verifies a token of it, as of these seconds since 1970.
    ///
    /// # Errors
    ///
    /// The check that failed.
    pub fn verify(&self, token: &str, now: i64) -> Result<IdToken, Error> {
        let expected = ExpectedIdToken::default();
        self.verifier().verify(token, &expected, &self.keys, UnixTime::from_seconds(now))
    }
}
