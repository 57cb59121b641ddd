//! A forged or changed webhook is refused, and all webhooks of the reference are read.

pub mod samples;

use moneyhub_proto::{
    Error, ErrorKind, Outcome,
    env::UnixTime,
    jose::{JwsAlgorithm, aws_lc_rs},
    webhooks::{self, Event, VerifiedWebhook, WebhookVerifier},
};
use serde_json::{Value, json};

use crate::{
    memory, quoting,
    signing_in::{Issuer, NOW},
};

/// The longest that an error may be, in bytes, however long its input was.
const LONGEST_ERROR: usize = 400;

/// The issuer of webhooks.
const ISSUER: &str = "https://identity.moneyhub.co.uk";

const PREFIX: &str = "urn:com:moneyhub:events:";

// The tolerance of clocks, and the greatest age, in seconds.
const TOLERANCE: i64 = 10;
const AGE: i64 = 300;

type Reader = fn(&[u8]) -> Result<Event, Error>;
type Attempt = fn(&Issuer, &[u8]) -> Option<Error>;

/// Any bytes as the body of a webhook: as a signed one refused; as one in the JSON form, and as one out of a queue,
/// read or refused. Errors are short and quote nothing, and no body is good in two ways.
///
/// # Panics
///
/// If the law is broken.
pub fn made_up_bodies_are_refused(body: &[u8]) {
    let issuer = Issuer::new();
    let read = || verify(&issuer, body, NOW);
    let refused = memory::read_in_proportion("a webhook", body.len(), read);
    let error = refused.expect_err("a body that nobody signed is believed");
    assert_eq!(error.kind(), ErrorKind::Verification, "{error}");
    let readers: [Reader; 2] = [webhooks::unverified, Event::from_verified];
    let read = readers.map(|read| {
        match memory::read_in_proportion("a webhook", body.len(), || read(body)) {
            Ok(event) => {
                assert!(!event.id.as_str().is_empty(), "a webhook without an id");
                serde_json::from_str::<serde::de::IgnoredAny>(event.json()).expect("it is JSON");
                true
            }
            Err(error) => {
                let kinds = [ErrorKind::Decoding, ErrorKind::Verification];
                assert!(kinds.contains(&error.kind()), "{error}");
                false
            }
        }
    });
    assert!(read != [true; 2] || is_both(body), "one body is a webhook in two ways");
    let attempts: [Attempt; 3] = [
        |issuer, body| verify(issuer, body, NOW).err(),
        |_, body| webhooks::unverified(body).err(),
        |_, body| Event::from_verified(body).err(),
    ];
    for attempt in attempts {
        let Some(error) = attempt(&issuer, body) else { continue };
        assert_short(&error);
        quoting::assert_repeats_nothing(body, |body| {
            Some(quoting::shown(&attempt(&issuer, body)?))
        });
    }
}

/// Whether it has the members of both forms, which no webhook has.
fn is_both(body: &[u8]) -> bool {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    ["id", "eventType", "jti", "events"].into_iter().all(|name| body.get(name).is_some())
}

/// Any claims in a webhook that the service has signed: refused by an error that is short and repeats nothing of
/// them; or, read naively, they are of this issuer, for this client, of now, and about one event.
///
/// # Panics
///
/// If the law is broken.
pub fn signed_claims_are_checked(overlaid: &Value) {
    let issuer = Issuer::new();
    let claims = claims(overlaid);
    match verify(&issuer, token(&issuer, &claims).as_bytes(), NOW) {
        Ok(verified) => {
            assert_eq!(claims["iss"], ISSUER, "another issuer is believed");
            let audience = &claims["aud"];
            let among = |all: &Vec<Value>| all.contains(&json!("client"));
            assert!(audience == "client" || audience.as_array().is_some_and(among), "for others");
            assert_eq!(claims["jti"], verified.id().as_str(), "another id");
            let seconds = |name: &str| {
                claims.get(name).map(|value| value.as_f64().expect("a time is a number"))
            };
            let (now, tolerance) = (NOW as f64, TOLERANCE as f64);
            let issued = seconds("iat").expect("it says when it was made");
            assert!(issued <= now + tolerance, "it is of the future");
            assert!(issued >= now - tolerance - AGE as f64, "it is old");
            assert!(seconds("exp").is_none_or(|exp| exp > now - tolerance), "it has expired");
            assert!(seconds("nbf").is_none_or(|nbf| nbf <= now + tolerance), "it is not valid yet");
            let events = claims["events"].as_object().expect("events are an object");
            let (urn, payload) = events.iter().next().expect("there is an event");
            assert_eq!(events.len(), 1, "there are several events");
            assert!(urn.strip_prefix(PREFIX).is_some_and(|tail| !tail.is_empty()), "{urn}");
            assert!(payload.is_object(), "the payload is no object");
            assert_reads_from_queue(&verified);
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Verification, "{error}");
            assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
            assert_short(&error);
            quoting::assert_repeats_nothing(overlaid.to_string().as_bytes(), |overlaid| {
                let overlaid: Value = serde_json::from_slice(overlaid).ok()?;
                let token = token(&issuer, &self::claims(&overlaid));
                Some(quoting::shown(&verify(&issuer, token.as_bytes(), NOW).err()?))
            });
        }
    }
}

