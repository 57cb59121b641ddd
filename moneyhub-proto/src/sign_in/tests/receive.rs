//! The callback belongs to the sign-in, checked in the order of the specification.

use super::*;
use crate::ground::error::{ErrorKind, Outcome, VerificationError::*};

fn receive_with(
    parameters: &[(&str, &str)],
    issuer_parameter: IssuerParameter,
) -> Result<ReturnedSignIn, Error> {
    let pending = pending(Flow::AuthorisationCode);
    let state = pending.state.expose_secret().to_owned();
    let parameters: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(name, value)| (*name, if *value == "right" { &*state } else { *value }))
        .collect();
    pending.receive(&callback(&parameters), issuer_parameter, fixture::now())
}

fn received(parameters: &[(&str, &str)]) -> Result<ReturnedSignIn, Error> {
    receive_with(parameters, IssuerParameter::Optional)
}

#[test]
fn a_callback_of_this_sign_in_is_taken() {
    received(&[("state", "right"), ("code", CODE)]).unwrap();
    received(&[("state", "right"), ("code", CODE), ("iss", ISSUER)]).unwrap();
    received(&[("state", "right"), ("code", CODE), ("session_state", "x")]).unwrap();
}

#[test]
fn state_is_always_asked_for() {
    assert_eq!(check_of(received(&[("code", CODE)])), StateMissing);
    assert_eq!(check_of(received(&[("code", CODE), ("state", "")])), StateMissing);
}

#[test]
fn only_the_very_same_state_is_taken() {
    let pending = pending(Flow::AuthorisationCode);
    let state = pending.state.expose_secret();
    for other in ["other", &state[1..], &format!("{state}A"), &state.to_lowercase()] {
        let returned = receive(&pending, &[("state", other), ("code", CODE)]);
        assert_eq!(check_of(returned), StateMismatch);
    }
}

#[test]
fn the_state_of_another_sign_in_is_refused() {
    let mut entropy = fixture::counting();
    let mut begin = || {
        let sign_in = sign_in(Flow::AuthorisationCode);
        sign_in.begin(ClientId::from(CLIENT), ISSUER, fixture::now(), &mut entropy).unwrap().pending
    };
    let (one, other) = (begin(), begin());
    let parameters = [("state", other.state.expose_secret()), ("code", CODE)];
    assert_eq!(check_of(receive(&one, &parameters)), StateMismatch);
}

#[test]
fn another_issuer_is_a_mix_up() {
    for iss in ["https://elsewhere.example", "https://identity.moneyhub.co.uk", "x"] {
        let returned = received(&[("state", "right"), ("code", CODE), ("iss", iss)]);
        assert_eq!(check_of(returned), CallbackIssuerMismatch);
    }
}

#[test]
fn a_service_that_says_so_must_send_its_issuer() {
    let required = IssuerParameter::Required;
    let returned = receive_with(&[("state", "right"), ("code", CODE)], required);
    assert_eq!(check_of(returned), CallbackIssuerMissing);
    receive_with(&[("state", "right"), ("code", CODE), ("iss", ISSUER)], required).unwrap();
}

#[test]
fn the_discovery_document_says_whether_the_issuer_is_sent() {
    let mut document = crate::config::DiscoveryDocument::new(ISSUER, "a", "b", "c");
    assert_eq!(IssuerParameter::of_document(&document), IssuerParameter::Optional);
    document.authorization_response_iss_parameter_supported = Some(true);
    assert_eq!(IssuerParameter::of_document(&document), IssuerParameter::Required);
}

#[test]
fn a_refusal_is_the_services_and_says_what_to_do() {
    let parameters =
        [("state", "right"), ("error", "access_denied"), ("error_description", "canary")];
    let error = received(&parameters).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("access_denied"));
    let refusal = error.sign_in_refusal().unwrap();
    assert_eq!((refusal.description(), refusal.uri()), (Some("canary"), None));
    let shown = error.to_string();
    assert!(shown.contains("access_denied: the user or their bank refused"), "{shown}");
    assert!(!format!("{shown} {error:?}").contains("canary"));
}

#[test]
fn a_code_that_nobody_knows_is_there_to_be_asked_for_and_not_printed() {
    let error = received(&[("state", "right"), ("error", "canary_code")]).unwrap_err();
    assert_eq!(error.code(), Some("canary_code"));
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
}

#[test]
fn a_refusal_of_a_forged_callback_is_not_believed() {
    let forged = [("state", "wrong"), ("error", "access_denied")];
    assert_eq!(check_of(received(&forged)), StateMismatch);
    let mixed_up = [("state", "right"), ("iss", "x"), ("error", "access_denied")];
    assert_eq!(check_of(received(&mixed_up)), CallbackIssuerMismatch);
}

