//! Private keys in every form that OpenSSL writes them in, read by the client and signed with.

use moneyhub_interop::{KeyPair, Pem, Provider};
use moneyhub_tokio::moneyhub_proto::{
    config::ClientAuthentication,
    jose::{JwsAlgorithm, KeyChoice, PrivateKey, aws_lc_rs},
};
use serde_json::json;

use crate::{algorithms::key_type, application::Application, endpoints::Endpoint};

/// One algorithm for each type of key.
const ALGORITHMS: [JwsAlgorithm; 4] =
    [JwsAlgorithm::Ps256, JwsAlgorithm::Es256, JwsAlgorithm::Es384, JwsAlgorithm::Es512];

const ELLIPTIC: [JwsAlgorithm; 3] = [JwsAlgorithm::Es256, JwsAlgorithm::Es384, JwsAlgorithm::Es512];

/// Reads the keys for these algorithms, and shows each to the provider.
async fn are_taken(algorithms: &[JwsAlgorithm], read: impl Fn(&KeyPair) -> PrivateKey) {
    for algorithm in algorithms {
        let key = read(Provider::shared().key(key_type(*algorithm)));
        let signer = aws_lc_rs::signer(&key, Some(*algorithm)).unwrap();
        let application = Application::with(&format!("private_key_jwt.{algorithm}"), |config| {
            config.client_authentication(ClientAuthentication::PrivateKeyJwt(signer))
        });
        let taken = Endpoint::Token.ask(&application).await;
        assert!(taken.is_ok(), "{algorithm}: {taken:?}");
    }
}

fn pem(form: Pem) -> impl Fn(&KeyPair) -> PrivateKey {
    move |pair| PrivateKey::from_pem(&pair.pem[&form]).unwrap().with_key_id(&pair.key_id)
}

#[tokio::test]
async fn json_web_keys_are_taken() {
    are_taken(&ALGORITHMS, |pair| PrivateKey::from_jwk(pair.private_jwk.to_string()).unwrap())
        .await;
}

#[tokio::test]
async fn keys_of_a_json_web_key_set_are_taken() {
    are_taken(&ALGORITHMS, |pair| {
        let another = Provider::shared().stranger("P-256").private_jwk.clone();
        let mut another = another.as_object().unwrap().clone();
        another.insert("kid".to_owned(), "another".into());
        let set = json!({"keys": [another, pair.private_jwk]}).to_string();
        PrivateKey::from_jwk_set(set, KeyChoice::KeyId(&pair.key_id)).unwrap()
    })
    .await;
}

#[tokio::test]
async fn pkcs_8_is_taken() {
    are_taken(&ALGORITHMS, pem(Pem::Pkcs8)).await;
}

#[tokio::test]
async fn pkcs_1_is_taken() {
    are_taken(&[JwsAlgorithm::Rs256, JwsAlgorithm::Ps512], pem(Pem::Pkcs1)).await;
}

#[tokio::test]
async fn sec_1_is_taken() {
    are_taken(&ELLIPTIC, pem(Pem::Sec1)).await;
}

/// As the examples do with `MONEYHUB_PRIVATE_KEY`.
#[tokio::test]
async fn a_file_of_any_form_is_taken() {
    for algorithm in ALGORITHMS {
        let pair = Provider::shared().key(key_type(algorithm));
        let jwk = pair.private_jwk.to_string();
        for file in pair.pem.values().chain([&jwk]) {
            are_taken(&[algorithm], |pair| PrivateKey::read(file, Some(&pair.key_id)).unwrap())
                .await;
        }
    }
}