/// What was verified is read out of its bytes, or lacks what its event must have; and then says so without
/// quoting.
fn assert_reads_from_queue(verified: &VerifiedWebhook) {
    match verified.event() {
        Ok(event) => {
            assert_eq!(&event.id, verified.id());
            assert_eq!(event.user_id.as_ref(), verified.user_id());
            assert_eq!(&event.event_type, verified.event_type());
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Decoding, "{error}");
            let path = error.webhook_error().expect("it is about a webhook").path();
            assert!(path.starts_with("payload"), "{path}");
            assert_short(&error);
        }
    }
}

/// A payload is read to the same in both forms, or refused in both at the same place.
///
/// # Panics
///
/// If the law is broken.
pub fn both_forms_say_the_same(event: &str, urn: &str, payload: &Value) {
    let issuer = Issuer::new();
    let body = json!({"id": "1", "eventType": event, "userId": "u", "payload": payload});
    let unverified = webhooks::unverified(body.to_string().as_bytes());
    let claims = claims(&json!({"jti": "1", "sub": "u", "events": {urn: payload}}));
    let signed = verify(&issuer, token(&issuer, &claims).as_bytes(), NOW);
    let signed = signed.expect("a payload that is an object is good").event();
    match (unverified, signed) {
        (Ok(unverified), Ok(signed)) => assert_eq!(unverified, signed),
        (Err(unverified), Err(signed)) => {
            let place = |error: &Error| {
                let error = error.webhook_error().expect("it is about a webhook");
                (error.path().to_owned(), error.category())
            };
            assert_eq!(place(&unverified), place(&signed));
        }
        (one, other) => panic!("{one:?} and {other:?} of {payload}"),
    }
}

/// A good webhook with one character replaced by any other, or one more put in, is refused.
///
/// # Panics
///
/// If the law is broken.
pub fn changed_webhooks_are_refused(position: usize, character: char, insert: bool) {
    let issuer = Issuer::new();
    let good = token(&issuer, &claims(&json!({})));
    verify(&issuer, good.as_bytes(), NOW).expect("the untouched webhook is good");
    let position = position % good.len();
    let end = if insert { position } else { position + 1 };
    let mut changed = good.clone();
    changed.replace_range(position..end, character.encode_utf8(&mut [0; 4]));
    if changed != good {
        let error = verify(&issuer, changed.as_bytes(), NOW).expect_err("a change is believed");
        assert_eq!(error.kind(), ErrorKind::Verification, "{error}");
    }
}

/// With a tolerance of 10 s and a greatest age of 300 s, a webhook is good from the later of `nbf` and `iat` to the
/// earlier of `exp` and its greatest age, all widened by the tolerance: in one interval, or never.
///
/// # Panics
///
/// If the law is broken.
pub fn webhooks_are_good_in_one_interval(
    issued: i32,
    expires: Option<i32>,
    not_before: Option<i32>,
    moments: &[i32],
) {
    let issuer = Issuer::new();
    let of = |offset: i32| NOW + i64::from(offset);
    let mut overlaid = json!({"iat": of(issued)});
    if let Some(expires) = expires {
        overlaid["exp"] = json!(of(expires));
    }
    if let Some(not_before) = not_before {
        overlaid["nbf"] = json!(of(not_before));
    }
    let token = token(&issuer, &claims(&overlaid));
    let from = of(not_before.map_or(issued, |time| time.max(issued))) - TOLERANCE;
    let old = of(issued) + AGE + TOLERANCE + 1;
    let to = expires.map_or(old, |expires| old.min(of(expires) + TOLERANCE));
    let edges = [from - 1, from, to - 1, to, i64::MIN, i64::MAX];
    let moments = moments.iter().map(|offset| of(*offset)).chain(edges);
    for now in moments {
        let good = verify(&issuer, token.as_bytes(), now).is_ok();
        assert_eq!(good, (from..to).contains(&now), "{now} of {from}..{to}");
    }
}

/// A token with any claims is no webhook and an `id_token` at once, whichever issuers the one believes that does.
///
/// # Panics
///
/// If the law is broken.
pub fn no_token_is_both(overlaid: &Value) {
    let issuer = Issuer::new();
    let mut all = claims(&json!({}));
    let of_id_token = issuer.token(overlaid);
    for (name, value) in overlaid.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    for token in [of_id_token, token(&issuer, &all)] {
        let webhook = verify(&issuer, token.as_bytes(), NOW).is_ok();
        let id_token = issuer.verify(&token, NOW).is_ok();
        assert!(!(webhook && id_token), "one token is good for two things: {all}");
    }
}

/// The claims of a good webhook, with others laid over them.
fn claims(overlaid: &Value) -> Value {
    let mut all = json!({
        "iss": ISSUER, "aud": "client", "jti": "0d5a2b1c", "sub": "64b0f3a1", "iat": NOW,
        "events": {format!("{PREFIX}new-transactions"): {"accounts": []}},
    });
    for (name, value) in overlaid.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    all
}

fn token(issuer: &Issuer, claims: &Value) -> String {
    issuer.signed(Some("k1"), claims)
}

fn verify(issuer: &Issuer, body: &[u8], now: i64) -> Result<VerifiedWebhook, Error> {
    let verifier = WebhookVerifier::new(ISSUER, "client".into(), aws_lc_rs::verifier())
        .algorithm(JwsAlgorithm::Es256);
    verifier.verify(body, issuer.keys(), UnixTime::from_seconds(now))
}

fn assert_short(error: &Error) {
    let shown = error.to_string();
    assert!(shown.len() < LONGEST_ERROR, "{shown}");
}