/// Everything is wrong; one thing after the other is corrected.
#[test]
fn the_checks_come_in_their_order() {
    let flow = Flow::AuthorisationCode;
    let begun = begin(&sign_in(flow)).pending;
    let state = begun.state.expose_secret();
    let at = |seconds, parameters: &[(&str, &str)]| {
        let now = UnixTime::from_seconds(NOW + seconds);
        begun.receive(&callback(parameters), IssuerParameter::Required, now)
    };
    let token = ("access_token", TOKEN);
    assert_eq!(check_of(at(3600, &[("iss", "x"), ("error", "e"), token])), SignInExpired);
    assert_eq!(check_of(at(0, &[("iss", "x"), ("error", "e"), token])), StateMissing);
    let wrong = [("state", "x"), ("iss", "x"), ("error", "e"), token];
    assert_eq!(check_of(at(0, &wrong)), StateMismatch);
    let mixed_up = [("state", state), ("iss", "x"), ("error", "e"), token];
    assert_eq!(check_of(at(0, &mixed_up)), CallbackIssuerMismatch);
    let refused = [("state", state), ("iss", ISSUER), ("error", "e"), token];
    assert!(at(0, &refused).unwrap_err().sign_in_refusal().is_some());
    let right = [("state", state), ("iss", ISSUER), ("code", CODE)];
    at(0, &right).unwrap();
}

#[test]
fn each_flow_has_its_parameters_and_no_others() {
    let (code, id_token) = (("code", CODE), ("id_token", "x"));
    let missing = |parameter| ParameterMissing { parameter };
    let unexpected = |parameter| UnexpectedParameter { parameter };
    let access_token = ("access_token", TOKEN);
    for (flow, parameters, error) in [
        (Flow::AuthorisationCode, vec![], missing("code")),
        (Flow::AuthorisationCode, vec![code, id_token], unexpected("id_token")),
        (Flow::AuthorisationCode, vec![code, access_token], unexpected("access_token")),
        (Flow::Hybrid, vec![code], missing("id_token")),
        (Flow::Hybrid, vec![id_token], missing("code")),
        (Flow::Hybrid, vec![code, id_token, access_token], unexpected("access_token")),
        (Flow::Implicit, vec![], missing("id_token")),
        (Flow::Implicit, vec![code, id_token], unexpected("code")),
        (Flow::Implicit, vec![id_token, access_token], unexpected("access_token")),
    ] {
        let pending = pending(flow);
        let mut all = vec![("state", pending.state.expose_secret())];
        all.extend(&parameters);
        assert_eq!(check_of(receive(&pending, &all)), error, "{flow:?} {parameters:?}");
    }
}

#[test]
fn the_user_may_come_back_until_the_last_second() {
    let pending = pending(Flow::AuthorisationCode);
    let parameters = [("state", pending.state.expose_secret()), ("code", CODE)];
    let at = |seconds| {
        let now = UnixTime::from_seconds(NOW + seconds);
        pending.receive(&callback(&parameters), IssuerParameter::Optional, now)
    };
    at(3599).unwrap();
    assert_eq!(check_of(at(3600)), SignInExpired);
}

/// A payment may have been made by then.
#[test]
fn an_error_of_the_service_is_no_refusal() {
    for (code, outcome) in [
        ("access_denied", Outcome::Refused),
        ("invalid_scope", Outcome::Refused),
        ("login_required", Outcome::Refused),
        ("server_error", Outcome::Uncertain),
        ("temporarily_unavailable", Outcome::Uncertain),
        ("some_error_of_tomorrow", Outcome::Uncertain),
    ] {
        let error = received(&[("state", "right"), ("error", code)]).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, outcome), "{code}");
        assert!(!error.is_retryable(), "{code}");
        assert_eq!(error.sign_in_refusal().unwrap().code(), code);
    }
}

#[test]
fn refusals_are_equal_when_the_service_has_said_the_same() {
    let refused = |parameters: &[(&str, &str)]| {
        let parameters = [&[("state", "right")], parameters].concat();
        received(&parameters).unwrap_err().sign_in_refusal().unwrap().clone()
    };
    let (code, words) = (("error", "access_denied"), ("error_description", "no"));
    assert_eq!(refused(&[code, words]), refused(&[code, words]));
    for other in
        [&[code][..], &[("error", "server_error"), words], &[code, words, ("error_uri", "u")]]
    {
        assert_ne!(refused(&[code, words]), refused(other));
    }
}
