use base64::{Engine, prelude::BASE64_STANDARD};

use super::{KeyChoice, PrivateKey, PrivateKeyProblem};
use crate::{
    ground::error::{ConfigurationError, Error, ErrorKind},
    jose::{Curve, JwsAlgorithm, KeyType, PublicKey},
};

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../tests/keys/", $name))
    };
}

const RSA_JWK: &str = file!("rsa-2048.jwk.json");
const P256_JWK: &str = file!("p256.jwk.json");
const SET: &str = file!("set.jwks.json");

/// Every form of the same key.
const FORMS: [(&str, &[&str]); 4] = [
    (RSA_JWK, &[file!("rsa-2048.pkcs1.pem"), file!("rsa-2048.pkcs8.pem")]),
    (P256_JWK, &[file!("p256.sec1.pem"), file!("p256.pkcs8.pem")]),
    (file!("p384.jwk.json"), &[file!("p384.sec1.pem"), file!("p384.pkcs8.pem")]),
    (file!("p521.jwk.json"), &[file!("p521.sec1.pem"), file!("p521.pkcs8.pem")]),
];

#[track_caller]
fn problem(result: Result<PrivateKey, Error>) -> PrivateKeyProblem {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    match error.configuration_error() {
        Some(ConfigurationError::PrivateKey { problem }) => *problem,
        other => panic!("{other:?}"),
    }
}

/// The text of a member.
fn member(jwk: &str, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(jwk).unwrap();
    value[name].as_str().unwrap().to_owned()
}

/// The key with a member changed, or removed.
fn with(jwk: &str, name: &str, value: Option<serde_json::Value>) -> String {
    let mut members: serde_json::Map<_, _> = serde_json::from_str(jwk).unwrap();
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
    serde_json::to_string(&members).unwrap()
}

#[test]
fn a_pem_of_every_form_holds_the_key_that_the_json_web_key_holds() {
    for (jwk, forms) in FORMS {
        let expected = PrivateKey::from_jwk(jwk).unwrap();
        for pem in forms {
            let key = PrivateKey::from_pem(pem).unwrap();
            assert_eq!(key.public_key(), expected.public_key());
            assert_eq!(key.key_type(), expected.key_type());
            assert_eq!((key.key_id(), key.algorithm()), (None, None));
        }
    }
}

#[test]
fn a_json_web_key_keeps_its_id_and_algorithm() {
    let key = PrivateKey::from_jwk(RSA_JWK).unwrap();
    assert_eq!(key.key_id(), Some("rsa-1"));
    assert_eq!(key.algorithm(), Some(JwsAlgorithm::Ps256));
    assert_eq!(key.key_type(), KeyType::Rsa);

    let key = PrivateKey::from_jwk(P256_JWK).unwrap().with_key_id("another");
    assert_eq!(key.key_id(), Some("another"));
    assert_eq!(key.algorithm(), None);
    assert_eq!(key.key_type(), KeyType::Ec(Curve::P256));
}

#[test]
fn a_file_is_read_whichever_form_it_has() {
    let pem = file!("rsa-2048.pkcs8.pem");
    let with_byte_order_mark = format!("\u{feff}{RSA_JWK}");
    let with_windows_lines = pem.replace('\n', "\r\n");
    let expected = PrivateKey::from_jwk(RSA_JWK).unwrap().public_key();
    for file in [pem, RSA_JWK, SET, &with_byte_order_mark, &with_windows_lines] {
        assert_eq!(PrivateKey::read(file, None).unwrap().public_key(), expected);
    }
}

#[test]
fn sections_before_the_key_are_passed_over() {
    let certificate = file!("rsa-2048.certificate.pem");
    let key = file!("rsa-2048.pkcs8.pem");
    let bundle = format!("Bag Attributes\n    friendlyName: test\n{certificate}\n{key}");
    assert_eq!(PrivateKey::from_pem(bundle).unwrap().key_type(), KeyType::Rsa);

    let key = PrivateKey::from_pem(file!("p256.with-parameters.sec1.pem")).unwrap();
    assert_eq!(key.key_type(), KeyType::Ec(Curve::P256));
}

#[test]
fn an_id_beside_the_file_is_given_to_a_pem_and_to_a_key_without_one() {
    let without_id = with(P256_JWK, "kid", None);
    for file in [file!("rsa-2048.pkcs1.pem"), &without_id] {
        assert_eq!(PrivateKey::read(file, Some("k1")).unwrap().key_id(), Some("k1"));
        assert_eq!(PrivateKey::read(file, None).unwrap().key_id(), None);
    }
}

