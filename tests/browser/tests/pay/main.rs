//! From the form of the shop over the bank to the answer of the resolver, in a real browser.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use moneyhub_browser::{Browser, Site};

/// One browser at a time: two of them make a small machine slow enough to miss limits.
static TURN: Mutex<()> = Mutex::new(());

fn picture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"))
}

/// Pays, with the connection killed like this and this button at the bank, until the answer is there.
/// What each page looked like is beside the screenshots of failures.
fn pay(test: &str, kill: &str, decision: &str, answer: &str) -> String {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let site = Site::start("pay", &[]);
    let browser = Browser::start(picture(test)).unwrap_or_else(|error| panic!("{error}"));
    let look = |page: &str| {
        let png = browser.screenshot().unwrap();
        fs::write(picture(&format!("{test}.{page}")), png).unwrap();
    };
    browser.open(&site.url).unwrap();
    browser.wait_for_heading("Pay somebody").unwrap();
    browser.click(&format!("//input[@name='kill' and @value='{kill}']")).unwrap();
    look("shop");
    browser.click("//button[.='Pay at your bank']").unwrap();
    browser.wait_for_heading("Modelo Test Bank").unwrap();
    let asked = browser.text("//dl").unwrap();
    for shown in ["£12.50", "Example Bakery", "INV 1001"] {
        assert!(asked.contains(shown), "{shown} in {asked}");
    }
    look("bank");
    browser.click(&format!("//button[@id='{decision}']")).unwrap();
    browser.wait_for_heading(answer).unwrap();
    look("answer");
    let table = browser.text("//table").unwrap();
    browser.close();
    table
}

#[test]
fn the_answer_was_lost_and_the_money_has_moved() {
    let test = "the_answer_was_lost_and_the_money_has_moved";
    let table = pay(test, "after", "approve", "The money has moved");
    assert!(table.contains("Uncertain") && table.contains("completed (final)"), "{table}");
    assert!(table.contains("sandbox's ledger 1"), "{table}");
}

#[test]
fn the_request_was_lost_and_nobody_knows_yet() {
    let test = "the_request_was_lost_and_nobody_knows_yet";
    let table = pay(test, "before", "approve", "Nobody knows yet");
    assert!(table.contains("inProgress (not final)"), "{table}");
    assert!(table.contains("sandbox's ledger 0"), "{table}");
}

#[test]
fn who_denies_has_not_paid() {
    let table = pay("who_denies_has_not_paid", "never", "deny", "No money has moved");
    assert!(table.contains("cancelled (final)"), "{table}");
}
