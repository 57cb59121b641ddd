//! Which requests meet a fault, and faults that are proper HTTP.

use std::time::{Duration, Instant};

use moneyhub_sandbox::{Fault, Matcher, Sandbox};

use crate::socket::{Answer, Socket, bearer, identity};

const PATIENCE: Duration = Duration::from_secs(60);

fn start() -> Sandbox {
    Sandbox::start().expect("a sandbox")
}

fn get(sandbox: &Sandbox, path: &str) -> Answer {
    let answer = identity(sandbox).call(&format!("GET {path}"), "", "");
    answer.expect("an answer")
}

fn statuses(sandbox: &Sandbox, times: usize) -> Vec<u16> {
    (0..times).map(|_| get(sandbox, "/users").status).collect()
}

#[test]
fn a_fault_is_on_until_it_is_cleared() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::status(503));
    assert_eq!(statuses(&sandbox, 3), [503, 503, 503]);
    sandbox.clear_faults();
    assert_eq!(statuses(&sandbox, 1), [401]);
}

#[test]
fn a_fault_fires_as_often_as_asked() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::status(503).times(2));
    assert_eq!(statuses(&sandbox, 3), [503, 503, 401]);
}

#[test]
fn a_fault_lets_the_first_requests_pass_when_asked() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::status(503).skip(1).times(1));
    assert_eq!(statuses(&sandbox, 3), [401, 503, 401]);
}

#[test]
fn faults_fire_in_the_order_in_which_they_were_set() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::status(503).times(1));
    sandbox.fault(Matcher::any(), Fault::status(429).times(1));
    assert_eq!(statuses(&sandbox, 3), [503, 429, 401]);
}

#[test]
fn a_fault_is_for_its_route_only() {
    let sandbox = start();
    sandbox.fault(Matcher::path("/users/{userId}"), Fault::status(503));
    assert_eq!(get(&sandbox, "/users").status, 401);
    assert_eq!(get(&sandbox, "/users/x").status, 503);
    assert_eq!(get(&sandbox, "/users/x/syncs").status, 401);
}

#[test]
fn a_fault_is_for_its_method_only() {
    let sandbox = start();
    sandbox.fault(Matcher::route("DELETE", "/users"), Fault::status(503));
    assert_eq!(get(&sandbox, "/users").status, 401);
}

#[test]
fn a_reply_has_the_headers_and_the_body_that_were_set() {
    let sandbox = start();
    let fault = Fault::status(429)
        .header("Retry-After", "next Tuesday")
        .header("content-type", "text/html")
        .body("\u{feff}<h1>Busy</h1>");
    sandbox.fault(Matcher::any(), fault);
    let answer = get(&sandbox, "/users");
    assert_eq!(answer.header("retry-after"), Some("next Tuesday"));
    assert_eq!(answer.text(), "\u{feff}<h1>Busy</h1>");
}

#[test]
fn an_empty_200_can_be_sent() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::status(200));
    let answer = get(&sandbox, "/users");
    assert_eq!((answer.status, answer.header("content-length")), (200, Some("0")));
}

#[test]
fn a_redirect_has_its_location() {
    let sandbox = start();
    let elsewhere = "https://elsewhere.example/users";
    sandbox.fault(Matcher::any(), Fault::redirect(307, elsewhere));
    let answer = get(&sandbox, "/users");
    assert_eq!((answer.status, answer.header("location")), (307, Some(elsewhere)));
}

#[test]
fn a_replaced_answer_means_that_the_route_did_not_run() {
    let sandbox = start();
    let headers = format!("{}Content-Type: application/json\r\n", bearer(&sandbox));
    sandbox.fault(Matcher::route("POST", "/users"), Fault::status(500));
    let answer = identity(&sandbox).call("POST /users", &headers, "{}");
    assert_eq!(answer.expect("an answer").status, 500);
    assert_eq!(sandbox.created_user_count(), 0);
}

#[test]
fn a_route_can_run_before_its_answer_is_replaced() {
    let sandbox = start();
    let headers = format!("{}Content-Type: application/json\r\n", bearer(&sandbox));
    let fault = Fault::status(502).after_handling();
    sandbox.fault(Matcher::route("POST", "/users"), fault);
    let answer = identity(&sandbox).call("POST /users", &headers, "{}");
    assert_eq!(answer.expect("an answer").status, 502);
    assert_eq!(sandbox.created_user_count(), 1);
}

