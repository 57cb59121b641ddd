//! Which keys sign, and with which algorithm.

use super::{
    super::{JwsAlgorithm, PrivateKey, Signer},
    MESSAGE, PROVIDERS, Provider, file, key_for, sign,
};
use crate::ground::error::{ConfigurationError, ErrorKind, PrivateKeyProblem};

const RSA_JWK: &str = file!("rsa-2048.jwk.json");

#[track_caller]
fn problem(
    provider: &Provider,
    key: &PrivateKey,
    algorithm: Option<JwsAlgorithm>,
) -> PrivateKeyProblem {
    let error = (provider.signer)(key, algorithm).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    match error.configuration_error() {
        Some(ConfigurationError::PrivateKey { problem }) => *problem,
        other => panic!("{other:?}"),
    }
}

/// A signer that signs.
#[track_caller]
fn assert_signs(provider: &Provider, key: &PrivateKey, algorithm: JwsAlgorithm) {
    let signer = (provider.signer)(key, Some(algorithm)).unwrap();
    let signature = sign(&*signer);
    for verified_by in PROVIDERS {
        let verified =
            (verified_by.verifier)().verify(algorithm, &key.public_key(), MESSAGE, &signature);
        assert_eq!(verified, Ok(()), "{} {}", provider.name, verified_by.name);
    }
}

/// The key with a member changed.
fn with(jwk: &str, name: &str, value: &str) -> PrivateKey {
    let mut members: serde_json::Map<_, _> = serde_json::from_str(jwk).unwrap();
    members.insert(name.to_owned(), value.into());
    PrivateKey::from_jwk(serde_json::to_string(&members).unwrap()).unwrap()
}

fn named(name: &str, jwk: &str) -> String {
    let members: serde_json::Map<_, _> = serde_json::from_str(jwk).unwrap();
    members[name].as_str().unwrap().to_owned()
}

#[test]
fn every_form_of_key_file_signs() {
    for file in
        [file!("rsa-2048.pkcs1.pem"), file!("rsa-2048.pkcs8.pem"), RSA_JWK, file!("set.jwks.json")]
    {
        let key = PrivateKey::read(file, None).unwrap();
        PROVIDERS.iter().for_each(|one| assert_signs(one, &key, JwsAlgorithm::Ps256));
    }
    for file in [file!("p384.sec1.pem"), file!("p384.pkcs8.pem"), file!("p384.jwk.json")] {
        let key = PrivateKey::read(file, None).unwrap();
        PROVIDERS.iter().for_each(|one| assert_signs(one, &key, JwsAlgorithm::Es384));
    }
    let key = PrivateKey::from_pem(file!("p256.with-parameters.sec1.pem")).unwrap();
    PROVIDERS.iter().for_each(|one| assert_signs(one, &key, JwsAlgorithm::Es256));
}

#[test]
fn without_a_wish_the_algorithm_is_that_of_the_key_or_the_usual_one_of_its_type() {
    for provider in PROVIDERS {
        let chosen = |key: &PrivateKey| (provider.signer)(key, None).unwrap().algorithm();
        assert_eq!(chosen(&PrivateKey::from_jwk(RSA_JWK).unwrap()), JwsAlgorithm::Ps256);
        assert_eq!(chosen(&key_for(JwsAlgorithm::Ps512)), JwsAlgorithm::Rs256);
        assert_eq!(chosen(&key_for(JwsAlgorithm::Es256)), JwsAlgorithm::Es256);
        assert_eq!(chosen(&key_for(JwsAlgorithm::Es384)), JwsAlgorithm::Es384);
    }
}

#[test]
fn a_key_for_one_algorithm_does_not_sign_with_another() {
    let key = PrivateKey::from_jwk(RSA_JWK).unwrap();
    for provider in PROVIDERS {
        for other in JwsAlgorithm::ALL.into_iter().filter(|one| *one != JwsAlgorithm::Ps256) {
            assert_eq!(problem(provider, &key, Some(other)), PrivateKeyProblem::OtherAlgorithm);
        }
    }
}

#[test]
fn a_key_of_one_type_does_not_sign_with_the_algorithm_of_another() {
    for provider in PROVIDERS {
        for algorithm in JwsAlgorithm::ALL {
            let key = key_for(algorithm);
            for other in JwsAlgorithm::ALL {
                if other.key_type() != algorithm.key_type() {
                    let problem = problem(provider, &key, Some(other));
                    assert_eq!(problem, PrivateKeyProblem::OtherAlgorithm, "{algorithm} {other}");
                }
            }
        }
    }
}

