//! What the laws, and the people who wrote them, have found in this library. Each was a bug once.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{Response, StatusCode};
use moneyhub_proto::{
    AccessToken, CallOptions, Client, Config, ConfigBuilder, Endpoint, Error, ErrorKind, Outcome,
    Page, RawCall, Retry, Service, Timestamp, Window,
    bytes::Bytes,
    codec, config,
    env::{Env, Monotonic, Now},
    identity,
    machine::{Event, Exchange, Session, Step},
    page::Walk,
    scope,
    scripted::Scripted,
    transport::{Fault, FaultClass, Sent},
    users,
};
use pollster::block_on;
use serde_json::json;

const TOKEN: &str = r#"{"access_token":"a","token_type":"Bearer","expires_in":7200}"#;

fn config() -> ConfigBuilder {
    Config::builder().client_id("client").client_secret("secret")
}

fn given() -> CallOptions {
    let token = Some(AccessToken::new("token").unwrap());
    CallOptions { token, ..CallOptions::default() }
}

fn send<E: Endpoint>(
    script: &Scripted,
    endpoint: E,
    options: CallOptions,
) -> Result<E::Output, Error> {
    let client = Client::new(config().build().unwrap(), Arc::new(script.clone()));
    block_on(client.send_with(endpoint, options))
}

fn get() -> users::Get {
    users::Get { user_id: "u".into() }
}

fn raw() -> RawCall {
    RawCall::get(Service::Data, "/accounts", &[])
}

