//! The same signatures by the other library: the client comes with `aws-lc-rs` and can have `ring`.

use moneyhub_interop::{KeyPair, Provider};
use moneyhub_tokio::moneyhub_proto::{
    config::{ClientAuthentication, RequestObjects},
    jose::{JwsAlgorithm, PrivateKey, ring},
    sign_in::{Flow, SignIn},
};

use crate::{
    algorithms::{for_every_algorithm, key_type},
    application::{Application, connect},
};

fn key(pair: &KeyPair) -> PrivateKey {
    PrivateKey::from_jwk(pair.private_jwk.to_string()).unwrap()
}

/// Of the client and of its request.
async fn signatures_are_taken(algorithm: JwsAlgorithm) {
    let key = key(Provider::shared().key(key_type(algorithm)));
    let signer = ring::signer(&key, Some(algorithm)).unwrap();
    let application = Application::with(&format!("private_key_jwt.{algorithm}"), |config| {
        config
            .client_authentication(ClientAuthentication::PrivateKeyJwt(signer.clone()))
            .request_objects(RequestObjects::Signed(signer))
    });
    application.signed_in(connect()).await;
}

for_every_algorithm! {
    signatures_are_taken: rs256 Rs256, rs384 Rs384, rs512 Rs512, ps256 Ps256, ps384 Ps384,
    ps512 Ps512, es256 Es256, es384 Es384
}

async fn id_tokens_are_verified(algorithm: JwsAlgorithm) {
    let application = Application::with(&format!("id_token.{algorithm}"), |config| {
        config.verifier(ring::verifier())
    });
    let sign_in = SignIn { flow: Flow::Hybrid, ..application.sign_in(connect()) };
    application.complete(&sign_in).await.unwrap();
}

for_every_algorithm! {
    id_tokens_are_verified: rs256 Rs256, rs384 Rs384, rs512 Rs512, ps256 Ps256, ps384 Ps384,
    ps512 Ps512, es256 Es256
}
