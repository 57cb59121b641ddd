//! `/oidc/auth`, the consent page, and the way back, as a browser sees them.

use std::time::Duration;

use moneyhub_sandbox::{Client, ResponseMode, Sandbox};

use crate::caller::{Caller, Reply};
use crate::identity::{CALLBACK, Form, ISSUER, connect, form, inline_url, with};

fn path(url: &str) -> &str {
    url.strip_prefix("http://sandbox.invalid").expect("a URL of the service")
}

/// The value of a hidden field.
fn field(page: &str, name: &str) -> Option<String> {
    let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    let rest = page.split_once(&start)?.1;
    Some(rest.split_once('"')?.0.to_owned())
}

fn page(reply: &Reply) -> String {
    String::from_utf8(reply.body.to_vec()).expect("text")
}

/// Opens the consent page of a pushed request.
fn open(caller: &mut Caller, request: &Form) -> Reply {
    let url = caller.push(request);
    caller.raw("GET", path(&url), &[], "")
}

fn decide(caller: &mut Caller, interaction: &str, decision: &str) -> Reply {
    let answer = form(&[("interaction", interaction), ("decision", decision)]);
    caller.post_as(None, "/oidc/auth/consent", &answer)
}

/// Opens the page and presses a button.
fn press(caller: &mut Caller, request: &Form, decision: &str) -> Reply {
    let shown = open(caller, request);
    let interaction = field(&page(&shown), "interaction").expect("an interaction");
    decide(caller, &interaction, decision)
}

fn parameters(encoded: &str) -> Form {
    form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
}

fn names(form: &Form) -> Vec<&str> {
    form.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn the_page_is_html_with_two_buttons_of_stable_names() {
    let reply = open(&mut Caller::new(), &connect());
    let page = page(&reply);
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
    for decision in ["approve", "deny"] {
        let button = format!("name=\"decision\" value=\"{decision}\" id=\"{decision}\"");
        assert!(page.contains(&button), "{page}");
    }
    assert!(page.contains("<form method=\"post\" action=\"auth/consent\">"), "{page}");
}

#[test]
fn pages_are_not_stored_framed_or_referred_to_by_path() {
    let reply = open(&mut Caller::new(), &connect());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("x-frame-options"), Some("DENY"));
    assert_eq!(reply.header("referrer-policy"), Some("strict-origin"));
}

#[test]
fn what_a_client_sent_is_escaped_in_the_page() {
    let id = "<script>alert('&\"')</script>";
    let client = Client::client_secret_post(id, "x").loopback_redirect("/callback");
    let mut caller = Caller::of(Sandbox::builder().register(client));
    let url = inline_url(&with(connect(), &[("client_id", id)]));
    let page = page(&caller.raw("GET", path(&url), &[], ""));
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"), "{page}");
}

#[test]
fn approval_goes_back_with_code_state_and_issuer() {
    let reply = press(&mut Caller::new(), &connect(), "approve");
    let location = reply.header("location").expect("a location").to_owned();
    let (uri, query) = location.split_once('?').expect("a query");
    let back = parameters(query);
    assert_eq!((reply.status, uri), (303, CALLBACK));
    assert_eq!(names(&back), ["code", "state", "iss"]);
    assert_eq!(back[1].1, "st&te=1 \"<'>");
    assert_eq!(back[2].1, ISSUER);
}

#[test]
fn denial_goes_back_with_access_denied() {
    let reply = press(&mut Caller::new(), &connect(), "deny");
    let location = reply.header("location").expect("a location").to_owned();
    let back = parameters(location.split_once('?').expect("a query").1);
    assert_eq!(names(&back), ["error", "error_description", "state", "iss"]);
    assert_eq!(back[0].1, "access_denied");
}

#[test]
fn denial_makes_no_user() {
    let mut caller = Caller::new();
    press(&mut caller, &connect(), "deny");
    assert_eq!(caller.service.created_user_count(), 0);
}

