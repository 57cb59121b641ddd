//! The output of the feature `tracing`: names and numbers, never an id, a secret or a body.

use std::{
    fmt::{Debug, Write as _},
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use moneyhub_proto::{Config, scope, users};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};
use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::DefaultGuard,
};

/// Writes every span and event into one text.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<String>>, Arc<AtomicU64>);

impl Log {
    /// A log of what this thread does until the guard is dropped.
    pub(crate) fn begin() -> (Self, DefaultGuard) {
        // While there is no second subscriber, tracing asks only that of the thread which comes first to a place in the
        // code whether anybody is interested in it. That may be the thread of another test, which has none.
        static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Log::default()));
        LazyLock::force(&SECOND);
        let log = Self::default();
        let guard = tracing::subscriber::set_default(log.clone());
        (log, guard)
    }

    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    fn line(&self, metadata: &Metadata<'_>, write: impl FnOnce(&mut Line)) {
        let mut line = Line(format!("{} {}", metadata.level(), metadata.name()));
        write(&mut line);
        self.0.lock().unwrap().push_str(&format!("{}\n", line.0));
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "moneyhub"
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        self.line(span.metadata(), |line| span.record(line));
        span::Id::from_u64(self.1.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        self.line(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// A call that fetches a token, is answered 503 once, and is then refused.
async fn logged() -> String {
    let sandbox = Sandbox::builder().client("client", "canary-secret").users(1).start().unwrap();
    let body = r#"{"code":"canary","message":"canary"}"#;
    let fault = Fault::status(503).body(body).times(1);
    sandbox.fault(Matcher::path("/users/{userId}"), fault);
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .scopes(scope::USER_DELETE)
        .allow_loopback_http();
    let client = moneyhub_tokio::client(config.build().unwrap()).unwrap();
    let (log, guard) = Log::begin();
    client.send(users::Get { user_id: "canary-user".into() }).await.unwrap_err();
    drop(guard);
    let token = client
        .send(moneyhub_proto::identity::ClientCredentials::of_client(scope::USER_READ))
        .await
        .unwrap();
    assert!(!log.text().contains(token.access_token.expose_secret()));
    log.text()
}

#[tokio::test]
async fn the_log_tells_requests_replies_waits_and_tokens_by_name_and_template() {
    let log = logged().await;
    for words in [
        "endpoint=\"users.get\"",
        "path=\"/oidc/token\"",
        "path=\"/users/{userId}\"",
        "status=503",
        "millis=",
        "attempt=2",
        "status=404",
        "DEBUG call endpoint=",
        "message=done",
        "error=NotFound outcome=Refused attempts=2 millis=",
    ] {
        assert!(log.contains(words), "{words} is not in the log:\n{log}");
    }
}

#[tokio::test]
async fn every_call_ends_with_one_event_its_token_request_as_well() {
    let log = logged().await;
    let ends = log.lines().filter(|line| line.contains("millis=") && line.contains("attempts="));
    let ends: Vec<_> = ends.collect();
    assert_eq!(ends.len(), 2, "{log}");
    assert!(ends[0].contains("identity.client_credentials"), "{log}");
    assert!(ends[1].starts_with("WARN"), "{log}");
}

#[tokio::test]
async fn the_log_shows_no_id_no_secret_and_no_body() {
    let log = logged().await;
    assert!(!log.contains("canary"), "{log}");
}
