use super::*;
use crate::{
    ground::error::VerificationError::*,
    jose::{
        self, JsonWebKey, JwsAlgorithm,
        fixture::{jwk, key, with},
    },
};

const RS256: JwsAlgorithm = JwsAlgorithm::Rs256;

pub(super) fn mutations() -> Vec<Mutation> {
    [algorithms(), members(), keys()].into_iter().flatten().collect()
}

fn signed(header: &str) -> String {
    fixture::sign(header, &claims().to_string(), &key("k1", RS256, 1), RS256)
}

/// A webhook whose header has this member changed or removed, with a valid signature.
fn changed(what: &str, member: &str, value: Option<Value>, error: VerificationError) -> Mutation {
    let mut header = json!({"alg": "RS256", "kid": "k1"});
    let members = header.as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(member.to_owned(), value),
        None => members.remove(member),
    };
    Mutation::new(format!("header: {member} {what}"), signed(&header.to_string()), error)
}

fn algorithms() -> Vec<Mutation> {
    let others = ["none", "None", "HS256", "HS384", "HS512", "RS1", "EdDSA", "dir"];
    let others = others.into_iter().flat_map(|algorithm| {
        let header = json!({"alg": algorithm, "kid": "k1"}).to_string();
        let unsigned =
            format!("{}.{}.", fixture::encode(&header), fixture::encode(claims().to_string()));
        [("signed", signed(&header)), ("unsigned", unsigned)].map(|(how, token)| {
            Mutation::new(format!("alg is {algorithm}, {how}"), token, UnexpectedAlgorithm)
        })
    });
    // Honestly signed by the service, with an algorithm that was not configured.
    let honest = JwsAlgorithm::ALL.into_iter().filter(|other| *other != RS256).map(|other| {
        let header = json!({"alg": other.as_str(), "kid": "x"}).to_string();
        let key = key("x", other, 9);
        Mutation {
            what: format!("alg is {other}, of a key of the service"),
            body: fixture::sign(&header, &claims().to_string(), &key, other).into(),
            keys: JsonWebKeySet::from(vec![key]),
            error: UnexpectedAlgorithm,
        }
    });
    others.chain(honest).collect()
}

fn members() -> Vec<Mutation> {
    let twice = r#"{"alg":"none","alg":"RS256","kid":"k1"}"#;
    vec![
        changed("is there", "crit", Some(json!(["exp"])), UnsupportedHeader { member: "crit" }),
        changed("is false", "b64", Some(json!(false)), UnsupportedHeader { member: "b64" }),
        changed("is there", "zip", Some(json!("DEF")), UnsupportedHeader { member: "zip" }),
        changed("is there", "enc", Some(json!("A256GCM")), UnsupportedHeader { member: "enc" }),
        changed("is missing", "alg", None, UnexpectedAlgorithm),
        changed("is an array", "alg", Some(json!(["RS256"])), UnexpectedAlgorithm),
        changed("is in small letters", "alg", Some(json!("rs256")), UnexpectedAlgorithm),
        changed("is at+jwt", "typ", Some(json!("at+jwt")), UnexpectedType),
        changed("is logout+jwt", "typ", Some(json!("application/logout+jwt")), UnexpectedType),
        changed("is empty", "typ", Some(json!("")), UnexpectedType),
        changed("is a number", "typ", Some(json!(1)), UnexpectedType),
        changed("is a number", "kid", Some(json!(1)), MalformedKeyId),
        changed("is null", "kid", Some(json!(null)), MalformedKeyId),
        changed("is unknown", "kid", Some(json!("elsewhere")), UnknownKey),
        changed("is empty", "kid", Some(json!("")), UnknownKey),
        changed("is that of another key", "kid", Some(json!("k2")), InvalidSignature),
        changed("is that of a key of another type", "kid", Some(json!("e1")), NoFittingKey),
        Mutation::new("alg twice", signed(twice), DuplicateMember { part: "header" }),
        Mutation::new("an array", signed(r#"["RS256"]"#), NotJsonObject { part: "header" }),
    ]
}

/// The webhook is unchanged, but the service's keys are changed.
fn keys() -> Vec<Mutation> {
    let good = key("k1", RS256, 1);
    let with = |member, value| vec![with(&good, member, value)];
    let short = fixture::encode([0xff; 128]);
    let short = vec![jwk(json!({"kty": "RSA", "kid": "k1", "n": short, "e": "AQAB"}))];
    let secret = vec![jwk(json!({"kty": "oct", "kid": "k1", "k": "AAAA"}))];
    let unsafe_key = VerificationError::UnusableKey(jose::UnusableKey::UnsafeRsa);
    let changed = |what: &str, keys: Vec<JsonWebKey>, error| Mutation {
        what: format!("the key {what}"),
        body: fixture::token(&claims()).into(),
        keys: JsonWebKeySet::from(keys),
        error,
    };
    vec![
        changed("is not there", vec![], UnknownKey),
        changed("has another id", with("kid", json!("k9")), UnknownKey),
        changed("is replaced under the same id", vec![key("k1", RS256, 7)], InvalidSignature),
        changed("is for encryption", with("use", json!("enc")), NoFittingKey),
        changed("is for PS256 only", with("alg", json!("PS256")), NoFittingKey),
        changed("may only sign", with("key_ops", json!(["sign"])), NoFittingKey),
        changed("has no type", with("kty", json!(null)), NoFittingKey),
        changed("is a secret", secret, NoFittingKey),
        changed("has 1024 bits", short, unsafe_key),
    ]
}
