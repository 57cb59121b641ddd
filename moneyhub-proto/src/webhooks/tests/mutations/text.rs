use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::*;
use crate::ground::error::VerificationError::*;

pub(super) fn mutations() -> Vec<Mutation> {
    [forms(), segments(), spelling(), flips()].into_iter().flatten().collect()
}

/// Bodies that are not in the JWT form at all.
fn forms() -> Vec<Mutation> {
    let json =
        json!({"id": JTI, "eventType": "newTransactions", "userId": USER, "payload": payload()});
    let of = |what: &str, body: Vec<u8>, error| Mutation::new(format!("form: {what}"), body, error);
    let mut bytes = fixture::token(&claims()).into_bytes();
    bytes[3] = 0xFF;
    vec![
        of("JSON", json.to_string().into(), JsonWebhook),
        of("JSON behind white space", format!("\r\n {json}").into(), JsonWebhook),
        of("JSON in a list", format!("[{json}]").into(), JsonWebhook),
        of("the claims without a signature", claims().to_string().into(), JsonWebhook),
        of("JSON with dots", format!("{json}.x.y").into(), JsonWebhook),
        of(
            "a JSON text",
            format!("{:?}", fixture::token(&claims())).into(),
            NotBase64Url { part: "header" },
        ),
        of("a form", b"token=canary".to_vec(), NotCompact),
        of("what is no UTF-8", bytes, NotCompact),
    ]
}

fn segments() -> Vec<Mutation> {
    let token = fixture::token(&claims());
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("a token has three segments") };
    let joined = |what: &str, segments: &[&str], error| {
        Mutation::new(format!("segments: {what}"), segments.join("."), error)
    };
    let no_header = NotJsonObject { part: "header" };
    vec![
        joined("none", &[], NotCompact),
        joined("header only", &[header], NotCompact),
        joined("no signature and no dot", &[header, payload], NotCompact),
        joined("the signature is empty", &[header, payload, ""], InvalidSignature),
        joined("the payload is empty", &[header, "", signature], InvalidSignature),
        joined("the header is empty", &["", payload, signature], no_header),
        joined("a dot more", &[header, payload, signature, ""], NotCompact),
        joined("five, as if encrypted", &[header, "", "", payload, signature], EncryptedToken),
        joined("header and payload swapped", &[payload, header, signature], UnexpectedAlgorithm),
        joined("the header for a signature", &[header, payload, header], InvalidSignature),
    ]
}

fn spelling() -> Vec<Mutation> {
    let token = fixture::token(&claims());
    let end = token.len();
    let with = |what: &str, place: usize, text: &str, part| {
        let mut token = token.clone();
        token.insert_str(place, text);
        Mutation::new(format!("spelling: {what}"), token, NotBase64Url { part })
    };
    let giant = format!("{}{token}", "A".repeat(1_048_577 - end));
    vec![
        with("a space before", 0, " ", "header"),
        with("Bearer before", 0, "Bearer ", "header"),
        with("a line break behind", end, "\r\n", "signature"),
        with("padding behind the signature", end, "=", "signature"),
        with("a plus", end - 1, "+", "signature"),
        with("a letter that is not ASCII's", 3, "é", "header"),
        Mutation::new("a giant", giant, TooLong { limit: 1_048_576 }),
    ]
}

/// One bit of the signature, for some of them; a byte less, a byte more; another payload.
fn flips() -> Vec<Mutation> {
    let token = fixture::token(&claims());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    let signed = |what: String, signature: &[u8]| {
        let token = format!("{message}.{}", fixture::encode(signature));
        Mutation::new(what, token, InvalidSignature)
    };
    let flipped = [0, 7, 8, 100, 128, 255].map(|bit| {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        signed(format!("bit {bit} of the signature"), &bytes)
    });
    let (header, _) = message.split_once('.').unwrap();
    let other = claims_with("jti", Some(json!("canary"))).to_string();
    let other = format!("{header}.{}.{signature}", fixture::encode(other));
    let lengths = [
        signed("the signature lacks a byte".into(), &bytes[..31]),
        signed("the signature has a byte more".into(), &[&bytes[..], &[0]].concat()),
        Mutation::new("the payload is another", other, InvalidSignature),
    ];
    flipped.into_iter().chain(lengths).collect()
}