#[test]
fn a_delay_gives_the_normal_answer_later() {
    let sandbox = start();
    let delay = Duration::from_millis(50);
    sandbox.fault(Matcher::any(), Fault::delay(delay));
    let begun = Instant::now();
    assert_eq!(get(&sandbox, "/users").status, 401);
    assert!(begun.elapsed() >= delay);
}

/// A sandbox in which the creation of a user meets this fault, and the connection that asked.
fn creating(fault: Fault) -> (Sandbox, Socket) {
    let sandbox = start();
    let headers = format!("{}Content-Type: application/json\r\n", bearer(&sandbox));
    sandbox.fault(Matcher::route("POST", "/users"), fault);
    let mut socket = identity(&sandbox);
    socket.request("POST /users", &headers, "{}");
    assert!(sandbox.wait_for_requests(2, PATIENCE));
    (sandbox, socket)
}

#[test]
fn a_delay_is_before_the_route_runs() {
    let (sandbox, _socket) = creating(Fault::delay(Duration::from_secs(3_600)));
    // The fault shows in the record before the delay begins; a route that did not wait would run
    // at once.
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!(sandbox.requests()[1].handled, None);
}

#[test]
fn a_delay_can_be_after_the_route_ran() {
    let hour = Duration::from_secs(3_600);
    let (sandbox, _socket) = creating(Fault::delay(hour).after_handling());
    let deadline = Instant::now() + PATIENCE;
    while sandbox.requests()[1].handled.is_none() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(1));
    }
    let seen = &sandbox.requests()[1];
    assert_eq!((seen.handled, seen.status), (Some(201), None));
}

#[test]
fn an_announced_close_says_so_and_closes() {
    let sandbox = start();
    sandbox.fault(Matcher::any(), Fault::close_after_answer());
    let mut socket = identity(&sandbox);
    let answer = socket.call("GET /users", "", "").expect("an answer");
    assert_eq!((answer.status, answer.header("connection")), (401, Some("close")));
    let (rest, end) = socket.rest();
    assert!(rest.is_empty() && end.is_ok());
}

#[test]
fn a_fault_can_be_on_the_data_host() {
    let sandbox = start();
    sandbox.fault(Matcher::path("/v3/accounts"), Fault::status(503));
    let mut socket = Socket::open(sandbox.api_address());
    let answer = socket.call("GET /v3/accounts", "", "").expect("an answer");
    assert_eq!(answer.status, 503);
}

#[test]
#[should_panic(expected = "not a status that an answer can have")]
fn a_status_that_no_answer_has_is_a_mistake_of_the_test() {
    let _ = Fault::status(100);
}

#[test]
#[should_panic(expected = "cannot be a header")]
fn a_header_that_cannot_be_is_a_mistake_of_the_test() {
    let _ = Fault::status(200).header("a", "b\r\nc: d");
}

#[test]
fn a_fault_may_be_written_as_text() {
    let sandbox = Sandbox::start().expect("a sandbox");
    let busy = Fault::status(429).header("retry-after", 2).json(&serde_json::json!({"code": "x"}));
    sandbox.fault("get /users/:id", busy);
    let mut socket = Socket::open(sandbox.identity_address());
    let answer = socket.call("GET /users/U", "", "").expect("an answer");
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("2")));
}

#[test]
#[should_panic(expected = "GET /user/*, but the sandbox has no such route")]
fn a_fault_for_a_route_that_does_not_exist_panics_in_the_end() {
    let sandbox = Sandbox::start().expect("a sandbox");
    sandbox.fault("GET /user/{userId}", Fault::reset());
}

#[test]
fn a_fault_that_no_request_has_met_is_no_panic() {
    let sandbox = Sandbox::start().expect("a sandbox");
    sandbox.fault("POST /users", Fault::reset());
    sandbox.fault("/v3/accounts/{accountId}", Fault::reset());
    sandbox.fault(Matcher::any(), Fault::reset());
}
