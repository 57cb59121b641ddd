use std::time::Duration;

use futures_util::future::join_all;
use pollster::block_on;

use super::*;
use crate::{
    api::identity::ClientCredentials,
    driver::scripted::Scripted,
    ground::{
        env::{Env, Monotonic},
        error::{ErrorKind, FaultClass, Outcome, Sent},
    },
    machine::{Event, Exchange, Session, Step},
};

fn body(script: &Scripted, position: usize) -> String {
    String::from_utf8(script.requests()[position].body().to_vec()).unwrap()
}

fn bearer(script: &Scripted, position: usize) -> String {
    script.requests()[position].headers()["authorization"].to_str().unwrap().to_owned()
}

#[test]
fn a_token_is_fetched_once_and_used_until_it_ends() {
    let script = Scripted::new().reply(200, TOKEN).reply(200, "1").reply(200, "2");
    let client = client(&script);
    block_on(client.send(GET)).unwrap();
    block_on(client.send(GET)).unwrap();
    assert_eq!(paths(&script), ["/oidc/token", "/probe", "/probe"]);
    assert_eq!(bearer(&script, 2), "Bearer a1");
}

#[test]
fn an_expired_token_is_renewed_before_the_call() {
    let script =
        Scripted::new().reply(200, TOKEN).reply(200, "1").reply(200, TOKEN).reply(200, "2");
    let client = client(&script);
    block_on(client.send(GET)).unwrap();
    script.advance(Duration::from_secs(7140));
    block_on(client.send(GET)).unwrap();
    assert_eq!(paths(&script), ["/oidc/token", "/probe", "/oidc/token", "/probe"]);
}

#[test]
fn no_token_is_fetched_when_one_is_given() {
    let script = Scripted::new().reply(200, "1");
    block_on(client(&script).send_with(GET, given_token())).unwrap();
    assert_eq!(paths(&script), ["/probe"]);
    assert_eq!(bearer(&script, 0), "Bearer given");
}

#[test]
fn a_given_token_that_is_refused_is_not_renewed() {
    let script = Scripted::new().reply(401, "");
    let error = block_on(client(&script).send_with(GET, given_token())).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Api, Outcome::Refused));
    assert_eq!(paths(&script), ["/probe"]);
}

#[test]
fn a_cached_token_that_is_refused_is_renewed_once_and_the_call_repeated_unless_it_moves_money() {
    let second = TOKEN.replace("a1", "a2");
    for probe in [GET, POST] {
        let script = Scripted::new()
            .reply(200, TOKEN)
            .reply(200, "1")
            .reply(401, "")
            .reply(200, second.clone())
            .reply(200, "2");
        let client = client(&script);
        block_on(client.send(GET)).unwrap();
        assert_eq!(block_on(client.send(probe)).unwrap(), 2);
        assert_eq!(bearer(&script, 4), "Bearer a2");
    }
}

#[test]
fn a_token_that_was_fetched_for_this_call_and_is_refused_is_not_fetched_again() {
    let script = Scripted::new().reply(200, TOKEN).reply(401, "");
    let error = block_on(client(&script).send(GET)).unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(paths(&script), ["/oidc/token", "/probe"]);
}

#[test]
fn a_renewed_token_that_is_refused_ends_the_call() {
    let script = Scripted::new()
        .reply(200, TOKEN)
        .reply(200, "1")
        .reply(401, "")
        .reply(200, TOKEN)
        .reply(401, "");
    let client = client(&script);
    block_on(client.send(GET)).unwrap();
    let error = block_on(client.send(GET)).unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (401, 2));
}

/// What was taken for the answer may belong to another request: it does not prove that nothing was done.
#[test]
fn a_call_that_moves_money_is_not_sent_again_after_a_401_and_the_next_call_has_a_new_token() {
    let second = TOKEN.replace("a1", "a2");
    let script = Scripted::new()
        .reply(200, TOKEN)
        .reply(200, "1")
        .reply(401, "")
        .reply(200, second)
        .reply(200, "2");
    let client = client(&script);
    block_on(client.send(GET)).unwrap();
    let error = block_on(client.send(PAY)).unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Refused, 1));
    assert!(!error.is_retryable());
    assert_eq!(block_on(client.send(PAY)).unwrap(), 2);
    assert_eq!(bearer(&script, 4), "Bearer a2");
}

#[test]
fn a_token_that_was_fetched_for_a_call_which_is_refused_serves_the_next() {
    let script = Scripted::new().reply(200, TOKEN).reply(401, "").reply(200, "1");
    let client = client(&script);
    block_on(client.send(GET)).unwrap_err();
    block_on(client.send(GET)).unwrap();
    assert_eq!(paths(&script), ["/oidc/token", "/probe", "/probe"]);
}

