//! A forged or changed token, callback or stored text signs nobody in.

pub(crate) mod issuer;

use moneyhub_proto::{
    Error, ErrorKind, Outcome, Secret,
    env::{EntropyError, UnixTime},
    error::VerificationError,
    id::{ConnectionId, ProviderId, UserId},
    jose::{JsonWebKey, JsonWebKeySet, PublicKey},
    sign_in::{
        BegunSignIn, Callback, Checked, ExpectedIdToken, Flow, IssuerParameter, Journey,
        PendingSignIn, SignIn,
    },
};
use serde_json::{Value, json};

pub use self::issuer::{Issuer, NOW};
use crate::{memory, naive, quoting};

/// The longest that an error of this half may be, in bytes, however long its input was.
const LONGEST_ERROR: usize = 400;

/// The user and the connection that are asked for.
pub(crate) const USER: &str = "64b0f3a1c2d4e5f60718293a";
pub(crate) const CONNECTION: &str = "9c1185a5c5e9fc54612808977ee8f548:3f2a9d10";

/// More seconds than any tolerance of clocks.
const SLACK: f64 = 3601.0;

/// Any text as an `id_token`: refused as one, by an error that is short and quotes nothing.
///
/// # Panics
///
/// If the law is broken.
pub fn made_up_tokens_are_refused(text: &str) {
    let issuer = Issuer::new();
    let verify = || issuer.verify(text, NOW);
    let read = memory::read_in_proportion("an id_token", text.len(), verify);
    let error = read.expect_err("a text that nobody signed is believed");
    assert_eq!(error.kind(), ErrorKind::Verification, "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert_short(&error);
    quoting::assert_repeats_nothing(text.as_bytes(), |text| {
        let error = issuer.verify(&String::from_utf8_lossy(text), NOW).err()?;
        Some(quoting::shown(&error))
    });
}

/// Any claims in a token that the service has signed: refused by an error that is short and repeats
/// nothing of them; or, read naively, they are of this issuer, for this client, about somebody, and
/// of now.
///
/// # Panics
///
/// If the law is broken.
pub fn signed_claims_are_checked(overlaid: &Value) {
    let issuer = Issuer::new();
    let token = issuer.token(overlaid);
    match issuer.verify(&token, NOW) {
        Ok(verified) => {
            let claim = |name| overlaid.get(name).cloned();
            let is_this = |given: Option<Value>, right: &str| given.is_none_or(|it| it == right);
            assert!(is_this(claim("iss"), issuer::ISSUER), "another issuer is believed");
            let for_us = |aud: &Value| {
                aud == "client" || aud.as_array().is_some_and(|all| all.contains(&json!("client")))
            };
            assert!(claim("aud").is_none_or(|aud| for_us(&aud)), "a token for others is believed");
            let sub = claim("sub").unwrap_or_else(|| json!("64b0f3a1c2d4e5f60718293a"));
            assert!(sub == verified.sub().as_str() && sub != "", "it is about another, or nobody");
            let seconds =
                |name| claim(name).map(|value| value.as_f64().expect("a time is a number"));
            let now = NOW as f64;
            assert!(seconds("exp").is_none_or(|exp| exp > now - SLACK), "it has expired");
            assert!(seconds("iat").is_none_or(|iat| iat < now + SLACK), "it is of the future");
            assert!(seconds("nbf").is_none_or(|nbf| nbf < now + SLACK), "it is not valid yet");
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Verification, "{error}");
            assert_short(&error);
            quoting::assert_repeats_nothing(overlaid.to_string().as_bytes(), |claims| {
                let claims: Value = serde_json::from_slice(claims).ok()?;
                let error = issuer.verify(&issuer.token(&claims), NOW).err()?;
                Some(quoting::shown(&error))
            });
        }
    }
}

