//! The configuration as a file.

use moneyhub_sandbox::{Builder, InvalidConfig, Sandbox};

use crate::caller::{Caller, basic};

const SAMPLE: &str = include_str!("../../sandbox.example.json");

fn configured(json: &str) -> Result<Builder, InvalidConfig> {
    Sandbox::builder().config(json)
}

fn refused(json: &str) -> String {
    configured(json).expect_err(json).to_string()
}

/// The status of a request for a token.
fn asks(caller: &mut Caller, client: [&str; 2], scope: &str) -> u16 {
    let form = [("grant_type", "client_credentials"), ("scope", scope)];
    caller.post_form(&basic(client[0], client[1]), &form).status
}

#[test]
fn the_sample_sets_up_what_it_says() {
    let service = configured(SAMPLE).expect("the sample").service();
    let lines: Vec<String> =
        service.description().into_iter().map(|(name, text)| format!("{name}: {text}")).collect();
    let expected = [
        "client: shop (The Shop): client_secret_basic, id_tokens with RS256, 6 scopes, \
         back to http://localhost:8080/callback",
        "client: payer (The Shop, paying): private_key_jwt with ES256, request objects with ES256, \
         id_tokens with PS256, 1 key, ",
        "users: 100 alive; 9 connections each, 1000 transactions per account",
        "webhooks: http://127.0.0.1:8090/webhooks as jwt: deletedTransactions, newTransactions, \
         syncCompleted, updatedTransactions",
        "chaos: seed=7,lost=5,doubled=5,late=10,lateness=60,shifting=0,down=1,outage=3600",
        "rate limit: 1000 requests in 60 seconds",
    ];
    for start in expected {
        assert!(lines.iter().any(|line| line.starts_with(start)), "{start} is not in {lines:#?}");
    }
}

#[test]
fn the_description_has_no_secret() {
    let text = format!("{:?}", configured(SAMPLE).expect("the sample").service().description());
    assert!(!text.contains("everybody may know") && !text.contains("f83OJ3D2"), "{text}");
}

#[test]
fn the_first_client_takes_the_place_of_the_default_one() {
    let json = r#"{"clients": [{"client_id": "a", "client_secret": "s", "scope": "user:read"},
        {"client_id": "b", "client_secret": "t", "scope": "user:create"}]}"#;
    let service = configured(json).expect("two clients").service();
    let mut caller = Caller { service, token: String::new() };
    assert_eq!(asks(&mut caller, ["a", "s"], "user:read"), 200);
    assert_eq!(asks(&mut caller, ["a", "s"], "user:create"), 400);
    assert_eq!(asks(&mut caller, ["b", "t"], "user:create"), 200);
    let default = [moneyhub_sandbox::DEFAULT_CLIENT_ID, moneyhub_sandbox::DEFAULT_CLIENT_SECRET];
    assert_eq!(asks(&mut caller, default, "user:read"), 401);
}

#[test]
fn a_clock_of_the_file_stands_still() {
    let service = configured(r#"{"clock": "2025-02-03T04:05:06Z"}"#).expect("a clock").service();
    let now = service.timestamp_after(std::time::Duration::ZERO);
    assert_eq!(now, "2025-02-03T04:05:06.000Z");
}

#[test]
fn an_unknown_member_is_refused_with_its_line_and_the_permitted_names() {
    for (json, start) in [
        ("{\n\n  \"prot\": 1\n}", "line 3: prot is unknown: permitted are address, port, "),
        (
            "{\"webhooks\": {\n\"link\": \"x\"}}",
            "line 2: webhooks.link is unknown: permitted are url, format, events",
        ),
        (
            "{\"clients\": [{\n\"client_id\": \"a\",\n\"client_secret\": \"s\",\n\"scopes\": \"x\"}]}",
            "line 4: clients[0].scopes is unknown: permitted are client_id, client_secret, ",
        ),
    ] {
        assert!(refused(json).starts_with(start), "{}", refused(json));
    }
}

#[test]
fn a_value_that_cannot_be_is_refused_with_its_line_and_what_to_write() {
    for (json, problem) in [
        ("", "line 1: not JSON: EOF while parsing a value"),
        ("{\n\"port\": 1,\n}", "line 3: not JSON: trailing comma"),
        ("[]", "line 1: the file must be an object"),
        ("{\n\"port\": 70000}", "line 2: port must be a port from 1 to 65535, or 0 for a free one"),
        ("{\"users\": -1}", "line 1: users must be a whole number"),
        ("{\"users\": 1,\n\"users\": 2}", "line 2: users appears twice"),
        ("{\"console\": \"yes\"}", "line 1: console must be true or false"),
        ("{\"pushed_status\": 404}", "line 1: pushed_status must be a status from 200 to 299"),
        ("{\"transactions_per_account\": 549755813889}", "a whole number up to 2^39"),
        ("{\"clock\": \"noon\"}", "line 1: clock must be \"machine\" or a timestamp such as "),
        ("{\"clients\": []}", "line 1: clients must be an array of at least one client"),
        (
            "{\"webhooks\": {\n\"url\": \"https://x\"}}",
            "line 2: webhooks.url must be a URL that starts with http:// and a host",
        ),
        (
            "{\"webhooks\": {\"url\": \"http://x/\",\n\"format\": \"xml\"}}",
            "line 2: webhooks.format must be \"jwt\" or \"json\"",
        ),
        (
            "{\"chaos\": {\"seed\": 1,\n\"lost\": 101}}",
            "line 2: chaos.lost must be a rate in percent, from 0 to 100",
        ),
        ("{\"chaos\": {\"outage\": 0}}", "line 1: chaos.outage must be a whole number of seconds"),
        ("{\"webhooks\": {}}", "line 1: webhooks must be an object with a url"),
        (
            "{\"clients\": [{\"client_id\": \"a\"},\n{\"client_id\": \"b\"}]}",
            "line 1: client a: client_secret is missing",
        ),
        (
            "{\"clients\": [{\"client_id\": \"a\", \"client_secret\": \"s\",\n\n\"scope\": 1}]}",
            "line 3: client a: scope must be a text",
        ),
        (
            "{\"clients\": [{\"client_id\": \"a\",\n\"jwks\": {},\n\
             \"token_endpoint_auth_method\": \"none\"}]}",
            "line 2: client a: ",
        ),
    ] {
        assert!(refused(json).contains(problem), "{json}: {}", refused(json));
    }
}

#[test]
fn an_error_does_not_tell_a_secret() {
    let json = r#"{"clients": [{"client_id": "a", "client_secret": ["hush"]}]}"#;
    assert_eq!(refused(json), "line 1: client a: client_secret must be a text");
}

#[test]
fn the_readme_names_every_member() {
    let readme = include_str!("../../README.md");
    let refusal = refused(r#"{"?": 1}"#);
    let (_, names) = refusal.split_once("permitted are ").expect("the names");
    for name in names.split(", ") {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}
