use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::Mutation;
use crate::{ground::error::VerificationError::*, jose::fixture, sign_in::id_token::tests::SignIn};

pub(super) fn mutations() -> Vec<Mutation> {
    [segments(), spelling(), flips()].into_iter().flatten().collect()
}

fn token() -> String {
    fixture::token(&SignIn::new().claims())
}

fn segments() -> Vec<Mutation> {
    let token = token();
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("a token has three segments") };
    let joined = |what: &str, segments: &[&str], error| {
        Mutation::of_token(format!("segments: {what}"), segments.join("."), error)
    };
    let no_header = NotJsonObject { part: "header" };
    vec![
        joined("none", &[], NotCompact),
        joined("header only", &[header], NotCompact),
        joined("no signature and no dot", &[header, payload], NotCompact),
        joined("no header and no dot", &[payload, signature], NotCompact),
        joined("the signature is empty", &[header, payload, ""], InvalidSignature),
        joined("the payload is empty", &[header, "", signature], InvalidSignature),
        joined("the header is empty", &["", payload, signature], no_header.clone()),
        joined("all are empty", &["", "", ""], no_header),
        joined("the payload twice", &[header, payload, payload, signature], NotCompact),
        joined("a dot more", &[header, payload, signature, ""], NotCompact),
        joined("five, as if encrypted", &[header, "", "", payload, signature], EncryptedToken),
        joined("the token twice", &[&token, &token], NotCompact),
        joined("header and payload swapped", &[payload, header, signature], UnexpectedAlgorithm),
        joined("the header for a signature", &[header, payload, header], InvalidSignature),
    ]
}

fn spelling() -> Vec<Mutation> {
    let token = token();
    let end = token.len();
    let second = token.find('.').unwrap();
    let with = |what: &str, place: usize, text: &str, part| {
        let mut token = token.clone();
        token.insert_str(place, text);
        Mutation::of_token(format!("spelling: {what}"), token, NotBase64Url { part })
    };
    let signature = NotBase64Url { part: "signature" };
    let giant = format!("{}{token}", "A".repeat(65_537 - end));
    vec![
        with("a space before", 0, " ", "header"),
        with("a line break before", 0, "\n", "header"),
        with("Bearer before", 0, "Bearer ", "header"),
        with("a space behind", end, " ", "signature"),
        with("a line break behind", end, "\r\n", "signature"),
        with("a tab in the header", 5, "\t", "header"),
        with("a null in the signature", end - 1, "\0", "signature"),
        with("padding behind the signature", end, "=", "signature"),
        with("padding behind the header", second, "=", "header"),
        with("a plus", end - 1, "+", "signature"),
        with("a percent", end - 1, "%2B", "signature"),
        with("a letter that is not ASCII's", 3, "é", "header"),
        Mutation::of_token("spelling: bits that mean nothing", loosely_spelled(&token), signature),
        Mutation::of_token("a giant", giant, TooLong { limit: 65_536 }),
    ]
}

/// The last character of 32 bytes carries two unused bits. Another spelling of the same signature
/// has them set.
fn loosely_spelled(token: &str) -> String {
    let (start, last) = token.split_at(token.len() - 1);
    let characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let value = characters.find(last).unwrap();
    format!("{start}{}", &characters[value + 1..value + 2])
}

/// One bit of the signature, for some of them; a byte less, a byte more; another payload.
fn flips() -> Vec<Mutation> {
    let token = token();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    let signed = |what: String, signature: &[u8]| {
        let token = format!("{message}.{}", fixture::encode(signature));
        Mutation::of_token(what, token, InvalidSignature)
    };
    let flipped = [0, 7, 8, 100, 128, 200, 248, 255].map(|bit| {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        signed(format!("bit {bit} of the signature"), &bytes)
    });
    let (header, _) = message.split_once('.').unwrap();
    let other = SignIn::new().claims_with("mh:extra", Some(json!("canary"))).to_string();
    let other = format!("{header}.{}.{signature}", fixture::encode(other));
    let lengths = [
        signed("the signature lacks a byte".into(), &bytes[..31]),
        signed("the signature has a byte more".into(), &[&bytes[..], &[0]].concat()),
        Mutation::of_token("the payload is another", other, InvalidSignature),
    ];
    flipped.into_iter().chain(lengths).collect()
}
