use super::*;
use crate::{
    api::identity::CodeVerifier,
    ground::{env::EntropyError, error::ErrorKind},
};

const SEVENS: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
const EIGHTS: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";

fn filled_with(byte: u8) -> impl FnMut(&mut [u8]) -> Result<(), EntropyError> {
    move |buffer| {
        buffer.fill(byte);
        Ok(())
    }
}

fn verifier() -> CodeVerifier {
    CodeVerifier::restore("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap()
}

fn request(response_type: ResponseType) -> AuthorisationRequest {
    AuthorisationRequest::new(
        "client".into(),
        "https://shop.example/callback?a=b",
        Journey::connect(&"bank1".into()).unwrap(),
        response_type,
        State::generate(&mut filled_with(7)).unwrap(),
        Nonce::generate(&mut filled_with(8)).unwrap(),
    )
}

fn code() -> ResponseType {
    ResponseType::Code { code_challenge: verifier().challenge() }
}

fn config() -> Config {
    Config::builder().client_id("client").client_secret("secret").build().unwrap()
}

fn names(request: &AuthorisationRequest) -> Vec<&'static str> {
    request.parameters().unwrap().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_request_for_a_code_has_every_parameter_in_a_fixed_order() {
    let expected = [
        ("client_id", "client"),
        ("response_type", "code"),
        ("redirect_uri", "https://shop.example/callback?a=b"),
        ("scope", "id:bank1 openid"),
        ("state", SEVENS),
        ("nonce", EIGHTS),
        ("claims", r#"{"id_token":{"mh:con_id":{"essential":true},"sub":{"essential":true}}}"#),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("prompt", "consent"),
    ];
    assert_eq!(request(code()).parameters().unwrap(), expected.map(|(n, v)| (n, v.to_owned())));
}

#[test]
fn what_is_absent_is_left_out() {
    let mut request = request(ResponseType::IdToken);
    request.prompt = None;
    request.journey.claims = crate::api::identity::claims::Claims::new();
    let expected = ["client_id", "response_type", "redirect_uri", "scope", "state", "nonce"];
    assert_eq!(names(&request), expected);
}

#[test]
fn a_hybrid_request_can_ask_for_a_form_post() {
    let code_challenge = verifier().challenge();
    let mut request = request(ResponseType::CodeIdToken { code_challenge });
    request.response_mode = Some(ResponseMode::FormPost);
    let parameters = request.parameters().unwrap();
    assert!(parameters.contains(&("response_type", "code id_token".to_owned())));
    assert!(parameters.contains(&("response_mode", "form_post".to_owned())));
    assert!(names(&request).contains(&"code_challenge"));
}

#[test]
fn the_inline_url_comes_apart_into_the_same_parameters() {
    let request = request(code());
    let url = request.inline_url(&config()).unwrap();
    let (endpoint, query) = url.expose_secret().split_once('?').unwrap();
    assert_eq!(endpoint, "https://identity.moneyhub.co.uk/oidc/auth");
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let expected = request.parameters().unwrap();
    let expected: Vec<_> = expected.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
    assert_eq!(pairs, expected);
    assert!(query.bytes().all(|byte| byte.is_ascii_graphic()));
}

#[test]
fn a_gateway_stays_in_the_url() {
    let config = Config::builder().identity_url("https://gateway.example/mh/oidc").build().unwrap();
    let url = request(code()).inline_url(&config).unwrap();
    assert!(url.expose_secret().starts_with("https://gateway.example/mh/oidc/auth?client_id="));
}

#[test]
fn a_redirect_uri_that_can_be_none_is_refused() {
    for uri in ["", "/callback", "https:", "https://a/#b", "https://a/ b", "https://a/\n", "1:x"] {
        let mut request = request(code());
        request.redirect_uri = uri.into();
        let error = request.parameters().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(error.to_string().starts_with("redirect_uri is not"), "{uri:?}: {error}");
    }
}

#[test]
fn a_redirect_uri_of_an_app_or_of_loopback_is_left_to_the_service() {
    for uri in ["com.example.app:/callback", "http://127.0.0.1:3000/callback"] {
        let mut request = request(code());
        request.redirect_uri = uri.into();
        assert!(request.parameters().is_ok(), "{uri}");
    }
}

#[test]
fn an_empty_client_id_is_refused() {
    let mut request = request(code());
    request.client_id = "".into();
    assert_eq!(request.parameters().unwrap_err().to_string(), "client_id is empty");
}

#[test]
fn debug_shows_neither_state_nor_nonce_nor_the_url() {
    let request = request(code());
    let shown = format!("{request:?} {:?}", request.inline_url(&config()).unwrap());
    assert!(!shown.contains(SEVENS) && !shown.contains(EIGHTS), "{shown}");
}
