//! Signing in: random secrets of this side, and secrets that the service issues. They are collected
//! on the way, and then searched for in everything that was printed or logged.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use moneyhub_proto::{
    Client, Config, Retry, Scopes, Secret,
    config::{ClientAuthentication, RequestObjects, UserGrant},
    identity::{GetDiscoveryDocument, GetJsonWebKeys, Introspect, JwtBearer, Refresh, Revoke},
    jose::JwsAlgorithm,
    scope,
    sign_in::{Callback, Flow, Journey, PendingSignIn, PushedSignIn, SignIn, SignedIn},
};
use moneyhub_sandbox::{
    Algorithm, Callback as SandboxCallback, Client as Registration, Fault, Matcher, Sandbox,
};

use super::{SECRET, Seen, secrets::Secrets};
use crate::{
    log::Log,
    signing_in::{REDIRECT_URI, callback, public_keys, signer},
};

const PATHS: [&str; 4] =
    ["/oidc/request", "/oidc/.well-known/openid-configuration", "/oidc/certs", "/oidc/token"];

/// How the client authenticates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// A secret in the header.
    Basic,
    /// A secret in the form.
    Post,
    /// A key, which signs whatever can be signed.
    Key,
}

const PROOFS: [Proof; 3] = [Proof::Basic, Proof::Post, Proof::Key];

struct Watched {
    sandbox: Sandbox,
    client: Client,
    seen: Seen,
    secrets: Secrets,
}

impl Watched {
    fn start(proof: Proof) -> Self {
        let key = || signer(JwsAlgorithm::Ps256);
        let registration = match proof {
            Proof::Basic => Registration::client_secret_basic("client", SECRET),
            Proof::Post => Registration::client_secret_post("client", SECRET),
            Proof::Key => Registration::private_key_jwt("client", &public_keys())
                .unwrap()
                .request_object_alg(Algorithm::Ps256),
        };
        let sandbox = Sandbox::builder().real_time().client("client", SECRET);
        let sandbox = sandbox.register(registration.redirect_uri(REDIRECT_URI)).start().unwrap();
        let mut seen = Seen::default();
        let config = Config::builder()
            .client_id("client")
            .identity_url(sandbox.identity_url())
            .retry(Retry { max_attempts: 2, ..Retry::default() })
            .allow_loopback_http();
        let config = match proof {
            Proof::Basic => config.client_secret(SECRET),
            Proof::Post => {
                config.client_authentication(ClientAuthentication::SecretPost(SECRET.into()))
            }
            Proof::Key => config
                .client_authentication(ClientAuthentication::PrivateKeyJwt(key()))
                .request_objects(RequestObjects::Signed(key()))
                .user_tokens(UserGrant::JwtBearer(key())),
        };
        seen.debug(&config);
        let client = moneyhub_tokio::client(config.build().unwrap()).unwrap();
        Self { sandbox, client, seen, secrets: Secrets::default() }
    }

    async fn begin(&mut self, sign_in: &SignIn) -> PushedSignIn {
        let begun = self.client.begin_sign_in(sign_in).await.unwrap();
        self.secrets.keep_begun(&begun);
        self.seen.debug(sign_in);
        self.seen.debug(&begun);
        self.seen.debug(&begun.pending.to_secret());
        begun
    }

    fn approve(&mut self, begun: &PushedSignIn) -> SandboxCallback {
        let back = self.sandbox.approve(begun.url.expose_secret()).unwrap();
        self.secrets.keep_callback(&back);
        back
    }

    async fn finish(&mut self, pending: &PendingSignIn, callback: &Callback) -> SignedIn {
        let signed_in = self.client.finish_sign_in(pending, callback).await.unwrap();
        self.secrets.keep_signed_in(&signed_in);
        self.seen.debug(callback);
        self.seen.debug(&signed_in);
        signed_in
    }

    /// Prints the error that this callback ends in.
    async fn fail(&mut self, pending: &PendingSignIn, callback: &Callback) {
        let error = self.client.finish_sign_in(pending, callback).await.unwrap_err();
        self.seen.debug(callback);
        self.seen.error(&error);
    }

    /// Prints what holds everything, and looks.
    fn end(mut self, log: &Log) {
        self.secrets.keep_sent(&self.sandbox);
        self.secrets.keep_keys();
        self.seen.debug(&self.client);
        self.seen.debug(self.client.session());
        self.seen.0.push_str(&log.text());
        self.secrets.assert_none_in(&self.seen);
    }
}