/// A good token with one character replaced by any other, or one more put in, is refused.
///
/// # Panics
///
/// If the law is broken.
pub fn changed_tokens_are_refused(position: usize, character: char, insert: bool) {
    let issuer = Issuer::new();
    let token = issuer.token(&json!({}));
    issuer.verify(&token, NOW).expect("the untouched token is good");
    let position = position % token.len();
    let end = if insert { position } else { position + 1 };
    let mut changed = token.clone();
    changed.replace_range(position..end, character.encode_utf8(&mut [0; 4]));
    if changed != token {
        let error = issuer.verify(&changed, NOW).expect_err("a changed token is believed");
        assert_eq!(error.kind(), ErrorKind::Verification, "{error}");
    }
}

/// Any JSON as a key of the service: a key or an error; and a token is believed by no other key than
/// the one that signed it.
///
/// # Panics
///
/// If the law is broken.
pub fn made_up_keys_verify_nothing(members: &serde_json::Map<String, Value>) {
    let issuer = Issuer::new();
    let mut members = members.clone();
    members.insert("kid".to_owned(), json!("k1"));
    let key = JsonWebKey::from(members);
    if let Err(reason) = PublicKey::of_json_web_key(&key) {
        assert!(reason.to_string().len() < LONGEST_ERROR);
    }
    let keys = JsonWebKeySet::from(vec![key]);
    let token = issuer.token(&json!({}));
    let verified = issuer.verifier().verify(&token, &ExpectedIdToken::default(), &keys, at(NOW));
    assert!(verified.is_err(), "a key that nobody has is believed");
}

/// Any claims in a signed `id_token` that comes with a callback, where a user and a connection were
/// asked for: refused, by an error that is short; or they are those that were asked for, and the
/// `nonce` is that of this sign-in.
///
/// # Panics
///
/// If the law is broken.
pub fn signed_callbacks_are_checked(overlaid: &Value) {
    let issuer = Issuer::new();
    let pending = begin(Flow::Implicit, &[7; 96]);
    let nonce = pending.request.nonce.expose_secret().to_owned();
    let pending = pending.pending;
    let asked = [("mh:con_id", CONNECTION), ("nonce", nonce.as_str()), ("sub", USER)];
    let mut claims = json!({});
    for (name, value) in asked {
        claims[name] = overlaid.get(name).cloned().unwrap_or_else(|| json!(value));
    }
    let members = overlaid.as_object().into_iter().flatten();
    members.for_each(|(name, value)| claims[name] = value.clone());
    let form =
        format!("id_token={}&state={}", issuer.token(&claims), pending.state().expose_secret());
    let callback = Callback::from_form(form.as_bytes()).expect("the callback is good");
    let parameter = IssuerParameter::Optional;
    let returned = pending.receive(&callback, parameter, at(NOW));
    let returned = returned.expect("the callback is of this sign-in");
    assert!(returned.needs_keys(), "an id_token is believed without a key");
    match returned.check(&issuer.verifier(), issuer.keys(), at(NOW)) {
        Ok(Checked::Exchange(_)) => panic!("a code out of nothing"),
        Ok(Checked::SignedIn(signed_in)) => {
            for (name, value) in asked {
                assert_eq!(claims[name], value, "another {name} is believed");
            }
            assert_eq!(signed_in.id_token.sub().as_str(), USER, "another user");
            assert!(signed_in.tokens.is_none(), "tokens out of nothing");
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Verification, "{error}");
            assert_short(&error);
            assert!(!quoting::shown(&error).contains(&nonce), "the nonce is shown");
        }
    }
}

