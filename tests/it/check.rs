//! The check of a client's settings, over real clients against the sandbox.

use std::time::Duration;

use moneyhub_proto::{
    Config, Scopes,
    check::{Problem, Report, Verdict},
    config::ConfigBuilder,
    ureq,
};
use moneyhub_sandbox::Sandbox;

fn config(sandbox: &Sandbox) -> ConfigBuilder {
    Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .scopes(Scopes::parse("user:read connection:read").unwrap())
        .allow_loopback_http()
}

async fn check(config: ConfigBuilder) -> Report {
    moneyhub_tokio::client(config.build().unwrap()).unwrap().check().await
}

#[tokio::test]
async fn a_client_of_the_sandbox_is_set_up_right() {
    let sandbox = Sandbox::start().unwrap();
    let report = check(config(&sandbox)).await;
    assert!(matches!(report.clock, Verdict::Good), "{report}");
    assert!(matches!(report.keys, Verdict::Good), "{report}");
    assert!(report.is_good(), "{report}");
    assert_eq!(sandbox.total_requests(), 3);
    assert_eq!(sandbox.created_user_count(), 0);
}

#[test]
fn a_client_for_threads_is_checked_as_well() {
    let sandbox = Sandbox::start().unwrap();
    let client = ureq::client(config(&sandbox).build().unwrap()).unwrap();
    let report = client.check();
    assert!(report.is_good(), "{report}");
    assert_eq!(client.session().cached_tokens(), 0);
}

#[tokio::test]
async fn a_wrong_secret_is_told_and_not_shown() {
    let sandbox = Sandbox::builder().client("client", "canary-5c1f").start().unwrap();
    let right = config(&sandbox);
    let report = check(
        Config::builder()
            .client_id(sandbox.client_id())
            .client_secret("canary-wrong")
            .identity_url(sandbox.identity_url())
            .allow_loopback_http(),
    )
    .await;
    let Verdict::Wrong(Problem::Call(error)) = &report.credentials else { panic!("{report}") };
    assert_eq!(error.code(), Some("invalid_client"));
    assert!(report.to_string().contains("in the admin portal"), "{report}");
    assert!(!format!("{report} {report:?}").contains("canary"), "{report:?}");
    assert!(check(right).await.is_good());
}

#[tokio::test]
async fn a_scope_that_is_not_granted_is_named_among_those_that_are() {
    let sandbox = Sandbox::builder().scopes(["user:read"]).start().unwrap();
    let report = check(config(&sandbox)).await;
    let Verdict::Wrong(Problem::Scopes { refused }) = &report.scopes else { panic!("{report}") };
    assert_eq!(refused.to_string(), "connection:read");
    assert!(matches!(report.credentials, Verdict::Good), "{report}");
}

/// The sandbox tells the time of its own clock.
#[tokio::test]
async fn a_clock_that_is_behind_is_told_by_how_much() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.advance(Duration::from_secs(300));
    let report = check(config(&sandbox)).await;
    let Verdict::Wrong(Problem::Clock { seconds }) = report.clock else { panic!("{report}") };
    assert!((-301..=-298).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_told_once() {
    let sandbox = Sandbox::start().unwrap();
    let config = config(&sandbox);
    drop(sandbox);
    let report = check(config).await;
    assert_eq!(report.problems().count(), 1, "{report}");
    assert!(matches!(report.discovery, Verdict::Wrong(_)), "{report}");
}
