//! The examples as programs. All but the runtime of `users_async_std` is the code of the example
//! `users` of moneyhub-tokio, and tested there.
//!
//! They are the binaries that cargo puts beside this one, which `cargo test` builds first.

// The examples are not built without it.
#![cfg(feature = "aws-lc-rs")]

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use moneyhub_sandbox::{Client, DEFAULT_CLIENT_ID, Sandbox};
use serde_json::Value;

/// The example for a sandbox, with nothing else in its environment.
fn users(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = Command::new(path_of("users_async_std"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .env_clear()
        .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
        .env("MONEYHUB_CLIENT_ID", sandbox.client_id())
        .env("MONEYHUB_CLIENT_SECRET", sandbox.client_secret());
    command
}

/// Examples lie in `examples`, beside the `deps` that tests lie in.
fn path_of(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    let path = profile.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "`cargo build -p moneyhub-async-std --examples` builds {name}");
    path
}

/// The documents that a successful run prints.
fn printed(mut command: Command) -> Vec<Value> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let documents = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    documents.map(Result::unwrap).collect()
}

#[test]
fn a_user_is_created_read_and_deleted() {
    let sandbox = Sandbox::builder().users(0).start().unwrap();
    let created = printed(users(&sandbox, &["create", "--client-user-id", "customer-1"]));
    let user_id = created[0]["userId"].as_str().unwrap();
    assert_eq!(printed(users(&sandbox, &["get", "--", user_id]))[0]["userId"], user_id);
    assert_eq!(printed(users(&sandbox, &["delete", "--yes", "--", user_id])), [] as [Value; 0]);
    let listed = printed(users(&sandbox, &["list"]));
    assert_eq!(listed[0]["data"].as_array().unwrap().len(), 0);
}

#[test]
fn a_list_is_walked_over_several_pages() {
    let sandbox = Sandbox::builder().users(7).start().unwrap();
    let users = printed(users(&sandbox, &["list", "--all", "--limit", "2"]));
    assert_eq!(users.len(), 7);
}

#[test]
fn an_error_is_one_line_and_an_exit_code() {
    let sandbox = Sandbox::start().unwrap();
    let output = users(&sandbox, &["get", "nobody"]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(15), 0));
    assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1);
}

#[test]
fn a_key_takes_the_place_of_the_secret() {
    let keys = concat!(env!("CARGO_MANIFEST_DIR"), "/../moneyhub-proto/tests/keys");
    let public = fs::read_to_string(format!("{keys}/rsa-2048.public.jwk.json")).unwrap();
    let client = Client::private_key_jwt(DEFAULT_CLIENT_ID, &public).unwrap();
    let sandbox = Sandbox::builder().register(client).real_time().start().unwrap();
    for key in ["rsa-2048.pkcs8.pem", "rsa-2048.jwk.json"] {
        let mut command = users(&sandbox, &["list"]);
        command
            .env_remove("MONEYHUB_CLIENT_SECRET")
            .env("MONEYHUB_PRIVATE_KEY", format!("{keys}/{key}"))
            .env("MONEYHUB_KEY_ID", "rsa-1");
        let listed = printed(command);
        assert_eq!(listed[0]["data"].as_array().unwrap().len(), 10, "{key}");
    }
}

#[test]
fn the_quickstart_tells_its_story() {
    let output = Command::new(path_of("quickstart_async_std")).env_clear().output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut lines = printed.lines();
    for step in [
        "sandbox ",
        "push request ",
        "give consent       at the mock bank",
        "sign in            user 64b0f3a1",
        "                   connection 9c1185a5c5e9fc54612808977ee8f548:",
        "list users         11",
        "list connections   Example Bank Open Banking",
        "delete connection ",
        "delete user ",
        "get user           users.get: 404 NotFound",
        "  outcome          Refused",
        "in all             10 HTTP requests, 2 of them for tokens",
    ] {
        assert!(
            lines.any(|line| line.starts_with(step)),
            "`{step}` is missing, or not in its place, in:\n{printed}"
        );
    }
}
