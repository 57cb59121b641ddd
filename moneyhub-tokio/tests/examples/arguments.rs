//! What can be said on the command line, and what the help says of it.

use moneyhub_sandbox::Sandbox;

use crate::program::{example, run, users};

#[test]
fn wrong_usage_ends_with_2_before_anything_is_sent() {
    let sandbox = Sandbox::start().unwrap();
    for arguments in [
        &[] as &[&str],
        &["unknown"],
        &["get"],
        &["get", "one", "two"],
        &["list", "--limit", "many"],
        &["update-connection", "u", "c"],
    ] {
        let ran = run(&mut users(&sandbox, arguments));
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert_eq!(ran.stdout, "");
    }
    assert_eq!(sandbox.total_requests(), 0);
}

#[test]
fn ids_that_begin_with_a_dash_come_after_two_dashes() {
    let sandbox = Sandbox::start().unwrap();
    run(&mut users(&sandbox, &["get", "--", "-user"])).complaint(15);
    run(&mut users(&sandbox, &["delete-connection", "--yes", "--", "-user", "--yes"]))
        .complaint(15);
    assert_eq!(sandbox.count(|seen| seen.path == "/users/-user"), 1);
    assert_eq!(sandbox.count(|seen| seen.path == "/users/-user/connection/--yes"), 1);
    let ran = run(&mut users(&sandbox, &["get", "-user"]));
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("use '-- -u"), "{}", ran.stderr);
}

#[test]
fn the_help_tells_every_exit_code_and_every_variable() {
    let help = run(example("users").arg("--help")).stdout;
    for code in [0, 1, 2, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21] {
        let start = format!("  {code:>2}  ");
        assert!(help.lines().any(|line| line.starts_with(&start)), "{code}");
    }
    for variable in [
        "MONEYHUB_CLIENT_ID",
        "MONEYHUB_CLIENT_SECRET",
        "MONEYHUB_PRIVATE_KEY",
        "MONEYHUB_KEY_ID",
        "MONEYHUB_IDENTITY_URL",
        "MONEYHUB_API_URL",
        "MONEYHUB_TOKEN",
    ] {
        assert!(help.contains(variable), "{variable}");
    }
}

#[test]
fn the_readme_has_the_exit_codes_of_the_help() {
    let readme = include_str!("../../examples/README.md");
    let help = run(example("users").arg("--help")).stdout;
    let codes = help.split("Exit codes:").nth(1).unwrap();
    for line in codes.lines().filter(|line| !line.is_empty()) {
        let (code, meaning) = line.trim().split_once("  ").unwrap();
        assert!(readme.contains(&format!("| {code} | {meaning} |")), "{line}");
    }
}

/// That it is asked on a terminal is not tested here, for want of one: see `prompt`.
#[test]
fn without_a_terminal_nothing_is_deleted_unless_yes_is_given() {
    let sandbox = Sandbox::start().unwrap();
    let user = sandbox.user_id(0).unwrap();
    let connection = sandbox.connection_ids(&user).remove(0);
    for arguments in [&["delete", &user] as &[&str], &["delete-connection", &user, &connection]] {
        let ran = run(&mut users(&sandbox, arguments));
        assert!(ran.complaint(2).contains("give --yes"), "{ran:?}");
    }
    assert_eq!(sandbox.total_requests(), 0);
}

#[test]
fn the_deletions_take_yes() {
    let sandbox = Sandbox::start().unwrap();
    let user = sandbox.user_id(0).unwrap();
    let connection = sandbox.connection_ids(&user).remove(0);
    let arguments = ["delete-connection", "--yes", &user, &connection];
    assert_eq!(run(&mut users(&sandbox, &arguments)).code, Some(0));
    assert_eq!(run(&mut users(&sandbox, &["delete", &user, "--yes"])).code, Some(0));
}
