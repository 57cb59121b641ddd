//! Bytes that are not a signature.

use super::{
    super::{Curve, JwsAlgorithm, PrivateKey, PublicKey, VerifierError},
    MESSAGE, PROVIDERS, file, key_for, signatures,
};

/// No provider that knows the algorithm accepts it.
#[track_caller]
fn assert_refused(algorithm: JwsAlgorithm, key: &PublicKey, message: &[u8], signature: &[u8]) {
    for provider in PROVIDERS.iter().filter(|one| one.algorithms.contains(&algorithm)) {
        let verified = (provider.verifier)().verify(algorithm, key, message, signature);
        assert_eq!(
            verified,
            Err(VerifierError::InvalidSignature),
            "{algorithm} {} of {} bytes",
            provider.name,
            signature.len()
        );
    }
}

#[test]
fn a_signature_with_a_flipped_bit() {
    for (_, algorithm, key, signature) in signatures() {
        for at in 0..signature.len() {
            let mut forged = signature.clone();
            forged[at] ^= 1 << (at % 8);
            assert_refused(algorithm, &key, MESSAGE, &forged);
        }
    }
}

#[test]
fn a_signature_of_a_message_with_a_flipped_bit() {
    for (_, algorithm, key, signature) in signatures() {
        for at in 0..MESSAGE.len() {
            let mut forged = MESSAGE.to_vec();
            forged[at] ^= 1 << (at % 8);
            assert_refused(algorithm, &key, &forged, &signature);
        }
    }
}

#[test]
fn a_signature_of_a_longer_or_a_shorter_message() {
    for (_, algorithm, key, signature) in signatures() {
        assert_refused(algorithm, &key, &[MESSAGE, b"\0"].concat(), &signature);
        assert_refused(algorithm, &key, &MESSAGE[1..], &signature);
        assert_refused(algorithm, &key, b"", &signature);
    }
}

#[test]
fn a_signature_that_is_cut_or_has_more() {
    for (_, algorithm, key, signature) in signatures() {
        let length = signature.len();
        for cut in [0, 1, length / 2, length - 1] {
            assert_refused(algorithm, &key, MESSAGE, &signature[..cut]);
            assert_refused(algorithm, &key, MESSAGE, &signature[length - cut..]);
        }
        for longer in [
            [&[0], &signature[..]].concat(),
            [&signature[..], &[0]].concat(),
            signature.repeat(2),
            signature.repeat(1_000),
        ] {
            assert_refused(algorithm, &key, MESSAGE, &longer);
        }
    }
}

#[test]
fn a_signature_of_zeros() {
    for (_, algorithm, key, signature) in signatures() {
        assert_refused(algorithm, &key, MESSAGE, &vec![0; signature.len()]);
    }
}

#[test]
fn a_signature_by_another_key() {
    for (_, algorithm, _, signature) in signatures() {
        let other = match algorithm {
            JwsAlgorithm::Es256 => file!("p256-other.pkcs8.pem"),
            JwsAlgorithm::Es384 => file!("p384-other.pkcs8.pem"),
            JwsAlgorithm::Es512 => file!("p521-other.pkcs8.pem"),
            _ => file!("rsa-2048-other.pkcs8.pem"),
        };
        let other = PrivateKey::from_pem(other).unwrap().public_key();
        assert_refused(algorithm, &other, MESSAGE, &signature);
    }
}

#[test]
fn a_signature_with_another_algorithm() {
    for (_, algorithm, key, signature) in signatures() {
        for other in JwsAlgorithm::ALL.into_iter().filter(|other| *other != algorithm) {
            // With the key that made it, and with one that the other algorithm needs.
            assert_refused(other, &key, MESSAGE, &signature);
            if other.key_type() != algorithm.key_type() {
                assert_refused(other, &key_for(other).public_key(), MESSAGE, &signature);
            }
        }
    }
}

#[test]
fn a_signature_of_ecdsa_in_der() {
    for (_, algorithm, key, signature) in signatures() {
        if matches!(key, PublicKey::Ec { .. }) {
            assert_refused(algorithm, &key, MESSAGE, &der(&signature));
        }
    }
}

#[test]
fn the_der_of_that_test_is_der() {
    // Two numbers of one byte each, the second with a high bit: SEQUENCE { INTEGER 1, INTEGER 200 }.
    assert_eq!(der(&[1, 200]), [0x30, 7, 2, 1, 1, 2, 2, 0, 200]);
}

#[test]
fn a_key_that_is_no_point_of_the_curve() {
    for (_, algorithm, key, signature) in signatures() {
        let PublicKey::Ec { curve, mut point } = key else { continue };
        *point.last_mut().unwrap() ^= 1;
        assert_refused(algorithm, &PublicKey::Ec { curve, point }, MESSAGE, &signature);
    }
}

#[test]
fn a_key_that_says_another_curve_than_that_of_its_point() {
    for (_, algorithm, key, signature) in signatures() {
        let PublicKey::Ec { curve, point } = key else { continue };
        let curve = if curve == Curve::P256 { Curve::P384 } else { Curve::P256 };
        assert_refused(algorithm, &PublicKey::Ec { curve, point }, MESSAGE, &signature);
    }
}

#[cfg(feature = "ring")]
#[test]
fn ring_says_that_it_does_not_know_es512() {
    let key = key_for(JwsAlgorithm::Es512).public_key();
    let verifier = super::super::ring::verifier();
    let verified = verifier.verify(JwsAlgorithm::Es512, &key, MESSAGE, &[0; 132]);
    assert_eq!(verified, Err(VerifierError::UnsupportedAlgorithm));
}

/// Both numbers of a signature as RFC 3279 section 2.2.3 has them.
fn der(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let body = [integer(r), integer(s)].concat();
    let mut der = vec![0x30];
    if body.len() > 127 {
        der.push(0x81);
    }
    der.push(u8::try_from(body.len()).unwrap());
    [der, body].concat()
}

fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let mut digits = number[zeros..].to_vec();
    if digits[0] > 127 {
        digits.insert(0, 0);
    }
    [vec![2, u8::try_from(digits.len()).unwrap()], digits].concat()
}