#[test]
fn an_id_token_comes_in_the_fragment() {
    let hybrid = with(connect(), &[("response_type", "code id_token")]);
    let reply = press(&mut Caller::new(), &hybrid, "approve");
    let location = reply.header("location").expect("a location").to_owned();
    let (uri, fragment) = location.split_once('#').expect("a fragment");
    assert_eq!(uri, CALLBACK);
    assert_eq!(names(&parameters(fragment)), ["code", "id_token", "state", "iss"]);
}

#[test]
fn an_error_of_a_hybrid_request_comes_in_the_fragment() {
    let hybrid = with(connect(), &[("response_type", "code id_token")]);
    let reply = press(&mut Caller::new(), &hybrid, "deny");
    let location = reply.header("location").expect("a location").to_owned();
    assert!(location.starts_with(&format!("{CALLBACK}#error=access_denied")), "{location}");
}

#[test]
fn form_post_is_a_form_that_also_works_by_its_button() {
    let changes = [("response_type", "code id_token"), ("response_mode", "form_post")];
    let reply = press(&mut Caller::new(), &with(connect(), &changes), "approve");
    let page = page(&reply);
    assert_eq!((reply.status, reply.header("location")), (200, None));
    assert!(page.contains(&format!("<form method=\"post\" action=\"{CALLBACK}\">")), "{page}");
    assert!(page.contains("<button type=\"submit\">"), "{page}");
    assert!(field(&page, "code").is_some() && field(&page, "id_token").is_some(), "{page}");
    assert_eq!(field(&page, "state").as_deref(), Some("st&amp;te=1 &quot;&lt;&#39;&gt;"));
}

#[test]
fn a_redirect_uri_with_a_query_keeps_it() {
    let uri = "https://app.example/callback?bank=1";
    let mut caller = Caller::of(Sandbox::builder().redirect_uris([uri]));
    let reply = press(&mut caller, &with(connect(), &[("redirect_uri", uri)]), "approve");
    let location = reply.header("location").expect("a location").to_owned();
    assert!(location.starts_with(&format!("{uri}&code=")), "{location}");
}

#[test]
fn a_page_is_answered_once() {
    let mut caller = Caller::new();
    let shown = open(&mut caller, &connect());
    let interaction = field(&page(&shown), "interaction").expect("an interaction");
    assert_eq!(decide(&mut caller, &interaction, "approve").status, 303);
    assert_eq!(decide(&mut caller, &interaction, "approve").status, 400);
}

#[test]
fn a_page_survives_a_reload() {
    let mut caller = Caller::new();
    let url = caller.push(&connect());
    let first = caller.raw("GET", path(&url), &[], "");
    caller.service.advance(Duration::from_secs(300));
    let second = caller.raw("GET", path(&url), &[], "");
    assert_eq!((second.status, page(&second)), (200, page(&first)));
    let interaction = field(&page(&second), "interaction").expect("an interaction");
    assert_eq!(decide(&mut caller, &interaction, "approve").status, 303);
    assert_eq!(caller.raw("GET", path(&url), &[], "").status, 400);
}

#[test]
fn a_page_names_the_client_and_the_bank() {
    let builder = Sandbox::builder().client_name("Budget <Ltd>");
    let request = with(connect(), &[("scope", "openid id:1ffe704d39629a929c8e293880fb449a")]);
    let shown = page(&open(&mut Caller::of(builder), &request));
    assert!(shown.contains("<strong>Budget &lt;Ltd&gt;</strong>"), "{shown}");
    assert!(shown.contains("<h1>Modelo Test Bank</h1>"), "{shown}");
}

#[test]
fn a_page_waits_ten_minutes() {
    for (seconds, status) in [(599, 303), (600, 400)] {
        let mut caller = Caller::new();
        let shown = open(&mut caller, &connect());
        let interaction = field(&page(&shown), "interaction").expect("an interaction");
        caller.service.advance(Duration::from_secs(seconds));
        assert_eq!(decide(&mut caller, &interaction, "approve").status, status, "{seconds}");
    }
}