#[test]
fn an_id_beside_the_file_has_to_be_that_of_the_key() {
    assert_eq!(PrivateKey::read(P256_JWK, Some("ec-256")).unwrap().key_id(), Some("ec-256"));
    assert_eq!(problem(PrivateKey::read(P256_JWK, Some("k1"))), PrivateKeyProblem::NotFound);
    assert_eq!(PrivateKey::read(SET, Some("ec-384")).unwrap().key_id(), Some("ec-384"));
    assert_eq!(problem(PrivateKey::read(SET, Some("k1"))), PrivateKeyProblem::NotFound);
}

#[test]
fn the_key_of_a_set_is_the_first_that_fits() {
    let chosen = |wanted| {
        let key = PrivateKey::from_jwk_set(SET, wanted).unwrap();
        key.key_id().unwrap().to_owned()
    };
    assert_eq!(chosen(KeyChoice::First), "rsa-1");
    assert_eq!(chosen(KeyChoice::Algorithm(JwsAlgorithm::Ps256)), "rsa-1");
    assert_eq!(chosen(KeyChoice::Algorithm(JwsAlgorithm::Es256)), "ec-256");
    assert_eq!(chosen(KeyChoice::Algorithm(JwsAlgorithm::Es384)), "ec-384");
    assert_eq!(chosen(KeyChoice::KeyId("ec-256")), "ec-256");
}

