//! A private key is read or refused, and never shown.

use moneyhub_proto::{ErrorKind, Outcome, jose::PrivateKey};

use crate::{memory, quoting};

/// Any bytes as the file of a private key: refused by a configuration error that repeats nothing of
/// them; or a key, of which `Debug` shows nothing that was in the file, whose public half is of the
/// same type, and which the reader of its own format reads as well.
///
/// # Panics
///
/// If the law is broken.
pub fn key_files_are_read_or_refused(file: &[u8], key_id: Option<&str>) {
    let read = || PrivateKey::read(file, key_id);
    match memory::read_in_proportion("a private key", file.len(), read) {
        Ok(key) => {
            let again = PrivateKey::from_pem(file).or_else(|_| PrivateKey::from_jwk(file));
            let from_set = String::from_utf8_lossy(file).contains("\"keys\"");
            assert!(from_set || again.is_ok(), "only `read` reads it");
            let public = format!("{:?}", key.public_key());
            assert!(!public.is_empty(), "a private key has a public one");
            let key_id = key.key_id().unwrap_or_default();
            assert_shows_no_number(&format!("{key:?} {key:#?}"), key_id, file);
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
            assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
            quoting::assert_repeats_nothing(file, |file| {
                Some(quoting::shown(&PrivateKey::read(file, key_id).err()?))
            });
        }
    }
    // Whatever it is, no reader may panic.
    let _ = (PrivateKey::from_pem(file), PrivateKey::from_jwk(file));
}

/// Numbers of keys are Base64, longer than any word: twenty of its characters in a row that are in
/// the file are shown nowhere, unless they are of the id of the key.
fn assert_shows_no_number(shown: &str, key_id: &str, file: &[u8]) {
    let text = String::from_utf8_lossy(file);
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/-_".contains(c);
    let numbers = text.split(|c| !is_base64(c)).filter(|word| word.len() >= 20);
    for number in numbers {
        let named = key_id.contains(number);
        assert!(named || !shown.contains(number), "a key shows what is in its file: {shown}");
    }
}
