//! What strangers can make the sandbox hold, and how requests must be framed.

use moneyhub_sandbox::{Client, Sandbox};
use serde_json::json;

use crate::caller::{Caller, FORM};
use crate::holder::Holder;
use crate::identity::{connect, with};

/// The bytes of memory that the process has in use (proc(5), `statm`).
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("statm");
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.expect("a number of pages") * 4_096
}

#[cfg(target_os = "linux")]
#[test]
fn posts_of_strangers_are_not_kept_beyond_a_bound() {
    let public = Client::public("public").loopback_redirect("/callback");
    let mut caller = Caller::of(Sandbox::builder().register(public));
    let padding = "x".repeat(59_000);
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let form = with(
        connect(),
        &[
            ("client_id", "public"),
            ("state", &padding),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ],
    );
    let before = resident();
    for _ in 0..4_000 {
        assert_eq!(caller.post_as(None, "/oidc/request", &form).status, 201);
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 96 * 1024 * 1024, "{grown} bytes");
}

#[test]
fn a_body_without_a_length_is_411_where_it_is_asked_for() {
    let strict = || Sandbox::builder().strict_length(true);
    let mut caller = Caller { service: strict().service(), token: String::new() };
    assert_eq!(caller.raw("POST", "/oidc/token", &[("content-type", FORM)], "").status, 411);
    let framed = [("content-type", FORM), ("content-length", "0")];
    assert_ne!(caller.raw("POST", "/oidc/token", &framed, "").status, 411);
    assert_ne!(caller.raw("GET", "/users", &[], "").status, 411);
}

#[test]
fn a_body_without_a_length_is_taken_for_none_by_default() {
    let mut holder = Holder::new();
    let id = holder.account("cash:current");
    let path = format!("/v2/accounts/{id}/recurring-transactions");
    assert_eq!(holder.call("POST", &path, &[], "").status, 200);
}

#[test]
fn a_body_of_the_data_host_may_have_a_megabyte() {
    let mut holder = Holder::new();
    let notes = json!({"group": "group:2", "name": "x".repeat(1024 * 1024)});
    assert_eq!(holder.send("POST", "/categories", &notes).status, 413);
}
