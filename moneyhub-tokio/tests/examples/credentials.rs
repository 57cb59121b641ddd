//! Tokens and secrets: which are used, and that nobody gets to see them.

use moneyhub_sandbox::{Fault, Matcher, Sandbox};

use crate::program::{Ran, example, run, users};

const CANARY: &str = "canary-5c1f";

/// A token that the sandbox has given out, and a sandbox that remembers no request.
fn token_of(sandbox: &Sandbox) -> String {
    run(&mut users(sandbox, &["list"])).document();
    let seen = sandbox.requests();
    let list = seen.iter().find(|seen| seen.path == "/users").unwrap();
    let header = list.header("authorization").unwrap();
    let token = header.strip_prefix("Bearer ").unwrap().to_owned();
    sandbox.forget_requests();
    token
}

fn assert_hidden(secret: &str, ran: &Ran) {
    assert!(!ran.stdout.contains(secret), "{ran:?}");
    assert!(!ran.stderr.contains(secret), "{ran:?}");
}

#[test]
fn a_token_in_the_environment_is_used_and_none_is_asked_for() {
    let sandbox = Sandbox::start().unwrap();
    let token = token_of(&sandbox);
    let mut command = example("users");
    command
        .arg("list")
        .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
        .env("MONEYHUB_TOKEN", &token);
    run(&mut command).document();
    assert_eq!(sandbox.count(|seen| seen.path == "/oidc/token"), 0);
    assert_eq!(sandbox.count(|seen| seen.path == "/users"), 1);
}

#[test]
fn a_token_on_the_command_line_wins_over_credentials_that_are_not_even_looked_at() {
    let sandbox = Sandbox::start().unwrap();
    let token = token_of(&sandbox);
    let mut command = users(&sandbox, &["list", "--token", &token]);
    command.env("MONEYHUB_CLIENT_SECRET", "").env("MONEYHUB_TOKEN", "another");
    run(&mut command).document();
    assert_eq!(sandbox.count(|seen| seen.path == "/oidc/token"), 0);
}

#[test]
fn a_token_that_is_refused_is_neither_renewed_nor_forgotten_in_the_complaint() {
    let sandbox = Sandbox::start().unwrap();
    let ran = run(users(&sandbox, &["list"]).env("MONEYHUB_TOKEN", CANARY));
    assert!(ran.complaint(10).contains("MONEYHUB_TOKEN"));
    assert_hidden(CANARY, &ran);
    assert_eq!(sandbox.token_requests(), 0);
}

#[test]
fn a_token_may_begin_with_dashes() {
    let sandbox = Sandbox::start().unwrap();
    let token = format!("--{CANARY}");
    let ran = run(&mut users(&sandbox, &["list", "--token", &token]));
    assert!(ran.complaint(10).contains("token is unknown"));
    assert_hidden(CANARY, &ran);
}

#[test]
fn an_empty_token_is_a_mistake_and_not_the_absence_of_one() {
    let sandbox = Sandbox::start().unwrap();
    let ran = run(users(&sandbox, &["list"]).env("MONEYHUB_TOKEN", ""));
    assert!(ran.complaint(11).contains("MONEYHUB_TOKEN"));
    assert_eq!(sandbox.total_requests(), 0);
}

#[test]
fn neither_token_nor_secret_is_in_any_help() {
    for arguments in [&["--help"] as &[&str], &["-h"], &["list", "--help"], &["help", "get"]] {
        let mut command = example("users");
        command.args(arguments).env("MONEYHUB_CLIENT_SECRET", CANARY).env("MONEYHUB_TOKEN", CANARY);
        let ran = run(&mut command);
        assert_eq!(ran.code, Some(0));
        assert_hidden(CANARY, &ran);
    }
}

#[test]
fn neither_token_nor_secret_is_in_any_complaint() {
    let sandbox = Sandbox::start().unwrap();
    let foreign = "http://identity.example";
    let bad_token = format!("{CANARY} with spaces");
    for (arguments, variable, value) in [
        (&["list"] as &[&str], "MONEYHUB_CLIENT_SECRET", CANARY),
        (&["list", "--token", CANARY], "MONEYHUB_TOKEN", CANARY),
        (&["list", "--token", CANARY], "MONEYHUB_IDENTITY_URL", foreign),
        (&["list", "--token", &bad_token], "MONEYHUB_API_URL", ""),
        (&["--token", CANARY, "--token", CANARY, "list"], "MONEYHUB_TOKEN", CANARY),
        (&["--token", CANARY, "unknown"], "MONEYHUB_TOKEN", CANARY),
        (&["get", "--token", CANARY], "MONEYHUB_CLIENT_SECRET", CANARY),
    ] {
        let ran = run(users(&sandbox, arguments).env(variable, value));
        assert_ne!(ran.code, Some(0), "{arguments:?}");
        assert_hidden(CANARY, &ran);
    }
}

#[cfg(unix)]
#[test]
fn a_secret_that_is_not_utf_8_is_not_quoted() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let sandbox = Sandbox::start().unwrap();
    let secret = OsStr::from_bytes(b"canary-5c1f\xff");
    for variable in ["MONEYHUB_CLIENT_SECRET", "MONEYHUB_TOKEN"] {
        let ran = run(users(&sandbox, &["list"]).env(variable, secret));
        assert_ne!(ran.code, Some(0));
        assert_hidden(CANARY, &ran);
    }
}

/// Gateways do that with `Authorization` headers that they do not understand.
#[test]
fn what_the_service_quotes_of_credentials_is_not_shown() {
    for quote in [
        format!("no such token: {CANARY}"),
        "not a key=value pair: Basic Y2FuYXJ5LTVjMWY6Y2FuYXJ5LTVjMWY=".to_owned(),
        "no such assertion: eyJhbGciOiJSUzI1NiJ9.Y2FuYXJ5.Y2FuYXJ5".to_owned(),
    ] {
        let sandbox = Sandbox::start().unwrap();
        let body = format!(r#"{{"code":"Unauthorized","message":"{quote}"}}"#);
        sandbox.fault(Matcher::any(), Fault::status(403).body(body));
        let ran = run(users(&sandbox, &["list"]).env("MONEYHUB_TOKEN", CANARY));
        assert!(ran.complaint(10).contains("it quotes credentials"));
        assert_hidden(CANARY, &ran);
        assert_hidden("Y2FuYXJ5", &ran);
    }
}

#[test]
fn proxies_in_the_environment_are_ignored() {
    let sandbox = Sandbox::start().unwrap();
    let mut command = users(&sandbox, &["list"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    {
        // Port 1 of this machine: whatever goes there fails.
        command.env(name, "http://127.0.0.1:1");
    }
    run(&mut command).document();
}
