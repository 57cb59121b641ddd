use serde_json::json;
use sha2::{Digest, Sha384, Sha512};

use super::*;
use crate::{
    ground::error::VerificationError::*,
    jose::{PublicKey, VerifierError},
};

/// A token with this algorithm and this `c_hash`, given to a verifier that is configured for it.
fn verify_by(algorithm: JwsAlgorithm, c_hash: &str) -> Result<IdToken, Error> {
    let sign_in = SignIn::new();
    let claims = sign_in.claims_with("c_hash", Some(json!(c_hash))).to_string();
    let header = json!({"alg": algorithm.as_str(), "kid": "k"}).to_string();
    let key = fixture::key("k", algorithm, 1);
    let token = fixture::sign(&header, &claims, &key, algorithm);
    let expected = ExpectedIdToken { access_token: None, state: None, ..sign_in.expected() };
    let keys = JsonWebKeySet::from(vec![key]);
    fixture::verifier().algorithm(algorithm).verify(&token, &expected, &keys, fixture::now())
}

#[test]
fn every_algorithm_can_be_configured_and_brings_its_own_hash() {
    let hashes = [
        fixture::left_half("the-code"),
        fixture::encode(&Sha384::digest("the-code")[..24]),
        fixture::encode(&Sha512::digest("the-code")[..32]),
    ];
    for algorithm in JwsAlgorithm::ALL {
        let (right, wrong): (Vec<_>, Vec<_>) =
            hashes.iter().partition(|hash| verify_by(algorithm, hash).is_ok());
        assert_eq!((right.len(), wrong.len()), (1, 2), "{algorithm}");
        let bits = &algorithm.as_str()[2..];
        assert_eq!(right[0].len(), bits.parse::<usize>().unwrap().div_ceil(12), "{algorithm}");
    }
}

/// The example of OpenID Connect Core appendix A.4: `c_hash` of the code in A.3.
#[test]
fn c_hash_is_that_of_the_specification() {
    let code = Secret::from("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk");
    let sign_in = SignIn::new();
    let claims = sign_in.claims_with("c_hash", Some(json!("LDktKdoQak3Pk0cnXxCltA")));
    let expected = ExpectedIdToken { code: Some(&code), ..sign_in.expected() };
    verify_against(&claims, &expected).unwrap();
}

#[test]
fn an_algorithm_that_the_verifier_lacks_is_not_a_bad_signature() {
    struct Lacking;
    impl Verifier for Lacking {
        fn verify(
            &self,
            _: JwsAlgorithm,
            _: &PublicKey,
            _: &[u8],
            _: &[u8],
        ) -> Result<(), VerifierError> {
            Err(VerifierError::UnsupportedAlgorithm)
        }
    }
    let sign_in = SignIn::new();
    let verifier = IdTokenVerifier::new(fixture::ISSUER, "c".into(), Arc::new(Lacking));
    let token = fixture::token(&sign_in.claims());
    let error =
        verifier.verify(&token, &sign_in.expected(), &fixture::keys(), fixture::now()).unwrap_err();
    assert_eq!(error.verification_error(), Some(&UnsupportedAlgorithm));
}
