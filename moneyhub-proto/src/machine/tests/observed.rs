//! What an observer is told.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    api::{accounts, users},
    config::Config,
    driver::{Client, blocking, scripted::Scripted},
    ground::{
        error::{ErrorKind, FaultClass, Outcome, Sent},
        observer::{EndedCall, Observer},
    },
};

#[derive(Default)]
struct Book(Mutex<Vec<EndedCall>>);

impl Observer for Book {
    fn call_ended(&self, call: &EndedCall) {
        self.0.lock().unwrap().push(call.clone());
    }
}

impl Book {
    fn config(self: &Arc<Self>) -> Config {
        let config = Config::builder().client_id("client").client_secret("secret");
        config.observer(self.clone()).build().unwrap()
    }

    /// The last call that is not for a token.
    fn last(&self) -> EndedCall {
        self.0.lock().unwrap().last().unwrap().clone()
    }

    fn names(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().iter().map(|call| call.endpoint).collect()
    }
}

fn user() -> users::Get {
    users::Get { user_id: "canary-user".into() }
}

#[test]
fn a_value_is_told_with_its_attempts_its_time_and_what_is_left_of_the_limit() {
    let limits = [("x-ratelimit-limit", "1000"), ("x-ratelimit-remaining", "997")];
    let script = Scripted::new()
        .with_tokens()
        .reply_with(503, &[("retry-after", "2")], "")
        .reply_with(200, &limits, r#"{"userId":"u1","clientUserId":7}"#);
    let book = Arc::new(Book::default());
    let client = Client::new(book.config(), Arc::new(script));
    pollster::block_on(client.send(user())).unwrap();

    assert_eq!(book.names(), ["identity.client_credentials", "users.get"]);
    let call = book.last();
    assert_eq!((call.path, call.status.unwrap().as_u16()), ("/users/{userId}", 200));
    assert_eq!((call.error, call.outcome), (None, None));
    assert_eq!((call.attempts, call.repairs), (2, 1));
    assert!(call.elapsed >= Duration::from_secs(2), "{call:?}");
    let limit = call.rate_limit;
    assert_eq!((limit.limit, limit.remaining, limit.reset), (Some(1000), Some(997), None));
}

#[test]
fn an_error_is_told_with_who_is_to_blame_and_what_it_may_have_done() {
    let left = [("x-ratelimit-remaining", "0")];
    let script = Scripted::new()
        .with_tokens()
        .fault(FaultClass::Closed, Sent::Perhaps)
        .reply_with(404, &left, "");
    let book = Arc::new(Book::default());
    let client = blocking::Client::new(book.config(), Arc::new(script));

    client.send(users::Create::default()).unwrap_err();
    let call = book.last();
    assert_eq!(call.error, Some(ErrorKind::Transport));
    assert_eq!((call.outcome, call.status), (Some(Outcome::Uncertain), None));

    client.send(user()).unwrap_err();
    let call = book.last();
    assert_eq!(call.error, Some(ErrorKind::NotFound));
    assert_eq!(call.rate_limit.remaining, Some(0));
}

#[test]
fn a_call_that_could_not_be_built_is_told_as_well() {
    let book = Arc::new(Book::default());
    let client = blocking::Client::new(book.config(), Arc::new(Scripted::new()));
    client.send(users::Get { user_id: "..".into() }).unwrap_err();
    let call = book.last();
    assert_eq!((call.endpoint, call.path, call.attempts), ("users.get", "", 0));
    assert_eq!(call.error, Some(ErrorKind::Request));
}

#[test]
fn nothing_that_is_told_has_an_id_a_query_a_header_or_a_body() {
    let canary = r#"{"code":"canary","message":"canary","correlationId":"canary"}"#;
    let script = Scripted::new().with_tokens().reply_with(500, &[("x-canary", "canary")], canary);
    let script = script.reply(500, canary).reply(500, canary);
    let book = Arc::new(Book::default());
    let client = blocking::Client::new(book.config(), Arc::new(script));
    client.user(&"canary-user".into()).send(accounts::List::default()).unwrap_err();
    assert!(!format!("{:?}", book.0.lock().unwrap()).contains("canary"));
}
