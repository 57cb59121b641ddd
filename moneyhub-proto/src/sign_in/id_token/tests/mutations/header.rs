use serde_json::{Value, json};

use super::Mutation;
use crate::ground::error::VerificationError::*;
use crate::{
    ground::error::VerificationError::{self},
    jose::{
        self, JsonWebKey, JsonWebKeySet, JwsAlgorithm,
        fixture::{self, jwk, key, with},
    },
    sign_in::id_token::tests::SignIn,
};

const RS256: JwsAlgorithm = JwsAlgorithm::Rs256;

pub(super) fn mutations() -> Vec<Mutation> {
    [algorithms(), members(), texts(), keys()].into_iter().flatten().collect()
}

/// A token whose header has this member changed or removed, with a valid signature.
fn changed(what: &str, member: &str, value: Option<Value>, error: VerificationError) -> Mutation {
    let mut header = json!({"alg": "RS256", "typ": "JWT", "kid": "k1"});
    let members = header.as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(member.to_owned(), value),
        None => members.remove(member),
    };
    Mutation::of_token(format!("header: {member} {what}"), signed(&header.to_string()), error)
}

fn signed(header: &str) -> String {
    fixture::sign(header, &SignIn::new().claims().to_string(), &key("k1", RS256, 1), RS256)
}

fn algorithms() -> Vec<Mutation> {
    let claims = SignIn::new().claims().to_string();
    let others = ["none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "RS1", "EdDSA", "dir"];
    let others = others.into_iter().flat_map(|algorithm| {
        let header = json!({"alg": algorithm, "kid": "k1"}).to_string();
        let unsigned = format!("{}.{}.", fixture::encode(&header), fixture::encode(&claims));
        [("signed", signed(&header)), ("unsigned", unsigned)].map(|(how, token)| {
            let what = format!("alg is {algorithm}, {how}");
            Mutation::of_token(what, token, UnexpectedAlgorithm)
        })
    });
    // Honestly signed by the service, with an algorithm that was not configured.
    let honest = JwsAlgorithm::ALL.into_iter().filter(|other| *other != RS256).map(|other| {
        let header = json!({"alg": other.as_str(), "kid": "x"}).to_string();
        let key = key("x", other, 9);
        Mutation {
            what: format!("alg is {other}, of a key of the service"),
            token: fixture::sign(&header, &claims, &key, other),
            keys: JsonWebKeySet::from(vec![key]),
            error: UnexpectedAlgorithm,
        }
    });
    others.chain(honest).collect()
}

fn members() -> Vec<Mutation> {
    let unsupported = [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
    ];
    let unsupported = unsupported.into_iter().map(|(member, value)| {
        let what = format!("is {value}");
        changed(&what, member, Some(value), UnsupportedHeader { member })
    });
    let others = [
        changed("is missing", "alg", None, UnexpectedAlgorithm),
        changed("is a number", "alg", Some(json!(256)), UnexpectedAlgorithm),
        changed("is null", "alg", Some(json!(null)), UnexpectedAlgorithm),
        changed("is an array", "alg", Some(json!(["RS256"])), UnexpectedAlgorithm),
        changed("is in small letters", "alg", Some(json!("rs256")), UnexpectedAlgorithm),
        changed("has a space", "alg", Some(json!("RS256 ")), UnexpectedAlgorithm),
        changed("is at+jwt", "typ", Some(json!("at+jwt")), UnexpectedType),
        changed("is logout+jwt", "typ", Some(json!("application/logout+jwt")), UnexpectedType),
        changed("is secevent+jwt", "typ", Some(json!("secevent+jwt")), UnexpectedType),
        changed("is empty", "typ", Some(json!("")), UnexpectedType),
        changed("is a number", "typ", Some(json!(1)), UnexpectedType),
        changed("is a number", "kid", Some(json!(1)), MalformedKeyId),
        changed("is null", "kid", Some(json!(null)), MalformedKeyId),
        changed("is an array", "kid", Some(json!(["k1"])), MalformedKeyId),
        changed("is unknown", "kid", Some(json!("elsewhere")), UnknownKey),
        changed("is empty", "kid", Some(json!("")), UnknownKey),
        changed("is in capitals", "kid", Some(json!("K1")), UnknownKey),
        changed("is that of another key", "kid", Some(json!("k2")), InvalidSignature),
        changed("is that of a key of another type", "kid", Some(json!("e1")), NoFittingKey),
    ];
    unsupported.chain(others).collect()
}

fn texts() -> Vec<Mutation> {
    let not_json = NotJsonObject { part: "header" };
    let duplicate = DuplicateMember { part: "header" };
    [
        ("has alg twice", r#"{"alg":"none","alg":"RS256","kid":"k1"}"#, duplicate.clone()),
        ("has alg twice, alike", r#"{"alg":"RS256","alg":"RS256","kid":"k1"}"#, duplicate.clone()),
        ("has kid twice", r#"{"alg":"RS256","kid":"k2","kid":"k1"}"#, duplicate.clone()),
        ("has alg twice, once escaped", r#"{"alg":"RS256","\u0061lg":"none"}"#, duplicate),
        ("is empty", "", not_json.clone()),
        ("is an array", r#"["RS256"]"#, not_json.clone()),
        ("is null", "null", not_json.clone()),
        ("is cut", r#"{"alg":"RS256""#, not_json.clone()),
        ("has other quotes", "{'alg':'RS256'}", not_json),
    ]
    .map(|(what, header, error)| {
        Mutation::of_token(format!("a header that {what}"), signed(header), error)
    })
    .into()
}

/// The token is unchanged, but the service's keys are changed.
fn keys() -> Vec<Mutation> {
    let good = key("k1", RS256, 1);
    let with = |member, value| vec![with(&good, member, value)];
    let short = fixture::encode([0xff; 128]);
    let short = vec![jwk(json!({"kty": "RSA", "kid": "k1", "n": short, "e": "AQAB"}))];
    let secret = vec![jwk(json!({"kty": "oct", "kid": "k1", "k": "AAAA"}))];
    let unsafe_key = VerificationError::UnusableKey(jose::UnusableKey::UnsafeRsa);
    let unreadable = VerificationError::UnusableKey(jose::UnusableKey::MalformedNumbers);
    let changed = |what: &str, keys: Vec<JsonWebKey>, error| Mutation {
        what: format!("the key {what}"),
        token: fixture::token(&SignIn::new().claims()),
        keys: JsonWebKeySet::from(keys),
        error,
    };
    let two_others = vec![key("k1", RS256, 7), key("k1", RS256, 8)];
    vec![
        changed("is not there", vec![], UnknownKey),
        changed("has another id", with("kid", json!("k9")), UnknownKey),
        changed("has an id that is no text", with("kid", json!(1)), UnknownKey),
        changed("is replaced under the same id", vec![key("k1", RS256, 7)], InvalidSignature),
        changed("is replaced by two of the same id", two_others, InvalidSignature),
        changed("is for encryption", with("use", json!("enc")), NoFittingKey),
        changed("is for PS256 only", with("alg", json!("PS256")), NoFittingKey),
        changed("may only sign", with("key_ops", json!(["sign"])), NoFittingKey),
        changed("may do nothing", with("key_ops", json!([])), NoFittingKey),
        changed("may do what is no list", with("key_ops", json!("verify")), NoFittingKey),
        changed("has no type", with("kty", json!(null)), NoFittingKey),
        changed("is a secret", secret, NoFittingKey),
        changed("has 1024 bits", short, unsafe_key),
        changed("has numbers that can't be read", with("n", json!("not base64!")), unreadable),
    ]
}
