use super::*;
use crate::{
    api::identity::CodeChallenge,
    ground::{
        env::EntropyError,
        error::{ErrorKind, Outcome},
    },
};

fn parameters(sign_in: &SignIn) -> Vec<(&'static str, String)> {
    begin(sign_in).request.parameters().unwrap()
}

fn parameter(sign_in: &SignIn, name: &str) -> Option<String> {
    parameters(sign_in).into_iter().find(|(found, _)| *found == name).map(|(_, value)| value)
}

#[test]
fn the_request_carries_what_the_pending_sign_in_will_look_for() {
    let begun = begin(&sign_in(Flow::AuthorisationCode));
    let pending = &begun.pending;
    let parameters = begun.request.parameters().unwrap();
    for expected in [
        ("client_id", CLIENT),
        ("redirect_uri", REDIRECT_URI),
        ("state", pending.state.expose_secret()),
        ("nonce", pending.nonce.expose_secret()),
        ("code_challenge", pending.code_verifier.challenge().as_str()),
        ("code_challenge_method", CodeChallenge::METHOD),
        ("prompt", "consent"),
    ] {
        assert!(parameters.contains(&(expected.0, expected.1.to_owned())), "{expected:?}");
    }
}

#[test]
fn every_flow_asks_for_its_response_type() {
    for (flow, response_type) in [
        (Flow::AuthorisationCode, "code"),
        (Flow::Hybrid, "code id_token"),
        (Flow::Implicit, "id_token"),
    ] {
        let sign_in = sign_in(flow);
        assert_eq!(parameter(&sign_in, "response_type").as_deref(), Some(response_type));
        assert_eq!(flow.response_type(), response_type);
    }
}

#[test]
fn an_id_token_comes_as_a_form_unless_something_else_is_asked_for() {
    let mode = |sign_in: &SignIn| parameter(sign_in, "response_mode");
    assert_eq!(mode(&sign_in(Flow::AuthorisationCode)), None);
    for flow in [Flow::Hybrid, Flow::Implicit] {
        assert_eq!(mode(&sign_in(flow)).as_deref(), Some("form_post"));
        let fragment = Some(ResponseMode::Fragment);
        let sign_in = SignIn { response_mode: fragment, ..sign_in(flow) };
        assert_eq!(mode(&sign_in).as_deref(), Some("fragment"));
    }
}

#[test]
fn an_id_token_never_comes_in_a_query() {
    for flow in [Flow::Hybrid, Flow::Implicit] {
        let sign_in = SignIn { response_mode: Some(ResponseMode::Query), ..sign_in(flow) };
        let begun =
            sign_in.begin(ClientId::from(CLIENT), ISSUER, fixture::now(), &mut fixture::counting());
        let error = begun.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
        assert_eq!(error.request_error(), Some(&RequestError::IdTokenInQuery));
    }
}

#[test]
fn what_may_move_money_is_not_begun_without_a_code() {
    for scope in [
        "pay_file_consent:create",
        "payment",
        "recurring_payment:create",
        "reverse_payment",
        "standing_orders:create",
    ] {
        let journey = Journey::with_scopes(Scopes::parse(scope).unwrap());
        let begun = |flow| {
            let sign_in = SignIn { flow, ..SignIn::new(REDIRECT_URI, journey.clone()) };
            sign_in.begin(ClientId::from(CLIENT), ISSUER, fixture::now(), &mut fixture::counting())
        };
        assert!(begun(Flow::AuthorisationCode).is_ok() && begun(Flow::Hybrid).is_ok());
        let error = begun(Flow::Implicit).unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
        let refusal = error.request_error().unwrap();
        assert!(matches!(refusal, RequestError::Invalid { parameter: "flow", .. }), "{scope}");
    }
}

#[test]
fn max_age_is_sent_in_seconds() {
    let max_age = Some(Duration::from_millis(300_900));
    let sign_in = SignIn { max_age, ..sign_in(Flow::AuthorisationCode) };
    assert_eq!(parameter(&sign_in, "max_age").as_deref(), Some("300"));
}

#[test]
fn without_entropy_nothing_begins() {
    let mut fills = 0;
    for enough_for in 0..3 {
        let mut entropy = |buffer: &mut [u8]| {
            fills += 1;
            buffer.fill(fills);
            if fills > enough_for { Err(EntropyError) } else { Ok(()) }
        };
        let sign_in = sign_in(Flow::Hybrid);
        let error = sign_in
            .begin(ClientId::from(CLIENT), ISSUER, fixture::now(), &mut entropy)
            .unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Environment, Outcome::NotSent));
        fills = 0;
    }
}

#[test]
fn the_journey_s_fixed_user_and_connection_are_remembered() {
    let pending = begin(&SignIn::new(REDIRECT_URI, reauth())).pending;
    assert_eq!(pending.subject, Some(UserId::from(USER)));
    assert_eq!(pending.connection_id, Some(ConnectionId::from(CONNECTION)));
    let pending = begin(&SignIn::new(REDIRECT_URI, connect())).pending;
    assert_eq!((pending.subject, pending.connection_id), (None, None));
}

#[test]
fn debug_shows_no_value() {
    let begun = begin(&SignIn::new(REDIRECT_URI, reauth()));
    let returned = come_back(&begun.pending, "");
    let stages = format!("{begun:?} {returned:?} {:?}", check(&returned).unwrap());
    let pending = &begun.pending;
    for secret in [
        pending.state.expose_secret(),
        pending.nonce.expose_secret(),
        pending.code_verifier.expose_secret(),
        pending.to_secret().expose_secret(),
        USER,
        CONNECTION,
        CODE,
    ] {
        assert!(!stages.contains(secret), "{stages}");
    }
}
