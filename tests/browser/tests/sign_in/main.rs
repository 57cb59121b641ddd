//! From the first click to the page that lists the new connection, in a real browser. The site is at
//! `localhost` and the bank at `127.0.0.1`, so the way back is one across sites, as in the world.

mod site;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use moneyhub_browser::{Browser, Site};
use moneyhub_sandbox::Sandbox;

/// One browser at a time: three of them make a small machine slow enough to miss limits.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn browser(test: &str) -> Browser {
    let screenshot = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.png"));
    Browser::start(screenshot).unwrap_or_else(|error| panic!("{error}"))
}

fn sandbox() -> Sandbox {
    Sandbox::builder().real_time().start().unwrap()
}

/// To the bank, whose page has the two buttons.
fn go_to_the_bank(browser: &Browser, site: &Site, sandbox: &Sandbox) {
    browser.open(&site.url).unwrap();
    browser.click("//button[.='Connect a bank']").unwrap();
    browser.wait_for_heading("Modelo Test Bank").unwrap();
    let url = browser.url().unwrap();
    assert!(url.starts_with(&sandbox.identity_url()), "{url}");
}

#[test]
fn the_new_connection_is_listed() {
    let _turn = turn();
    let sandbox = sandbox();
    let site = site::start(&sandbox);
    let browser = browser("the_new_connection_is_listed");
    let users = sandbox.live_users();

    go_to_the_bank(&browser, &site, &sandbox);
    browser.click("//button[@id='approve']").unwrap();
    browser.wait_for_heading("Your connections").unwrap();

    assert_eq!(browser.url().unwrap(), format!("{}connections", site.url));
    let user_id = sandbox.user_id(users).expect("the sign-in made a user");
    let ids = sandbox.connection_ids(&user_id);
    let [id] = ids.as_slice() else { panic!("{ids:?}") };
    let listed = browser.text("//tbody").unwrap();
    assert!(listed.contains(id.as_str()), "{id} is not in {listed:?}");
    // The test bank of the sandbox.
    assert!(listed.contains("Modelo Test Bank"), "{listed:?}");
    assert!(listed.contains("Up to date"), "{listed:?}");

    // No script reads the session, and no other site sends it along with a form.
    let cookies = browser.cookies().unwrap();
    let [cookie] = cookies.as_slice() else { panic!("{cookies:?}") };
    assert_eq!(cookie["name"], "session");
    assert_eq!((&cookie["httpOnly"], &cookie["sameSite"]), (&true.into(), &"Lax".into()));

    browser.click("//button[.='Sign out']").unwrap();
    browser.click("//button[.='Connect a bank']").unwrap();
    browser.close();
}

#[test]
fn a_user_who_denies_is_shown_the_way_back() {
    let _turn = turn();
    let sandbox = sandbox();
    let site = site::start(&sandbox);
    let browser = browser("a_user_who_denies_is_shown_the_way_back");
    let users = sandbox.live_users();

    go_to_the_bank(&browser, &site, &sandbox);
    browser.click("//button[@id='deny']").unwrap();
    browser.wait_for_heading("No bank was connected").unwrap();
    assert_eq!(sandbox.live_users(), users);

    browser.click("//button[.='Try again']").unwrap();
    browser.click("//button[@id='approve']").unwrap();
    browser.wait_for_heading("Your connections").unwrap();
    browser.close();
}

#[test]
fn a_callback_that_is_opened_again_is_refused() {
    let _turn = turn();
    let sandbox = sandbox();
    let site = site::start(&sandbox);
    let browser = browser("a_callback_that_is_opened_again_is_refused");

    // The callback is a redirect that leaves no trace in the browser. So the test presses the button.
    go_to_the_bank(&browser, &site, &sandbox);
    let interaction = browser.attribute("//input[@name='interaction']", "value").unwrap();
    let callback = site::approve(&sandbox, &interaction);
    browser.open(&callback).unwrap();
    browser.wait_for_heading("Your connections").unwrap();
    browser.open(&callback).unwrap();
    browser.wait_for_heading("Unknown sign-in").unwrap();
    browser.close();
}
