use serde_json::{Value, json};

use super::Mutation;
use crate::ground::error::VerificationError::*;
use crate::{
    ground::error::VerificationError::{self},
    jose::{
        JwsAlgorithm,
        fixture::{self, CLIENT, ISSUER, NOW, left_half},
    },
    sign_in::id_token::tests::SignIn,
};

pub(super) fn mutations() -> Vec<Mutation> {
    [missing(), of_another_type(), wrong(), at_the_limits(), of_the_payload()]
        .into_iter()
        .flatten()
        .collect()
}

fn changed(what: &str, claim: &str, value: Value, error: VerificationError) -> Mutation {
    let claims = SignIn::new().claims_with(claim, Some(value));
    Mutation::of_token(format!("{claim} {what}"), fixture::token(&claims), error)
}

fn missing() -> Vec<Mutation> {
    let removed = |claim| {
        let claims = SignIn::new().claims_with(claim, None);
        let what = format!("{claim} is missing");
        Mutation::of_token(what, fixture::token(&claims), ClaimMissing { claim })
    };
    ["iss", "sub", "aud", "exp", "iat", "nonce", "auth_time", "c_hash", "at_hash"]
        .map(removed)
        .into()
}

fn of_another_type() -> Vec<Mutation> {
    let texts = ["iss", "sub", "azp", "nonce", "c_hash", "at_hash", "s_hash", "mh:con_id"];
    let texts = texts.into_iter().flat_map(|claim| {
        [json!(7), json!(null), json!(["x"]), json!({"value": "x"})].map(|value| (claim, value))
    });
    let times = ["exp", "nbf", "iat", "auth_time"].into_iter().flat_map(|claim| {
        let text = (NOW + 5).to_string();
        [json!(text), json!(null), json!(true), json!([NOW])].map(|value| (claim, value))
    });
    let audiences = [json!(null), json!(7), json!({}), json!([CLIENT, 7])];
    let audiences = audiences.into_iter().map(|value| ("aud", value));
    let empty = [("sub", json!(""))];
    (texts.chain(times).chain(audiences).chain(empty))
        .map(|(claim, value)| {
            let what = format!("is {value}");
            changed(&what, claim, value, MalformedClaim { claim })
        })
        .collect()
}

fn wrong() -> Vec<Mutation> {
    let sign_in = SignIn::new();
    let state = sign_in.state.expose_secret();
    let padded = format!("{}=", left_half("the-code"));
    let mut both = sign_in.claims_with("aud", Some(json!([CLIENT, "another"])));
    both.as_object_mut().unwrap().remove("azp");
    let both = fixture::token(&both);
    vec![
        changed("is another", "iss", json!("https://elsewhere.example"), IssuerMismatch),
        changed("has a slash more", "iss", json!(format!("{ISSUER}/")), IssuerMismatch),
        changed("is in capitals", "iss", json!(ISSUER.to_uppercase()), IssuerMismatch),
        changed(
            "is that of webhooks",
            "iss",
            json!("https://identity.moneyhub.co.uk"),
            IssuerMismatch,
        ),
        changed("is another", "sub", json!("canary"), SubjectMismatch),
        changed("is in capitals", "sub", json!("64B0F3A1C2D4E5F60718293A"), SubjectMismatch),
        changed("is another", "aud", json!("another"), AudienceMismatch),
        changed("is no audience", "aud", json!([]), AudienceMismatch),
        changed("is two others", "aud", json!(["a", "b"]), AudienceMismatch),
        changed("is a prefix", "aud", json!(&CLIENT[..8]), AudienceMismatch),
        changed("is another", "azp", json!("another"), AuthorisedPartyMismatch),
        changed("is empty", "azp", json!(""), AuthorisedPartyMismatch),
        Mutation::of_token("two audiences and no azp", both, AuthorisedPartyMissing),
        changed("is another", "nonce", json!("canary"), NonceMismatch),
        changed("is empty", "nonce", json!(""), NonceMismatch),
        changed("is the state", "nonce", json!(state), NonceMismatch),
        changed("is of another code", "c_hash", json!(left_half("x")), CodeHashMismatch),
        changed("is padded", "c_hash", json!(padded), CodeHashMismatch),
        changed("is the code", "c_hash", json!("the-code"), CodeHashMismatch),
        changed("is empty", "c_hash", json!(""), CodeHashMismatch),
        changed("is of the code", "at_hash", json!(left_half("the-code")), AccessTokenHashMismatch),
        changed("is of another state", "s_hash", json!(left_half("x")), StateHashMismatch),
        changed("is another", "mh:con_id", json!("elsewhere:1"), ConnectionMismatch),
        changed("is empty", "mh:con_id", json!(""), ConnectionMismatch),
    ]
}

