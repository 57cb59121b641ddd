//! What comes back, and how: `response_type` and `response_mode`.

use moneyhub_proto::{
    identity::ResponseMode,
    sign_in::{Flow, Journey, PendingSignIn, SignIn},
    users,
};
use moneyhub_sandbox::ResponseMode as SandboxMode;

use super::application::{Application, REDIRECT_URI, callback, connect, on_each_runtime};

#[test]
fn a_code_brings_a_user_a_connection_and_tokens() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let signed_in = app.connect().await;
        let user = signed_in.id_token.sub().as_str();
        assert_eq!(app.sandbox.created_users()[0].user_id, user);
        let connection = signed_in.id_token.connection_id().unwrap();
        assert_eq!(app.sandbox.connection_ids(user), [connection.as_str()]);
        assert_eq!(signed_in.tokens.unwrap().expires_in, Some(7200));
    });
}

#[test]
fn the_story_goes_on_with_the_user_who_signed_in() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let id_token = app.connect().await.id_token;
        let user_id = id_token.sub().clone();
        let list = users::ListConnections { user_id: user_id.clone() };
        let connections = app.client.send(list).await.unwrap();
        assert_eq!(Some(&connections[0].id), id_token.connection_id().as_ref());
        app.client.send(users::Delete { user_id }).await.unwrap();
    });
}

#[test]
fn a_hybrid_sign_in_comes_back_in_a_form() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let sign_in = SignIn { flow: Flow::Hybrid, ..connect() };
        let begun = app.client.begin_sign_in(&sign_in).await.unwrap();
        let back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
        assert_eq!(back.mode, SandboxMode::FormPost);
        assert!(back.parameter("code").is_some() && back.parameter("id_token").is_some());
        let signed_in = app.client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
        assert!(signed_in.tokens.is_some() && signed_in.id_token.connection_id().is_some());
    });
}

#[test]
fn an_id_token_alone_is_enough_to_renew_a_connection() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let user = app.sandbox.user_id(0).unwrap();
        let connection = app.sandbox.connection_ids(&user)[0].clone();
        let journeys = [Journey::reauth, Journey::refresh];
        for journey in journeys {
            let journey = journey(&user.as_str().into(), &connection.as_str().into()).unwrap();
            let sign_in = SignIn { flow: Flow::Implicit, ..SignIn::new(REDIRECT_URI, journey) };
            let signed_in = app.sign_in(&sign_in).await.unwrap();
            assert_eq!(signed_in.id_token.connection_id().unwrap().as_str(), connection);
            assert!(signed_in.tokens.is_none());
        }
        assert_eq!(app.sandbox.token_requests(), 0);
    });
}

#[test]
fn a_fragment_that_a_script_passes_on_is_as_good() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        for flow in [Flow::Hybrid, Flow::Implicit] {
            let response_mode = Some(ResponseMode::Fragment);
            let sign_in = SignIn { flow, response_mode, ..connect() };
            let begun = app.client.begin_sign_in(&sign_in).await.unwrap();
            let back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
            assert_eq!(back.mode, SandboxMode::Fragment);
            app.client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
        }
    });
}

#[test]
fn a_code_may_come_back_in_a_form_too() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let sign_in = SignIn { response_mode: Some(ResponseMode::FormPost), ..connect() };
        assert!(app.sign_in(&sign_in).await.unwrap().tokens.is_some());
    });
}

#[test]
fn a_pending_sign_in_survives_being_stored_between_two_requests() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
            let sign_in = SignIn { flow, ..connect() };
            let begun = app.client.begin_sign_in(&sign_in).await.unwrap();
            let stored = begun.pending.to_secret();
            let back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
            let now = std::time::SystemTime::now().into();
            let restored = PendingSignIn::restore(&stored, now).unwrap();
            // Finished by another process.
            let client = app.second_client(runtime, |config| {
                config.client_secret(moneyhub_sandbox::DEFAULT_CLIENT_SECRET)
            });
            client.finish_sign_in(&restored, &callback(&back)).await.unwrap();
        }
    });
}

#[test]
fn a_greatest_age_of_the_authentication_is_proven() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let max_age = Some(std::time::Duration::from_secs(300));
        let signed_in = app.sign_in(&SignIn { max_age, ..connect() }).await.unwrap();
        assert!(signed_in.id_token.claim("auth_time").is_some());
    });
}
