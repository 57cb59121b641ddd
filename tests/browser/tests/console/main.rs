//! The console of the sandbox, in a real browser: its buttons, wide and on a telephone, light and dark.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use moneyhub_browser::Browser;
use moneyhub_sandbox::{Chaos, Fault, Sandbox, Subscription, WebhookFormat};

const PATIENCE: Duration = Duration::from_secs(60);

/// The pages, and a name for the picture of each.
const PAGES: [(&str, &str); 5] = [
    ("", "overview"),
    ("users", "users"),
    ("requests", "requests"),
    ("webhooks", "webhooks"),
    ("faults", "faults"),
];

fn picture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"))
}

fn browser(test: &str) -> Browser {
    Browser::start(picture(test)).unwrap_or_else(|error| panic!("{error}"))
}

fn sandbox() -> (Sandbox, String) {
    let sandbox = Sandbox::builder().real_time().console(true).start().unwrap();
    let url = sandbox.console_url().expect("there is a console");
    (sandbox, url)
}

/// A request without a token: 401, or what a fault makes of it.
fn call(sandbox: &Sandbox, path: &str) -> u16 {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build();
    let url = format!("{}{path}", sandbox.identity_url());
    ureq::Agent::from(agent).get(url).call().unwrap().status().as_u16()
}

fn wait(what: &str, mut until: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !until() {
        assert!(Instant::now() < end, "not within {PATIENCE:?}: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn its_buttons_do_what_they_say() {
    let (sandbox, url) = sandbox();
    let nowhere = Subscription::new("http://127.0.0.1:9/hooks", WebhookFormat::Signed).unwrap();
    sandbox.subscribe(nowhere);
    let browser = browser("its_buttons_do_what_they_say");

    browser.open(&url).unwrap();
    let before = sandbox.now();
    browser.click("//button[.='+90 days']").unwrap();
    browser.text("//td[contains(., 'Advanced the clock by 90 days')]").unwrap();
    assert!(sandbox.now() >= before + Duration::from_secs(90 * 86_400));

    browser.click("//nav/a[.='Faults']").unwrap();
    browser.write("//input[@name='route']", "GET /users").unwrap();
    browser.click("//option[starts-with(., '503')]").unwrap();
    browser.click("//button[.='Set']").unwrap();
    browser.text("//td[contains(., 'GET /users')]").unwrap();
    assert_eq!((call(&sandbox, "/users"), call(&sandbox, "/users")), (503, 401));

    browser.click("//section[@id='banks']//button[.='Down']").unwrap();
    browser.text("//section[@id='banks']//td[contains(., 'Example Bank Open Banking')]").unwrap();
    assert!(sandbox.is_bank_down("9c1185a5c5e9fc54612808977ee8f548"));
    browser.click("//button[.='Up again']").unwrap();
    browser.text("//p[.='None is down.']").unwrap();
    assert!(!sandbox.is_bank_down("9c1185a5c5e9fc54612808977ee8f548"));

    browser.write("//input[@name='chaos']", "seed=7,lost=5").unwrap();
    browser.click("//section[@id='chaos']//button[.='Set']").unwrap();
    wait("chaos is set", || Ok(sandbox.chaos()) == "seed=7,lost=5".parse());
    browser.click("//button[.='None']").unwrap();
    wait("chaos is over", || sandbox.chaos() == Chaos::default());

    browser.click("//nav/a[.='Webhooks']").unwrap();
    browser.click("//option[.='paymentCompleted']").unwrap();
    browser.click("//button[.='Send']").unwrap();
    let sent = "//section[@id='all-webhooks']//tr[contains(., 'paymentCompleted')]";
    browser.click(&format!("({sent})[1]//button[.='Send again']")).unwrap();
    wait("the webhook is sent again", || {
        let sent = sandbox.deliveries();
        sent.iter().filter(|one| one.event == "paymentCompleted").count() == 2
    });
    browser.close();
}

#[test]
fn a_consent_is_ended_at_the_page_of_its_user() {
    let (sandbox, url) = sandbox();
    let browser = browser("a_consent_is_ended_at_the_page_of_its_user");
    let user = sandbox.user_id(0).unwrap();
    browser.open(&url).unwrap();
    browser.click("//nav/a[.='Users']").unwrap();
    browser.click(&format!("//a[.='{user}']")).unwrap();
    browser.click("(//button[.='End consent'])[1]").unwrap();
    browser.text("//tbody/tr[1]/td[contains(., 'expired')]").unwrap();
    browser.close();
}

#[test]
fn the_page_follows_what_happens() {
    let (sandbox, url) = sandbox();
    let browser = browser("the_page_follows_what_happens");
    browser.open(&format!("{url}requests")).unwrap();
    browser.text("//p[contains(., 'No request yet')]").unwrap();
    call(&sandbox, "/users?limit=7");
    browser.text("//td[contains(., 'GET /users?limit=7')]").unwrap();
    browser.close();
}

/// Pictures to look at; what is tested is that nothing has to be scrolled sideways.
#[test]
fn it_fits_a_wide_screen_and_a_telephone() {
    let (sandbox, url) = sandbox();
    let nowhere = Subscription::new("http://127.0.0.1:9/hooks", WebhookFormat::Signed).unwrap();
    sandbox.subscribe(nowhere);
    sandbox.set_chaos("seed=7,doubled=50,down=1".parse().unwrap());
    sandbox.fault("GET /users/{userId}", Fault::reset().times(3).skip(1));
    let user = sandbox.user_id(0).unwrap();
    for path in ["/users?limit=10&offset=20", "/oidc/auth?client_id=nobody&state=x", "/nothing"] {
        call(&sandbox, path);
    }
    call(&sandbox, &format!("/users/{user}"));
    call(&sandbox, &format!("/{}", "long".repeat(40)));
    sandbox.raise("newTransactions", Some(&user), serde_json::json!({"accounts": []}));
    sandbox.raise("paymentCompleted", None, serde_json::json!({"paymentId": "p"}));
    assert!(sandbox.wait_for_deliveries(2, PATIENCE));

    let browser = browser("it_fits_a_wide_screen_and_a_telephone");
    let user_page = format!("users/{user}");
    let pages = PAGES.into_iter().chain([(user_page.as_str(), "user")]);
    for (path, name) in pages {
        browser.open(&format!("{url}{path}")).unwrap();
        for (width, height, dark) in [(1280, 1600, false), (390, 2000, true)] {
            browser.resize(width, height).unwrap();
            browser.prefer_dark(dark).unwrap();
            let [page, seen] = browser.widths().unwrap();
            assert!(page <= seen, "{path} is {page} pixels wide, and {seen} are seen");
            fs::write(picture(&format!("console-{name}-{width}")), browser.screenshot().unwrap())
                .unwrap();
        }
    }
    sandbox.clear_faults();
    browser.close();
}