/// Any text as a callback, in each of the ways that one comes: refused by an error that is short and
/// quotes nothing; or a stage of the sign-in, and then it has the `state`, and no parameter twice.
///
/// # Panics
///
/// If the law is broken.
pub fn callbacks_give_a_stage_or_an_error(text: &str, flow: Flow) {
    let pending = begin(flow, &[7; 96]).pending;
    let state = pending.state().expose_secret();
    // Once as it is, and once with what is hard to guess.
    for text in [text.to_owned(), text.replace("STATE", state)] {
        let ways = [
            Callback::from_query(&text),
            Callback::from_fragment(&text),
            Callback::from_form(text.as_bytes()),
        ];
        let [.., as_form] = ways
            .map(|callback| {
                let callback = callback?;
                let parameter = IssuerParameter::Optional;
                pending.receive(&callback, parameter, at(NOW)).map(|_| ())
            })
            .map(|received| received.inspect_err(assert_refused));
        quoting::assert_repeats_nothing(text.as_bytes(), |text| {
            let callback = Callback::from_form(text);
            let received = callback.and_then(|callback| {
                pending.receive(&callback, IssuerParameter::Optional, at(NOW)).map(|_| ())
            });
            Some(quoting::shown(&received.err()?))
        });
        if as_form.is_ok() {
            // The naive reader is stricter; what it can't read, it has no word in.
            let Some(pairs) = naive::form_decoded(&text) else { continue };
            let states = pairs.iter().filter(|(name, _)| name == "state");
            let states: Vec<&str> = states.map(|(_, value)| value.as_str()).collect();
            assert_eq!(states, [state], "a callback of another sign-in is taken");
        }
    }
}

/// Any text as a stored sign-in: refused by an error that is short and quotes nothing; or restored,
/// and then what is stored of it again is restored to the same.
///
/// # Panics
///
/// If the law is broken.
pub fn stored_texts_are_restored_or_refused(text: &str) {
    let restore = || PendingSignIn::restore(&Secret::from(text), at(NOW));
    match memory::read_in_proportion("a stored sign-in", text.len(), restore) {
        Ok(pending) => {
            let stored = pending.to_secret();
            let again = PendingSignIn::restore(&stored, at(NOW)).expect("what was stored is good");
            let again = again.to_secret();
            assert_eq!(again.expose_secret(), stored.expose_secret(), "storing changes it");
        }
        Err(error) => {
            let expired = error.verification_error() == Some(&VerificationError::SignInExpired);
            assert!(expired || error.kind() == ErrorKind::Request, "{error}");
            assert_short(&error);
            quoting::assert_repeats_nothing(text.as_bytes(), |text| {
                let text = Secret::from(String::from_utf8_lossy(text).into_owned());
                Some(quoting::shown(&PendingSignIn::restore(&text, at(NOW)).err()?))
            });
        }
    }
}

/// A text that [`stored_texts_are_restored_or_refused`] restores, to be changed.
#[must_use]
pub fn stored(flow: Flow) -> String {
    begin(flow, &[7; 96]).pending.to_secret().expose_secret().to_owned()
}

/// The times that a token says of itself, in seconds from [`NOW`].
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// `exp`.
    pub expires: i32,
    /// `nbf`, if it is there.
    pub not_before: Option<i32>,
    /// `iat`.
    pub issued: i32,
}

/// With a tolerance of 10 s, a token is valid from the later of `nbf` and `iat` to just before `exp`,
/// both widened by the tolerance: in one interval, or never.
///
/// # Panics
///
/// If the law is broken.
pub fn tokens_are_valid_in_one_interval(times: Times, moments: &[i32]) {
    let issuer = Issuer::new();
    let of = |offset: i32| NOW + i64::from(offset);
    let mut claims = json!({"exp": of(times.expires), "iat": of(times.issued)});
    if let Some(not_before) = times.not_before {
        claims["nbf"] = json!(of(not_before));
    }
    let token = issuer.token(&claims);
    let from = of(times.not_before.map_or(times.issued, |time| time.max(times.issued))) - 10;
    let to = of(times.expires) + 10;
    // The edges are where it breaks, if it breaks.
    let edges = [from - 1, from, from + 1, to - 1, to, to + 1, i64::MIN, i64::MAX];
    let mut moments: Vec<i64> = moments.iter().map(|offset| of(*offset)).chain(edges).collect();
    moments.sort_unstable();
    let valid = moments.iter().map(|now| issuer.verify(&token, *now).is_ok());
    let valid: Vec<bool> = valid.collect();
    for (now, valid) in moments.iter().zip(&valid) {
        assert_eq!(*valid, (from..to).contains(now), "{now} of {from}..{to}");
    }
    let changes = valid.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(changes <= 2, "valid, invalid, and valid again");
}

