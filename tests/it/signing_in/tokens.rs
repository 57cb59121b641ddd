//! Tokens after a sign-in, and user tokens by an assertion.

use std::{sync::Arc, time::SystemTime};

use moneyhub_proto::{
    CallOptions, Endpoint, Error, ErrorKind, Outcome, RawCall, Scopes, Secret, Service,
    config::{RequestObjects, UserGrant},
    env::{Monotonic, Now},
    identity::{Introspect, JwtBearer, Refresh, Revoke, TokenSet, TokenTypeHint},
    jose::JwsAlgorithm,
    scope,
    sign_in::SignIn,
};
use moneyhub_sandbox::{Algorithm, DEFAULT_CLIENT_SECRET, Sandbox};

use super::{
    application::{Application, Connect, connect, expose, on_each_runtime, with_secret},
    keys::{public_keys, signer, strange_signer},
};

/// Signs in with the scope `offline_access`.
async fn offline(app: &Application) -> TokenSet {
    let mut journey = connect().journey;
    journey.scopes = journey.scopes.union(&Scopes::from(scope::OFFLINE_ACCESS));
    app.sign_in(&SignIn { journey, ..connect() }).await.unwrap().tokens.unwrap()
}

async fn refresh(app: &Application, tokens: &TokenSet) -> Result<TokenSet, Error> {
    let refresh_token = tokens.refresh_token.clone().unwrap();
    app.client.send(Refresh { refresh_token, scopes: tokens.scopes.clone() }).await
}

async fn is_active(app: &Application, token: &str) -> bool {
    let introspect = Introspect { token: Secret::from(token), token_type_hint: None };
    app.client.send(introspect).await.unwrap().active
}

fn rotating(runtime: Connect) -> Application {
    let sandbox = Sandbox::builder().real_time().register(with_secret());
    let sandbox = sandbox.rotate_refresh_tokens(true).start().unwrap();
    Application::at(runtime, sandbox, |config| config.client_secret(DEFAULT_CLIENT_SECRET))
}

fn assert_spent(error: &Error) {
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!(error.code(), Some("invalid_grant"));
}

#[test]
fn a_refresh_token_gets_new_tokens_again_and_again() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let first = offline(&app).await;
        for _ in 0..2 {
            let next = refresh(&app, &first).await.unwrap();
            assert_ne!(next.access_token.expose_secret(), first.access_token.expose_secret());
            assert!(is_active(&app, next.access_token.expose_secret()).await);
        }
    });
}

#[test]
fn a_refresh_token_that_is_replaced_is_good_once() {
    on_each_runtime(async |runtime| {
        let app = rotating(runtime);
        let first = offline(&app).await;
        let second = refresh(&app, &first).await.unwrap();
        assert_ne!(expose(first.refresh_token.as_ref()), expose(second.refresh_token.as_ref()));
        assert_spent(&refresh(&app, &first).await.unwrap_err());
        // Somebody used the old one: the sandbox ends the new one, too.
        assert_spent(&refresh(&app, &second).await.unwrap_err());
    });
}

#[test]
fn introspection_tells_whose_token_it_is_and_what_it_may_do() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let signed_in = app.connect().await;
        let token = signed_in.tokens.unwrap().access_token.expose_secret().into();
        let introspect = Introspect { token, token_type_hint: Some(TokenTypeHint::AccessToken) };
        let found = app.client.send(introspect).await.unwrap();
        assert!(found.active);
        assert_eq!(found.subject.as_deref(), Some(signed_in.id_token.sub().as_str()));
        assert_eq!(found.client_id.as_deref(), Some(app.sandbox.client_id()));
        assert_eq!(found.scopes.as_deref(), Some("id:test openid"));
    });
}

#[test]
fn a_token_that_was_revoked_is_not_active() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let tokens = offline(&app).await;
        let token = tokens.access_token.expose_secret();
        assert!(is_active(&app, token).await);
        app.client.send(Revoke { token: token.into(), token_type_hint: None }).await.unwrap();
        assert!(!is_active(&app, token).await);
    });
}

#[test]
fn a_refresh_token_that_was_revoked_gets_nothing() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let tokens = offline(&app).await;
        let token = tokens.refresh_token.clone().unwrap();
        let token_type_hint = Some(TokenTypeHint::RefreshToken);
        app.client.send(Revoke { token, token_type_hint }).await.unwrap();
        assert_spent(&refresh(&app, &tokens).await.unwrap_err());
    });
}

fn vouching(runtime: Connect, key: Arc<dyn moneyhub_proto::jose::Signer>) -> Application {
    let registration =
        with_secret().keys(&public_keys()).unwrap().request_object_alg(Algorithm::Ps256);
    Application::with(runtime, registration, |config| {
        let objects = RequestObjects::Signed(Arc::clone(&key));
        config
            .client_secret(DEFAULT_CLIENT_SECRET)
            .request_objects(objects)
            .user_tokens(UserGrant::JwtBearer(key))
    })
}

