use std::{sync::Arc, time::Duration};

use http::Request;
use pollster::block_on;
use serde_json::{Value, json};

use super::*;
use crate::{
    api::{
        identity::{ClientCredentials, JwtBearer},
        users,
    },
    codec::Endpoint,
    config::{AssertionAudience, ConfigBuilder, DiscoveryDocument},
    driver::{Client, scripted::Scripted},
    ground::{
        env::{EntropyError, Monotonic, Now},
        error::{ErrorKind, Outcome},
        scope::{self, Scopes},
    },
    jose::{
        JwsAlgorithm,
        test_signer::{Manner, SIGNATURE, TestSigner, member, parts},
    },
};

const SEVENS: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
const TOKEN: &str = r#"{"access_token":"a1","token_type":"Bearer","expires_in":7200}"#;
const ISSUER: &str = "https://identity.moneyhub.co.uk/oidc";

fn builder(signer: &Arc<TestSigner>) -> ConfigBuilder {
    let signer: Arc<dyn Signer> = signer.clone();
    Config::builder()
        .client_id("client")
        .client_authentication(ClientAuthentication::PrivateKeyJwt(signer))
}

/// The JWTs of a call at 2023-11-14T22:13:20Z, with entropy that consists of sevens.
fn jwts<E: Endpoint>(endpoint: &E, config: &Config) -> Result<Vec<ClientJwt>, Error> {
    let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    let now = Now { unix: UnixTime::from_seconds(1_700_000_000), monotonic: Monotonic::default() };
    ClientJwt::all_of(config, &endpoint.call()?, &mut Env { now, entropy: &mut entropy })
}

fn signed<E: Endpoint>(endpoint: &E, config: &Config) -> (Value, Value, Vec<u8>) {
    let [mut jwt] = <[_; 1]>::try_from(jwts(endpoint, config).unwrap()).ok().unwrap();
    jwt.sign(Ok(SIGNATURE.to_vec())).unwrap();
    parts(jwt.text())
}

fn assertion(builder: ConfigBuilder) -> Value {
    signed(&ClientCredentials::of_client(scope::USER_READ), &builder.build().unwrap()).1
}

fn sent_form(request: &Request<bytes::Bytes>) -> (Value, Value, Vec<u8>) {
    parts(&member(request.body(), "client_assertion"))
}

#[test]
fn a_client_assertion_is_that_of_the_reference() {
    let config = builder(&TestSigner::new(Manner::AtOnce)).build().unwrap();
    let (header, claims, signature) =
        signed(&ClientCredentials::of_client(scope::USER_READ), &config);
    assert_eq!(header, json!({"alg": "PS256", "kid": "key-1"}));
    let expected = json!({
        "iss": "client",
        "sub": "client",
        "aud": [ISSUER, format!("{ISSUER}/token")],
        "jti": SEVENS,
        "iat": 1_700_000_000,
        "exp": 1_700_000_060,
    });
    assert_eq!(claims, expected);
    assert_eq!(signature, SIGNATURE);
}

#[test]
fn what_is_signed_is_header_and_claims_as_they_are_sent() {
    let config = builder(&TestSigner::new(Manner::AtOnce)).build().unwrap();
    let mut jwts = jwts(&ClientCredentials::of_client(scope::USER_READ), &config).unwrap();
    let message = jwts[0].signing_request(Duration::ZERO).unwrap().message().to_vec();
    jwts[0].sign(Ok(SIGNATURE.to_vec())).unwrap();
    assert_eq!(jwts[0].text().rsplit_once('.').unwrap().0.as_bytes(), message);
    assert!(jwts[0].is_whole());
}

#[test]
fn a_key_without_an_id_makes_a_header_without_one() {
    let signer = Arc::new(TestSigner {
        algorithm: JwsAlgorithm::Es512,
        key_id: None,
        manner: Manner::AtOnce,
        asked: Default::default(),
        messages: Default::default(),
    });
    let (header, ..) =
        signed(&ClientCredentials::of_client(scope::USER_READ), &builder(&signer).build().unwrap());
    assert_eq!(header, json!({"alg": "ES512"}));
}

