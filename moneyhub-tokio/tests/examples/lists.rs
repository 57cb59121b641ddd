//! Pages, and `--all` of them.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
    time::{Duration, Instant},
};

use moneyhub_sandbox::{Fault, Matcher, Sandbox};
use serde_json::Value;

use crate::program::{Ran, run, users};

fn user_ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|user| user["userId"].as_str().unwrap()).collect()
}

fn seeded(sandbox: &Sandbox, indices: std::ops::Range<u64>) -> Vec<String> {
    indices.map(|index| sandbox.user_id(index).unwrap()).collect()
}

fn list_requests(sandbox: &Sandbox) -> usize {
    sandbox.count(|seen| seen.method == "GET" && seen.path == "/users")
}

#[test]
fn limit_and_offset_choose_the_page() {
    let sandbox = Sandbox::start().unwrap();
    let arguments = ["list", "--limit", "3", "--offset", "4"];
    let page = run(&mut users(&sandbox, &arguments)).document();
    let data = page["data"].as_array().unwrap();
    assert_eq!(user_ids(data), seeded(&sandbox, 4..7));
    assert_eq!(list_requests(&sandbox), 1);
}

#[test]
fn all_prints_every_user_once_one_a_line_over_several_pages() {
    let sandbox = Sandbox::builder().users(25).start().unwrap();
    let printed = run(&mut users(&sandbox, &["list", "--all", "--limit", "10"])).lines();
    assert_eq!(user_ids(&printed), seeded(&sandbox, 0..25));
    assert_eq!(list_requests(&sandbox), 3);
}

#[test]
fn all_reaches_the_end_although_the_service_caps_the_limit() {
    let sandbox = Sandbox::builder().users(25).limit_cap(7).start().unwrap();
    let printed = run(&mut users(&sandbox, &["list", "--all"])).lines();
    assert_eq!(user_ids(&printed), seeded(&sandbox, 0..25));
    assert_eq!(list_requests(&sandbox), 4);
}

#[test]
fn all_begins_at_the_offset() {
    let sandbox = Sandbox::start().unwrap();
    let arguments = ["list", "--all", "--limit", "2", "--offset", "5"];
    let printed = run(&mut users(&sandbox, &arguments)).lines();
    assert_eq!(user_ids(&printed), seeded(&sandbox, 5..10));
}

#[test]
fn all_prints_nothing_when_there_is_nothing() {
    let sandbox = Sandbox::builder().users(0).start().unwrap();
    assert_eq!(run(&mut users(&sandbox, &["list", "--all"])).lines(), [] as [Value; 0]);
}

#[test]
fn all_works_for_syncs_whose_lists_tell_no_total() {
    let sandbox = Sandbox::start().unwrap();
    let user = sandbox.user_id(0).unwrap();
    let connection = sandbox.connection_ids(&user).remove(0);
    let of_user = run(&mut users(&sandbox, &["syncs", &user, "--all", "--limit", "20"]));
    assert_eq!(of_user.lines().len(), 49);
    let arguments = ["connection-syncs", &user, &connection, "--all", "--limit", "4"];
    let of_connection: Ran = run(&mut users(&sandbox, &arguments));
    assert_eq!(of_connection.lines().len(), 6);
}

#[test]
fn all_prints_a_page_when_it_arrives_and_not_when_the_next_does() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.fault(Matcher::path("/users"), Fault::hang().skip(1));
    let start = Instant::now();
    let mut child =
        users(&sandbox, &["list", "--all", "--limit", "2"]).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.take(2).count(), 2);
    // The second page would be given up after a minute.
    assert!(start.elapsed() < Duration::from_secs(50));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_had_arrived_before_an_error_is_printed() {
    let sandbox = Sandbox::start().unwrap();
    sandbox.fault(Matcher::path("/users"), Fault::status(403).skip(2));
    let ran = run(&mut users(&sandbox, &["list", "--all", "--limit", "2"]));
    assert_eq!(ran.code, Some(10));
    assert_eq!(ran.stdout.lines().count(), 4);
    assert_eq!(ran.stderr.lines().count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn all_takes_the_memory_of_a_page_however_long_the_list_is() {
    let sandbox = Sandbox::builder().users(60_000).connections_per_user(0).start().unwrap();
    let mut child = users(&sandbox, &["list", "--all", "--limit", "500"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut most_kilobytes_after = |count| {
        assert_eq!(lines.by_ref().take(count).count(), count);
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = peak.unwrap().trim().trim_end_matches(" kB");
        number.parse::<u64>().unwrap()
    };
    let early = most_kilobytes_after(5_000);
    let late = most_kilobytes_after(50_000);
    // What 50,000 users would take is more than ten times that.
    assert!(late < early + 1_024, "{early} kB, later {late} kB");
    drop(lines);
    child.wait().unwrap();
}

#[test]
fn what_would_move_the_cursor_or_turn_the_text_is_escaped_and_stays_the_same_json() {
    let id = "a\u{9b}2J\u{7f}\u{202e}\u{2066}\u{200f}\u{61c}z";
    let sandbox = Sandbox::start().unwrap();
    let page =
        serde_json::json!({"data": [{"userId": "u1", "clientUserId": id}], "meta": {"total": 1}});
    for arguments in [&["list"][..], &["list", "--all"]] {
        let fault = Fault::status(200).body(page.to_string());
        sandbox.fault(Matcher::path("/users"), fault);
        let ran = run(&mut users(&sandbox, arguments));
        let harmful =
            |c: char| c.is_control() && c != '\n' || "\u{202e}\u{2066}\u{200f}\u{61c}".contains(c);
        assert!(!ran.stdout.contains(harmful), "{}", ran.stdout.escape_debug());
        let printed = match arguments.len() {
            1 => ran.document()["data"][0].clone(),
            _ => ran.lines().remove(0),
        };
        assert_eq!(printed["clientUserId"], id);
    }
}
