//! What goes wrong: one exit code for each kind, and one line that says what to do.

use std::time::Duration;

use moneyhub_sandbox::{Fault, Matcher, Sandbox};

use crate::program::{example, run, users};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A sandbox whose answers about users are all this one.
fn answering(status: u16, body: &'static str) -> Sandbox {
    let sandbox = Sandbox::start().unwrap();
    let fault = Fault::status(status).header("content-type", "application/json").body(body);
    sandbox.fault(Matcher::path("/users"), fault);
    sandbox
}

#[test]
fn an_error_of_the_service_ends_with_10_and_its_own_message() {
    let sandbox = Sandbox::start().unwrap();
    let user = sandbox.user_id(0).unwrap();
    let connection = sandbox.connection_ids(&user).remove(0);
    let time = sandbox.timestamp_after(100 * DAY);
    let arguments = ["update-connection", &user, &connection, "--expires-at", &time];
    let ran = run(&mut users(&sandbox, &arguments));
    assert!(
        ran.complaint(10).contains("the service says: expiresAt must be at most 90 days ahead")
    );
}

#[test]
fn nothing_configured_ends_with_11_and_how_to_start() {
    let ran = run(example("users").arg("list"));
    let complaint = ran.complaint(11);
    assert!(complaint.contains("`cargo run -p moneyhub-sandbox`"));
    for variable in
        ["MONEYHUB_CLIENT_ID", "MONEYHUB_CLIENT_SECRET", "MONEYHUB_PRIVATE_KEY", "MONEYHUB_TOKEN"]
    {
        assert!(complaint.contains(variable), "{complaint}");
    }
}

#[test]
fn half_of_the_credentials_end_with_11_and_the_name_of_the_other_half() {
    for (given, empty, words) in [
        (
            "MONEYHUB_CLIENT_ID",
            "MONEYHUB_CLIENT_SECRET",
            "neither MONEYHUB_CLIENT_SECRET nor MONEYHUB_PRIVATE_KEY is",
        ),
        ("MONEYHUB_CLIENT_SECRET", "MONEYHUB_CLIENT_ID", "MONEYHUB_CLIENT_ID is missing or empty"),
    ] {
        let ran = run(example("users").arg("list").env(given, "x").env(empty, ""));
        let complaint = ran.complaint(11);
        assert!(complaint.contains(words), "{complaint}");
    }
}

#[test]
fn plain_http_to_another_host_ends_with_11_before_anything_is_sent() {
    let sandbox = Sandbox::start().unwrap();
    for variable in ["MONEYHUB_IDENTITY_URL", "MONEYHUB_API_URL"] {
        let ran = run(users(&sandbox, &["list"]).env(variable, "http://identity.example"));
        let complaint = ran.complaint(11);
        assert!(complaint.contains("https"), "{complaint}");
        assert!(complaint.contains(variable), "{complaint}");
    }
    assert_eq!(sandbox.total_requests(), 0);
}

#[test]
fn an_answer_that_is_not_json_ends_with_13() {
    let sandbox = answering(200, "<html>Service Unavailable</html>");
    let ran = run(&mut users(&sandbox, &["list"]));
    assert!(ran.complaint(13).contains("HTML"));
}

#[test]
fn a_wrong_secret_ends_with_14_and_the_settings_to_look_at() {
    let sandbox = Sandbox::start().unwrap();
    let ran = run(users(&sandbox, &["list"]).env("MONEYHUB_CLIENT_SECRET", "wrong"));
    let complaint = ran.complaint(14);
    for variable in ["MONEYHUB_CLIENT_ID", "MONEYHUB_CLIENT_SECRET", "MONEYHUB_IDENTITY_URL"] {
        assert!(complaint.contains(variable), "{complaint}");
    }
}

#[test]
fn a_scope_that_the_client_lacks_ends_with_14_and_the_way_round() {
    let sandbox = Sandbox::builder().legacy_client().start().unwrap();
    let user = sandbox.user_id(0).unwrap();
    let ran = run(&mut users(&sandbox, &["connections", &user]));
    assert!(ran.complaint(14).contains("--scope"));
    let ran = run(&mut users(&sandbox, &["connections", &user, "--scope", "user:read"]));
    assert_eq!(ran.document().as_array().unwrap().len(), 9);
}

#[test]
fn an_unknown_user_connection_or_sync_ends_with_15() {
    let sandbox = Sandbox::start().unwrap();
    let user = sandbox.user_id(0).unwrap();
    for arguments in [
        &["get", "unknown"] as &[&str],
        &["delete", "--yes", "unknown"],
        &["connections", "unknown"],
        &["connection", &user, "unknown"],
        &["delete-connection", "--yes", &user, "unknown"],
        &["connection-syncs", &user, "unknown"],
        &["sync", &user, "unknown"],
    ] {
        run(&mut users(&sandbox, arguments)).complaint(15);
    }
}

#[test]
fn pages_that_repeat_themselves_end_with_16() {
    let sandbox = answering(200, r#"{"data":[{"userId":"u1"}],"meta":{"total":9}}"#);
    let ran = run(&mut users(&sandbox, &["list", "--all"]));
    assert_eq!(ran.code, Some(16));
    assert_eq!(ran.stderr.lines().count(), 1);
}

#[test]
fn too_many_requests_end_with_17_and_how_long_to_wait() {
    let sandbox = answering(429, r#"{"code":"TooManyRequests","retryAfterSecs":90}"#);
    let ran = run(&mut users(&sandbox, &["list"]));
    assert!(ran.complaint(17).contains("wait 90 s"));
}

#[test]
fn an_argument_that_cannot_be_sent_ends_with_18_before_anything_is_sent() {
    let sandbox = Sandbox::start().unwrap();
    for arguments in [
        &["get", ""] as &[&str],
        &["get", ".."],
        &["list", "--limit", "1001"],
        &["list", "--all", "--limit", "0"],
        &["update-connection", "u", "c", "--expires-at", "tomorrow"],
    ] {
        run(&mut users(&sandbox, arguments)).complaint(18);
    }
    assert_eq!(sandbox.total_requests(), 0);
}

#[test]
fn a_server_that_is_down_ends_with_19_and_the_setting_to_look_at() {
    let sandbox = Sandbox::start().unwrap();
    let mut command = users(&sandbox, &["list"]);
    drop(sandbox);
    let ran = run(&mut command);
    assert!(ran.complaint(19).contains("is MONEYHUB_IDENTITY_URL right"));
}

#[test]
fn a_message_of_the_service_stays_one_line_and_does_nothing_to_the_terminal() {
    let sandbox = answering(
        400,
        r#"{"code":"BadRequest","message":"no\nusers: all is well\r\u001b[2J\u009b2J\u202eend"}"#,
    );
    let ran = run(&mut users(&sandbox, &["list"]));
    let complaint = ran.complaint(10);
    assert!(complaint.contains("no users: all is well"), "{complaint}");
    assert!(complaint.ends_with("end"));
    assert!(!complaint.contains(|c: char| c.is_control() || c == '\u{202e}'));
}

#[test]
fn a_long_message_of_the_service_is_cut() {
    let body = format!(r#"{{"code":"BadRequest","message":"{}"}}"#, "long ".repeat(2_000));
    let sandbox = answering(400, body.leak());
    let ran = run(&mut users(&sandbox, &["list"]));
    assert!(ran.complaint(10).len() < 500);
}
