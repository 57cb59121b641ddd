//! What is sent to every endpoint that authenticates the client, with every method.

use std::sync::Arc;

use http::Request;
use pollster::block_on;

use super::*;
use crate::{
    api::identity::{
        AuthorisationRequest, ClientCredentials, Introspect, Journey, Nonce,
        PushedAuthorisationRequest, ResponseType, Revoke, State,
    },
    codec::{self, Endpoint, Operation},
    config::{ClientAuthentication, ConfigBuilder},
    driver::{Client, scripted::Scripted},
    ground::{
        env::EntropyError,
        error::{ErrorKind, Outcome},
        scope::{self, Scopes},
    },
    jose::test_signer::{Manner, TestSigner, member, members},
};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn config(authentication: ClientAuthentication) -> ConfigBuilder {
    Config::builder().client_id("a client").client_authentication(authentication)
}

fn push() -> PushedAuthorisationRequest {
    let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    PushedAuthorisationRequest {
        request: AuthorisationRequest::new(
            "a client".into(),
            "https://shop.example/callback",
            Journey::reauth(&"u1".into(), &"b:c".into()).unwrap(),
            ResponseType::IdToken,
            State::generate(&mut entropy).unwrap(),
            Nonce::generate(&mut entropy).unwrap(),
        ),
    }
}

fn sent<E: Endpoint>(endpoint: E, authentication: &ClientAuthentication) -> Request<Bytes> {
    let script = Scripted::new().reply(200, "{}");
    let config = config(authentication.clone()).build().unwrap();
    let client = Client::new(config, Arc::new(script.clone()));
    // The answer does not matter here.
    drop(block_on(client.send(endpoint)));
    let [request] = script.requests().try_into().unwrap();
    request
}

/// The requests to all four endpoints, each with its own form.
fn sent_to_all(authentication: &ClientAuthentication) -> [(Request<Bytes>, String); 4] {
    let pushed = push().request.parameters().unwrap();
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pushed);
    let introspect = Introspect { token: "t".into(), token_type_hint: None };
    let revoke = Revoke { token: "t".into(), token_type_hint: None };
    let token = ClientCredentials::of_client(scope::USER_READ);
    let own = "grant_type=client_credentials&scope=user%3Aread";
    [
        (sent(token, authentication), own.to_owned()),
        (sent(push(), authentication), form.finish()),
        (sent(introspect, authentication), "token=t".to_owned()),
        (sent(revoke, authentication), "token=t".to_owned()),
    ]
}

fn body(request: &Request<Bytes>) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

/// The endpoint's own form, with the client's id in it once.
fn named(own: &str) -> String {
    if own.contains("client_id=") { own.to_owned() } else { format!("{own}&client_id=a+client") }
}

#[test]
fn a_secret_in_the_header_leaves_the_form_as_it_is() {
    for (request, own) in sent_to_all(&ClientAuthentication::SecretBasic("a secret".into())) {
        assert_eq!(body(&request), own);
        assert_eq!(request.headers()["authorization"], "Basic YStjbGllbnQ6YStzZWNyZXQ=");
        assert!(request.headers()["authorization"].is_sensitive());
    }
}

#[test]
fn a_secret_in_the_form_is_beside_the_client_id() {
    for (request, own) in sent_to_all(&ClientAuthentication::SecretPost("a secret".into())) {
        assert_eq!(body(&request), format!("{}&client_secret=a+secret", named(&own)));
        assert!(!request.headers().contains_key("authorization"));
    }
}

#[test]
fn a_certificate_or_nothing_goes_with_the_client_id() {
    for method in [ClientAuthentication::SelfSignedTls, ClientAuthentication::None] {
        for (request, own) in sent_to_all(&method) {
            assert_eq!(body(&request), named(&own));
            assert!(!request.headers().contains_key("authorization"));
        }
    }
}

#[test]
fn an_assertion_is_the_last_of_the_form_beside_its_type_and_the_client_id() {
    let method = ClientAuthentication::PrivateKeyJwt(TestSigner::new(Manner::AtOnce));
    for (request, own) in sent_to_all(&method) {
        let assertion = member(request.body(), "client_assertion");
        let mut expected = members(named(&own).as_bytes());
        expected.push(("client_assertion_type".into(), ASSERTION_TYPE.into()));
        expected.push(("client_assertion".into(), assertion));
        assert_eq!(members(request.body()), expected);
        assert!(!request.headers().contains_key("authorization"));
    }
}

#[test]
fn a_value_that_looks_like_a_client_id_is_none() {
    let config = config(ClientAuthentication::None).build().unwrap();
    let revoke = Revoke { token: "x&client_id=evil".into(), token_type_hint: None };
    let request = codec::encode_without_token(&revoke, &config).unwrap();
    assert_eq!(body(&request), "token=x%26client_id%3Devil&client_id=a+client");
}

#[test]
fn what_has_to_be_signed_is_not_for_the_codec() {
    let signer = TestSigner::new(Manner::AtOnce);
    let config = config(ClientAuthentication::PrivateKeyJwt(signer.clone())).build().unwrap();
    let grant = ClientCredentials::of_client(Scopes::default());
    let error = codec::encode_without_token(&grant, &config).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
    assert_eq!(error.request_error(), Some(&RequestError::MissingJwt));
    assert!(error.to_string().contains("`Exchange`"), "{error}");
    assert_eq!(signer.asked(), 0);
}

/// A form of an endpoint without authentication.
struct Anonymous;

impl Endpoint for Anonymous {
    type Output = ();
    const OPERATION: Operation<()> = crate::config::Service::Identity
        .post("anonymous", "/a", crate::codec::decode::empty)
        .of_nobody();

    fn fill(&self, call: Call) -> Call {
        call.form(&[("a", "b")])
    }
}

#[test]
fn a_form_of_an_endpoint_that_authenticates_nobody_names_nobody() {
    for authentication in
        [ClientAuthentication::None, ClientAuthentication::SecretPost("canary".into())]
    {
        let request = sent(Anonymous, &authentication);
        assert_eq!(body(&request), "a=b");
    }
}
