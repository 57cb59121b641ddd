//! The console: who is let in, what it shows, and what its buttons do.

use std::time::Duration;

use form_urlencoded::Serializer;
use moneyhub_sandbox::{DeliveryOutcome, Fault, Sandbox, Subscription, WebhookFormat};

use crate::caller::FORM;
use crate::socket::{Answer, Socket, bearer, identity};

const PATIENCE: Duration = Duration::from_secs(10);

/// A sandbox with its console.
struct Desk {
    sandbox: Sandbox,
    /// The `Host` of its pages.
    host: String,
}

impl Desk {
    fn open() -> Self {
        let sandbox = Sandbox::builder().standing_clock().console(true).start();
        let sandbox = sandbox.expect("it starts");
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

#[test]
fn it_listens_on_the_loopback_interface_wherever_the_sandbox_does() {
    let everywhere = "0.0.0.0".parse().expect("an address");
    let sandbox = Sandbox::builder().address(everywhere).console(true).start();
    let url = sandbox.expect("it starts").console_url().expect("there is a console");
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
}

#[test]
fn another_host_is_refused_be_it_to_read() {
    let desk = Desk::open();
    let port = desk.host.rsplit(':').next().expect("a port");
    for (host, status) in [
        (desk.host.clone(), 200),
        (format!("localhost:{port}"), 200),
        (format!("rebound.example:{port}"), 403),
        (format!("127.0.0.1.example:{port}"), 403),
        (String::new(), 403),
    ] {
        let answer = desk.send(&format!("GET /users HTTP/1.1\r\nHost: {host}\r\n"), "");
        assert_eq!(answer.status, status, "{host}");
        assert_eq!(answer.text().contains("64b0f3a1"), status == 200, "{host}");
    }
    let absolute = format!("GET http://rebound.example/ HTTP/1.1\r\nHost: {}\r\n", desk.host);
    assert_eq!(desk.send(&absolute, "").status, 403);
}

#[test]
fn a_button_on_another_site_is_refused() {
    let desk = Desk::open();
    let token = desk.token();
    let own = format!("Origin: http://{}\r\n", desk.host);
    let advance = [("amount", "1"), ("unit", "days")];
    let before = desk.sandbox.now();
    for headers in [
        "",
        "Origin: null\r\n",
        "Origin: http://evil.example\r\n",
        &format!("Origin: {}\r\n", desk.sandbox.identity_url()),
        &format!("{own}Sec-Fetch-Site: cross-site\r\n"),
        &format!("{own}Sec-Fetch-Site: same-site\r\n"),
        &format!("{own}{own}"),
    ] {
        let answer = desk.post("/advance", headers, &token, &advance);
        assert_eq!((answer.status, desk.sandbox.now()), (403, before), "{headers}");
    }
    assert_eq!(desk.post("/advance", &own, &token, &advance).status, 303);
}

#[test]
fn a_form_without_its_token_is_refused() {
    let desk = Desk::open();
    let own = format!("Origin: http://{}\r\n", desk.host);
    let advance = [("amount", "1"), ("unit", "days")];
    let before = desk.sandbox.now();
    for token in ["", "x", &Desk::open().token()] {
        let answer = desk.post("/advance", &own, token, &advance);
        assert_eq!((answer.status, desk.sandbox.now()), (403, before), "{token}");
    }
}

#[test]
fn what_changes_something_is_no_link() {
    let desk = Desk::open();
    let before = desk.sandbox.now();
    let query = format!("/advance?amount=1&unit=days&token={}", desk.token());
    assert_eq!((desk.get(&query).status, desk.sandbox.now()), (404, before));
    let head = format!("PUT / HTTP/1.1\r\nHost: {}\r\n", desk.host);
    assert_eq!(desk.send(&head, "").status, 405);
}

#[test]
fn every_answer_forbids_frames_storage_and_foreign_content() {
    let desk = Desk::open();
    for path in ["/", "/users", "/requests", "/webhooks", "/faults", "/nothing", "/style.css"] {
        let answer = desk.get(path);
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'; "), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[test]
fn pages_load_nothing_from_elsewhere() {
    let desk = Desk::open();
    for path in ["/", "/users", "/requests", "/webhooks", "/faults"] {
        let page = desk.page(path);
        for start in ["src=\"", "<link rel=\"stylesheet\" href=\""] {
            for part in page.split(start).skip(1) {
                assert!(
                    part.starts_with("/style.css") || part.starts_with("/refresh.js"),
                    "{path}"
                );
            }
        }
        assert!(
            !page.contains("<style") && !page.contains(" style=") && !page.contains(" onclick=")
        );
    }
}

#[test]
fn a_name_is_text_whatever_is_in_it() {
    let desk = Desk::open();
    let token = bearer(&desk.sandbox) + "Content-Type: application/json\r\n";
    let name = r#"{"clientUserId": "<script>alert('x')</script>\"&"}"#;
    let created = identity(&desk.sandbox).call("POST /users", &token, name).expect("an answer");
    assert_eq!(created.status, 201, "{}", created.text());
    let path = "GET /x\"onload=x&'?limit=%3Cscript%3E&%3Cscript%3E=1";
    identity(&desk.sandbox).call(path, "", "").expect("an answer");
    let user = desk.sandbox.user_id(10).expect("the new user");
    for path in ["/", "/users", &format!("/users/{user}"), "/requests"] {
        let page = desk.page(path);
        assert!(!page.contains("<script>"), "{path}");
    }
    let escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;";
    assert!(desk.page("/users").contains(escaped));
    let line = "/x&quot;onload=x&amp;&#39;?limit=&lt;script&gt;&amp;&lt;script&gt;=…";
    assert!(desk.page("/requests").contains(line));
    let refused = desk.press("/fault", &[("route", "<script>"), ("kind", "no answer")]);
    assert!(refused.status == 400 && !refused.text().contains("<script>"), "{}", refused.text());
}

#[test]
fn secrets_are_not_shown() {
    let desk = Desk::open();
    let token = bearer(&desk.sandbox);
    let call = "GET /users?limit=2&access_token=hush-in-a-query&code=hush-code";
    identity(&desk.sandbox).call(call, &token, "").expect("an answer");
    let token = token.trim_start_matches("Authorization: Bearer ").trim();
    let all: String = ["/", "/requests", "/webhooks", "/faults", "/users"]
        .iter()
        .map(|path| desk.page(path))
        .collect();
    for secret in [desk.sandbox.client_secret(), token, "hush-in-a-query", "hush-code"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert!(all.contains("limit=2&amp;access_token=…&amp;code=…"));
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
    let url = sandbox.console_url().expect("there is a console");
    let host = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let desk = Desk { sandbox, host };
    let (first, last) = (desk.page("/users"), desk.page("/users?offset=50"));
    assert_eq!(first.matches("href=\"/users/").count(), 25);
    assert!(first.contains("1 to 25 of 60") && first.contains("/users?offset=25"));
    assert_eq!(last.matches("href=\"/users/").count(), 10);
    assert!(last.contains("51 to 60 of 60") && !last.contains("Next"));
    assert!(desk.page("/users?offset=99999999999").contains("60 to 60 of 60"));
}

#[test]
fn advance_moves_the_clock() {
    let desk = Desk::open();
    let before = desk.sandbox.now();
    desk.pressed("/advance", &[("amount", "90"), ("unit", "days")], "/");
    let moved = desk.sandbox.now().duration_since(before).expect("forward");
    assert_eq!(moved, Duration::from_secs(90 * 86_400));
    assert!(desk.page("/").contains("Advanced the clock by 90 days"));
    for amount in ["0", "-1", "99999999999999999999", "x", ""] {
        let answer = desk.press("/advance", &[("amount", amount), ("unit", "days")]);
        assert_eq!(answer.status, 400, "{amount}");
    }
}

#[test]
fn end_consent_ends_the_consent_of_one_connection() {
    let desk = Desk::open();
    let user = desk.sandbox.user_id(0).expect("a user");
    let connection = desk.sandbox.connection_ids(&user).swap_remove(0);
    let place = format!("/users/{user}");
    assert!(desk.page(&place).contains("2024-07-31T00:00:00.000Z"));
    let fields = [("user", user.as_str()), ("connection", &connection)];
    desk.pressed("/expire", &fields, &place);
    let token = bearer(&desk.sandbox);
    let line = format!("GET /users/{user}/connections");
    let listed = identity(&desk.sandbox).call(&line, &token, "").expect("an answer");
    let listed: serde_json::Value = serde_json::from_slice(&listed.body).expect("JSON");
    let shown = &listed["data"][0];
    assert_eq!(
        (&shown["id"], &shown["extendedStatus"]),
        (&connection.as_str().into(), &"expired".into())
    );
    assert_eq!(shown["expiresAt"], "2024-06-01T00:00:00.000Z");
    // It has ended already.
    assert_eq!(desk.press("/expire", &fields).status, 400);
    let nobody = [("user", "64b0f3a10000000000000000"), ("connection", "x")];
    assert_eq!(desk.press("/expire", &nobody).status, 404);
}

#[test]
fn a_consent_that_was_ended_can_be_renewed() {
    let sandbox = Sandbox::builder().standing_clock().start().expect("it starts");
    let user = sandbox.user_id(0).expect("a user");
    let connection = sandbox.connection_ids(&user).swap_remove(0);
    assert!(sandbox.expire_consent(&user, &connection));
    assert!(!sandbox.expire_consent(&user, &connection));
    let token = bearer(&sandbox) + "Content-Type: application/json\r\n";
    let expires = sandbox.timestamp_after(Duration::from_secs(86_400));
    let body = format!("{{\"expiresAt\": \"{expires}\"}}");
    let line = format!("PATCH /users/{user}/connections/{connection}");
    let renewed = identity(&sandbox).call(&line, &token, &body).expect("an answer");
    assert_eq!(renewed.status, 204, "{}", renewed.text());
    assert!(sandbox.expire_consent(&user, &connection));
}

#[test]
fn give_it_connections_connects_a_new_user() {
    let desk = Desk::open();
    let token = bearer(&desk.sandbox) + "Content-Type: application/json\r\n";
    identity(&desk.sandbox).call("POST /users", &token, "{}").expect("an answer");
    let user = desk.sandbox.user_id(10).expect("the new user");
    let place = format!("/users/{user}");
    assert!(desk.page(&place).contains("Give it connections"));
    desk.pressed("/connect", &[("user", &user)], &place);
    assert_eq!(desk.sandbox.connection_ids(&user).len(), 9);
    assert!(!desk.page(&place).contains("Give it connections"));
}

#[test]
fn an_event_is_sent_to_the_subscriber_and_again() {
    let desk = Desk::open();
    let event = [("event", "newTransactions"), ("user", ""), ("payload", "{\"accounts\": []}")];
    // Nobody has subscribed.
    assert_eq!(desk.press("/events", &event).status, 409);
    let to = [("url", "http://127.0.0.1:9/hooks?key=hush-key"), ("format", "json")];
    desk.pressed("/subscribe", &to, "/webhooks");
    desk.pressed("/events", &event, "/webhooks");
    assert!(desk.sandbox.wait_for_deliveries(1, PATIENCE));
    let delivery = desk.sandbox.deliveries().swap_remove(0);
    assert_eq!(delivery.payload, serde_json::json!({"accounts": []}));
    assert_eq!(delivery.outcome, Some(DeliveryOutcome::Unreachable));
    desk.pressed("/redeliver", &[("id", &delivery.id)], "/webhooks");
    assert!(desk.sandbox.wait_for_deliveries(2, PATIENCE));
    let page = desk.page("/webhooks");
    assert_eq!(page.matches("nobody there").count(), 2);
    assert!(page.contains("http://127.0.0.1:9/hooks as json, all events"));
    assert!(!page.contains("hush-key") && !desk.page("/").contains("hush-key"));
    desk.pressed("/unsubscribe", &[], "/webhooks");
    assert_eq!(desk.press("/events", &event).status, 409);
}

#[test]
fn an_event_without_a_payload_has_that_of_the_documentation() {
    let desk = Desk::open();
    let nowhere = Subscription::new("http://127.0.0.1:9/", WebhookFormat::Json);
    desk.sandbox.subscribe(nowhere.expect("a good URL"));
    for webhook in moneyhub_reference::webhooks() {
        let fields = [("event", webhook.event), ("user", ""), ("payload", " ")];
        desk.pressed("/events", &fields, "/webhooks");
        let delivery = desk.sandbox.deliveries().pop().expect("a delivery");
        assert!(webhook.payload.accepts(&delivery.payload), "{}", webhook.event);
    }
}

#[test]
fn what_cannot_be_sent_is_refused_in_a_sentence() {
    let desk = Desk::open();
    let nobody = "64b0f3a10000000000000000";
    for (path, fields, status, why) in [
        ("/events", vec![("event", "nothing")], 400, "no such event"),
        ("/events", vec![("event", "newTransactions"), ("payload", "{")], 400, "is not JSON"),
        ("/events", vec![("event", "newTransactions"), ("user", nobody)], 404, "no such user"),
        ("/redeliver", vec![("id", "x")], 404, "no such webhook"),
        ("/subscribe", vec![("url", "ftp://x/"), ("format", "jwt")], 400, "must start with http"),
        ("/subscribe", vec![("url", "http://x/"), ("format", "xml")], 400, "jwt or json"),
        ("/fault", vec![("route", "GET /nowhere"), ("kind", "no answer")], 400, "no route"),
        ("/fault", vec![("route", "/users"), ("kind", "x")], 400, "no such fault"),
        ("/nothing", vec![], 404, "no such button"),
    ] {
        let answer = desk.press(path, &fields);
        assert_eq!(answer.status, status, "{path} {fields:?}");
        assert!(answer.text().contains(why), "{}", answer.text());
    }
}

#[test]
fn a_fault_breaks_its_route_until_it_is_taken_off() {
    let desk = Desk::open();
    let fields = [("route", "GET /users"), ("kind", "503 Service Unavailable"), ("times", "")];
    desk.pressed("/fault", &fields, "/faults");
    let page = desk.page("/faults");
    assert!(page.contains("<code>GET /users</code>") && page.contains("always"), "{page}");
    let status = || identity(&desk.sandbox).call("GET /users", "", "").expect("an answer").status;
    assert_eq!((status(), status()), (503, 503));
    desk.pressed("/faults/clear", &[], "/faults");
    assert_eq!(status(), 401);
    assert!(desk.page("/faults").contains("None is set."));
}

#[test]
fn a_fault_with_a_number_is_met_so_often() {
    let desk = Desk::open();
    let fields = [("route", "/users"), ("kind", "500 Internal Server Error"), ("times", "1")];
    desk.pressed("/fault", &fields, "/faults");
    let status = || identity(&desk.sandbox).call("GET /users", "", "").expect("an answer").status;
    assert_eq!((status(), status()), (500, 401));
}

#[test]
fn revoke_makes_every_token_unknown() {
    let desk = Desk::open();
    let token = bearer(&desk.sandbox);
    let status =
        || identity(&desk.sandbox).call("GET /users", &token, "").expect("an answer").status;
    assert_eq!(status(), 200);
    desk.pressed("/tokens/revoke", &[], "/");
    assert_eq!(status(), 401);
}

#[test]
fn rotate_takes_the_old_keys_away() {
    let desk = Desk::open();
    let keys = || identity(&desk.sandbox).call("GET /oidc/certs", "", "").expect("keys").text();
    let before = keys();
    desk.pressed("/keys/rotate", &[], "/");
    assert_ne!(before, keys());
}

#[test]
fn faults_of_every_route_do_not_shut_it() {
    let desk = Desk::open();
    desk.pressed("/fault", &[("route", "*"), ("kind", "no answer"), ("times", "")], "/faults");
    desk.pressed("/faults/clear", &[], "/faults");
}

#[test]
fn without_records_requests_are_kept_as_lines() {
    let sandbox = Sandbox::builder().record(false).console(true).start().expect("it starts");
    identity(&sandbox).call("GET /users", "Authorization: Bearer x\r\n", "").expect("an answer");
    let seen = sandbox.requests().pop().expect("a record");
    assert_eq!((seen.path.as_str(), seen.status), ("/users", Some(401)));
    assert!(seen.head.is_empty() && seen.body.is_empty());
}