fn with_env<T>(act: impl FnOnce(&mut Env<'_>) -> T) -> T {
    let mut entropy = |buffer: &mut [u8]| {
        buffer.fill(0);
        Ok(())
    };
    act(&mut Env { now: Now::default(), entropy: &mut entropy })
}

#[test]
fn a_host_that_is_named_oidc_is_still_the_host() {
    let config = Config::builder().identity_url("http://oidc").allow_http_host("oidc");
    let token = AccessToken::new("token").unwrap();
    let request = codec::encode(&get(), &config.build().unwrap(), &token).unwrap();
    assert_eq!(request.uri(), "http://oidc/users/u");
}

#[test]
fn the_place_of_an_error_names_no_member_that_nobody_knows() {
    let body = r#"{"userId":"u","jane.doe@example.com":{"a":1"#;
    let error = codec::decode(&get(), Response::new(body)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("jane.doe"), "{error}");
}

#[test]
fn the_place_of_an_error_in_raw_json_names_no_member() {
    let error = codec::decode(&raw(), Response::new(r#"{"jane.doe@example.com":x}"#)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("jane.doe"), "{error}");
}

#[test]
fn a_deletion_that_was_accepted_and_is_then_404_is_done() {
    let session = Session::new(config().build().unwrap());
    let delete = users::Delete { user_id: "u".into() };
    let mut exchange = Exchange::new(&session, delete, given(), Monotonic::default());
    with_env(|env| {
        assert!(matches!(exchange.step(env), Step::Send(_)));
        let cut = Fault::new(FaultClass::Closed, Sent::Perhaps).with_status(StatusCode::NO_CONTENT);
        exchange.handle(env, Event::Fault(cut));
        assert!(matches!(exchange.step(env), Step::Send(_)));
        let gone = Response::builder().status(404).body(Bytes::new()).unwrap();
        exchange.handle(env, Event::Reply(gone));
    });
    exchange.finish().unwrap();
}

#[test]
fn what_was_sent_once_is_not_unsent_by_a_repeat_that_was_not() {
    let script = Scripted::new()
        .fault(FaultClass::TimedOut, Sent::Perhaps)
        .fault(FaultClass::Connect, Sent::Nothing)
        .fault(FaultClass::Connect, Sent::Nothing);
    let error = send(&script, get(), given()).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Uncertain);
}

#[test]
fn an_empty_subject_is_refused_before_a_token_is_asked_for() {
    let script = Scripted::new();
    let error = send(&script, raw().for_user(""), CallOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(error.to_string().contains("sub is empty"), "{error}");
    assert!(script.requests().is_empty());
}

#[test]
fn a_system_time_that_no_date_can_tell_is_refused() {
    let ages = Duration::from_secs(400_000_000_000);
    assert!(Timestamp::try_from(SystemTime::UNIX_EPOCH + ages).is_err());
    assert!(Timestamp::try_from(SystemTime::UNIX_EPOCH - ages).is_err());
}

#[test]
fn a_link_that_leads_back_brings_no_item_twice() {
    let config = config().build().unwrap();
    let window = Window { limit: 2, offset: 0 };
    let mut walk = Walk::new(users::List { window, is_demo: None });
    let page = |value| serde_json::from_value::<Page<users::User>>(value).unwrap();
    let first = json!({"data": [{"userId": "1"}, {"userId": "2"}], "meta": {"total": 4}});
    walk.turn(&config, &page(first)).unwrap();
    let second = json!({
        "data": [{"userId": "3"}, {"userId": "4"}],
        "links": {"next": "/users?limit=2&offset=0"},
    });
    assert_eq!(walk.turn(&config, &page(second)).unwrap_err().kind(), ErrorKind::Paging);
}

#[test]
fn a_list_beyond_the_greatest_offset_does_not_end_in_silence() {
    let window = Window { limit: 1, offset: Window::MAX_OFFSET };
    let mut walk = Walk::new(users::List { window, is_demo: None });
    let mut page = Page::new(vec![users::User::new("u".into())]);
    page.meta.total = Some(u64::from(Window::MAX_OFFSET) + 5);
    assert!(walk.turn(&config().build().unwrap(), &page).is_err());
}

#[test]
fn a_401_for_a_cached_token_without_an_attempt_left_is_retryable() {
    let script = Scripted::new().reply(200, TOKEN).reply(200, r#"{"userId":"u"}"#).reply(401, "");
    let config = config().retry(Retry { max_attempts: 1, ..Retry::default() });
    let client = Client::new(config.build().unwrap(), Arc::new(script));
    block_on(client.send(get())).unwrap();
    assert!(block_on(client.send(get())).unwrap_err().is_retryable());
}

#[test]
fn a_deadline_keeps_what_the_last_attempt_said_of_another_try() {
    let options = CallOptions { deadline: Some(Duration::from_secs(1)), ..given() };
    let error = send(&Scripted::new().silence(), get(), options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    assert!(error.is_retryable());
}

#[test]
fn a_token_that_nobody_asked_for_changes_nothing() {
    let session = Session::new(config().build().unwrap());
    let mut exchange = Exchange::new(&session, get(), given(), Monotonic::default());
    with_env(|env| {
        exchange.handle(env, Event::Token(Err(AccessToken::new("").unwrap_err())));
        assert!(matches!(exchange.step(env), Step::Send(_)));
    });
}

#[test]
fn a_token_of_one_user_is_not_taken_for_another() {
    let session = Session::new(config().build().unwrap());
    let begin = |user: &str| {
        let call = raw().for_user(user);
        Exchange::new(&session, call, CallOptions::default(), Monotonic::default())
    };
    let (mut of_a, mut of_b) = (begin("a"), begin("b"));
    with_env(|env| {
        let Step::FetchToken(mut fetch) = of_a.step(env) else { panic!("no fetch") };
        assert!(matches!(fetch.step(env), Step::Send(_)));
        fetch.handle(env, Event::Reply(Response::new(Bytes::from_static(TOKEN.as_bytes()))));
        let grant = fetch.finish(env.now).unwrap();
        let _fetch_of_b = of_b.step(env);
        of_b.handle(env, Event::Token(Ok(grant)));
        assert!(!matches!(of_b.step(env), Step::Send(_)));
    });
}

#[test]
fn one_odd_scope_of_a_token_loses_none_of_the_others() {
    let body = TOKEN.replace('}', r#","scope":"user:read caf\u00e9"}"#);
    let grant = identity::client_token(scope::USER_READ);
    let token = codec::decode(&grant, Response::new(body)).unwrap();
    assert!(token.scopes.covers(&scope::USER_READ.into()));
}

#[test]
fn a_scope_that_is_read_is_checked_like_one_that_is_made() {
    assert!(serde_json::from_str::<scope::Scope>(r#""two words""#).is_err());
    assert_eq!(serde_json::to_string(&scope::USER_READ).unwrap(), r#""user:read""#);
}

#[test]
fn a_retry_after_of_twenty_digits_is_not_undercut() {
    let digits = "99999999999999999999";
    let script = Scripted::new()
        .reply_with(429, &[("retry-after", digits)], "")
        .reply(200, r#"{"userId":"u"}"#);
    assert_eq!(send(&script, get(), given()).unwrap_err().kind(), ErrorKind::RateLimited);
}

#[test]
fn a_fraction_of_a_second_in_the_body_is_not_undercut() {
    let body = r#"{"code":"TooManyRequests","retryAfterSecs":2.5}"#;
    let script = Scripted::new().reply(429, body).reply(200, r#"{"userId":"u"}"#);
    send(&script, get(), given()).unwrap();
    // And the millisecond that a clock may have left out.
    assert_eq!(script.waits(), [Duration::from_millis(3001)]);
}

#[test]
fn a_query_that_is_too_long_is_called_that() {
    let call = raw().query("q", &"x".repeat(70_000));
    let token = AccessToken::new("token").unwrap();
    let error = codec::encode(&call, &config().build().unwrap(), &token).unwrap_err();
    assert!(error.to_string().contains("the URL is longer"), "{error}");
}

#[test]
fn an_error_of_a_token_gives_its_advice_once() {
    let script = Scripted::new().reply_with(429, &[("retry-after", "120")], "");
    let error = send(&script, get(), CallOptions::default()).unwrap_err();
    assert_eq!(error.to_string().matches("before the next try").count(), 1, "{error}");
}

#[test]
fn a_call_that_was_not_sent_for_want_of_a_token_was_not_accepted() {
    let error = send(&Scripted::new().reply(200, "{}"), get(), CallOptions::default()).unwrap_err();
    assert!(!error.to_string().contains("had accepted the call"), "{error}");
}

#[test]
fn a_query_alone_is_a_link() {
    let page = json!({"data": [{"userId": "u"}], "links": {"next": "?offset=1"}});
    let page: Page<users::User> = serde_json::from_value(page).unwrap();
    Walk::new(users::List::default()).turn(&config().build().unwrap(), &page).unwrap();
}

/// The crate `http` reads a port that is no number as none, and so as that of the scheme.
#[test]
fn an_endpoint_with_a_port_that_is_no_number_is_at_no_origin() {
    let at = |port: &str| format!("https://identity.moneyhub.co.uk{port}/oidc/request");
    let good = at("");
    for port in [":844;", ":65979"] {
        let issuer = "https://identity.moneyhub.co.uk/oidc";
        let mut document = config::DiscoveryDocument::new(issuer, &good, &good, &good);
        document.pushed_authorization_request_endpoint = Some(at(port));
        assert!(document.check(&config().build().unwrap()).is_err(), "{port}");
    }
}
