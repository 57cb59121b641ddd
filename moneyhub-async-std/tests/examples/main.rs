//! The example `users_async_std` as a program. All but its runtime is the code of the example `users`
//! of moneyhub-tokio, and tested there.
//!
//! It is the binary that cargo puts beside this one, which `cargo test` builds first.

// Without a provider of cryptography there is no client.
#![cfg(any(feature = "aws-lc-rs", feature = "ring"))]

use std::{
    env,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use moneyhub_sandbox::Sandbox;
use serde_json::Value;

/// Runs it for a sandbox, with nothing else in its environment.
fn users(sandbox: &Sandbox, arguments: &[&str]) -> Output {
    let mut command = Command::new(path_of("users_async_std"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .env_clear()
        .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
        .env("MONEYHUB_CLIENT_ID", sandbox.client_id())
        .env("MONEYHUB_CLIENT_SECRET", sandbox.client_secret());
    command.output().unwrap()
}

/// Examples lie in `examples`, beside the `deps` that tests lie in.
fn path_of(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
    let path = profile.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "`cargo build -p moneyhub-async-std --examples` builds {name}");
    path
}

/// The documents that a successful run printed.
fn printed(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{output:?}");
    let documents = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    documents.map(Result::unwrap).collect()
}

#[test]
fn a_user_is_created_read_and_deleted() {
    let sandbox = Sandbox::builder().users(0).start().unwrap();
    let created = printed(&users(&sandbox, &["create", "--client-user-id", "customer-1"]));
    let user_id = created[0]["userId"].as_str().unwrap();
    assert_eq!(printed(&users(&sandbox, &["get", "--", user_id]))[0]["userId"], user_id);
    assert_eq!(printed(&users(&sandbox, &["delete", "--", user_id])), [] as [Value; 0]);
    let listed = printed(&users(&sandbox, &["list"]));
    assert_eq!(listed[0]["data"].as_array().unwrap().len(), 0);
}

#[test]
fn a_list_is_walked_over_several_pages() {
    let sandbox = Sandbox::builder().users(7).start().unwrap();
    let users = printed(&users(&sandbox, &["list", "--all", "--limit", "2"]));
    assert_eq!(users.len(), 7);
}

#[test]
fn an_error_is_one_line_and_an_exit_code() {
    let sandbox = Sandbox::start().unwrap();
    let output = users(&sandbox, &["get", "nobody"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(15), 0));
    assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1);
}