/// The three one-time values of two sign-ins are equal where their entropy is, and nowhere else; and
/// no stage shows one of them.
///
/// # Panics
///
/// If the law is broken.
pub fn one_time_values_repeat_only_with_their_entropy(entropies: [&[u8; 96]; 2]) {
    let mut made: Vec<(&[u8], String)> = Vec::new();
    for entropy in entropies {
        let begun = begin(Flow::Hybrid, entropy);
        let stored = begun.pending.to_secret();
        let values = [
            begun.request.state.expose_secret(),
            begun.request.nonce.expose_secret(),
            &code_verifier(&stored),
        ];
        let shown = format!("{begun:?} {begun:#?} {stored:?}");
        for (entropy, value) in entropy.chunks(32).zip(values) {
            assert!(!shown.contains(value), "a one-time value is shown");
            made.push((entropy, value.to_owned()));
        }
        assert!(!shown.contains(stored.expose_secret()), "the stored sign-in is shown");
    }
    for (one, other) in made.iter().flat_map(|one| made.iter().map(move |other| (one, other))) {
        assert_eq!(one.0 == other.0, one.1 == other.1, "values repeat without their entropy");
    }
}

fn begin(flow: Flow, entropy: &[u8; 96]) -> BegunSignIn {
    let mut bytes = entropy.iter();
    let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        for byte in buffer {
            *byte = *bytes.next().ok_or(EntropyError)?;
        }
        Ok(())
    };
    let (user, connection) = (UserId::from(USER), ConnectionId::from(CONNECTION));
    let journey = match flow {
        Flow::Implicit => Journey::reauth(&user, &connection),
        _ => Journey::connect(&ProviderId::from("9c1185a5c5e9fc54612808977ee8f548")),
    };
    let journey = journey.expect("the ids are good");
    let sign_in = SignIn { flow, ..SignIn::new("https://shop.example/callback", journey) };
    sign_in.begin("client".into(), issuer::ISSUER, at(NOW), &mut entropy).expect("there is entropy")
}

/// Read out of the stored form naively: nothing else gives it away.
pub(crate) fn code_verifier(stored: &Secret) -> String {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let (_, body) = stored.expose_secret().split_once('.').expect("there is a version");
    let json = BASE64_URL_SAFE_NO_PAD.decode(body).expect("it is base64url");
    let json: Value = serde_json::from_slice(&json).expect("it is JSON");
    json["code_verifier"].as_str().expect("it is a text").to_owned()
}

/// The codes of RFC 6749 section 4.1.2.1 and OpenID Connect Core section 3.1.2.6 but for those that stand for a
/// 500 and a 503.
const REFUSING: [&str; 13] = [
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "invalid_request",
    "invalid_request_object",
    "invalid_request_uri",
    "invalid_scope",
    "login_required",
    "request_not_supported",
    "request_uri_not_supported",
    "unauthorized_client",
    "unsupported_response_type",
];

fn assert_refused(error: &Error) {
    let expected = match error.sign_in_refusal() {
        Some(refusal) if REFUSING.contains(&refusal.code()) => {
            (ErrorKind::Identity, Outcome::Refused)
        }
        Some(_) => (ErrorKind::Identity, Outcome::Uncertain),
        None => (ErrorKind::Verification, Outcome::NotSent),
    };
    assert_eq!((error.kind(), error.outcome()), expected, "{error}");
    assert_short(error);
}

fn assert_short(error: &Error) {
    assert!(error.to_string().len() < LONGEST_ERROR, "too long: {error}");
}

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds)
}