fn offline(flow: Flow) -> SignIn {
    let mut journey = Journey::connect(&"test".into()).unwrap();
    journey.scopes = journey.scopes.union(&Scopes::from(scope::OFFLINE_ACCESS));
    SignIn { flow, ..SignIn::new(REDIRECT_URI, journey) }
}

#[tokio::test]
async fn no_sign_in_that_succeeds_shows_a_secret() {
    for proof in PROOFS {
        let mut watched = Watched::start(proof);
        let (log, guard) = Log::begin();
        for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
            let begun = watched.begin(&offline(flow)).await;
            let back = watched.approve(&begun);
            watched.finish(&begun.pending, &callback(&back)).await;
        }
        drop(guard);
        assert!(log.text().contains("identity.pushed_authorisation_request"));
        watched.end(&log);
    }
}

#[tokio::test]
async fn no_sign_in_for_a_user_and_a_connection_shows_their_ids() {
    let mut watched = Watched::start(Proof::Key);
    let user = watched.sandbox.user_id(0).unwrap();
    let connection = watched.sandbox.connection_ids(&user)[0].clone();
    let journey = Journey::reauth(&user.into(), &connection.into()).unwrap();
    let begun = watched.begin(&SignIn::new(REDIRECT_URI, journey)).await;
    let back = watched.approve(&begun);
    watched.finish(&begun.pending, &callback(&back)).await;
    watched.end(&Log::default());
}

#[tokio::test]
async fn no_later_use_of_its_tokens_shows_a_secret() {
    for proof in PROOFS {
        let mut watched = Watched::start(proof);
        let (log, guard) = Log::begin();
        let begun = watched.begin(&offline(Flow::AuthorisationCode)).await;
        let back = watched.approve(&begun);
        let signed_in = watched.finish(&begun.pending, &callback(&back)).await;
        let tokens = signed_in.tokens.unwrap();
        let token = tokens.refresh_token.clone().unwrap();
        let refresh = Refresh { refresh_token: token.clone(), scopes: tokens.scopes.clone() };
        watched.seen.debug(&refresh);
        let next = watched.client.send(refresh).await.unwrap();
        watched.secrets.keep_tokens(&next);
        watched.seen.debug(&next);
        let introspect = Introspect { token: token.clone(), token_type_hint: None };
        watched.seen.debug(&introspect);
        let found = watched.client.send(introspect).await.unwrap();
        assert!(found.active && found.subject.is_some());
        watched.seen.debug(&found);
        let revoke = Revoke { token: token.clone(), token_type_hint: None };
        watched.seen.debug(&revoke);
        watched.client.send(revoke).await.unwrap();
        let refresh = Refresh { refresh_token: token, scopes: tokens.scopes };
        watched.seen.error(&watched.client.send(refresh).await.unwrap_err());
        if proof == Proof::Key {
            let user_id = signed_in.id_token.sub().clone();
            let grant = JwtBearer { user_id, scopes: scope::USER_READ.into() };
            watched.seen.debug(&grant);
            let tokens = watched.client.send(grant).await.unwrap();
            watched.secrets.keep_tokens(&tokens);
            watched.seen.debug(&tokens);
        }
        drop(guard);
        watched.end(&log);
    }
}

/// The answers of a careless or hostile service, at each step of a sign-in.
#[tokio::test]
async fn no_failure_of_an_endpoint_shows_a_secret_or_a_body() {
    let bodies = [
        r#"{"error":"canary","error_description":"canary","error_uri":"canary"}"#,
        r#"{"error":"invalid_grant","error_description":"canary"}"#,
        r#"{"request_uri":["canary"],"issuer":"canary","keys":"canary","access_token":["canary"]}"#,
        r#"{"issuer":"canary","authorization_endpoint":"canary","token_endpoint":"canary","jwks_uri":"canary","request_uri":"canary"}"#,
        "canary",
    ];
    let (log, guard) = Log::begin();
    for path in PATHS {
        for status in [200, 302, 400, 401, 429] {
            let mut watched = Watched::start(Proof::Key);
            for body in bodies {
                let (at_first, fault) = (path == PATHS[0], Fault::status(status).body(body));
                let fault = fault.header("x-canary", "canary");
                if at_first {
                    watched.sandbox.fault(Matcher::path(path), fault);
                    match watched.client.begin_sign_in(&offline(Flow::Hybrid)).await {
                        Ok(begun) => watched.seen.debug(&begun),
                        Err(error) => watched.seen.error(&error),
                    }
                } else {
                    let begun = watched.begin(&offline(Flow::AuthorisationCode)).await;
                    let back = watched.approve(&begun);
                    watched.sandbox.fault(Matcher::path(path), fault);
                    watched.fail(&begun.pending, &callback(&back)).await;
                }
                watched.sandbox.clear_faults();
            }
            watched.end(&log);
        }
    }
    drop(guard);
}

