//! The quickstart, as a newcomer meets it.

use std::fs;

use moneyhub_sandbox::Sandbox;

use crate::program::{example, run};

#[test]
fn with_no_environment_it_tells_the_whole_story() {
    let ran = run(&mut example("quickstart"));
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let mut lines = ran.stdout.lines();
    for step in [
        "sandbox ",
        "push request ",
        "give consent       at the mock bank, and back to http://127.0.0.1:8080/callback",
        "sign in            user 64b0f3a1",
        "                   connection 9c1185a5c5e9fc54612808977ee8f548:",
        "get user           created ",
        "list users         page 1: 4 of 11",
        "list users         page 2: 4 of 11",
        "list users         page 3: 3 of 11",
        "list connections   Example Bank Open Banking: ok",
        "get connection     9c1185a5c5e9fc54612808977ee8f548:",
        "list syncs         1 of all connections",
        "list syncs         1 of this connection",
        "list accounts      cash:current: ",
        "list accounts      savings: ",
        "spent in 30 days   rent ",
        "extend consent     now until ",
        "delete connection ",
        "delete user ",
        "get user           users.get: 404 NotFound",
        "  kind             NotFound",
        "  status           404 Not Found",
        "  outcome          Refused",
        "in all             23 HTTP requests, 3 of them for tokens",
    ] {
        assert!(
            lines.any(|line| line.starts_with(step)),
            "`{step}` is missing, or not in its place, in:\n{}",
            ran.stdout
        );
    }
}

#[test]
fn the_readme_shows_what_it_prints() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let printed = run(&mut example("quickstart")).stdout;
    // What was spent depends on the day.
    let shape =
        |line: &str| line.replace(|letter: char| letter.is_ascii_digit() || letter == ' ', "");
    let mut lines = printed.lines();
    for line in shown.lines().filter(|line| *line != "...") {
        assert!(
            lines.any(|printed| shape(printed) == shape(line)),
            "`{line}` is not printed, or earlier"
        );
    }
}

#[test]
fn with_a_service_in_the_environment_it_only_reads() {
    let sandbox = Sandbox::start().unwrap();
    let mut command = example("quickstart");
    command
        .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
        .env("MONEYHUB_API_URL", sandbox.api_url())
        .env("MONEYHUB_CLIENT_ID", sandbox.client_id())
        .env("MONEYHUB_CLIENT_SECRET", sandbox.client_secret());
    let ran = run(&mut command);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.contains("list syncs         6 of this connection"));
    let writes =
        |seen: &moneyhub_sandbox::Recorded| seen.method != "GET" && seen.path != "/oidc/token";
    assert_eq!(sandbox.count(writes), 0);
    assert!(sandbox.total_requests() > 0);
}

#[test]
fn a_half_configured_environment_fails_with_one_clear_line() {
    for name in ["MONEYHUB_CLIENT_ID", "MONEYHUB_CLIENT_SECRET", "MONEYHUB_IDENTITY_URL"] {
        let ran = run(example("quickstart").env(name, "canary-5c1f"));
        let complaint = ran.complaint(1);
        assert!(complaint.contains(name), "{complaint}");
        assert!(complaint.contains("MONEYHUB_CLIENT_ID"), "{complaint}");
        assert!(complaint.contains("MONEYHUB_CLIENT_SECRET"), "{complaint}");
        assert!(!complaint.contains("canary-5c1f"), "{complaint}");
    }
}

#[test]
fn a_service_that_refuses_ends_it_with_one_line() {
    let sandbox = Sandbox::start().unwrap();
    let mut command = example("quickstart");
    command
        .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
        .env("MONEYHUB_CLIENT_ID", sandbox.client_id())
        .env("MONEYHUB_CLIENT_SECRET", "canary-5c1f");
    let ran = run(&mut command);
    let complaint = ran.complaint(1);
    assert!(complaint.contains("check client_id and client_secret"), "{complaint}");
    assert!(!complaint.contains("canary-5c1f"), "{complaint}");
}

#[test]
fn proxies_in_the_environment_are_ignored() {
    let mut command = example("quickstart");
    command.env("HTTP_PROXY", "http://127.0.0.1:1");
    command.env("ALL_PROXY", "http://127.0.0.1:1");
    assert_eq!(run(&mut command).code, Some(0));
}
