//! Signatures exchanged with `jsonwebtoken`, a JOSE library by others over RustCrypto, which none
//! of our providers uses. It has no ES512.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use moneyhub_proto::jose::{
    JsonWebKey, JwsAlgorithm, PrivateKey, PublicKey, Verifier, VerifierError, aws_lc_rs,
};
use serde_json::{Map, Value, json};

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../moneyhub-proto/tests/keys/", $name))
    };
}

const ALGORITHMS: [(JwsAlgorithm, Algorithm); 8] = [
    (JwsAlgorithm::Rs256, Algorithm::RS256),
    (JwsAlgorithm::Rs384, Algorithm::RS384),
    (JwsAlgorithm::Rs512, Algorithm::RS512),
    (JwsAlgorithm::Ps256, Algorithm::PS256),
    (JwsAlgorithm::Ps384, Algorithm::PS384),
    (JwsAlgorithm::Ps512, Algorithm::PS512),
    (JwsAlgorithm::Es256, Algorithm::ES256),
    (JwsAlgorithm::Es384, Algorithm::ES384),
];

/// The key of an algorithm, for us and for them.
struct Keys {
    jwk: Map<String, Value>,
    /// PKCS#1 for RSA, PKCS#8 for EC: what they read.
    pem: &'static str,
}

fn keys(algorithm: JwsAlgorithm) -> Keys {
    let (jwk, pem) = match algorithm {
        JwsAlgorithm::Es256 => (file!("p256.jwk.json"), file!("p256.pkcs8.pem")),
        JwsAlgorithm::Es384 => (file!("p384.jwk.json"), file!("p384.pkcs8.pem")),
        _ => (file!("rsa-2048.jwk.json"), file!("rsa-2048.pkcs1.pem")),
    };
    let mut jwk: Map<String, Value> = serde_json::from_str(jwk).unwrap();
    // The file's key is for PS256 only.
    jwk.remove("alg");
    Keys { jwk, pem }
}

impl Keys {
    fn text(&self, name: &str) -> &str {
        self.jwk[name].as_str().unwrap()
    }

    fn our_private(&self) -> PrivateKey {
        PrivateKey::from_jwk(serde_json::to_vec(&self.jwk).unwrap()).unwrap()
    }

    fn our_public(&self) -> PublicKey {
        PublicKey::of_json_web_key(&JsonWebKey::from(self.jwk.clone())).unwrap()
    }

    fn their_private(&self) -> EncodingKey {
        let lines = self.pem.lines().filter(|line| !line.starts_with('-'));
        let der = base64::prelude::BASE64_STANDARD.decode(lines.collect::<String>()).unwrap();
        match self.text("kty") {
            "RSA" => EncodingKey::from_rsa_der(&der),
            _ => EncodingKey::from_ec_der(&der),
        }
    }

    fn their_public(&self) -> DecodingKey {
        match self.text("kty") {
            "RSA" => DecodingKey::from_rsa_components(self.text("n"), self.text("e")).unwrap(),
            _ => DecodingKey::from_ec_components(self.text("x"), self.text("y")).unwrap(),
        }
    }
}

fn claims() -> Value {
    json!({"iss": "client", "aud": ["https://identity.example/oidc"], "jti": "a-jti"})
}

/// Whether they read these claims from the token.
fn they_accept(token: &str, keys: &Keys, algorithm: Algorithm) -> bool {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let read = jsonwebtoken::decode::<Value>(token, &keys.their_public(), &validation);
    read.is_ok_and(|read| read.claims == claims())
}

/// A token in the compact form of RFC 7515 section 7.1.
fn signed_by_us(keys: &Keys, algorithm: JwsAlgorithm) -> String {
    let signer = aws_lc_rs::signer(&keys.our_private(), Some(algorithm)).unwrap();
    let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    let header = json!({"alg": algorithm.as_str(), "typ": "JWT"});
    let message = format!("{}.{}", encode(&header), encode(&claims()));
    let signature = pollster::block_on(signer.sign(message.as_bytes())).unwrap();
    format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

#[test]
fn what_we_sign_another_library_accepts() {
    for (ours, theirs) in ALGORITHMS {
        let keys = keys(ours);
        assert!(they_accept(&signed_by_us(&keys, ours), &keys, theirs), "{ours}");
    }
}

#[test]
fn the_other_library_would_notice_another_signature() {
    for (ours, theirs) in ALGORITHMS {
        let keys = keys(ours);
        let token = signed_by_us(&keys, ours);
        let (message, signature) = token.rsplit_once('.').unwrap();
        let mut signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        signature[20] ^= 1;
        let forged = format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
        assert!(!they_accept(&forged, &keys, theirs), "{ours}");
    }
}

#[test]
fn what_another_library_signs_we_accept() {
    for (ours, theirs) in ALGORITHMS {
        let keys = keys(ours);
        let token =
            jsonwebtoken::encode(&Header::new(theirs), &claims(), &keys.their_private()).unwrap();
        let (message, signature) = token.rsplit_once('.').unwrap();
        let mut signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        let verify = |signature: &[u8]| {
            let verifier: &dyn Verifier = &*aws_lc_rs::verifier();
            verifier.verify(ours, &keys.our_public(), message.as_bytes(), signature)
        };
        assert_eq!(verify(&signature), Ok(()), "{ours}");
        signature[20] ^= 1;
        assert_eq!(verify(&signature), Err(VerifierError::InvalidSignature), "{ours}");
    }
}