#[tokio::test]
async fn no_fault_of_the_network_shows_a_secret() {
    let (log, guard) = Log::begin();
    let faults = || [Fault::reset(), Fault::raw("canary canary\r\n\r\n"), Fault::reset_in_head(10)];
    for path in PATHS {
        let mut watched = Watched::start(Proof::Key);
        for fault in faults() {
            if path == PATHS[0] {
                watched.sandbox.fault(Matcher::path(path), fault);
                let begun = watched.client.begin_sign_in(&offline(Flow::Hybrid)).await;
                watched.seen.error(&begun.unwrap_err());
            } else {
                let begun = watched.begin(&offline(Flow::AuthorisationCode)).await;
                let back = watched.approve(&begun);
                watched.sandbox.fault(Matcher::path(path), fault);
                watched.fail(&begun.pending, &callback(&back)).await;
            }
            watched.sandbox.clear_faults();
        }
        watched.end(&log);
    }
    drop(guard);
}

#[tokio::test]
async fn no_callback_that_is_refused_shows_what_was_in_it() {
    let (log, guard) = Log::begin();
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"PS256","kid":"canary"}"#);
    let none = BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"canary","kid":"canary"}"#);
    let claims = BASE64_URL_SAFE_NO_PAD.encode(r#"{"iss":"canary","sub":"canary"}"#);
    let id_tokens = [
        "canary".to_owned(),
        "canary.canary.canary".to_owned(),
        format!("{header}.{claims}.canary"),
        format!("{none}.{claims}.canary"),
    ];
    for proof in PROOFS {
        let mut watched = Watched::start(proof);
        for flow in [Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit] {
            let begun = watched.begin(&offline(flow)).await;
            let denied = watched.sandbox.deny(begun.url.expose_secret()).unwrap();
            watched.fail(&begun.pending, &callback(&denied)).await;
            let state = begun.pending.state().expose_secret();
            let forged = [
                "state=canary&code=canary".to_owned(),
                format!("state={state}&error=canary&error_description=canary&error_uri=canary"),
                format!("state={state}&iss=canary&code=canary"),
                format!("state={state}&access_token=canary&code=canary"),
                format!("state={state}&code=canary"),
            ];
            let with_token =
                id_tokens.iter().map(|token| format!("state={state}&code=canary&id_token={token}"));
            for form in forged.into_iter().chain(with_token) {
                let callback = Callback::from_form(form.as_bytes()).unwrap();
                watched.fail(&begun.pending, &callback).await;
            }
            let twice = Callback::from_form(b"state=canary&state=canary").unwrap_err();
            watched.seen.error(&twice);
        }
        watched.end(&log);
    }
    drop(guard);
}

#[tokio::test]
async fn no_answer_that_is_not_for_this_sign_in_shows_what_it_was_compared_with() {
    let mut watched = Watched::start(Proof::Basic);
    let first = watched.begin(&offline(Flow::Hybrid)).await;
    let of_first = watched.approve(&first);
    let second = watched.begin(&offline(Flow::Hybrid)).await;
    let mut of_second = watched.approve(&second);
    // Another's state, another's id_token, another's code, a code that is spent.
    watched.fail(&second.pending, &callback(&of_first)).await;
    for parameter in ["id_token", "code"] {
        let mut mixed = of_second.clone();
        let other = of_first.parameter(parameter).unwrap().to_owned();
        for (name, value) in &mut mixed.parameters {
            if name.as_str() == parameter {
                value.clone_from(&other);
            }
        }
        watched.fail(&second.pending, &callback(&mixed)).await;
    }
    watched.finish(&second.pending, &callback(&of_second)).await;
    watched.fail(&second.pending, &callback(&of_second)).await;
    of_second.parameters.clear();
    watched.fail(&second.pending, &callback(&of_second)).await;
    let restored = PendingSignIn::restore(&Secret::from("canary"), Default::default());
    watched.seen.error(&restored.unwrap_err());
    watched.end(&Log::default());
}

#[tokio::test]
async fn no_document_and_no_key_set_shows_a_private_key_of_ours() {
    let mut watched = Watched::start(Proof::Key);
    watched.seen.debug(&watched.client.send(GetDiscoveryDocument).await.unwrap());
    watched.seen.debug(&watched.client.send(GetJsonWebKeys).await.unwrap());
    let key = signer(JwsAlgorithm::Es256);
    watched.seen.debug(&key);
    watched.end(&Log::default());
}
