//! Readers that have read enough.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use moneyhub_sandbox::Sandbox;

use crate::program::{example, users};

#[test]
fn a_reader_that_goes_away_ends_a_long_list_without_a_word() {
    let sandbox = Sandbox::builder().users(100_000).start().unwrap();
    let mut child = users(&sandbox, &["list", "--all", "--limit", "100"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut first).unwrap();
    drop(reader);

    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    // And the other pages were not asked for: the pipe holds no more than a few.
    assert!(sandbox.total_requests() < 20, "{}", sandbox.total_requests());
}

#[test]
fn a_reader_that_was_never_there_is_no_failure_either() {
    let sandbox = Sandbox::start().unwrap();
    let mut child =
        users(&sandbox, &["list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn an_error_that_nobody_can_read_still_has_its_exit_code() {
    let sandbox = Sandbox::start().unwrap();
    let mut child = users(&sandbox, &["get", "unknown"]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(15));
}

#[test]
fn the_quickstart_does_not_panic_when_its_reader_goes_away() {
    let mut child =
        example("quickstart").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert!(stderr.lines().count() <= 1, "{stderr}");
}
