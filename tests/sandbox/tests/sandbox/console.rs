//! The console: who is let in, what it shows, and what its buttons do.

mod buttons;
mod safety;

use form_urlencoded::Serializer;
use moneyhub_sandbox::{Fault, Sandbox};

use crate::caller::FORM;
use crate::socket::{Answer, Socket, bearer, identity};

/// A sandbox with its console.
struct Desk {
    sandbox: Sandbox,
    /// The `Host` of its pages.
    host: String,
}

impl Desk {
    fn open() -> Self {
        let sandbox = Sandbox::builder().standing_clock().console(true).start();
        Self::of(sandbox.expect("it starts"))
    }

    fn of(sandbox: Sandbox) -> Self {
        let url = sandbox.console_url().expect("there is a console");
        let host = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { sandbox, host }
    }

    /// Sends this head, to which an empty line is added, and this body.
    fn send(&self, head: &str, body: &str) -> Answer {
        let mut socket = Socket::open(self.host.parse().expect("an address"));
        let length = body.len();
        socket.write(format!("{head}Content-Length: {length}\r\n\r\n{body}"));
        socket.answer().expect("an answer")
    }

    fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n", self.host), "")
    }

    fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}");
        answer.text()
    }

    /// The token of a form.
    fn token(&self) -> String {
        let page = self.page("/");
        let (_, rest) = page.split_once("name=\"token\" value=\"").expect("a form with a token");
        rest.split('"').next().expect("its value").to_owned()
    }

    /// Presses a button as the browser does.
    fn press(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let own = format!("Origin: http://{0}\r\nSec-Fetch-Site: same-origin\r\n", self.host);
        self.post(path, &own, &self.token(), fields)
    }

    fn post(&self, path: &str, headers: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        let host = &self.host;
        let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {FORM}\r\n");
        let mut form = Serializer::new(String::new());
        form.append_pair("token", token).extend_pairs(fields);
        self.send(&(head + headers), &form.finish())
    }

    /// Presses a button, and is sent to this page.
    fn pressed(&self, path: &str, fields: &[(&str, &str)], place: &str) {
        let answer = self.press(path, fields);
        let told = (answer.status, answer.header("location").unwrap_or_default());
        assert_eq!(told, (303, place), "{}", answer.text());
    }
}

#[test]
fn there_is_none_unless_asked_for() {
    assert_eq!(Sandbox::start().expect("it starts").console_url(), None);
}

/// A sandbox at this address has its console at a URL that starts like this, and answers there.
fn listens(address: &str, start: &str) {
    let builder = Sandbox::builder().address(address.parse().expect("an address"));
    let desk = Desk::of(builder.console(true).start().expect("it starts"));
    let url = desk.sandbox.console_url().expect("there is a console");
    assert!(url.starts_with(start), "{url}");
    assert_eq!(desk.get("/").status, 200, "{url}");
}

#[test]
fn it_listens_on_the_loopback_interface_wherever_the_sandbox_does() {
    listens("0.0.0.0", "http://127.0.0.1:");
}

// Other systems have 127.0.0.1 alone.
#[cfg(target_os = "linux")]
#[test]
fn it_has_the_address_of_the_sandbox_where_that_is_of_the_loopback_interface() {
    listens("127.0.0.2", "http://127.0.0.2:");
}

#[test]
fn requests_are_shown_with_why_they_were_refused() {
    let desk = Desk::open();
    identity(&desk.sandbox).call("GET /users?limit=5", "", "").expect("an answer");
    desk.sandbox.fault("GET /users", Fault::status(503).after_handling());
    let token = bearer(&desk.sandbox);
    identity(&desk.sandbox).call("GET /users", &token, "").expect("an answer");
    let page = desk.page("/requests");
    for text in [
        "<code>GET /users?limit=5</code>",
        "<span class=\"badge bad\">401</span>",
        "Unauthorized: ",
        "<code>POST /oidc/token</code>",
        "<span class=\"badge good\">200</span>",
        "<span class=\"badge plain\">fault: reply</span> the route had answered 200",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let refused = desk.page("/requests?only=refused");
    assert!(refused.contains("401") && !refused.contains("POST /oidc/token"));
    assert!(!page.contains("/requests</code>"), "its own requests are not among them");
}

#[test]
fn the_reason_of_a_refusal_is_recorded_be_it_in_a_redirect_or_on_a_page() {
    let sandbox = Sandbox::start().expect("it starts");
    let client = sandbox.client_id();
    let back = "redirect_uri=http://127.0.0.1:9/callback&response_type=code&state=1";
    for (query, reason) in [
        (format!("client_id={client}&{back}&scope=nonsense"), "invalid_"),
        (format!("client_id=nobody&{back}&scope=openid"), ": "),
    ] {
        let line = format!("GET /oidc/auth?{query}");
        identity(&sandbox).call(&line, "", "").expect("an answer");
        let seen = sandbox.requests().pop().expect("a record");
        let refusal = seen.refusal.unwrap_or_default();
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[test]
fn long_lists_have_pages() {
    let sandbox = Sandbox::builder().users(60).console(true).start().expect("it starts");
    let desk = Desk::of(sandbox);
    let (first, last) = (desk.page("/users"), desk.page("/users?offset=50"));
    assert_eq!(first.matches("href=\"/users/").count(), 25);
    assert!(first.contains("1 to 25 of 60") && first.contains("/users?offset=25"));
    assert_eq!(last.matches("href=\"/users/").count(), 10);
    assert!(last.contains("51 to 60 of 60") && !last.contains("Next"));
    assert!(desk.page("/users?offset=99999999999").contains("60 to 60 of 60"));
}

#[test]
fn without_records_requests_are_kept_as_lines() {
    let sandbox = Sandbox::builder().record(false).console(true).start().expect("it starts");
    identity(&sandbox).call("GET /users", "Authorization: Bearer x\r\n", "").expect("an answer");
    let seen = sandbox.requests().pop().expect("a record");
    assert_eq!((seen.path.as_str(), seen.status), ("/users", Some(401)));
    assert!(seen.head.is_empty() && seen.body.is_empty());
}