#[test]
fn the_audience_is_as_configured() {
    let signer = TestSigner::new(Manner::AtOnce);
    let of = |audience| assertion(builder(&signer).assertion_audience(audience))["aud"].clone();
    let token_endpoint = format!("{ISSUER}/token");
    assert_eq!(of(AssertionAudience::Issuer), ISSUER);
    assert_eq!(of(AssertionAudience::TokenEndpoint), token_endpoint);
    assert_eq!(of(AssertionAudience::IssuerAndTokenEndpoint), json!([ISSUER, token_endpoint]));
}

#[test]
fn behind_a_gateway_the_audience_is_the_issuers_own() {
    let gateway = builder(&TestSigner::new(Manner::AtOnce))
        .identity_url("https://gate.test/moneyhub")
        .issuer(ISSUER);
    assert_eq!(assertion(gateway.clone())["aud"], json!([ISSUER, format!("{ISSUER}/token")]));
    let document = DiscoveryDocument::new(
        ISSUER,
        format!("{ISSUER}/auth"),
        format!("{ISSUER}/other/token"),
        format!("{ISSUER}/certs"),
    );
    let aud = assertion(gateway.discovered(document))["aud"].clone();
    assert_eq!(aud, json!([ISSUER, format!("{ISSUER}/other/token")]));
}

#[test]
fn a_grant_assertion_is_that_of_the_reference() {
    let config = Config::builder()
        .identity_url("https://gate.test")
        .issuer(ISSUER)
        .client_id("client")
        .client_secret("secret")
        .user_tokens(UserGrant::JwtBearer(TestSigner::new(Manner::AtOnce)))
        .build()
        .unwrap();
    let grant = JwtBearer { user_id: "u1".into(), scopes: scope::USER_READ.into() };
    let (header, claims, _) = signed(&grant, &config);
    assert_eq!(header, json!({"alg": "PS256", "kid": "key-1"}));
    let expected = json!({
        "iss": "client",
        "sub": "u1",
        "aud": ISSUER,
        "jti": SEVENS,
        "iat": 1_700_000_000,
        "exp": 1_700_000_600,
    });
    assert_eq!(claims, expected);
}

#[test]
fn a_grant_assertion_needs_a_key() {
    let config = Config::builder().client_id("client").client_secret("secret").build().unwrap();
    let grant = JwtBearer { user_id: "u1".into(), scopes: Scopes::default() };
    let error = jwts(&grant, &config).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.to_string(), "user_tokens is missing");
}

#[test]
fn a_grant_assertion_is_signed_with_the_key_of_request_objects_where_there_is_no_other() {
    let signer = TestSigner::new(Manner::AtOnce);
    let builder = Config::builder().client_id("client").client_secret("secret");
    let config = builder.request_objects(RequestObjects::Signed(signer)).build().unwrap();
    let grant = JwtBearer { user_id: "u1".into(), scopes: Scopes::default() };
    assert_eq!(signed(&grant, &config).1["sub"], "u1");
}

#[test]
fn a_grant_for_nobody_is_refused_before_it_is_signed() {
    let grant = JwtBearer { user_id: "".into(), scopes: Scopes::default() };
    assert_eq!(grant.call().unwrap_err().to_string(), "identity.jwt_bearer: sub is empty");
}

#[test]
fn the_grant_sends_both_assertions_in_one_form_and_signs_both() {
    let script = Scripted::new().reply(200, TOKEN);
    let signer = TestSigner::new(Manner::AtOnce);
    let config = builder(&signer).user_tokens(UserGrant::JwtBearer(signer.clone()));
    let client = Client::new(config.build().unwrap(), Arc::new(script.clone()));
    let grant = JwtBearer { user_id: "u1".into(), scopes: scope::USER_READ.into() };
    block_on(client.send(grant)).unwrap();
    let form = script.requests()[0].body().clone();
    let grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    assert_eq!(member(&form, "grant_type"), grant_type);
    assert_eq!(member(&form, "scope"), "user:read");
    assert_eq!(parts(&member(&form, "assertion")).1["sub"], "u1");
    assert_eq!(parts(&member(&form, "client_assertion")).1["sub"], "client");
    assert_eq!(member(&form, "client_id"), "client");
    assert_eq!(signer.asked(), 2);
}