#[test]
fn a_decision_that_is_none_leaves_the_page_open() {
    let mut caller = Caller::new();
    let shown = open(&mut caller, &connect());
    let interaction = field(&page(&shown), "interaction").expect("an interaction");
    assert_eq!(decide(&mut caller, &interaction, "maybe").status, 400);
    assert_eq!(decide(&mut caller, &interaction, "approve").status, 303);
}

#[test]
fn a_page_that_nobody_opened_cannot_be_answered() {
    assert_eq!(decide(&mut Caller::new(), "x", "approve").status, 400);
}

#[test]
fn errors_that_must_not_redirect_are_pages() {
    for changes in [
        [("client_id", "nobody"), ("state", "x")],
        [("client_id", ""), ("state", "x")],
        [("redirect_uri", "https://evil.example/"), ("state", "x")],
        [("redirect_uri", ""), ("state", "x")],
        [("request_uri", "urn:x"), ("state", "x")],
        [("request_uri", "urn:x"), ("request", "x")],
    ] {
        let url = inline_url(&with(connect(), &changes));
        let reply = Caller::new().raw("GET", path(&url), &[], "");
        assert_eq!((reply.status, reply.header("location")), (400, None), "{changes:?}");
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
    }
}

#[test]
fn a_repeated_parameter_is_a_page() {
    let url = inline_url(&[connect(), form(&[("redirect_uri", "https://evil.example/")])].concat());
    assert_eq!(Caller::new().raw("GET", path(&url), &[], "").status, 400);
}

#[test]
fn other_errors_go_back_to_the_client() {
    for (change, error) in [
        (("scope", "openid"), "invalid_scope"),
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("prompt", "none"), "login_required"),
        (("claims", "x"), "invalid_request"),
        (("claims", r#"{"id_token":{"sub":{"value":"nobody"}}}"#), "invalid_request"),
    ] {
        let url = inline_url(&with(connect(), &[change]));
        let reply = Caller::new().raw("GET", path(&url), &[], "");
        let location = reply.header("location").unwrap_or_default().to_owned();
        let back = parameters(location.split_once('?').map_or("", |(_, query)| query));
        assert_eq!((reply.status, names(&back).len()), (303, 4), "{change:?} {location}");
        assert_eq!(back[0].1, error, "{change:?}");
    }
}

#[test]
fn parameters_may_come_in_the_url_without_being_pushed() {
    let callback = Caller::new().service.approve(&inline_url(&connect())).expect("a way back");
    assert!(callback.parameter("code").is_some());
}

#[test]
fn the_parameters_may_be_posted() {
    let reply = Caller::new().post_as(None, "/oidc/auth", &connect());
    assert!(page(&reply).contains("id=\"approve\""));
}

#[test]
fn the_helper_takes_the_way_of_the_browser() {
    let mut caller = Caller::new();
    let by_browser = press(&mut caller, &connect(), "approve");
    let by_helper = Caller::new().approve(&connect());
    assert_eq!(by_browser.header("location"), Some(by_helper.location().as_str()));
    assert_eq!(by_helper.mode, ResponseMode::Query);
}

#[test]
fn the_helper_can_deny() {
    let mut caller = Caller::new();
    let url = caller.push(&connect());
    let callback = caller.service.deny(&url).expect("a way back");
    assert_eq!(callback.parameter("error"), Some("access_denied"));
}

#[test]
fn a_sandbox_approves_too() {
    let sandbox = Sandbox::start().expect("a sandbox");
    let callback = sandbox.approve(&inline_url(&connect())).expect("a way back");
    assert_eq!(callback.parameter("iss"), Some(sandbox.issuer().as_str()));
}

#[test]
fn what_came_back_is_not_in_debug() {
    let callback = Caller::new().approve(&connect());
    let code = callback.parameter("code").expect("a code");
    assert!(!format!("{callback:?}").contains(code));
}
