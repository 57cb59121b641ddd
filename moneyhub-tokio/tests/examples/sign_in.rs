//! The web application, by its requests. A real browser goes through it in `tests/browser`.

#[path = "../../examples/sign_in/sessions.rs"]
#[expect(dead_code, reason = "the whole of it is for the example")]
mod sessions;
pub(crate) mod site;

use moneyhub_sandbox::{Client, Fault, Matcher, Sandbox};

use self::site::{Site, User};
use crate::program::{example, run};

fn sandbox() -> Sandbox {
    Sandbox::builder().real_time().start().unwrap()
}

#[test]
fn with_no_environment_the_first_click_leads_to_a_bank_of_its_own() {
    let site = Site::start(&mut example("sign_in"));
    let mut user = User::of(&site);
    let bank = user.post("/login");
    assert_eq!(bank.status, 303);
    let sandbox = site.sandbox.as_deref().unwrap();
    assert!(bank.location().starts_with(&format!("{sandbox}/oidc/auth?")), "{bank:?}");
}

#[test]
fn a_new_connection_is_listed_with_what_the_service_says_of_it() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    user.connect(&sandbox);
    let page = user.get("/connections");
    let user_id = &sandbox.user_id(10).unwrap();
    let ids = sandbox.connection_ids(user_id);
    assert_eq!((page.status, ids.len()), (200, 1));
    assert!(page.body.contains(&ids[0]), "{page:?}");
    assert!(page.body.contains("Up to date"), "{page:?}");
}

#[test]
fn the_second_bank_is_connected_for_the_same_user() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    user.connect(&sandbox);
    user.connect(&sandbox);
    assert_eq!(sandbox.connection_ids(&sandbox.user_id(10).unwrap()).len(), 2);
    assert_eq!(sandbox.user_id(11), None);
}

#[test]
fn a_callback_counts_once() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    let callback = user.begin(|url| sandbox.approve(url).unwrap());
    let before = user.clone();
    assert_eq!(user.get(&callback).location(), "/connections");
    // With the cookies that it has now, and with those that it had.
    for mut again in [user, before] {
        let refused = again.get(&callback);
        assert_eq!(refused.status, 400);
        assert!(refused.body.contains("Unknown sign-in"), "{refused:?}");
    }
    // One exchange of the code.
    let exchanges = |seen: &moneyhub_sandbox::Recorded| seen.path == "/oidc/token";
    assert_eq!(sandbox.count(exchanges), 1);
}

#[test]
fn of_two_callbacks_at_once_one_signs_in() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    let callback = user.begin(|url| sandbox.approve(url).unwrap());
    let statuses = std::thread::scope(|scope| {
        let both = [0, 1].map(|_| {
            let (mut user, callback) = (user.clone(), &callback);
            scope.spawn(move || user.get(callback).status)
        });
        let mut statuses = both.map(|one| one.join().unwrap());
        statuses.sort_unstable();
        statuses
    });
    assert_eq!(statuses, [303, 400]);
}

#[test]
fn a_callback_in_a_browser_that_began_nothing_is_refused() {
    let (sandbox, site) = Site::with(sandbox());
    let callback = User::of(&site).begin(|url| sandbox.approve(url).unwrap());
    let mut other = User::of(&site);
    assert_eq!(other.get(&callback).status, 400);
    assert_eq!(other.get("/connections").location(), "/");
}

#[test]
fn the_callback_of_somebody_elses_sign_in_is_refused() {
    let (sandbox, site) = Site::with(sandbox());
    let mut victim = User::of(&site);
    victim.begin(|url| sandbox.approve(url).unwrap());
    let callback = User::of(&site).begin(|url| sandbox.approve(url).unwrap());
    let refused = victim.get(&callback);
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("cannot be trusted"), "{refused:?}");
    assert_eq!(victim.get("/connections").location(), "/");
}

#[test]
fn signing_in_replaces_the_session_that_the_browser_had() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    user.cookies.insert("session".to_owned(), "planted".to_owned());
    user.connect(&sandbox);
    let mut first = user.clone();
    assert_ne!(first.cookies["session"], "planted");
    user.connect(&sandbox);
    assert_ne!(user.cookies["session"], first.cookies["session"]);
    assert_eq!(first.get("/connections").location(), "/");
    assert_eq!(user.get("/connections").status, 200);
}

#[test]
fn signing_out_ends_the_session_and_not_only_the_cookie() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    user.connect(&sandbox);
    let mut copy = user.clone();
    assert_eq!(user.post("/logout").location(), "/");
    assert!(!user.cookies.contains_key("session"));
    assert_eq!(copy.get("/connections").location(), "/");
}

#[test]
fn a_user_who_said_no_is_shown_the_way_back() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    let callback = user.begin(|url| sandbox.deny(url).unwrap());
    let page = user.get(&callback);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("declined"), "{page:?}");
    assert!(page.body.contains(r#"action="/login""#), "{page:?}");
    assert!(!user.cookies.contains_key("session"));
}

#[test]
fn another_site_can_neither_begin_a_sign_in_nor_sign_the_user_out() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    user.connect(&sandbox);
    for path in ["/login", "/logout"] {
        for from in ["cross-site", "same-site", "none"] {
            let refused = user.request("POST", path, &[("Sec-Fetch-Site", from)]);
            assert_eq!((refused.status, refused.cookies), (403, vec![]), "{path} {from}");
        }
        assert_eq!(user.get(path).status, 404, "{path} is not for GET");
    }
    assert_eq!(user.get("/connections").status, 200);
}

