use std::sync::Arc;

use http::Request;
use pollster::block_on;
use serde_json::{Value, json};

use super::*;
use crate::{
    api::identity::{
        CodeVerifier, Journey, Nonce, PushedAuthorisationRequest, ResponseMode, ResponseType,
        State, claims::Claims,
    },
    codec,
    config::{Config, ConfigBuilder, RequestObjects},
    driver::{Client, blocking, scripted::Scripted},
    ground::{
        env::{EntropyError, Env, Monotonic, Now, UnixTime},
        error::{ErrorKind, RequestError},
    },
    jose::{
        Signer,
        test_signer::{Manner, SIGNATURE, TestSigner, member, members, parts},
    },
    sign_in::AuthorisationUrl,
};

const SEVENS: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
const EIGHTS: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";
const PUSHED: &str = r#"{"request_uri":"urn:x","expires_in":60}"#;

fn filled_with(byte: u8) -> impl FnMut(&mut [u8]) -> Result<(), EntropyError> {
    move |buffer| {
        buffer.fill(byte);
        Ok(())
    }
}

fn request(response_type: ResponseType) -> AuthorisationRequest {
    AuthorisationRequest::new(
        "client".into(),
        "https://shop.example/callback",
        Journey::connect(&"bank1".into()).unwrap(),
        response_type,
        State::generate(&mut filled_with(7)).unwrap(),
        Nonce::generate(&mut filled_with(8)).unwrap(),
    )
}

