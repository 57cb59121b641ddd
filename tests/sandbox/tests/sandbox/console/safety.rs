//! Who is let in, and what pages do not give away.

use super::Desk;
use crate::socket::{bearer, identity};

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