/// An older browser, which says where a form comes from in another way; and a program, which says nothing.
#[test]
fn a_form_that_does_not_say_that_it_is_from_here_begins_nothing() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    let own = format!("http://localhost:{}", site.port());
    for origin in [Some("https://evil.example"), Some("null"), None] {
        let headers: Vec<_> = origin.map(|origin| ("Origin", origin)).into_iter().collect();
        let refused = user.request("POST", "/login", &headers);
        assert_eq!((refused.status, refused.cookies), (403, vec![]), "{origin:?}");
    }
    assert_eq!(sandbox.count(|seen| seen.path == "/oidc/request"), 0);
    assert_eq!(user.request("POST", "/login", &[("Origin", &own)]).status, 303);
}

#[test]
fn a_flood_of_sign_ins_pushes_out_none_of_those_under_way() {
    let table = sessions::Table::new(2, std::time::Duration::from_secs(60));
    let first = table.insert_if_room("first").unwrap().unwrap();
    assert!(table.has_room() && table.insert_if_room("second").unwrap().is_some());
    assert!(!table.has_room());
    assert_eq!(table.insert_if_room("third").unwrap(), None);
    assert_eq!(table.take(&first), Some("first"));
    assert!(table.insert_if_room("third").unwrap().is_some());
}

#[test]
fn names_of_banks_are_text() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    user.connect(&sandbox);
    let body = br#"{"data":[{"id":"\"a&b\"","name":"<script>alert('1')</script>",
        "status":"<b>","expiresAt":"'><i>"}],"meta":{}}"#;
    sandbox.fault(
        Matcher::path("/users/{user}/connections"),
        Fault::status(200).body(body.as_slice()),
    );
    let page = user.get("/connections").body;
    for raw in ["<script", "<b>", "<i>", "'1'", "\"a&b\""] {
        assert!(!page.contains(raw), "{raw} in {page}");
    }
    assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"), "{page}");
    assert!(page.contains("&quot;a&amp;b&quot;"), "{page}");
}

#[test]
fn every_page_has_the_headers_that_keep_it_safe() {
    let (_sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    for path in ["/", "/style.css", "/callback?code=1&state=2", "/nowhere"] {
        let page = user.get(path);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; "), "{policy}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
    }
}

#[test]
fn cookies_are_for_this_site_alone() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    let login = user.post("/login");
    let [cookie] = login.cookies.as_slice() else { panic!("{login:?}") };
    assert!(cookie.starts_with("pending="));
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/"), "{cookie}");
    drop((sandbox, site));

    let sandbox = Sandbox::builder().redirect_uris(["https://shop.example/callback"]);
    let sandbox = sandbox.real_time().start().unwrap();
    let redirect = ("MONEYHUB_REDIRECT_URI", "https://shop.example/callback");
    let (_sandbox, site) = Site::with_variable(sandbox, redirect);
    let login = User::of(&site).post("/login");
    let [cookie] = login.cookies.as_slice() else { panic!("{login:?}") };
    assert!(cookie.starts_with("__Host-pending="));
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Secure"), "{cookie}");
}

#[test]
fn a_client_with_a_key_signs_in_as_well() {
    let keys = concat!(env!("CARGO_MANIFEST_DIR"), "/../moneyhub-proto/tests/keys");
    let public = std::fs::read_to_string(format!("{keys}/rsa-2048.public.jwk.json")).unwrap();
    let client = Client::private_key_jwt("keyed", &public).unwrap();
    let client = client.loopback_redirect("/callback");
    let sandbox = Sandbox::builder().register(client).real_time().start().unwrap();
    let mut command = example("sign_in");
    command
        .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
        .env("MONEYHUB_CLIENT_ID", "keyed")
        .env("MONEYHUB_PRIVATE_KEY", format!("{keys}/rsa-2048.pkcs8.pem"))
        .env("MONEYHUB_KEY_ID", "rsa-1");
    let site = Site::start(&mut command);
    let mut user = User::of(&site);
    user.connect(&sandbox);
    assert_eq!(user.get("/connections").status, 200);
}

#[test]
fn a_service_that_fails_is_not_the_users_fault() {
    let (sandbox, site) = Site::with(sandbox());
    let mut user = User::of(&site);
    let refusal = br#"{"error":"invalid_request","error_description":"canary-5c1f"}"#;
    sandbox.fault(Matcher::any(), Fault::status(400).body(refusal.as_slice()));
    let page = user.post("/login");
    assert_eq!(page.status, 502);
    assert!(!page.body.contains("canary-5c1f"), "{page:?}");
}

#[test]
fn a_half_configured_environment_fails_with_one_clear_line() {
    for (name, other) in [
        ("MONEYHUB_CLIENT_ID", "MONEYHUB_CLIENT_SECRET"),
        ("MONEYHUB_CLIENT_SECRET", "MONEYHUB_CLIENT_ID"),
        ("MONEYHUB_PRIVATE_KEY", "MONEYHUB_CLIENT_ID"),
        ("MONEYHUB_IDENTITY_URL", "MONEYHUB_CLIENT_ID"),
        ("PORT", "is not a port number"),
    ] {
        let ran = run(example("sign_in").env(name, "canary-5c1f"));
        let complaint = ran.complaint(1);
        assert!(complaint.contains(other), "{complaint}");
        assert!(!complaint.contains("canary-5c1f"), "{complaint}");
    }
}

#[test]
fn help_names_every_variable_and_arguments_are_refused() {
    let help = run(example("sign_in").arg("--help"));
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for name in ["PORT", "MONEYHUB_CLIENT_ID", "MONEYHUB_REDIRECT_URI", "MONEYHUB_BANK"] {
        assert!(help.stdout.contains(name), "{help:?}");
    }
    run(example("sign_in").arg("--port")).complaint(2);
}