/// The tolerance is 10 s, `max_age` 300 s. The good side of each limit is in `rules`.
fn at_the_limits() -> Vec<Mutation> {
    let half = |offset: f64| json!(NOW as f64 + offset);
    vec![
        changed("is over by the tolerance", "exp", json!(NOW - 10), Expired { seconds: 10 }),
        changed("is over by more", "exp", json!(NOW - 11), Expired { seconds: 11 }),
        changed("is over by a fraction", "exp", half(-10.5), Expired { seconds: 11 }),
        changed("is the beginning of time", "exp", json!(0), Expired { seconds: 99_999_999 }),
        changed("is before time", "exp", json!(-NOW), Expired { seconds: 99_999_999 }),
        changed(
            "is ahead by more than the tolerance",
            "nbf",
            json!(NOW + 11),
            NotYetValid { seconds: 11 },
        ),
        changed("is ahead by a fraction more", "nbf", half(10.5), NotYetValid { seconds: 11 }),
        changed(
            "is in milliseconds",
            "nbf",
            json!(NOW * 1000),
            NotYetValid { seconds: 99_999_999 },
        ),
        changed("is ahead by more", "iat", json!(NOW + 11), InFuture { claim: "iat", seconds: 11 }),
        changed(
            "is in milliseconds",
            "iat",
            json!(NOW * 1000),
            InFuture { claim: "iat", seconds: 99_999_999 },
        ),
        changed("is longer ago than max_age", "auth_time", json!(NOW - 311), AuthenticationTooOld),
        changed("is the beginning of time", "auth_time", json!(0), AuthenticationTooOld),
        changed(
            "is ahead by more",
            "auth_time",
            json!(NOW + 11),
            InFuture { claim: "auth_time", seconds: 11 },
        ),
    ]
}

fn of_the_payload() -> Vec<Mutation> {
    let claims = SignIn::new().claims().to_string();
    let signed = |what: &str, payload: &str, error| {
        let key = fixture::key("k1", JwsAlgorithm::Rs256, 1);
        let header = r#"{"alg":"RS256","kid":"k1"}"#;
        let token = fixture::sign(header, payload, &key, JwsAlgorithm::Rs256);
        Mutation::of_token(format!("a payload that {what}"), token, error)
    };
    let with = |start: &str| claims.replacen('{', start, 1);
    let nested = format!(r#"{{"x":{}{},"#, "[".repeat(200), "]".repeat(200));
    let not_json = NotJsonObject { part: "payload" };
    let duplicate = DuplicateMember { part: "payload" };
    vec![
        signed("has a claim twice", &with(r#"{"sub":"canary","#), duplicate.clone()),
        signed("has it escaped", &with(r#"{"\u0073ub":"canary","#), duplicate.clone()),
        signed("has it deeper", &with(r#"{"x":[{"a":1,"a":1}],"#), duplicate.clone()),
        signed("has it beside half an emoji", &with(r#"{"x":"\ud83d","sub":"canary","#), duplicate),
        signed("is nested too deeply", &with(&nested), not_json.clone()),
        signed("is empty", "", not_json.clone()),
        signed("is an array", &format!("[{claims}]"), not_json.clone()),
        signed("is a text", "\"canary\"", not_json.clone()),
        signed("is not JSON", "canary", not_json.clone()),
        signed("has something behind it", &format!("{claims}{{}}"), not_json.clone()),
        signed("has a byte order mark", &format!("\u{feff}{claims}"), not_json),
    ]
}