#[test]
fn every_attempt_has_an_assertion_of_its_own() {
    let script = Scripted::new().reply(503, "").reply(503, "").reply(200, TOKEN);
    let signer = TestSigner::new(Manner::AtOnce);
    let client = Client::new(builder(&signer).build().unwrap(), Arc::new(script.clone()));
    block_on(client.send(ClientCredentials::of_client(scope::USER_READ))).unwrap();
    let claims: Vec<Value> = script.requests().iter().map(|sent| sent_form(sent).1).collect();
    assert_eq!(claims.len(), 3);
    for (position, one) in claims.iter().enumerate() {
        assert_eq!(one["jti"].as_str().unwrap().len(), 43);
        assert!(claims[..position].iter().all(|other| other["jti"] != one["jti"]));
    }
    assert_eq!(signer.asked(), 3);
}

#[test]
fn an_assertion_has_the_time_of_its_attempt() {
    let script = Scripted::new().reply_with(503, &[("retry-after", "30")], "").reply(200, TOKEN);
    let signer = TestSigner::new(Manner::AtOnce);
    let client = Client::new(builder(&signer).build().unwrap(), Arc::new(script.clone()));
    block_on(client.send(ClientCredentials::of_client(scope::USER_READ))).unwrap();
    let issued = |position: usize| sent_form(&script.requests()[position]).1["iat"].clone();
    assert_eq!(issued(0), 1_714_550_400);
    assert_eq!(issued(1), 1_714_550_430);
}

#[test]
fn calls_for_a_user_get_their_token_by_the_grant_that_is_configured() {
    let user = r#"{"data":[]}"#;
    let script = Scripted::new().reply(200, TOKEN).reply(200, user).reply(200, user);
    let signer = TestSigner::new(Manner::AtOnce);
    let config = Config::builder()
        .client_id("client")
        .client_secret("secret")
        .user_tokens(UserGrant::JwtBearer(signer.clone()));
    let client = Client::new(config.build().unwrap(), Arc::new(script.clone()));
    let call = || {
        crate::codec::RawCall::get(crate::config::Service::Data, "/accounts", &[]).for_user("u1")
    };
    for _ in 0..2 {
        block_on(client.send(call().needs(scope::USER_READ))).unwrap();
    }
    let form = script.requests()[0].body().clone();
    assert_eq!(parts(&member(&form, "assertion")).1["sub"], "u1");
    assert_eq!((script.requests().len(), signer.asked()), (3, 1));
}

#[test]
fn calls_of_the_client_itself_get_theirs_by_client_credentials_all_the_same() {
    let script = Scripted::new().reply(200, TOKEN).reply(200, r#"{"userId":"u1"}"#);
    let signer = TestSigner::new(Manner::AtOnce);
    let config = Config::builder()
        .client_id("client")
        .client_secret("secret")
        .user_tokens(UserGrant::JwtBearer(signer.clone()));
    let client = Client::new(config.build().unwrap(), Arc::new(script.clone()));
    block_on(client.send(users::Get { user_id: "u1".into() })).unwrap();
    let form = script.requests()[0].body().clone();
    assert_eq!(member(&form, "grant_type"), "client_credentials");
    assert_eq!(signer.asked(), 0);
}

#[test]
fn a_refused_client_is_told_apart_from_a_failed_signature() {
    let script = Scripted::new().reply(401, r#"{"error":"invalid_client"}"#);
    let signer = TestSigner::new(Manner::AtOnce);
    let client = Client::new(builder(&signer).build().unwrap(), Arc::new(script));
    let error = block_on(client.send(ClientCredentials::of_client(scope::USER_READ))).unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Identity, Some("invalid_client")));
    assert_eq!(error.outcome(), Outcome::Refused);
}
