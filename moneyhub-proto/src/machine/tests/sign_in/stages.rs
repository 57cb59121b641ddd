use super::*;
use crate::{driver::blocking, jose::JwtVerifier, sign_in::ExpectedIdToken};

#[test]
fn a_code_leads_to_who_signed_in_and_the_keys_come_before_it_is_spent() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let id_token = Key(1).sign(&sitting.claims());
    let sitting = sitting.tokens(&id_token);
    let signed_in = sitting.finish(&sitting.callback(&[("code", "the-code")])).unwrap();
    assert_eq!(signed_in.id_token.sub().as_str(), "u1");
    assert_eq!(signed_in.id_token.connection_id().unwrap().as_str(), "bank1:c1");
    assert!(signed_in.tokens.is_some());
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN]);
}

#[test]
fn the_keys_are_kept_for_the_next_user() {
    let first = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let id_token = Key(1).sign(&first.claims());
    let first = first.tokens(&id_token);
    first.finish(&first.callback(&[("code", "c1")])).unwrap();

    let (script, client) = (first.script.clone(), first.client.clone());
    let second = Sitting::begin_with(script, client, Flow::AuthorisationCode);
    let id_token = Key(1).sign(&second.claims());
    let before = second.script.requests().len();
    let second = second.tokens(&id_token);
    second.finish(&second.callback(&[("code", "c2")])).unwrap();
    assert_eq!(paths(&second.script)[before..], [TOKEN]);
}

#[test]
fn keys_that_changed_are_read_again_and_the_code_is_sent_once() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let id_token = Key(2).sign(&sitting.claims());
    let sitting = sitting.tokens(&id_token).reply(200, certs(&[Key(2)]));
    sitting.finish(&sitting.callback(&[("code", "c")])).unwrap();
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN, CERTS]);
}

#[test]
fn a_hybrid_sign_in_verifies_both_tokens() {
    let sitting = Sitting::begin(Flow::Hybrid).keys(&[Key(1)]);
    let mut in_front = sitting.claims();
    in_front["c_hash"] = half_hash("c").into();
    let (front, back) = (Key(1).sign(&in_front), Key(1).sign(&sitting.claims()));
    let sitting = sitting.tokens(&back);
    let callback = sitting.callback(&[("code", "c"), ("id_token", &front)]);
    assert!(sitting.finish(&callback).unwrap().tokens.is_some());
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS, TOKEN]);
}

#[test]
fn an_id_token_alone_needs_no_exchange() {
    let sitting = Sitting::begin(Flow::Implicit).keys(&[Key(1)]);
    let id_token = Key(1).sign(&sitting.claims());
    let signed_in = sitting.finish(&sitting.callback(&[("id_token", &id_token)])).unwrap();
    assert!(signed_in.tokens.is_none());
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS]);
}

#[test]
fn threads_sign_in_as_well() {
    let script = Scripted::new();
    let client = blocking::Client::new(config(), Arc::new(script.clone()));
    let script = script.reply(201, r#"{"request_uri":"urn:example:1"}"#);
    let journey = Journey::connect(&"bank1".into()).unwrap();
    let sign_in = SignIn::new("https://shop.example/callback", journey);
    let pushed = client.begin_sign_in(&sign_in).unwrap();
    let nonce = form_urlencoded::parse(script.requests()[0].body())
        .find(|(name, _)| name == "nonce")
        .map(|(_, nonce)| nonce.into_owned());
    let seconds = Transport::now(&script).unix.seconds();
    let claims = json!({
        "iss": "https://identity.moneyhub.co.uk/oidc", "aud": "client", "sub": "u1",
        "iat": seconds, "exp": seconds + 60, "nonce": nonce,
    });
    let tokens =
        json!({"access_token": "a", "token_type": "Bearer", "id_token": Key(1).sign(&claims)});
    let script = script
        .reply(200, discovery().to_string())
        .reply(200, certs(&[Key(1)]))
        .reply(200, tokens.to_string());
    let query = format!(
        "code=c&iss=https%3A%2F%2Fidentity.moneyhub.co.uk%2Foidc&state={}",
        pushed.pending.state().expose_secret()
    );
    let callback = Callback::from_query(&query).unwrap();
    let signed_in = client.finish_sign_in(&pushed.pending, &callback).unwrap();
    assert_eq!(signed_in.id_token.sub().as_str(), "u1");
    assert_eq!(script.left(), 0);
}

#[test]
fn a_token_that_came_otherwise_is_verified_with_the_same_keys() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let mut claims = sitting.claims();
    claims.as_object_mut().unwrap().remove("nonce");
    let token = Key(1).sign(&claims);
    let expected = ExpectedIdToken::default();
    let verified = pollster::block_on(sitting.client.verify_id_token(&token, &expected)).unwrap();
    assert_eq!(verified.sub().as_str(), "u1");
    let jwts = JwtVerifier::new("https://identity.moneyhub.co.uk/oidc", Arc::new(Toy))
        .algorithm(JwsAlgorithm::Es256);
    let verified = pollster::block_on(sitting.client.verify_jwt(&token, &jwts)).unwrap();
    assert_eq!(verified.claim("sub").unwrap(), "u1");
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS]);
}

#[test]
fn a_token_that_came_otherwise_is_verified_on_a_thread_as_well() {
    let sitting = Sitting::begin(Flow::AuthorisationCode).keys(&[Key(1)]);
    let client = blocking::Client::new(config(), Arc::new(sitting.script.clone()));
    let mut claims = sitting.claims();
    claims.as_object_mut().unwrap().remove("nonce");
    let token = Key(1).sign(&claims);
    let verified = client.verify_id_token(&token, &ExpectedIdToken::default()).unwrap();
    assert_eq!(verified.sub().as_str(), "u1");
    let jwts = JwtVerifier::new("https://identity.moneyhub.co.uk/oidc", Arc::new(Toy))
        .algorithm(JwsAlgorithm::Es256);
    assert_eq!(client.verify_jwt(&token, &jwts).unwrap().claim("sub").unwrap(), "u1");
    assert_eq!(sitting.paths(), [DISCOVERY, CERTS]);
}

/// The left half of the hash, as in `c_hash`.
fn half_hash(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(text)[..16])
}
