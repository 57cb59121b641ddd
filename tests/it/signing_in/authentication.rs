//! Every client authentication, at every endpoint that takes one, through a whole sign-in.

use moneyhub_proto::{
    ErrorKind, Outcome, Scopes,
    config::{AssertionAudience, ClientAuthentication},
    identity::{ClientCredentials, Introspect, Refresh, Revoke},
    jose::JwsAlgorithm,
    scope,
    sign_in::SignIn,
};
use moneyhub_sandbox::{Client as Registration, DEFAULT_CLIENT_SECRET};

use super::{
    application::{Application, CLIENT_ID, Connect, REDIRECT_URI, connect, on_each_runtime},
    keys::{ALGORITHMS, public_keys, signer, strange_signer},
};

fn application(
    runtime: Connect,
    registration: Registration,
    authentication: ClientAuthentication,
) -> Application {
    let registration = registration.redirect_uri(REDIRECT_URI);
    Application::with(runtime, registration, |config| config.client_authentication(authentication))
}

fn with_key() -> Registration {
    Registration::private_key_jwt(CLIENT_ID, &public_keys()).unwrap()
}

/// Pushes, exchanges, refreshes, asks for a token of the client, introspects and revokes.
async fn every_endpoint(app: &Application) {
    let mut journey = connect().journey;
    journey.scopes = journey.scopes.union(&Scopes::from(scope::OFFLINE_ACCESS));
    let signed_in = app.sign_in(&SignIn { journey, ..connect() }).await.unwrap();
    let tokens = signed_in.tokens.unwrap();
    let refresh_token = tokens.refresh_token.unwrap();
    let refresh = Refresh { refresh_token: refresh_token.clone(), scopes: tokens.scopes };
    app.client.send(refresh).await.unwrap();
    let introspect = || Introspect { token: refresh_token.clone(), token_type_hint: None };
    assert!(app.client.send(introspect()).await.unwrap().active);
    let token = refresh_token.clone();
    app.client.send(Revoke { token, token_type_hint: None }).await.unwrap();
    assert!(!app.client.send(introspect()).await.unwrap().active);
}

async fn token_of_the_client(app: &Application) {
    app.client.send(ClientCredentials::of_client(scope::USER_READ)).await.unwrap();
}

#[test]
fn client_secret_basic_at_every_endpoint() {
    on_each_runtime(async |runtime| {
        let registration = Registration::client_secret_basic(CLIENT_ID, "a+b/c%d:e f&g=h");
        let method = ClientAuthentication::SecretBasic("a+b/c%d:e f&g=h".into());
        let app = application(runtime, registration, method);
        every_endpoint(&app).await;
        token_of_the_client(&app).await;
    });
}

#[test]
fn client_secret_post_at_every_endpoint() {
    on_each_runtime(async |runtime| {
        let registration = Registration::client_secret_post(CLIENT_ID, "a+b/c%d:e f&g=h");
        let method = ClientAuthentication::SecretPost("a+b/c%d:e f&g=h".into());
        let app = application(runtime, registration, method);
        every_endpoint(&app).await;
        token_of_the_client(&app).await;
        assert_eq!(app.sandbox.count(|seen| seen.header("authorization").is_some()), 0);
    });
}

#[test]
fn private_key_jwt_at_every_endpoint_with_every_algorithm() {
    on_each_runtime(async |runtime| {
        for (algorithm, registered) in ALGORITHMS {
            let method = ClientAuthentication::PrivateKeyJwt(signer(algorithm));
            let app = application(runtime, with_key().assertion_alg(registered), method);
            every_endpoint(&app).await;
            token_of_the_client(&app).await;
        }
    });
}

#[test]
fn a_public_client_signs_in_without_any_proof_but_pkce() {
    on_each_runtime(async |runtime| {
        let registration = Registration::public(CLIENT_ID);
        every_endpoint(&application(runtime, registration, ClientAuthentication::None)).await;
    });
}

