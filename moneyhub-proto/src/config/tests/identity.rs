//! Who the client is, who the issuer is, and where its endpoints are.

use std::{sync::Arc, time::Duration};

use super::*;
use crate::{
    api::identity::{
        AuthorisationRequest, ClientCredentials, GetJsonWebKeys, Introspect, Journey, Nonce,
        PushedAuthorisation, ResponseType, Revoke, State,
    },
    codec,
    config::DiscoveryDocument,
    ground::{error::Outcome, scope},
    jose::{
        PublicKey, VerifierError,
        test_signer::{Manner, TestSigner},
    },
};

const ISSUER: &str = "https://identity.moneyhub.co.uk/oidc";

fn authenticated(authentication: ClientAuthentication) -> ConfigBuilder {
    Config::builder().client_id("client").client_authentication(authentication)
}

fn document(issuer: &str, base: &str) -> DiscoveryDocument {
    let url = |path: &str| format!("{base}{path}");
    let mut document =
        DiscoveryDocument::new(issuer, url("/authorise"), url("/tokens"), url("/keys"));
    document.pushed_authorization_request_endpoint = Some(url("/par"));
    document.introspection_endpoint = Some(url("/look"));
    document.revocation_endpoint = Some(url("/revoke"));
    document
}

fn token_url(config: &Config) -> String {
    let request =
        codec::encode_without_token(&ClientCredentials::of_client(scope::USER_READ), config)
            .unwrap();
    request.uri().to_string()
}

#[test]
fn a_secret_twice_is_refused() {
    let twice = authenticated(ClientAuthentication::None).client_secret("secret");
    assert!(
        refusal(twice).starts_with("client_authentication is given together with client_secret")
    );
}

#[test]
fn every_method_needs_a_client_id() {
    for method in [
        ClientAuthentication::None,
        ClientAuthentication::SelfSignedTls,
        ClientAuthentication::PrivateKeyJwt(TestSigner::new(Manner::AtOnce)),
        ClientAuthentication::SecretBasic("secret".into()),
        ClientAuthentication::SecretPost("secret".into()),
    ] {
        let refused = refusal(Config::builder().client_authentication(method));
        assert_eq!(refused, "client_id is missing");
    }
}

#[test]
fn what_is_signed_needs_a_client_id() {
    let signer = || TestSigner::new(Manner::AtOnce);
    let grant = Config::builder().user_tokens(UserGrant::JwtBearer(signer()));
    assert_eq!(refusal(grant), "client_id is missing");
    let objects = Config::builder().request_objects(RequestObjects::Signed(signer()));
    assert_eq!(refusal(objects), "client_id is missing");
}

#[test]
fn an_empty_secret_is_refused_by_every_way() {
    for method in [ClientAuthentication::SecretBasic, ClientAuthentication::SecretPost] {
        assert_eq!(refusal(authenticated(method("".into()))), "client_secret is empty");
    }
}

#[test]
fn the_issuer_is_under_the_identity_url_unless_it_is_named() {
    let config = builder().identity_url("https://gate.test/prefix/").build().unwrap();
    assert_eq!(config.issuer(), "https://gate.test/prefix/oidc");
    let config = builder().identity_url("https://gate.test").issuer(ISSUER).build().unwrap();
    assert_eq!(config.issuer(), ISSUER);
    assert_eq!(token_url(&config), "https://gate.test/oidc/token");
}

#[test]
fn an_issuer_stays_to_the_letter() {
    let config = builder().issuer("https://id.test/oidc/").build().unwrap();
    assert_eq!(config.issuer(), "https://id.test/oidc/");
}

#[test]
fn an_issuer_is_a_url_as_good_as_the_others() {
    assert!(refusal(builder().issuer("identity")).starts_with("issuer"));
    assert!(refusal(builder().issuer("http://id.test")).starts_with("issuer must be https"));
    assert!(builder().issuer("http://localhost:1/oidc").allow_loopback_http().build().is_ok());
}

#[test]
fn verification_has_its_defaults() {
    let config = builder().build().unwrap();
    assert_eq!(config.id_token_signed_response_alg(), JwsAlgorithm::Rs256);
    assert_eq!(config.clock_tolerance(), Duration::from_secs(10));
}

#[test]
fn there_is_a_verifier_when_a_provider_of_cryptography_is_compiled_in() {
    let compiled_in = cfg!(any(feature = "aws-lc-rs", feature = "ring"));
    assert_eq!(builder().build().unwrap().verifier().is_some(), compiled_in);
}

#[test]
fn a_verifier_that_is_set_is_the_one_that_is_used() {
    struct No;
    impl Verifier for No {
        fn verify(
            &self,
            _: JwsAlgorithm,
            _: &PublicKey,
            _: &[u8],
            _: &[u8],
        ) -> Result<(), VerifierError> {
            Err(VerifierError::InvalidSignature)
        }
    }
    let own: Arc<dyn Verifier> = Arc::new(No);
    let set = builder().verifier(Arc::clone(&own)).build().unwrap();
    assert_eq!(Arc::as_ptr(set.verifier().unwrap()).cast::<()>(), Arc::as_ptr(&own).cast());
}

