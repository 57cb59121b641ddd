//! A test for each algorithm that clients sign with, and the signers for them.

use std::sync::Arc;

use moneyhub_interop::{KeyPair, Provider};
use moneyhub_tokio::moneyhub_proto::jose::{JwsAlgorithm, KeyType, PrivateKey, Signer, aws_lc_rs};

/// Makes nine tests of each of these functions, in a module of the function's name.
macro_rules! for_every_algorithm {
    ($($case:ident),+ $(,)?) => {
        $($crate::algorithms::for_every_algorithm! {
            $case: rs256 Rs256, rs384 Rs384, rs512 Rs512, ps256 Ps256, ps384 Ps384, ps512 Ps512,
            es256 Es256, es384 Es384, es512 Es512
        })+
    };
    ($case:ident: $($test:ident $algorithm:ident),+) => {
        mod $case {
            $(#[tokio::test]
            async fn $test() {
                use moneyhub_tokio::moneyhub_proto::jose::JwsAlgorithm;
                super::$case(JwsAlgorithm::$algorithm).await;
            })+
        }
    };
}
pub(crate) use for_every_algorithm;

/// The key that is registered for the clients that sign.
pub(crate) fn registered(provider: &Provider, algorithm: JwsAlgorithm) -> Arc<dyn Signer> {
    signer(provider.key(key_type(algorithm)), algorithm)
}

/// A key under the same id, which is not registered.
pub(crate) fn stranger(provider: &Provider, algorithm: JwsAlgorithm) -> Arc<dyn Signer> {
    signer(provider.stranger(key_type(algorithm)), algorithm)
}

pub(crate) fn key_type(algorithm: JwsAlgorithm) -> &'static str {
    match algorithm.key_type() {
        KeyType::Ec(curve) => curve.as_str(),
        _ => "RSA",
    }
}

pub(crate) fn signer(pair: &KeyPair, algorithm: JwsAlgorithm) -> Arc<dyn Signer> {
    let key = PrivateKey::from_jwk(pair.private_jwk.to_string()).unwrap();
    aws_lc_rs::signer(&key, Some(algorithm)).unwrap()
}
