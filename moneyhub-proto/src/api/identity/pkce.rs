//! One-time values of a sign-in, which are checked when the user comes back.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::ground::{
    env::{Entropy, EntropyError},
    error::{Error, RequestError},
    secret::Secret,
};

macro_rules! one_time_value {
    ($(#[$meta:meta])* $name:ident, $parameter:literal) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name(Secret);

        impl $name {
            /// Makes a new one: 32 bytes of entropy, as 43 characters of base64url.
            ///
            /// # Errors
            ///
            /// [`EntropyError`] when the source of entropy failed.
            pub fn generate(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
                Secret::random(entropy).map(Self)
            }

            /// Restores a value that was stored between two requests of a web application, as
            /// [`expose_secret`](Self::expose_secret) returned it.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when it is not the base64url
            /// of 32 bytes.
            pub fn restore(stored: impl Into<Secret>) -> Result<Self, Error> {
                checked(stored.into(), $parameter).map(Self)
            }

            /// The value itself, to send, or to store where only this user's session can reach it.
            #[must_use]
            pub fn expose_secret(&self) -> &str {
                self.0.expose_secret()
            }

            /// Whether a text that came back is this value, compared in constant time.
            #[must_use]
            pub fn matches(&self, text: &str) -> bool {
                self.expose_secret().as_bytes().ct_eq(text.as_bytes()).into()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    };
}

one_time_value! {
    /// The secret half of PKCE (RFC 7636 section 4.1): it goes to the token endpoint with the code,
    /// and proves that the code is redeemed by the client that requested it.
    ///
    /// Never printed, never compared with `==`, wiped on drop. It does not compile:
    ///
    /// ```compile_fail,E0369
    /// use moneyhub_proto::identity::CodeVerifier;
    /// fn same(one: &CodeVerifier, other: &CodeVerifier) -> bool { one == other }
    /// ```
    ///
    /// # Examples
    ///
    /// The pair of RFC 7636 appendix B:
    ///
    /// ```
    /// use moneyhub_proto::identity::CodeVerifier;
    ///
    /// let verifier = CodeVerifier::restore("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
    /// let challenge = verifier.challenge();
    /// assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    /// assert_eq!(format!("{verifier:?}"), "CodeVerifier(redacted)");
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    CodeVerifier, "code_verifier"
}

one_time_value! {
    /// Ties an `id_token` to its sign-in (OpenID Connect Core section 3.1.2.1).
    ///
    /// It comes only from entropy or from storage: a chosen nonce can be guessed.
    Nonce, "nonce"
}

one_time_value! {
    /// Ties a callback to the browser that the sign-in began in (RFC 6749 section 10.12).
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::{env::EntropyError, identity::State};
    ///
    /// // In an application, use the operating system's.
    /// let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> { buffer.fill(7); Ok(()) };
    /// let state = State::generate(&mut entropy)?;
    ///
    /// let stored = state.expose_secret().to_owned();
    /// // ... the user goes to the bank and comes back ...
    /// let state = State::restore(stored).unwrap();
    /// assert!(state.matches("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"));
    /// assert!(!state.matches("another"));
    /// # Ok::<(), EntropyError>(())
    /// ```
    State, "state"
}

impl CodeVerifier {
    /// The public half, by the method `S256` (RFC 7636 section 4.2). `plain` is not supported.
    #[must_use]
    pub fn challenge(&self) -> CodeChallenge {
        let digest = Sha256::digest(self.expose_secret().as_bytes());
        CodeChallenge(BASE64_URL_SAFE_NO_PAD.encode(digest))
    }
}

/// The public half of PKCE, which goes with the authorisation request. Made from a
/// [`CodeVerifier`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// The value of `code_challenge_method`.
    pub const METHOD: &'static str = "S256";

    /// The value of `code_challenge`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn checked(stored: Secret, parameter: &'static str) -> Result<Secret, Error> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(stored.expose_secret()).map(Zeroizing::new);
    match bytes {
        Ok(bytes) if bytes.len() == Secret::RANDOM_BYTES => Ok(stored),
        _ => Err(RequestError::NotRestorable { parameter }.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ground::error::ErrorKind;

    /// Bytes that count up from where the last call ended.
    fn counting() -> impl FnMut(&mut [u8]) -> Result<(), EntropyError> {
        let mut next = 0;
        move |buffer| {
            for byte in buffer {
                *byte = next;
                next = u8::wrapping_add(next, 1);
            }
            Ok(())
        }
    }

    #[test]
    fn the_pair_of_rfc_7636_appendix_b() {
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let mut entropy = |buffer: &mut [u8]| {
            buffer.copy_from_slice(&bytes);
            Ok(())
        };
        let verifier = CodeVerifier::generate(&mut entropy).unwrap();
        assert_eq!(verifier.expose_secret(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(verifier.challenge().as_str(), challenge);
    }

    #[test]
    fn nothing_repeats_while_the_entropy_does_not() {
        let mut entropy = counting();
        let values: BTreeSet<String> = (0..4)
            .flat_map(|_| {
                let state = State::generate(&mut entropy).unwrap();
                let nonce = Nonce::generate(&mut entropy).unwrap();
                [state.expose_secret().to_owned(), nonce.expose_secret().to_owned()]
            })
            .collect();
        assert_eq!(values.len(), 8);
    }

    #[test]
    fn without_entropy_nothing_is_made() {
        let mut none = |_: &mut [u8]| Err(EntropyError);
        assert!(State::generate(&mut none).is_err());
        assert!(Nonce::generate(&mut none).is_err());
        assert!(CodeVerifier::generate(&mut none).is_err());
    }

    #[test]
    fn what_was_made_can_be_restored() {
        let state = State::generate(&mut counting()).unwrap();
        let restored = State::restore(state.expose_secret()).unwrap();
        assert!(restored.matches(state.expose_secret()));
    }

    #[test]
    fn what_was_not_made_here_cannot_be_restored() {
        let short = "AAAA";
        let padded = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
        let standard = "dBjftJeZ4CVP+mB92K27uhbUJU1p1r/wW1gFWFOEjXk";
        for text in ["", short, padded, standard, &"A".repeat(44), &"A".repeat(1_000_000)] {
            for error in [
                State::restore(text).unwrap_err(),
                Nonce::restore(text).unwrap_err(),
                CodeVerifier::restore(text).unwrap_err(),
            ] {
                assert_eq!(error.kind(), ErrorKind::Request);
                assert!(error.to_string().contains("is not one that was made here"), "{error}");
            }
        }
    }

    #[test]
    fn only_the_very_same_text_matches() {
        let nonce = Nonce::generate(&mut counting()).unwrap();
        let text = nonce.expose_secret().to_owned();
        assert!(nonce.matches(&text));
        for other in ["", &text[1..], &format!("{text} "), &text.to_lowercase()] {
            assert!(!nonce.matches(other));
        }
    }

    #[test]
    fn debug_shows_none_of_them() {
        let mut entropy = counting();
        let state = State::generate(&mut entropy).unwrap();
        let nonce = Nonce::generate(&mut entropy).unwrap();
        let verifier = CodeVerifier::generate(&mut entropy).unwrap();
        let shown = format!("{state:?} {nonce:?} {verifier:?}");
        assert_eq!(shown, "State(redacted) Nonce(redacted) CodeVerifier(redacted)");
    }
}