fn jwt_bearer(app: &Application) -> JwtBearer {
    let user_id = app.sandbox.user_id(0).unwrap().into();
    JwtBearer { user_id, scopes: scope::USER_READ.into() }
}

#[test]
fn the_client_vouches_for_a_user() {
    on_each_runtime(async |runtime| {
        let app = vouching(runtime, signer(JwsAlgorithm::Ps256));
        let tokens = app.client.send(jwt_bearer(&app)).await.unwrap();
        let introspect =
            Introspect { token: tokens.access_token.expose_secret().into(), token_type_hint: None };
        let found = app.client.send(introspect).await.unwrap();
        assert_eq!(found.subject, app.sandbox.user_id(0));
    });
}

#[test]
fn nobody_vouches_with_an_unregistered_key_or_for_a_stranger() {
    on_each_runtime(async |runtime| {
        let app = vouching(runtime, strange_signer(JwsAlgorithm::Ps256));
        assert_spent(&app.client.send(jwt_bearer(&app)).await.unwrap_err());
        let app = vouching(runtime, signer(JwsAlgorithm::Ps256));
        let user_id = "64b0f3a1c2d4e5f607182930".into();
        let stranger = JwtBearer { user_id, scopes: scope::USER_READ.into() };
        assert_spent(&app.client.send(stranger).await.unwrap_err());
    });
}

/// A call of the data API that needs a token of this user; the sandbox has no such path.
fn of_user(user_id: &str) -> RawCall {
    RawCall::get(Service::Data, "/nowhere", &[]).needs(scope::USER_READ).for_user(user_id)
}

/// The bearer token of the last request.
fn bearer(app: &Application) -> String {
    let requests = app.sandbox.requests();
    let header = requests.last().unwrap().header("authorization").unwrap();
    header.strip_prefix("Bearer ").unwrap().to_owned()
}

#[test]
fn tokens_of_users_are_had_by_assertion_where_that_is_configured() {
    on_each_runtime(async |runtime| {
        let app = vouching(runtime, signer(JwsAlgorithm::Ps256));
        let user = app.sandbox.user_id(0).unwrap();
        for _ in 0..2 {
            let error = app.client.send(of_user(&user)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotFound);
        }
        let requests = app.sandbox.requests();
        let paths: Vec<_> = requests.iter().map(|seen| seen.path.as_str()).collect();
        assert_eq!(paths, ["/oidc/token", "/v3/nowhere", "/v3/nowhere"]);
        let form = String::from_utf8(requests[0].body.to_vec()).unwrap();
        assert!(form.contains("jwt-bearer") && form.contains("assertion="));
        let introspect = Introspect { token: bearer(&app).into(), token_type_hint: None };
        assert_eq!(app.client.send(introspect).await.unwrap().subject, Some(user));
    });
}

#[test]
fn the_token_of_a_sign_in_is_used_for_its_user_when_it_is_adopted() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let mut journey = connect().journey;
        journey.scopes = journey.scopes.union(&Scopes::from(scope::USER_READ));
        let signed_in = app.sign_in(&SignIn { journey, ..connect() }).await.unwrap();
        let tokens = signed_in.tokens.unwrap();
        let access_token = tokens.access_token.expose_secret().to_owned();
        let before = app.sandbox.token_requests();
        let now = Now { unix: SystemTime::now().into(), monotonic: Monotonic::default() };
        app.client.session().adopt(signed_in.id_token.sub(), tokens, now);
        let call = of_user(signed_in.id_token.sub().as_str());
        app.client.send_with(call, CallOptions::default()).await.unwrap_err();
        assert_eq!((bearer(&app), app.sandbox.token_requests()), (access_token, before));
        // Another user's call is not made with it.
        let other = app.sandbox.user_id(0).unwrap();
        app.client.send(of_user(&other)).await.unwrap_err();
        assert_eq!(app.sandbox.token_requests(), before + 1);
    });
}

#[test]
fn an_assertion_is_signed_anew_when_its_answer_is_lost() {
    on_each_runtime(async |runtime| {
        let app = vouching(runtime, signer(JwsAlgorithm::Ps256));
        let lost = moneyhub_sandbox::Fault::reset().after_handling().times(1);
        app.sandbox.fault(moneyhub_sandbox::Matcher::token(), lost);
        assert_eq!(JwtBearer::OPERATION.facts.name, "identity.jwt_bearer");
        app.client.send(jwt_bearer(&app)).await.unwrap();
        assert_eq!(app.sandbox.token_requests(), 2);
    });
}