#[test]
fn a_set_without_a_key_for_the_algorithm_has_none() {
    // The RSA key is for PS256 only, and the other one for encryption.
    for algorithm in [JwsAlgorithm::Rs256, JwsAlgorithm::Ps384, JwsAlgorithm::Es512] {
        let found = PrivateKey::from_jwk_set(SET, KeyChoice::Algorithm(algorithm));
        assert_eq!(problem(found), PrivateKeyProblem::NotFound);
    }
    let empty = PrivateKey::from_jwk_set(r#"{"keys":[]}"#, KeyChoice::First);
    assert_eq!(problem(empty), PrivateKeyProblem::NotFound);
}

#[test]
fn what_is_wrong_with_the_key_of_an_id_is_said() {
    let by_id = |id| problem(PrivateKey::from_jwk_set(SET, KeyChoice::KeyId(id)));
    assert_eq!(by_id("for-encryption"), PrivateKeyProblem::WrongUse);
    assert_eq!(by_id("of-another-type"), PrivateKeyProblem::UnknownType);
}

#[test]
fn a_pem_that_is_no_use_says_why() {
    let table = [
        (file!("rsa-2048.encrypted.pkcs8.pem"), PrivateKeyProblem::Encrypted),
        (file!("rsa-2048.encrypted.pkcs1.pem"), PrivateKeyProblem::Encrypted),
        (file!("rsa-2048.public.pem"), PrivateKeyProblem::Public),
        (file!("rsa-2048.public.pkcs1.pem"), PrivateKeyProblem::Public),
        (file!("rsa-2048.certificate.pem"), PrivateKeyProblem::Public),
        (file!("rsa-1024.pkcs8.pem"), PrivateKeyProblem::UnsafeRsa),
        (file!("secp256k1.pkcs8.pem"), PrivateKeyProblem::UnknownType),
        (file!("ed25519.pkcs8.pem"), PrivateKeyProblem::UnknownType),
        (file!("p256.without-public.sec1.pem"), PrivateKeyProblem::MissingPublicPoint),
        (file!("p256.compressed.sec1.pem"), PrivateKeyProblem::MissingPublicPoint),
        ("", PrivateKeyProblem::Malformed),
        ("-----BEGIN PRIVATE KEY-----", PrivateKeyProblem::Malformed),
        ("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----", PrivateKeyProblem::Malformed),
        ("-----BEGIN PRIVATE KEY-----\n-----END PUBLIC KEY-----", PrivateKeyProblem::Malformed),
        (
            "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----",
            PrivateKeyProblem::Malformed,
        ),
    ];
    for (pem, expected) in table {
        assert_eq!(problem(PrivateKey::from_pem(pem)), expected, "{pem}");
        assert_eq!(problem(PrivateKey::read(pem, None)), expected, "{pem}");
    }
}

#[test]
fn a_pem_of_a_kind_that_never_signs_a_jwt_says_so() {
    for (label, expected) in [
        ("DSA PRIVATE KEY", PrivateKeyProblem::UnknownType),
        ("OPENSSH PRIVATE KEY", PrivateKeyProblem::Ssh),
    ] {
        assert_eq!(problem(PrivateKey::from_pem(pem(label, b"a key"))), expected, "{label}");
    }
}

#[test]
fn a_pem_cut_anywhere_is_refused() {
    for pem in [file!("p256.sec1.pem"), file!("p256.pkcs8.pem"), file!("rsa-2048.pkcs1.pem")] {
        let end = pem.rfind("-----END").unwrap();
        for length in (0..end + 8).step_by(7) {
            assert_eq!(
                problem(PrivateKey::from_pem(&pem[..length])),
                PrivateKeyProblem::Malformed,
                "{length}"
            );
        }
    }
}

#[test]
fn a_json_web_key_that_is_no_use_says_why() {
    let table = [
        (RSA_JWK, "use", Some("enc".into()), PrivateKeyProblem::WrongUse),
        (RSA_JWK, "key_ops", Some(vec!["verify"].into()), PrivateKeyProblem::WrongUse),
        (RSA_JWK, "alg", Some("RSA-OAEP".into()), PrivateKeyProblem::UnknownType),
        (RSA_JWK, "alg", Some("none".into()), PrivateKeyProblem::UnknownType),
        (RSA_JWK, "alg", Some("ES256".into()), PrivateKeyProblem::OtherAlgorithm),
        (P256_JWK, "alg", Some("ES384".into()), PrivateKeyProblem::OtherAlgorithm),
        (P256_JWK, "crv", Some("P-384".into()), PrivateKeyProblem::Malformed),
        (P256_JWK, "crv", Some("secp256k1".into()), PrivateKeyProblem::UnknownType),
        (P256_JWK, "kty", Some("OKP".into()), PrivateKeyProblem::UnknownType),
        (P256_JWK, "kty", Some("oct".into()), PrivateKeyProblem::UnknownType),
        (P256_JWK, "kty", None, PrivateKeyProblem::Malformed),
        (P256_JWK, "x", None, PrivateKeyProblem::MissingNumbers),
        (P256_JWK, "x", Some("AQAB".into()), PrivateKeyProblem::Malformed),
        (P256_JWK, "d", Some("not base64url!".into()), PrivateKeyProblem::Malformed),
        (P256_JWK, "d", Some("AAAA".into()), PrivateKeyProblem::Malformed),
        (P256_JWK, "d", Some(5.into()), PrivateKeyProblem::Malformed),
        (P256_JWK, "d", None, PrivateKeyProblem::Public),
        (RSA_JWK, "d", None, PrivateKeyProblem::Public),
        (RSA_JWK, "p", None, PrivateKeyProblem::MissingNumbers),
        (RSA_JWK, "qi", None, PrivateKeyProblem::MissingNumbers),
        (RSA_JWK, "n", Some("AQAB".into()), PrivateKeyProblem::UnsafeRsa),
        (RSA_JWK, "n", Some("AAAA".into()), PrivateKeyProblem::Malformed),
        (RSA_JWK, "e", Some("AQ".into()), PrivateKeyProblem::UnsafeRsa),
        (RSA_JWK, "e", Some("Ag".into()), PrivateKeyProblem::UnsafeRsa),
        (RSA_JWK, "oth", Some(vec!["a prime"].into()), PrivateKeyProblem::UnknownType),
    ];
    for (jwk, name, value, expected) in table {
        let jwk = with(jwk, name, value.clone());
        assert_eq!(problem(PrivateKey::from_jwk(jwk)), expected, "{name} {value:?}");
    }
    assert_eq!(problem(PrivateKey::from_jwk(SET)), PrivateKeyProblem::Malformed);
    assert_eq!(problem(PrivateKey::from_jwk("[]")), PrivateKeyProblem::Malformed);
    let public = PrivateKey::from_jwk(file!("rsa-2048.public.jwk.json"));
    assert_eq!(problem(public), PrivateKeyProblem::Public);
}

#[test]
fn operations_that_name_signing_are_accepted_and_so_is_no_use_at_all() {
    let operations = with(RSA_JWK, "key_ops", Some(vec!["verify", "sign"].into()));
    assert!(PrivateKey::from_jwk(operations).is_ok());
    assert!(PrivateKey::from_jwk(with(RSA_JWK, "use", None)).is_ok());
}

#[test]
fn leading_zeros_change_nothing() {
    let expected = PrivateKey::from_jwk(RSA_JWK).unwrap().public_key();
    let (n, zero) = (member(RSA_JWK, "n"), "AAAA");
    let padded = with(RSA_JWK, "n", Some(format!("{zero}{n}").into()));
    assert_eq!(PrivateKey::from_jwk(padded).unwrap().public_key(), expected);
    let PublicKey::Rsa { modulus, .. } = expected else { panic!() };
    assert_eq!(modulus.len(), 256);
}

#[test]
fn debug_shows_the_kind_of_key_and_none_of_its_numbers() {
    let key = PrivateKey::from_jwk(RSA_JWK).unwrap();
    assert_eq!(
        format!("{key:?}"),
        r#"PrivateKey { key_type: Rsa, algorithm: Some(Ps256), key_id: Some("rsa-1"), .. }"#
    );
    let key = PrivateKey::from_pem(file!("p521.sec1.pem")).unwrap();
    assert_eq!(
        format!("{key:?}"),
        "PrivateKey { key_type: Ec(P521), algorithm: None, key_id: None, .. }"
    );
}

#[test]
fn an_error_repeats_nothing_of_the_file() {
    let secret = "c2VjcmV0LXNlY3JldA";
    for json in [
        format!(r#"{{"kty":"RSA","d":"{secret}","n":{{}}}}"#),
        format!(r#"{{"kty":"RSA","d":"{secret}","d":"{secret}"}}"#),
        format!(r#"{{"kty":"{secret}","d":"{secret}"}}"#),
        format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----"),
        secret.to_owned(),
    ] {
        let error = PrivateKey::read(&json, None).unwrap_err();
        assert!(!format!("{error} {error:?} {error:#?}").contains(secret), "{json}");
    }
}

#[test]
fn the_error_of_an_encrypted_key_says_what_to_do() {
    let error = PrivateKey::from_pem(file!("rsa-2048.encrypted.pkcs8.pem")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the private key is encrypted: decrypt it first, with \
         `openssl pkcs8 -topk8 -nocrypt -in key.pem -out plain.pem`"
    );
}

/// A DER element of fewer than 256 bytes.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    let head = if length < 128 { vec![tag, length] } else { vec![tag, 0x81, length] };
    [&head, content].concat()
}

/// The key of a SEC 1 file.
fn der(pem: &str) -> Vec<u8> {
    let (_, key) = pem.split_once("-----BEGIN EC PRIVATE KEY-----").unwrap();
    let (body, _) = key.split_once("-----END").unwrap();
    let body = body.split_whitespace().collect::<String>();
    BASE64_STANDARD.decode(body).unwrap()
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = BASE64_STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// PKCS#8 that names `curve` around a key that names P-256 itself.
fn wrapped(curve: &[u8]) -> String {
    let ec_public_key = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    let algorithm = [element(6, &ec_public_key), element(6, curve)].concat();
    let key = element(4, &der(file!("p256.with-parameters.sec1.pem")));
    pem("PRIVATE KEY", &element(0x30, &[element(2, &[0]), element(0x30, &algorithm), key].concat()))
}

#[test]
fn a_key_and_what_is_around_it_name_the_same_curve() {
    let (p256, p384) = ([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], [0x2b, 0x81, 4, 0, 0x22]);
    let key = PrivateKey::from_pem(wrapped(&p256)).unwrap();
    assert_eq!(key.key_type(), KeyType::Ec(Curve::P256));
    assert_eq!(problem(PrivateKey::from_pem(wrapped(&p384))), PrivateKeyProblem::Malformed);
}

#[test]
fn a_public_point_of_no_form_that_is_known_is_malformed() {
    let mut sec1 = der(file!("p256.sec1.pem"));
    let point = sec1.windows(4).position(|bytes| bytes == [3, 0x42, 0, 4]).unwrap() + 3;
    sec1[point] = 5;
    let key = PrivateKey::from_pem(pem("EC PRIVATE KEY", &sec1));
    assert_eq!(problem(key), PrivateKeyProblem::Malformed);
}

#[test]
fn a_public_point_of_another_length_is_malformed() {
    let p256 = element(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]);
    let key = |form: u8, length| {
        let point = element(3, &[&[0, form][..], &vec![1; length]].concat());
        let (version, scalar) = (element(2, &[1]), element(4, &[1; 32]));
        let key = [version, scalar, element(0xa0, &p256), element(0xa1, &point)].concat();
        PrivateKey::from_pem(pem("EC PRIVATE KEY", &element(0x30, &key)))
    };
    assert!(key(4, 64).is_ok());
    assert_eq!(problem(key(2, 32)), PrivateKeyProblem::MissingPublicPoint);
    for (form, length) in [(4, 63), (4, 65), (4, 32), (2, 31), (3, 33), (3, 64)] {
        assert_eq!(problem(key(form, length)), PrivateKeyProblem::Malformed, "{form} {length}");
    }
}