/// However often a route answers 401, and however many calls use the token.
#[test]
fn token_requests_are_bounded_by_time_and_subjects_and_not_by_refused_calls() {
    let session = Session::new(config().build().unwrap());
    let subjects = [
        None,
        Some(crate::ground::id::UserId::from("u1")),
        Some(crate::ground::id::UserId::from("u2")),
    ];
    let minutes = 10;
    let mut fetches = 0;
    for second in 0..60 * minutes {
        let now = crate::ground::env::Now {
            unix: crate::ground::env::UnixTime::from_seconds(1_700_000_000 + second),
            monotonic: Monotonic::from_millis(second as u64 * 1000),
        };
        let mut entropy = |buffer: &mut [u8]| {
            buffer.fill(0);
            Ok(())
        };
        let env = &mut Env { now, entropy: &mut entropy };
        for (number, subject) in subjects.iter().cycle().take(9).enumerate() {
            let scope =
                [scope::USER_READ, scope::USER_CREATE, scope::USER_DELETE][number / 3].clone();
            let call = crate::codec::RawCall::get(Service::Identity, "/probe", &[]).needs(scope);
            let call = match subject {
                Some(user_id) => call.for_user(user_id.clone()),
                None => call,
            };
            let mut call = Exchange::new(&session, call, CallOptions::default(), now.monotonic);
            loop {
                match call.step(env) {
                    Step::FetchToken(mut fetch) => {
                        fetches += 1;
                        assert!(matches!(fetch.step(env), Step::Send(_)));
                        fetch.handle(env, Event::Reply(http::Response::new(TOKEN.into())));
                        assert!(matches!(fetch.step(env), Step::Done));
                        call.handle(env, Event::Token(fetch.finish(now)));
                    }
                    Step::Send(_) => {
                        let refusal = http::Response::builder().status(401).body("".into());
                        call.handle(env, Event::Reply(refusal.unwrap()));
                    }
                    Step::Done => break,
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!(call.finish().unwrap_err().status().unwrap(), 401);
        }
    }
    let tokens = subjects.len() * 3;
    let bound = tokens * (1 + minutes as usize);
    assert!(fetches <= bound, "{fetches} token requests, {bound} at most");
}

/// Its calls renew the token, and those of the other route go on with it.
#[test]
fn a_route_that_always_answers_401_costs_the_calls_of_another_no_token_and_no_attempt() {
    let script =
        Scripted::new().with_tokens().on("GET /probe", 200, "1").on("GET /refused", 401, "");
    let client = client(&script);
    let refused =
        || crate::codec::RawCall::get(Service::Identity, "/refused", &[]).needs(scope::USER_READ);
    for _ in 0..50 {
        block_on(client.send(refused())).unwrap_err();
        assert_eq!(block_on(client.send(GET)).unwrap(), 1);
    }
    let count = |path: &str| paths(&script).iter().filter(|it| *it == path).count();
    assert_eq!(count("/probe"), 50, "each is sent once");
    assert_eq!(count("/oidc/token"), 2, "one, and one that replaces it");
}

#[test]
fn a_refusal_of_the_client_is_final_and_the_call_was_not_sent() {
    let script = Scripted::new().reply(401, r#"{"error":"invalid_client"}"#);
    let error = block_on(client(&script).send(PAY)).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::NotSent));
    assert_eq!(error.code(), Some("invalid_client"));
    assert_eq!(script.requests().len(), 1);
}

#[test]
fn a_token_request_is_repeated_like_any_free_call() {
    let script = Scripted::new()
        .fault(FaultClass::Closed, Sent::Perhaps)
        .reply(503, "")
        .reply(200, TOKEN)
        .reply(200, "1");
    block_on(client(&script).send(PAY)).unwrap();
    assert_eq!(paths(&script), ["/oidc/token", "/oidc/token", "/oidc/token", "/probe"]);
}

#[test]
fn many_first_calls_fetch_one_token() {
    let script = Scripted::new().reply(200, TOKEN);
    let script = (0..64).fold(script, |script, _| script.reply(200, "1"));
    let client = client(&script);
    let results = block_on(join_all((0..64).map(|_| client.send(GET))));
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(paths(&script).iter().filter(|path| *path == "/oidc/token").count(), 1);
}

#[test]
fn a_token_without_a_lifetime_serves_the_call_and_is_fetched_again_for_the_next() {
    let token = r#"{"access_token":"a1","token_type":"bearer"}"#;
    let script =
        Scripted::new().reply(200, token).reply(200, "1").reply(200, token).reply(200, "2");
    let client = client(&script);
    block_on(client.send(GET)).unwrap();
    block_on(client.send(GET)).unwrap();
    assert_eq!(script.requests().len(), 4);
}

#[test]
fn a_token_that_may_do_less_than_the_call_needs_is_an_error_that_names_what_is_missing() {
    let token =
        r#"{"access_token":"a1","token_type":"Bearer","expires_in":7200,"scope":"user:create"}"#;
    let script = Scripted::new().reply(200, token);
    let error = block_on(client(&script).send(GET)).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::NotSent));
    assert!(error.to_string().contains("missing: user:read"), "{error}");
}

#[test]
fn scopes_of_the_configuration_are_asked_for_up_front() {
    let script = Scripted::new().reply(200, TOKEN).reply(200, "1");
    let config = config().scopes(scope::CONNECTION_READ).build().unwrap();
    let client = Client::new(config, Arc::new(script.clone()));
    block_on(client.send(GET)).unwrap();
    let form = "grant_type=client_credentials&scope=connection%3Aread+user%3Aread";
    assert_eq!(body(&script, 0), form);
}

