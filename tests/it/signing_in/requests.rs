//! How an authorisation request travels: pushed or in a URL, inline or as an object.

use moneyhub_proto::{
    ConfigBuilder, config::RequestObjects, env::UnixTime, jose::JwsAlgorithm, sign_in::SignIn,
};
use moneyhub_sandbox::{Algorithm, Client as Registration, DEFAULT_CLIENT_SECRET, Sandbox};

use super::{
    application::{
        Application, CLIENT_ID, Connect, callback, connect, on_each_runtime, with_secret,
    },
    keys::{ALGORITHMS, public_keys, signer, strange_signer},
};

fn application(
    runtime: Connect,
    registered: Option<Algorithm>,
    sent: RequestObjects,
) -> Application {
    Application::with(runtime, registration(registered), |config| configured(config, sent))
}

fn registration(registered: Option<Algorithm>) -> Registration {
    let registration = with_secret().keys(&public_keys()).unwrap();
    match registered {
        Some(algorithm) => registration.request_object_alg(algorithm),
        None => registration,
    }
}

fn configured(config: ConfigBuilder, sent: RequestObjects) -> ConfigBuilder {
    config.client_secret(DEFAULT_CLIENT_SECRET).request_objects(sent)
}

/// A sign-in whose request goes in the URL and is not pushed.
async fn sign_in_by_url(app: &Application, sign_in: &SignIn) {
    let mut entropy =
        |buffer: &mut [u8]| getrandom::fill(buffer).map_err(|_| moneyhub_proto::env::EntropyError);
    let now = UnixTime::from(std::time::SystemTime::now());
    let begun = sign_in.begin(CLIENT_ID.into(), app.sandbox.issuer(), now, &mut entropy).unwrap();
    let url = app.client.authorisation_url(&begun.request).await.unwrap();
    let back = app.sandbox.approve(url.expose_secret()).unwrap();
    let signed_in = app.client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
    assert!(signed_in.id_token.connection_id().is_some());
    assert_eq!(app.count("POST", "/oidc/request"), 0);
}

/// The form that was pushed.
fn pushed(app: &Application) -> String {
    let requests = app.sandbox.requests();
    let push = requests.iter().find(|seen| seen.path == "/oidc/request").unwrap();
    String::from_utf8(push.body.to_vec()).unwrap()
}

async fn assert_push_refused(app: &Application, code: &str) {
    let error = app.client.begin_sign_in(&connect()).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, Some(code)));
    assert_eq!(app.count("POST", "/oidc/request"), 1);
}

#[test]
fn pushed_inline() {
    on_each_runtime(async |runtime| {
        let app = application(runtime, None, RequestObjects::Inline);
        app.connect().await;
        assert!(!pushed(&app).contains("request="));
    });
}

#[test]
fn pushed_as_an_unsigned_object_where_no_algorithm_is_registered() {
    on_each_runtime(async |runtime| {
        let app = application(runtime, None, RequestObjects::Unsigned);
        app.connect().await;
        assert!(pushed(&app).contains("request="));
    });
}

#[test]
fn pushed_as_an_object_signed_with_every_algorithm() {
    on_each_runtime(async |runtime| {
        for (algorithm, registered) in ALGORITHMS {
            let sent = RequestObjects::Signed(signer(algorithm));
            let app = application(runtime, Some(registered), sent);
            app.connect().await;
            assert!(!pushed(&app).contains("redirect_uri"), "{algorithm}");
        }
    });
}

#[test]
fn a_push_may_be_answered_with_200_or_201() {
    on_each_runtime(async |runtime| {
        for status in [200, 201] {
            let sandbox = Sandbox::builder().real_time().register(registration(None));
            let sandbox = sandbox.pushed_status(status).start().unwrap();
            let app = Application::at(runtime, sandbox, |config| {
                configured(config, RequestObjects::Inline)
            });
            app.connect().await;
            let seen = app.sandbox.requests();
            assert_eq!(seen[0].status, Some(status));
        }
    });
}

#[test]
fn in_a_url_inline() {
    on_each_runtime(async |runtime| {
        let app = application(runtime, None, RequestObjects::Inline);
        sign_in_by_url(&app, &connect()).await;
    });
}

#[test]
fn in_a_url_as_an_unsigned_object() {
    on_each_runtime(async |runtime| {
        let app = application(runtime, None, RequestObjects::Unsigned);
        sign_in_by_url(&app, &connect()).await;
    });
}

#[test]
fn in_a_url_as_a_signed_object() {
    on_each_runtime(async |runtime| {
        for (ours, theirs) in [
            (JwsAlgorithm::Rs256, Algorithm::Rs256),
            (JwsAlgorithm::Ps256, Algorithm::Ps256),
            (JwsAlgorithm::Es256, Algorithm::Es256),
        ] {
            let sent = RequestObjects::Signed(signer(ours));
            sign_in_by_url(&application(runtime, Some(theirs), sent), &connect()).await;
        }
    });
}

#[test]
fn the_url_in_a_form_post_flow_works_too() {
    on_each_runtime(async |runtime| {
        let app = application(runtime, None, RequestObjects::Unsigned);
        let sign_in = SignIn { flow: moneyhub_proto::sign_in::Flow::Hybrid, ..connect() };
        sign_in_by_url(&app, &sign_in).await;
    });
}

#[test]
fn inline_is_refused_where_an_algorithm_is_registered() {
    on_each_runtime(async |runtime| {
        let app = application(runtime, Some(Algorithm::Ps256), RequestObjects::Inline);
        assert_push_refused(&app, "invalid_request").await;
    });
}

#[test]
fn an_unsigned_object_is_refused_where_an_algorithm_is_registered() {
    on_each_runtime(async |runtime| {
        let app = application(runtime, Some(Algorithm::Ps256), RequestObjects::Unsigned);
        assert_push_refused(&app, "invalid_request_object").await;
    });
}

#[test]
fn an_object_of_an_unregistered_key_is_refused() {
    on_each_runtime(async |runtime| {
        let sent = RequestObjects::Signed(strange_signer(JwsAlgorithm::Ps256));
        let app = application(runtime, Some(Algorithm::Ps256), sent);
        assert_push_refused(&app, "invalid_request_object").await;
    });
}

#[test]
fn an_object_with_another_algorithm_than_the_registered_one_is_refused() {
    on_each_runtime(async |runtime| {
        let sent = RequestObjects::Signed(signer(JwsAlgorithm::Rs256));
        let app = application(runtime, Some(Algorithm::Ps256), sent);
        assert_push_refused(&app, "invalid_request_object").await;
    });
}
