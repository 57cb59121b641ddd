//! Crates that the protocol crate must not depend on.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

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
fn the_async_std_adapter_brings_one_provider_of_cryptography_or_none() {
    assert!(!tree(&["--package", "moneyhub-async-std"]).contains("ring"));
    let bare = tree(&["--package", "moneyhub-async-std", "--no-default-features"]);
    assert!(!bare.contains("ring") && !bare.contains("aws-lc-rs"), "{bare:?}");
}

#[test]
fn the_async_std_adapter_names_its_runtime_in_the_three_lines_that_its_readme_replaces() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let mut named = Vec::new();
    for file in fs::read_dir(root.join("moneyhub-async-std/src")).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let lines = code.filter(|line| line.contains("async_std"));
        named.extend(lines.map(|_| path.file_name().unwrap().to_owned()));
    }
    assert_eq!(named, ["runtime.rs"; 3]);

    let readme = read("moneyhub-async-std/README.md");
    let (_, block) = readme.split_once("```text\n").unwrap();
    let (replacement, _) = block.split_once("```").unwrap();
    assert_eq!(replacement.lines().count(), 3);
    let smol = read("tests/transports/smol.rs");
    for line in replacement.lines() {
        assert!(smol.contains(line.trim()), "{line}");
    }
}

#[test]
fn the_sandbox_and_the_reference_do_not_depend_on_what_they_test() {
    for package in ["moneyhub-sandbox", "moneyhub-reference"] {
        assert!(!tree(&["--package", package]).contains("moneyhub-proto"), "{package}");
    }
}

#[test]
fn the_documentation_of_the_workspace_shows_the_published_crates_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let (_, members) = manifest.split_once("members = [").unwrap();
    let members = members.split(']').next().unwrap().split('"').skip(1).step_by(2);
    let mut unpublished = 0;
    for member in members {
        let manifest = fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap();
        if !manifest.contains("\npublish = false") {
            continue;
        }
        unpublished += 1;
        let source = root.join(member).join("src");
        let programs = fs::read_dir(source.join("bin")).map_or(0, Iterator::count)
            + usize::from(source.join("main.rs").exists());
        let undocumented = manifest.matches("\ndoc = false").count();
        assert_eq!(undocumented, 1 + programs, "{member}");
    }
    assert!(unpublished >= 5, "the members are read");
}