/// The sandbox has no TLS: that the certificate is shown is tested in `network`.
#[test]
fn self_signed_tls_client_auth_names_the_client_at_every_endpoint() {
    on_each_runtime(async |runtime| {
        let registration = Registration::self_signed_tls_client_auth(CLIENT_ID);
        let app = application(runtime, registration, ClientAuthentication::SelfSignedTls);
        every_endpoint(&app).await;
        token_of_the_client(&app).await;
    });
}

#[test]
fn an_assertion_may_be_for_the_issuer_or_the_token_endpoint_alone() {
    on_each_runtime(async |runtime| {
        for audience in [AssertionAudience::Issuer, AssertionAudience::TokenEndpoint] {
            let registration = with_key().redirect_uri(REDIRECT_URI);
            let app = Application::with(runtime, registration, |config| {
                let method = ClientAuthentication::PrivateKeyJwt(signer(JwsAlgorithm::Rs256));
                config.client_authentication(method).assertion_audience(audience)
            });
            every_endpoint(&app).await;
        }
    });
}

#[test]
fn every_assertion_of_a_sign_in_is_another_one() {
    on_each_runtime(async |runtime| {
        let method = ClientAuthentication::PrivateKeyJwt(signer(JwsAlgorithm::Es256));
        let app = application(runtime, with_key(), method);
        every_endpoint(&app).await;
        let bodies = app.sandbox.requests().into_iter().filter(|seen| seen.method == "POST");
        let assertions: Vec<_> = bodies
            .map(|seen| {
                let body = String::from_utf8(seen.body.to_vec()).unwrap();
                let (_, after) = body.split_once("client_assertion=").unwrap();
                after.split('&').next().unwrap().to_owned()
            })
            .collect();
        let unique: std::collections::BTreeSet<_> = assertions.iter().collect();
        assert_eq!((assertions.len(), unique.len()), (6, 6));
    });
}

/// What the caller sees of a client that is not known by what it shows.
async fn assert_refused_at_par(app: &Application) {
    let error = app.client.begin_sign_in(&connect()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (401, Some("invalid_client")));
    assert_eq!(error.endpoint(), Some("identity.pushed_authorisation_request"));
    assert_eq!(app.count("POST", "/oidc/request"), 1);
}

#[test]
fn a_wrong_secret_is_refused_at_par_and_not_repeated() {
    on_each_runtime(async |runtime| {
        let basic = Registration::client_secret_basic(CLIENT_ID, DEFAULT_CLIENT_SECRET);
        let method = ClientAuthentication::SecretBasic("wrong".into());
        assert_refused_at_par(&application(runtime, basic, method)).await;
        let post = Registration::client_secret_post(CLIENT_ID, DEFAULT_CLIENT_SECRET);
        let method = ClientAuthentication::SecretPost("wrong".into());
        assert_refused_at_par(&application(runtime, post, method)).await;
    });
}

#[test]
fn another_method_than_the_registered_one_is_refused_at_par() {
    on_each_runtime(async |runtime| {
        let post = Registration::client_secret_post(CLIENT_ID, DEFAULT_CLIENT_SECRET);
        let basic = ClientAuthentication::SecretBasic(DEFAULT_CLIENT_SECRET.into());
        assert_refused_at_par(&application(runtime, post, basic)).await;
        let none = ClientAuthentication::None;
        assert_refused_at_par(&application(runtime, with_key(), none)).await;
    });
}

#[test]
fn an_assertion_of_an_unregistered_key_is_refused_at_par() {
    on_each_runtime(async |runtime| {
        for algorithm in [JwsAlgorithm::Rs256, JwsAlgorithm::Ps256] {
            let method = ClientAuthentication::PrivateKeyJwt(strange_signer(algorithm));
            assert_refused_at_par(&application(runtime, with_key(), method)).await;
        }
    });
}

#[test]
fn an_assertion_with_another_algorithm_than_the_registered_one_is_refused_at_par() {
    on_each_runtime(async |runtime| {
        let registration = with_key().assertion_alg(moneyhub_sandbox::Algorithm::Ps256);
        let method = ClientAuthentication::PrivateKeyJwt(signer(JwsAlgorithm::Rs256));
        assert_refused_at_par(&application(runtime, registration, method)).await;
    });
}