#[test]
fn discovered_endpoints_are_used_in_place_of_the_documented_ones() {
    let base = "https://identity.moneyhub.co.uk/v2";
    let config = builder().discovered(document(ISSUER, base)).build().unwrap();
    assert_eq!(token_url(&config), format!("{base}/tokens"));
    let at = |endpoint: Result<http::Request<bytes::Bytes>, crate::ground::error::Error>| {
        endpoint.unwrap().uri().to_string()
    };
    let (token, token_type_hint) = (crate::ground::secret::Secret::from("t"), None);
    let introspect = Introspect { token: token.clone(), token_type_hint: None };
    let revoke = Revoke { token, token_type_hint };
    assert_eq!(at(codec::encode_without_token(&introspect, &config)), format!("{base}/look"));
    assert_eq!(at(codec::encode_without_token(&revoke, &config)), format!("{base}/revoke"));
    assert_eq!(at(codec::encode_without_token(&GetJsonWebKeys, &config)), format!("{base}/keys"));
    let url = PushedAuthorisation::new("urn:x").authorisation_url(&config, &"client".into());
    let expected = format!("{base}/authorise?client_id=client&request_uri=urn%3Ax");
    assert_eq!(url.expose_secret(), expected);
}

#[test]
fn pushed_requests_go_where_the_document_says() {
    let mut entropy = |buffer: &mut [u8]| -> Result<(), crate::ground::env::EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    let request = AuthorisationRequest::new(
        "client".into(),
        "https://shop.example/callback",
        Journey::connect(&"bank1".into()).unwrap(),
        ResponseType::IdToken,
        State::generate(&mut entropy).unwrap(),
        Nonce::generate(&mut entropy).unwrap(),
    );
    let base = "https://identity.moneyhub.co.uk/v2";
    let config = builder().discovered(document(ISSUER, base)).build().unwrap();
    let push = crate::api::identity::PushedAuthorisationRequest { request };
    let request = codec::encode_without_token(&push, &config).unwrap();
    assert_eq!(request.uri().to_string(), format!("{base}/par"));
}

#[test]
fn an_endpoint_that_the_document_does_not_name_stays_where_it_is_documented() {
    let mut document = document(ISSUER, ISSUER);
    document.revocation_endpoint = None;
    let config = builder().discovered(document).build().unwrap();
    let revoke = Revoke { token: "t".into(), token_type_hint: None };
    let request = codec::encode_without_token(&revoke, &config).unwrap();
    assert_eq!(request.uri().to_string(), format!("{ISSUER}/token/revocation"));
}

#[test]
fn an_authorisation_endpoint_with_a_query_keeps_it() {
    let mut document = document(ISSUER, ISSUER);
    document.authorization_endpoint.push_str("?tenant=1");
    let config = builder().discovered(document).build().unwrap();
    let url = PushedAuthorisation::new("urn:x").authorisation_url(&config, &"client".into());
    assert!(url.expose_secret().contains("/authorise?tenant=1&client_id=client&request_uri="));
}

#[test]
fn behind_a_gateway_the_issuers_endpoints_are_reached_through_it() {
    let gateway = builder().identity_url("https://gate.test/mh").issuer(ISSUER);
    let config = gateway.discovered(document(ISSUER, ISSUER)).build().unwrap();
    assert_eq!(token_url(&config), "https://gate.test/mh/oidc/tokens");
    let url = PushedAuthorisation::new("urn:x").authorisation_url(&config, &"client".into());
    assert!(url.expose_secret().starts_with("https://gate.test/mh/oidc/authorise?"));
}

#[test]
fn a_document_that_can_not_be_believed_is_refused() {
    let foreign = document(ISSUER, "https://evil.test");
    let other = document("https://evil.test/oidc", ISSUER);
    // Begins like the issuer, but is on another host or path.
    let longer = document(ISSUER, "https://identity.moneyhub.co.uk/oidc.evil.test");
    let gateway = || builder().identity_url("https://gate.test").issuer(ISSUER);
    for builder in [
        builder().discovered(foreign.clone()),
        builder().discovered(other),
        gateway().discovered(foreign),
        gateway().discovered(longer),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::NotSent));
    }
}

#[test]
fn debug_shows_no_key() {
    let signer = TestSigner::new(Manner::AtOnce);
    let builder = authenticated(ClientAuthentication::PrivateKeyJwt(signer.clone()))
        .request_objects(RequestObjects::Signed(signer.clone()))
        .user_tokens(UserGrant::JwtBearer(signer));
    let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap());
    assert!(!shown.contains("canary"), "{shown}");
    let post = authenticated(ClientAuthentication::SecretPost("canary".into()));
    assert!(!format!("{post:?} {:?}", post.clone().build().unwrap()).contains("canary"));
}
