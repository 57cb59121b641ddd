//! What the protocol crate must not bring along.

use std::{collections::BTreeSet, process::Command};

/// The crates that building a package with its default features needs, by name.
fn tree(arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// HTTP clients, TLS, runtimes, cryptography, random numbers, sockets.
const FOREIGN: [&str; 20] = [
    "async-std",
    "aws-lc-rs",
    "aws-lc-sys",
    "fastrand",
    "getrandom",
    "h2",
    "hyper",
    "hyper-rustls",
    "hyper-util",
    "libc",
    "mio",
    "native-tls",
    "openssl",
    "rand",
    "rand_core",
    "ring",
    "rustls",
    "smol",
    "socket2",
    "tokio",
];

#[test]
fn the_protocol_crate_brings_no_io_no_runtime_no_cryptography_and_no_random_numbers() {
    let tree = tree(&["--package", "moneyhub-proto"]);
    assert!(tree.contains("moneyhub-proto"), "{tree:?}");
    let found: Vec<_> = FOREIGN.iter().filter(|name| tree.contains(**name)).collect();
    assert!(found.is_empty(), "moneyhub-proto depends on {found:?}");
}

#[test]
fn the_check_itself_would_find_them() {
    let tree = tree(&["--package", "moneyhub-tokio"]);
    for name in ["aws-lc-rs", "getrandom", "hyper", "rustls", "tokio"] {
        assert!(tree.contains(name), "{name} is not in the tree of moneyhub-tokio");
    }
}

#[test]
fn the_tokio_adapter_brings_one_provider_of_cryptography_or_none() {
    assert!(!tree(&["--package", "moneyhub-tokio"]).contains("ring"));
    let bare = tree(&["--package", "moneyhub-tokio", "--no-default-features"]);
    assert!(!bare.contains("ring") && !bare.contains("aws-lc-rs"), "{bare:?}");
}

#[test]
fn the_sandbox_does_not_depend_on_what_it_tests() {
    assert!(!tree(&["--package", "moneyhub-sandbox"]).contains("moneyhub-proto"));
}