fn code() -> ResponseType {
    let verifier = CodeVerifier::restore("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    ResponseType::Code { code_challenge: verifier.challenge() }
}

fn builder(request_objects: RequestObjects) -> ConfigBuilder {
    Config::builder().client_id("client").client_secret("secret").request_objects(request_objects)
}

fn signed_by(signer: &Arc<TestSigner>) -> ConfigBuilder {
    let signer: Arc<dyn Signer> = signer.clone();
    builder(RequestObjects::Signed(signer))
}

fn pushed(request: AuthorisationRequest, config: ConfigBuilder) -> Request<bytes::Bytes> {
    let script = Scripted::new().reply(201, PUSHED);
    let client = Client::new(config.build().unwrap(), Arc::new(script.clone()));
    block_on(client.send(PushedAuthorisationRequest { request })).unwrap();
    script.requests().remove(0)
}

fn url(request: &AuthorisationRequest, config: &Config) -> Result<AuthorisationUrl, Error> {
    let now = Now { unix: UnixTime::from_seconds(1_700_000_000), monotonic: Monotonic::default() };
    request.url(config, &mut Env { now, entropy: &mut filled_with(9) })
}

/// The claims that a request becomes, without those of the attempt.
fn claims_of(request: AuthorisationRequest) -> Value {
    let form = pushed(request, builder(RequestObjects::Unsigned));
    parts(&member(form.body(), "request")).1
}

#[test]
fn a_pushed_object_is_that_of_the_reference() {
    let request = pushed(request(code()), signed_by(&TestSigner::new(Manner::AtOnce)));
    let (header, mut claims, signature) = parts(&member(request.body(), "request"));
    let typ = "oauth-authz-req+jwt";
    assert_eq!(header, json!({"alg": "PS256", "kid": "key-1", "typ": typ}));
    let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert_eq!(jti.as_str().unwrap().len(), 43);
    let expected = json!({
        "iss": "client",
        "aud": "https://identity.moneyhub.co.uk/oidc",
        "iat": 1_714_550_400,
        "exp": 1_714_550_700,
        "client_id": "client",
        "response_type": "code",
        "redirect_uri": "https://shop.example/callback",
        "scope": "id:bank1 openid",
        "state": SEVENS,
        "nonce": EIGHTS,
        "claims": {"id_token": {"mh:con_id": {"essential": true}, "sub": {"essential": true}}},
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        "prompt": "consent",
    });
    assert_eq!(claims, expected);
    assert_eq!(signature, SIGNATURE);
}

#[test]
fn the_form_of_a_pushed_object_has_the_client_id_and_nothing_else() {
    let request = pushed(request(code()), signed_by(&TestSigner::new(Manner::AtOnce)));
    let names: Vec<_> = members(request.body()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["client_id", "request"]);
    assert!(request.headers().contains_key("authorization"));
}

#[test]
fn an_object_that_is_not_signed_says_so_and_ends_in_a_dot() {
    let request = pushed(request(code()), builder(RequestObjects::Unsigned));
    let object = member(request.body(), "request");
    assert!(object.ends_with('.'));
    let (header, claims, signature) = parts(&object);
    assert_eq!(header, json!({"alg": "none", "typ": "oauth-authz-req+jwt"}));
    assert_eq!(claims["iss"], "client");
    assert!(signature.is_empty());
}

#[test]
fn what_is_absent_is_left_out() {
    let mut request = request(ResponseType::IdToken);
    request.prompt = None;
    request.journey.claims = Claims::new();
    let claims = claims_of(request);
    for name in ["code_challenge", "code_challenge_method", "prompt", "response_mode", "claims"] {
        assert!(claims.get(name).is_none(), "{name}");
    }
}

#[test]
fn what_is_present_is_in_it() {
    let mut request = request(ResponseType::IdToken);
    request.response_mode = Some(ResponseMode::FormPost);
    assert_eq!(claims_of(request)["response_mode"], "form_post");
}

#[test]
fn an_object_and_an_assertion_are_signed_one_after_the_other_by_their_own_keys() {
    let (of_objects, of_client) =
        (TestSigner::new(Manner::AtOnce), TestSigner::new(Manner::AtOnce));
    let method = crate::config::ClientAuthentication::PrivateKeyJwt(of_client.clone());
    let config = Config::builder()
        .client_id("client")
        .client_authentication(method)
        .request_objects(RequestObjects::Signed(of_objects.clone()));
    let request = pushed(request(code()), config);
    let names: Vec<_> = members(request.body()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["client_id", "request", "client_assertion_type", "client_assertion"]);
    let signed = |signer: &TestSigner| signer.messages.lock().unwrap().concat();
    let sent = |name| member(request.body(), name).rsplit_once('.').unwrap().0.to_owned();
    assert_eq!(signed(&of_objects), sent("request"));
    assert_eq!(signed(&of_client), sent("client_assertion"));
}

#[test]
fn every_attempt_to_push_has_an_object_of_its_own() {
    let script = Scripted::new().reply(503, "").reply(201, PUSHED);
    let config = signed_by(&TestSigner::new(Manner::AtOnce)).build().unwrap();
    let client = Client::new(config, Arc::new(script.clone()));
    block_on(client.send(PushedAuthorisationRequest { request: request(code()) })).unwrap();
    let jti = |position: usize| {
        parts(&member(script.requests()[position].body(), "request")).1["jti"].clone()
    };
    assert_ne!(jti(0), jti(1));
}

#[test]
fn an_object_is_not_for_the_codec_even_without_a_signature() {
    let push = PushedAuthorisationRequest { request: request(code()) };
    let config = builder(RequestObjects::Unsigned).build().unwrap();
    let error = codec::encode_without_token(&push, &config).unwrap_err();
    assert_eq!(error.request_error(), Some(&RequestError::MissingJwt));
}

#[test]
fn an_empty_id_in_the_claims_is_refused_in_every_form() {
    for (parameter, claims) in [
        ("sub", Claims::new().put_sub(Some(&"".into()))),
        ("mh:con_id", Claims::new().put_connection_id(Some(&"".into()))),
    ] {
        let mut request = request(code());
        request.journey.claims = claims;
        let refused = Some(RequestError::Empty { parameter });
        for objects in [RequestObjects::Inline, RequestObjects::Unsigned] {
            let error = url(&request, &builder(objects).build().unwrap()).unwrap_err();
            assert_eq!(error.request_error().copied(), refused);
        }
        let push = PushedAuthorisationRequest { request };
        let error = crate::codec::Endpoint::call(&push).unwrap_err();
        assert_eq!(error.request_error().copied(), refused);
    }
}

#[test]
fn a_url_carries_the_object_beside_what_oauth_requires_there() {
    let config = signed_by(&TestSigner::new(Manner::AtOnce)).build().unwrap();
    let mut url = url(&request(code()), &config).unwrap();
    let signing = url.signing_request().unwrap();
    assert_eq!(signing.signer().key_id(), Some("key-1"));
    url.sign(Ok(SIGNATURE.to_vec())).unwrap();
    let url = url.finish().unwrap();
    let (endpoint, query) = url.expose_secret().split_once('?').unwrap();
    assert_eq!(endpoint, "https://identity.moneyhub.co.uk/oidc/auth");
    let names: Vec<_> = members(query.as_bytes()).into_iter().map(|(name, _)| name).collect();
    let expected =
        ["client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "request"];
    assert_eq!(names, expected);
    let object = member(query.as_bytes(), "request");
    assert_eq!(object.rsplit_once('.').unwrap().0.as_bytes(), signing.message());
    let (_, claims, _) = parts(&object);
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(1_700_000_000), &json!(1_700_000_300)));
    assert_eq!(claims["redirect_uri"], "https://shop.example/callback");
}