#[test]
fn numbers_that_contradict_each_other_are_refused() {
    let other = PrivateKey::from_pem(file!("rsa-2048-other.pkcs8.pem")).unwrap();
    let q = named("q", RSA_JWK);
    let generator = "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY";
    let keys = [
        with(RSA_JWK, "p", &q),
        with(RSA_JWK, "n", &{
            let crate::jose::PublicKey::Rsa { modulus, .. } = other.public_key() else { panic!() };
            base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, modulus)
        }),
        // Another scalar, and a point that is not on the curve.
        with(file!("p256.jwk.json"), "d", generator),
        with(file!("p256.jwk.json"), "x", generator),
    ];
    for provider in PROVIDERS {
        for key in &keys {
            assert_eq!(problem(provider, key, None), PrivateKeyProblem::Refused, "{key:?}");
        }
    }
}

#[test]
fn a_scalar_whose_leading_zeros_were_dropped_signs() {
    // The scalar 1, whose point is the generator of P-256 (SEC 2 section 2.4.2).
    let key = PrivateKey::from_jwk(
        r#"{"kty":"EC","crv":"P-256","d":"AQ",
            "x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
            "y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}"#,
    )
    .unwrap();
    PROVIDERS.iter().for_each(|one| assert_signs(one, &key, JwsAlgorithm::Es256));
}

#[cfg(feature = "aws-lc-rs")]
#[test]
fn aws_lc_rs_signs_with_the_largest_key_and_the_least_exponent() {
    let provider = PROVIDERS.iter().find(|one| one.name == "aws-lc-rs").unwrap();
    for pem in [file!("rsa-8192.pkcs8.pem"), file!("rsa-2048-exponent-3.pkcs8.pem")] {
        let key = PrivateKey::from_pem(pem).unwrap();
        assert_signs(provider, &key, JwsAlgorithm::Ps512);
    }
}

#[cfg(feature = "ring")]
#[test]
fn ring_refuses_keys_that_it_can_not_sign_with_in_so_many_words() {
    let provider = PROVIDERS.iter().find(|one| one.name == "ring").unwrap();
    for pem in [file!("rsa-8192.pkcs8.pem"), file!("rsa-2048-exponent-3.pkcs8.pem")] {
        let key = PrivateKey::from_pem(pem).unwrap();
        assert_eq!(problem(provider, &key, None), PrivateKeyProblem::Refused);
    }
    let key = key_for(JwsAlgorithm::Es512);
    assert_eq!(problem(provider, &key, None), PrivateKeyProblem::UnsupportedAlgorithm);
}

/// A number of the key in the forms in which it might be printed.
fn spellings(number: &str) -> [String; 5] {
    use base64::{Engine, prelude::*};

    let bytes = BASE64_URL_SAFE_NO_PAD.decode(number).unwrap();
    let hex = |upper| {
        let digit = |byte: &u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        bytes.iter().map(digit).collect::<String>()
    };
    let list = format!("{bytes:?}");
    [number.to_owned(), BASE64_STANDARD.encode(&bytes), hex(false), hex(true), list]
        // The beginning is enough, in case it is cut short.
        .map(|text| text.trim_start_matches('[').chars().take(12).collect())
}

#[test]
fn nothing_of_a_key_is_printed_by_what_is_made_of_it() {
    for jwk in [RSA_JWK, file!("p256.jwk.json")] {
        let key = PrivateKey::from_jwk(jwk).unwrap();
        let broken = with(jwk, "d", "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY");
        let mut printed = format!("{key:?} {key:#?} {broken:?}");
        for provider in PROVIDERS {
            let signer: &dyn Signer = &*(provider.signer)(&key, None).unwrap();
            printed += &format!("{signer:?} {signer:#?}");
            if let Err(error) = (provider.signer)(&broken, None) {
                printed += &format!("{error} {error:?} {error:#?}");
            }
        }
        let members: serde_json::Map<_, _> = serde_json::from_str(jwk).unwrap();
        for name in ["d", "p", "q", "dp", "dq", "qi"] {
            let Some(number) = members.get(name) else { continue };
            for spelling in spellings(number.as_str().unwrap()) {
                assert!(!printed.contains(&spelling), "{name} is in {printed}");
            }
        }
    }
}