#[test]
fn a_scope_is_replaced_for_the_whole_client() {
    let script = Scripted::new().reply(200, TOKEN).reply(200, "1");
    let config = config().replace_scope(scope::USER_READ, scope::USER_UPDATE).build().unwrap();
    let client = Client::new(config, Arc::new(script.clone()));
    block_on(client.send(GET)).unwrap();
    assert_eq!(body(&script, 0), "grant_type=client_credentials&scope=user%3Aupdate");
}

#[test]
fn scopes_are_overridden_for_one_call() {
    let script = Scripted::new().reply(200, TOKEN).reply(200, "1");
    let options = CallOptions { scopes: Some(scope::USER_CREATE.into()), ..CallOptions::default() };
    block_on(client(&script).send_with(GET, options)).unwrap();
    assert_eq!(body(&script, 0), "grant_type=client_credentials&scope=user%3Acreate");
}

#[test]
fn a_token_of_a_user_is_asked_for_with_sub() {
    let script = Scripted::new().reply(200, TOKEN);
    let grant = ClientCredentials::of_user("u1", scope::USER_READ);
    let token = block_on(client(&script).send(grant)).unwrap();
    assert_eq!(token.access_token.expose_secret(), "a1");
    assert_eq!(body(&script, 0), "grant_type=client_credentials&scope=user%3Aread&sub=u1");
}

#[test]
fn a_token_without_scopes_is_asked_for_without_the_parameter() {
    let script = Scripted::new().reply(200, TOKEN);
    block_on(client(&script).send(ClientCredentials::of_client(Scopes::default()))).unwrap();
    assert_eq!(body(&script, 0), "grant_type=client_credentials");
}

#[test]
fn without_credentials_the_missing_setting_is_named_and_nothing_is_sent() {
    let script = Scripted::new();
    let client = Client::new(Config::builder().build().unwrap(), Arc::new(script.clone()));
    let error = block_on(client.send(GET)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("client_id is missing"), "{error}");
    assert!(script.requests().is_empty());
}

#[test]
fn the_blocking_client_renews_like_the_other() {
    let script = Scripted::new()
        .reply(200, TOKEN)
        .reply(200, "1")
        .reply(401, "")
        .reply(200, TOKEN)
        .reply(200, "2");
    let transport = Arc::new(script.clone());
    let client = crate::driver::blocking::Client::new(config().build().unwrap(), transport);
    client.send(GET).unwrap();
    assert_eq!(client.send(GET).unwrap(), 2);
}

#[test]
fn a_token_that_is_given_to_a_token_request_is_refused() {
    let script = Scripted::new();
    let grant = ClientCredentials::of_client(scope::USER_READ);
    let error = block_on(client(&script).send_with(grant, given_token())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(script.requests().is_empty());
}

#[test]
fn an_error_names_the_scopes_that_were_asked_for_and_not_their_replacements() {
    let script = Scripted::new().reply(400, r#"{"error":"invalid_scope"}"#);
    let config = config().replace_scope(scope::USER_READ, scope::USER_UPDATE).build().unwrap();
    let client = Client::new(config, Arc::new(script.clone()));
    let error = block_on(client.send(ClientCredentials::of_client(scope::USER_READ))).unwrap_err();
    assert!(error.to_string().contains("`user:read`"), "{error}");
}

#[test]
fn an_adopted_token_is_used_and_after_a_401_fetched_as_usual() {
    let script = Scripted::new().reply(200, "1").reply(401, "").reply(200, TOKEN).reply(200, "2");
    let client = client(&script);
    let mut tokens = crate::api::identity::TokenSet::new(
        AccessToken::new("mine").unwrap(),
        scope::USER_READ.into(),
    );
    tokens.expires_in = Some(3600);
    let now = crate::driver::Transport::now(&script);
    client.session().adopt(&"u1".into(), tokens, now);
    let call = || {
        let call = crate::codec::RawCall::get(Service::Identity, "/probe", &[]).for_user("u1");
        call.needs(scope::USER_READ)
    };
    block_on(client.send(call())).unwrap();
    block_on(client.send(call())).unwrap();
    assert_eq!(bearer(&script, 0), "Bearer mine");
    assert_eq!(paths(&script), ["/probe", "/probe", "/oidc/token", "/probe"]);
    assert_eq!(bearer(&script, 3), "Bearer a1");
}

#[test]
fn tokens_that_were_forgotten_are_not_used_again() {
    let second = TOKEN.replace("a1", "a2");
    let script =
        Scripted::new().reply(200, TOKEN).reply(200, "1").reply(200, second).reply(200, "2");
    let client = client(&script);
    block_on(client.send(GET)).unwrap();
    client.session().forget_tokens();
    block_on(client.send(GET)).unwrap();
    assert_eq!(paths(&script), ["/oidc/token", "/probe", "/oidc/token", "/probe"]);
    assert_eq!(bearer(&script, 3), "Bearer a2");
}
