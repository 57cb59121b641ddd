//! The service's keys: found by discovery, cached, and read again for an unknown key.

use std::time::{Duration, Instant};

use moneyhub_proto::{
    ConfigBuilder, ErrorKind, Outcome,
    error::VerificationError,
    identity::{GetDiscoveryDocument, GetJsonWebKeys},
    jose::JwsAlgorithm,
    sign_in::{Flow, SignIn},
};
use moneyhub_sandbox::{Algorithm, DEFAULT_CLIENT_SECRET, Fault, Matcher};

use super::{
    application::{Application, callback, connect, on_each_runtime, with_secret},
    keys::public_keys,
};

const DOCUMENT: &str = "/oidc/.well-known/openid-configuration";
const KEYS: &str = "/oidc/certs";

/// How often the document and the keys were read.
fn read(app: &Application) -> (usize, usize) {
    (app.count("GET", DOCUMENT), app.count("GET", KEYS))
}

#[test]
fn they_are_read_once_for_many_sign_ins() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        for _ in 0..5 {
            app.connect().await;
        }
        assert_eq!(read(&app), (1, 1));
    });
}

#[test]
fn after_a_rotation_they_are_read_once_more() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        app.connect().await;
        app.sandbox.rotate_keys();
        app.connect().await;
        app.connect().await;
        assert_eq!(read(&app), (1, 2));
    });
}

#[test]
fn a_rotation_while_the_user_is_away_is_no_matter() {
    on_each_runtime(async |runtime| {
        for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
            let app = Application::start(runtime);
            app.connect().await;
            let begun = app.client.begin_sign_in(&SignIn { flow, ..connect() }).await.unwrap();
            app.sandbox.rotate_keys();
            let back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
            app.client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
            assert_eq!(read(&app), (1, 2));
        }
    });
}

/// A stream of tokens with made-up keys must not become a stream of requests; but nobody's sign-in
/// fails for it.
#[test]
fn a_second_rotation_at_once_is_looked_for_five_seconds_after_the_first() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        app.connect().await;
        app.sandbox.rotate_keys();
        // Before the keys are looked for the first time.
        let start = Instant::now();
        app.connect().await;
        app.sandbox.rotate_keys();
        app.connect().await;
        assert!(start.elapsed() >= Duration::from_millis(4_990), "{:?}", start.elapsed());
        assert_eq!(read(&app), (1, 3));
    });
}

#[test]
fn an_id_token_may_be_signed_with_each_algorithm_that_is_configured() {
    on_each_runtime(async |runtime| {
        for (ours, theirs) in [
            (JwsAlgorithm::Rs256, Algorithm::Rs256),
            (JwsAlgorithm::Ps256, Algorithm::Ps256),
            (JwsAlgorithm::Es256, Algorithm::Es256),
        ] {
            let app = Application::with(runtime, with_secret().id_token_alg(theirs), |config| {
                config.client_secret(DEFAULT_CLIENT_SECRET).id_token_signed_response_alg(ours)
            });
            app.connect().await;
        }
    });
}

#[test]
fn an_id_token_with_another_algorithm_is_refused_after_the_code_was_spent() {
    on_each_runtime(async |runtime| {
        let registration = with_secret().id_token_alg(Algorithm::Ps256);
        let app = Application::with(runtime, registration, |config| {
            config.client_secret(DEFAULT_CLIENT_SECRET)
        });
        let error = app.sign_in(&connect()).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Verification, Outcome::Accepted));
        assert_eq!(error.verification_error(), Some(&VerificationError::UnexpectedAlgorithm));
    });
}

#[test]
fn an_id_token_of_a_key_that_is_not_published_is_refused() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let others = Fault::status(200).header("content-type", "application/json");
        app.sandbox.fault(Matcher::path(KEYS), others.body(public_keys()));
        let error = app.sign_in(&connect()).await.unwrap_err();
        assert_eq!(error.verification_error(), Some(&VerificationError::UnknownKey));
        // Once, and once more because the key was not known.
        assert_eq!(read(&app), (1, 2));
    });
}

#[test]
fn an_id_token_whose_key_was_swapped_under_its_id_is_refused() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let published = app.client.send(GetJsonWebKeys).await.unwrap();
        let key_id = |wanted: &str| {
            let mut keys = published.keys.iter();
            let key = keys.find(|key| key.algorithm().is_some_and(|alg| alg == wanted)).unwrap();
            key.key_id().unwrap().to_owned()
        };
        let swapped = public_keys().replacen(
            "\"kid\":\"RSA\"",
            &format!("\"kid\":\"{}\"", key_id("RS256")),
            1,
        );
        let fault = Fault::status(200).header("content-type", "application/json").body(swapped);
        app.sandbox.fault(Matcher::path(KEYS), fault);
        let error = app.sign_in(&connect()).await.unwrap_err();
        assert_eq!(error.verification_error(), Some(&VerificationError::InvalidSignature));
    });
}

#[test]
fn the_code_is_not_spent_while_there_are_no_keys_to_verify_with() {
    on_each_runtime(async |runtime| {
        for path in [DOCUMENT, KEYS] {
            let app = Application::start(runtime);
            let begun = app.client.begin_sign_in(&connect()).await.unwrap();
            let back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
            let returned = callback(&back);
            app.sandbox.fault(Matcher::path(path), Fault::status(400));
            app.client.finish_sign_in(&begun.pending, &returned).await.unwrap_err();
            assert_eq!(app.sandbox.token_requests(), 0);
            app.sandbox.clear_faults();
            app.client.finish_sign_in(&begun.pending, &returned).await.unwrap();
        }
    });
}

#[test]
fn the_endpoints_of_a_document_that_is_given_are_used() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let mut document = app.client.send(GetDiscoveryDocument).await.unwrap();
        let config = |config: ConfigBuilder| config.client_secret(DEFAULT_CLIENT_SECRET);
        let client = app.second_client(runtime, |given| config(given).discovered(document.clone()));
        let begun = client.begin_sign_in(&connect()).await.unwrap();
        let back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
        client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
        let elsewhere = format!("{}/elsewhere", app.sandbox.issuer());
        document.pushed_authorization_request_endpoint = Some(elsewhere);
        let client = app.second_client(runtime, |given| config(given).discovered(document));
        let error = client.begin_sign_in(&connect()).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 404);
        assert_eq!(app.count("POST", "/oidc/elsewhere"), 1);
    });
}

#[test]
fn a_document_of_another_issuer_is_not_believed() {
    on_each_runtime(async |runtime| {
        let app = Application::with(runtime, with_secret(), |config| {
            config.client_secret(DEFAULT_CLIENT_SECRET).issuer("https://identity.example/oidc")
        });
        let document = app.client.send(GetDiscoveryDocument).await.unwrap();
        document.check(app.client.session().config()).unwrap_err();
        let begun = app.client.begin_sign_in(&connect()).await.unwrap();
        let mut back = app.sandbox.approve(begun.url.expose_secret()).unwrap();
        // The callback names the service's own issuer; without it, the document is what differs.
        back.parameters.retain(|(name, _)| name != "iss");
        let returned = callback(&back);
        let error = app.client.finish_sign_in(&begun.pending, &returned).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::NotSent));
        assert_eq!((app.sandbox.token_requests(), app.count("GET", KEYS)), (0, 0));
    });
}
