//! Between two requests of a web application.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use super::*;
use crate::ground::{
    error::{ErrorKind, Outcome, VerificationError::*},
    secret::Secret,
};

fn restore(text: &str) -> Result<PendingSignIn, Error> {
    PendingSignIn::restore(&Secret::from(text), fixture::now())
}

fn all() -> Vec<PendingSignIn> {
    let mut all = Vec::new();
    for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
        for journey in [connect(), reauth()] {
            for max_age in [None, Some(Duration::from_secs(300))] {
                let sign_in =
                    SignIn { flow, max_age, ..SignIn::new(REDIRECT_URI, journey.clone()) };
                all.push(begin(&sign_in).pending);
            }
        }
    }
    all
}

#[test]
fn what_was_stored_is_restored_whole() {
    for pending in all() {
        let stored = pending.to_secret();
        let restored = PendingSignIn::restore(&stored, fixture::now()).unwrap();
        assert_eq!(restored.to_secret().expose_secret(), stored.expose_secret());
        assert_eq!(restored.redirect_uri, pending.redirect_uri);
        assert_eq!(restored.subject, pending.subject);
        assert_eq!(restored.connection_id, pending.connection_id);
        assert_eq!((restored.flow, restored.max_age), (pending.flow, pending.max_age));
        assert_eq!(restored.expires_at(), pending.expires_at());
        assert!(restored.state().matches(pending.state.expose_secret()));
        assert!(restored.nonce.matches(pending.nonce.expose_secret()));
        assert!(restored.code_verifier.matches(pending.code_verifier.expose_secret()));
    }
}

#[test]
fn it_fits_into_a_cookie() {
    for pending in all() {
        let stored = pending.to_secret();
        let text = stored.expose_secret();
        assert!(text.starts_with("mhsi1."));
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
        assert!(text.len() < 1024, "{}", text.len());
    }
}

/// The form is a promise: a web application may be updated while a user is away.
#[test]
fn what_the_first_version_stored_can_be_restored() {
    let json = format!(
        r#"{{"issuer":"{ISSUER}","client_id":"{CLIENT}","state":"{0}","nonce":"{0}","code_verifier":"{0}","redirect_uri":"{REDIRECT_URI}","response_type":"code id_token","sub":"{USER}","connection_id":"{CONNECTION}","max_age":300,"expires_at":{1}}}"#,
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc",
        NOW + 1
    );
    let pending = restore(&format!("mhsi1.{}", fixture::encode(json))).unwrap();
    assert_eq!((pending.flow, pending.max_age), (Flow::Hybrid, Some(300)));
    assert_eq!(pending.subject, Some(UserId::from(USER)));
    assert_eq!(pending.connection_id, Some(ConnectionId::from(CONNECTION)));
}

#[test]
fn one_that_took_too_long_is_not_restored() {
    let pending = pending(Flow::AuthorisationCode);
    let at = |seconds| {
        let now = UnixTime::from_seconds(NOW + seconds);
        PendingSignIn::restore(&pending.to_secret(), now)
    };
    at(3599).unwrap();
    assert_eq!(check_of(at(3600)), SignInExpired);
}

#[test]
fn the_lifetime_is_the_callers() {
    let lifetime = Duration::from_secs(60);
    let begun = begin(&SignIn { lifetime, ..sign_in(Flow::Hybrid) });
    assert_eq!(begun.pending.expires_at(), UnixTime::from_seconds(NOW + 60));
    let begun = begin(&SignIn { lifetime: Duration::MAX, ..sign_in(Flow::Hybrid) });
    assert_eq!(begun.pending.expires_at(), UnixTime::from_seconds(i64::MAX));
}

#[test]
fn another_version_is_told_apart_from_nonsense() {
    let stored = pending(Flow::Hybrid).to_secret();
    let other = stored.expose_secret().replacen("mhsi1.", "mhsi3.", 1);
    let error = restore(&other).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
    let parameter = "the pending sign-in";
    assert_eq!(error.request_error(), Some(&RequestError::OtherVersion { parameter }));
}

#[test]
fn what_was_not_made_here_is_refused() {
    let stored = pending(Flow::Hybrid).to_secret();
    let text = stored.expose_secret();
    let changed = |from: &str, to: &str| {
        let json = BASE64_URL_SAFE_NO_PAD.decode(&text[6..]).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert!(json.contains(from), "{json}");
        format!("mhsi1.{}", fixture::encode(json.replacen(from, to, 1)))
    };
    for text in [
        "",
        "mhsi1.",
        "mhsi1",
        "mhsi.",
        "mhsix.e30",
        "mhsi1.e30",
        "mhsi1.e30=",
        &text[..text.len() - 1],
        &text[6..],
        &format!("{text} "),
        &format!(" {text}"),
        &changed(r#""response_type":"code id_token""#, r#""response_type":"token""#),
        &changed(r#""state":""#, r#""state":"A"#),
        &changed(r#""nonce":""#, r#""nonce":"A"#),
        &changed(r#""code_verifier":""#, r#""code_verifier":"A"#),
        &changed(r#""expires_at":"#, r#""expires_at":0."#),
        &format!("mhsi1.{}", "A".repeat(1_000_000)),
    ] {
        let error = restore(text).unwrap_err();
        let parameter = "the pending sign-in";
        let expected = RequestError::NotRestorable { parameter };
        assert_eq!(error.request_error(), Some(&expected), "{text:.40}");
    }
}

#[test]
fn sixteen_kibibytes_are_read_and_not_a_byte_more() {
    let stored = pending(Flow::Hybrid).to_secret();
    let json = BASE64_URL_SAFE_NO_PAD.decode(&stored.expose_secret()[6..]).unwrap();
    // Blanks after the last brace change nothing.
    let of_length = |length: usize| {
        let mut json = json.clone();
        json.resize((length - 6) * 3 / 4, b' ');
        let text = format!("mhsi1.{}", fixture::encode(json));
        assert_eq!(text.len(), length);
        restore(&text)
    };
    of_length(16 * 1024).unwrap();
    assert!(of_length(16 * 1024 + 1).is_err());
}