#[test]
fn a_url_without_its_signature_is_none() {
    let config = signed_by(&TestSigner::new(Manner::AtOnce)).build().unwrap();
    let error = url(&request(code()), &config).unwrap().finish().unwrap_err();
    assert_eq!(error.request_error(), Some(&RequestError::Unfinished));
}

#[test]
fn an_inline_url_is_the_same_as_ever() {
    let config = builder(RequestObjects::Inline).build().unwrap();
    let url = url(&request(code()), &config).unwrap();
    assert!(url.signing_request().is_none());
    let inline = request(code()).inline_url(&config).unwrap();
    assert_eq!(url.finish().unwrap().expose_secret(), inline.expose_secret());
}

#[test]
fn both_clients_sign_a_url() {
    let signer = TestSigner::new(Manner::AtOnce);
    let config = signed_by(&signer).build().unwrap();
    let transport = Arc::new(Scripted::new());
    let asynchronous = Client::new(config.clone(), transport.clone());
    let url = block_on(asynchronous.authorisation_url(&request(code()))).unwrap();
    assert!(url.expose_secret().contains("&request=ey"));
    let url = blocking::Client::new(config, transport).authorisation_url(&request(code()));
    assert!(url.unwrap().expose_secret().contains("&request=ey"));
    assert_eq!(signer.asked(), 2);
}

#[test]
fn a_url_whose_signature_fails_blames_the_environment() {
    let config = signed_by(&TestSigner::new(Manner::Fails)).build().unwrap();
    let client = Client::new(config, Arc::new(Scripted::new()));
    let error = block_on(client.authorisation_url(&request(code()))).unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Environment, true));
}

#[test]
fn a_url_whose_signature_never_comes_is_given_up() {
    let config = signed_by(&TestSigner::new(Manner::Never)).build().unwrap();
    let client = Client::new(config, Arc::new(Scripted::new()));
    let error = block_on(client.authorisation_url(&request(code()))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Environment);
}

#[test]
fn debug_shows_no_state_no_nonce_and_no_object() {
    let config = signed_by(&TestSigner::new(Manner::AtOnce)).build().unwrap();
    let mut url = url(&request(code()), &config).unwrap();
    let signing = url.signing_request().unwrap();
    let shown = format!("{url:?} {signing:?} {config:?}");
    url.sign(Ok(SIGNATURE.to_vec())).unwrap();
    let shown = format!("{shown} {url:?}");
    for secret in [SEVENS, EIGHTS, "canary", "eyJ"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_url_takes_the_first_signature_and_no_other() {
    let config = signed_by(&TestSigner::new(Manner::AtOnce)).build().unwrap();
    let mut url = url(&request(code()), &config).unwrap();
    url.sign(Ok(SIGNATURE.to_vec())).unwrap();
    url.sign(Ok(b"another".to_vec())).unwrap();
    let object = member(url.finish().unwrap().expose_secret().as_bytes(), "request");
    assert_eq!(parts(&object).2, SIGNATURE);
}

#[test]
fn a_url_whose_signature_never_comes_is_given_up_by_a_thread_as_well() {
    let retry = crate::config::Retry {
        deadline: std::time::Duration::from_millis(1),
        ..crate::config::Retry::default()
    };
    let config = signed_by(&TestSigner::new(Manner::Never)).retry(retry).build().unwrap();
    let client = blocking::Client::new(config, Arc::new(Scripted::new()));
    let error = client.authorisation_url(&request(code())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Environment);
}
