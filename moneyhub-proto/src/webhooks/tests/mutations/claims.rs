use super::*;
use crate::{ground::error::VerificationError::*, jose::JwsAlgorithm};

pub(super) fn mutations() -> Vec<Mutation> {
    [missing(), of_another_type(), wrong(), times(), events(), of_the_payload()]
        .into_iter()
        .flatten()
        .collect()
}

fn changed(what: &str, claim: &str, value: Value, error: VerificationError) -> Mutation {
    let token = fixture::token(&claims_with(claim, Some(value)));
    Mutation::new(format!("{claim} {what}"), token, error)
}

fn missing() -> Vec<Mutation> {
    ["iss", "aud", "iat", "jti", "events"]
        .map(|claim| {
            let token = fixture::token(&claims_with(claim, None));
            Mutation::new(format!("{claim} is missing"), token, ClaimMissing { claim })
        })
        .into()
}

fn of_another_type() -> Vec<Mutation> {
    let texts = ["iss", "sub", "jti"].into_iter().flat_map(|claim| {
        [json!(7), json!(null), json!(["x"]), json!({"value": "x"})].map(|value| (claim, value))
    });
    let times = ["exp", "nbf", "iat"].into_iter().flat_map(|claim| {
        let text = (NOW + 5).to_string();
        [json!(text), json!(null), json!(true), json!([NOW])].map(|value| (claim, value))
    });
    let audiences = [json!(null), json!(7), json!({}), json!([CLIENT, 7])];
    let audiences = audiences.into_iter().map(|value| ("aud", value));
    let events = [json!(null), json!([URN]), json!(URN), json!(7), json!({URN: null})];
    let events = events.into_iter().chain([json!({URN: "x"}), json!({URN: [payload()]})]);
    let events = events.map(|value| ("events", value));
    (texts.chain(times).chain(audiences).chain(events).chain([("jti", json!(""))]))
        .map(|(claim, value)| {
            let what = format!("is {value}");
            changed(&what, claim, value, MalformedClaim { claim })
        })
        .collect()
}

fn wrong() -> Vec<Mutation> {
    vec![
        changed("is another", "iss", json!("https://elsewhere.example"), IssuerMismatch),
        changed("has a slash more", "iss", json!(format!("{ISSUER}/")), IssuerMismatch),
        changed("is in capitals", "iss", json!(ISSUER.to_uppercase()), IssuerMismatch),
        changed("is that of id_tokens", "iss", json!(fixture::ISSUER), IssuerMismatch),
        changed("is without https", "iss", json!("identity.moneyhub.co.uk"), IssuerMismatch),
        changed("is another", "aud", json!("another"), AudienceMismatch),
        changed("is no audience", "aud", json!([]), AudienceMismatch),
        changed("is two others", "aud", json!(["a", "b"]), AudienceMismatch),
        changed("is a prefix", "aud", json!(&CLIENT[..8]), AudienceMismatch),
        changed("is the issuer", "aud", json!(ISSUER), AudienceMismatch),
    ]
}

/// The tolerance is 10 s, the greatest age 300 s. The good side of each limit is in `rules`.
fn times() -> Vec<Mutation> {
    let half = |offset: f64| json!(NOW as f64 + offset);
    vec![
        changed("is too long ago", "iat", json!(NOW - 311), TooOld),
        changed("is too long ago by a fraction", "iat", half(-310.5), TooOld),
        changed("is the beginning of time", "iat", json!(0), TooOld),
        changed("is before time", "iat", json!(-NOW), TooOld),
        changed("is ahead", "iat", json!(NOW + 11), InFuture { claim: "iat", seconds: 11 }),
        changed(
            "is ahead by a fraction",
            "iat",
            half(10.5),
            InFuture { claim: "iat", seconds: 11 },
        ),
        changed(
            "is in milliseconds",
            "iat",
            json!(NOW * 1000),
            InFuture { claim: "iat", seconds: 99_999_999 },
        ),
        changed("is over by the tolerance", "exp", json!(NOW - 10), Expired { seconds: 10 }),
        changed("is over by more", "exp", json!(NOW - 11), Expired { seconds: 11 }),
        changed("is the beginning of time", "exp", json!(0), Expired { seconds: 99_999_999 }),
        changed("is ahead", "nbf", json!(NOW + 11), NotYetValid { seconds: 11 }),
        changed(
            "is in milliseconds",
            "nbf",
            json!(NOW * 1000),
            NotYetValid { seconds: 99_999_999 },
        ),
    ]
}

fn events() -> Vec<Mutation> {
    let logout = "http://schemas.openid.net/event/backchannel-logout";
    let other = "urn:com:moneyhub:events:deleted-transactions";
    let of = |what: &str, events: Value, error| changed(what, "events", events, error);
    vec![
        of("has none", json!({}), UnexpectedEvent),
        of("is a logout", json!({logout: {}}), UnexpectedEvent),
        of("is of another service", json!({"urn:com:elsewhere:events:x": {}}), UnexpectedEvent),
        of("is the prefix alone", json!({"urn:com:moneyhub:events:": {}}), UnexpectedEvent),
        of(
            "is the prefix without a colon",
            json!({"urn:com:moneyhub:events": {}}),
            UnexpectedEvent,
        ),
        of("is in capitals", json!({URN.to_uppercase(): payload()}), UnexpectedEvent),
        of("has a space before it", json!({format!(" {URN}"): payload()}), UnexpectedEvent),
        of("is the name of the JSON form", json!({"newTransactions": payload()}), UnexpectedEvent),
        of("has two of ours", json!({URN: payload(), other: payload()}), SeveralEvents),
        of("has one of another beside it", json!({URN: payload(), logout: {}}), SeveralEvents),
        of("has two of others", json!({"urn:a": {}, "urn:b": {}}), SeveralEvents),
    ]
}

fn of_the_payload() -> Vec<Mutation> {
    let claims = claims().to_string();
    let signed = |what: &str, payload: &str, error| {
        let key = fixture::key("k1", JwsAlgorithm::Rs256, 1);
        let header = r#"{"alg":"RS256","kid":"k1"}"#;
        let token = fixture::sign(header, payload, &key, JwsAlgorithm::Rs256);
        Mutation::new(format!("a payload that {what}"), token, error)
    };
    let with = |start: &str| claims.replacen('{', start, 1);
    let deeper = claims.replacen(r#""id":"#, r#""id":"canary","id":"#, 1);
    let event = claims.replacen(r#""events":{"#, &format!(r#""events":{{"{URN}":{{}},"#), 1);
    let nested = format!(r#"{{"x":{}{},"#, "[".repeat(200), "]".repeat(200));
    let not_json = NotJsonObject { part: "payload" };
    let duplicate = DuplicateMember { part: "payload" };
    vec![
        signed("has a claim twice", &with(r#"{"jti":"canary","#), duplicate.clone()),
        signed("has it escaped", &with(r#"{"\u006ati":"canary","#), duplicate.clone()),
        signed("has an event twice", &event, duplicate.clone()),
        signed("has an id twice", &deeper, duplicate),
        signed("is nested too deeply", &with(&nested), not_json.clone()),
        signed("is empty", "", not_json.clone()),
        signed("is an array", &format!("[{claims}]"), not_json.clone()),
        signed("is a text", "\"canary\"", not_json.clone()),
        signed("is not JSON", "canary", not_json.clone()),
        signed("has something behind it", &format!("{claims}{{}}"), not_json.clone()),
        signed("has a byte order mark", &format!("\u{feff}{claims}"), not_json),
    ]
}
