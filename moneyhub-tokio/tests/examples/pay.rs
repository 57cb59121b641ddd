//! The shop, by its requests. A real browser goes through it in `tests/browser`.

use crate::{
    program::{example, run},
    sign_in::site::{FORM, Page, Site, User},
};

/// The shop, and somebody who is about to pay.
fn shop() -> (Site, User) {
    let site = Site::start(&mut example("pay"));
    let user = User::of(&site);
    (site, user)
}

/// The form as it stands on the first page, with these values.
fn form(user: &mut User, amount: &str, reference: &str, kill: &str) -> String {
    let page = user.get("/").body;
    let payee = page.split("<option value=\"").nth(1).unwrap().split('"').next().unwrap();
    format!("payee={payee}&amount={amount}&reference={reference}&kill={kill}")
}

/// To the bank and back: what the browser is then sent to.
fn decide(user: &mut User, kill: &str, decision: &str) -> String {
    let form = form(user, "12.50", "INV+1001", kill);
    let begun = user.post_form("/pay", &form);
    assert_eq!(begun.status, 303, "{begun:?}");
    let url = begun.location();
    let path = &url[url.find("/oidc/").unwrap()..];
    let mut at_the_bank = User::at(url);
    let page = at_the_bank.get(path).body;
    assert!(page.contains("£12.50") && page.contains("INV 1001"), "{page}");
    let interaction = page.split("name=\"interaction\" value=\"").nth(1).unwrap();
    let interaction = interaction.split('"').next().unwrap();
    let press = format!("interaction={interaction}&decision={decision}");
    let back = at_the_bank.send("POST", "/oidc/auth/consent", &[FORM], &press);
    let location = back.location();
    location[location.find("/callback").unwrap()..].to_owned()
}

/// The page that says what became of it.
fn paid(user: &mut User, kill: &str, decision: &str) -> Page {
    let callback = decide(user, kill, decision);
    let back = user.get(&callback);
    assert_eq!((back.status, back.location()), (303, "/payment"));
    user.get("/payment")
}

fn assert_says(page: &Page, title: &str, rows: &[&str]) {
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&format!("<h1>{title}</h1>")), "{page:?}");
    for row in rows {
        assert!(page.body.contains(row), "{row} in {page:?}");
    }
}

const LEDGER: &str = "Payments in the sandbox's ledger</th><td>";

#[test]
fn a_payment_is_made_and_shown_with_its_evidence() {
    let (_site, mut user) = shop();
    let page = paid(&mut user, "never", "approve");
    let ledger = format!("{LEDGER}1<");
    assert_says(
        &page,
        "The money has moved",
        &["the authorisation request is complete", "completed (final)", "Example Bakery", &ledger],
    );
}

#[test]
fn after_a_connection_that_was_killed_when_it_was_paid_the_resolver_says_so() {
    let (_site, mut user) = shop();
    let page = paid(&mut user, "after", "approve");
    let ledger = format!("{LEDGER}1<");
    assert_says(&page, "The money has moved", &["(Uncertain)", "completed (final)", &ledger]);
}

#[test]
fn after_a_connection_that_was_killed_before_nobody_knows_and_nobody_is_told_to_pay_again() {
    let (_site, mut user) = shop();
    let page = paid(&mut user, "before", "approve");
    let ledger = format!("{LEDGER}0<");
    let rows = ["(Uncertain)", "inProgress (not final)", "Do not pay again", "Look again", &ledger];
    assert_says(&page, "Nobody knows yet", &rows);
}

#[test]
fn who_said_no_at_the_bank_may_pay_again() {
    let (_site, mut user) = shop();
    let page = paid(&mut user, "never", "deny");
    let ledger = format!("{LEDGER}0<");
    let rows = ["cancelled (final)", "You may pay again", &ledger];
    assert_says(&page, "No money has moved", &rows);
}

#[test]
fn a_submission_that_failed_is_a_matter_for_the_bank() {
    let (_site, mut user) = shop();
    let page = paid(&mut user, "never", "fail-after-paying");
    let ledger = format!("{LEDGER}1<");
    let rows = ["error:paymentSubmission (not final)", "Ask your bank", &ledger];
    assert_says(&page, "Nobody knows yet", &rows);
}

#[test]
fn a_callback_pays_once_and_only_for_the_browser_that_began() {
    let (site, mut user) = shop();
    let callback = decide(&mut user, "never", "approve");
    assert_eq!(User::of(&site).get(&callback).status, 400);
    let forged = callback.replace("state=", "state=x");
    assert_eq!(user.clone().get(&forged).status, 400);
    // The forged one has used up what was pending, so this browser has to begin anew.
    assert_eq!(user.get(&callback).status, 400);
    let callback = decide(&mut user, "never", "approve");
    let mut copy = user.clone();
    assert_eq!(user.get(&callback).status, 303);
    assert_eq!(copy.get(&callback).status, 400);
}

#[test]
fn another_site_cannot_begin_a_payment() {
    let (_site, mut user) = shop();
    let form = form(&mut user, "12.50", "INV+1", "never");
    for headers in [
        vec![("Sec-Fetch-Site", "cross-site"), FORM],
        vec![("Origin", "https://evil.example"), FORM],
        vec![FORM],
    ] {
        let refused = user.send("POST", "/pay", &headers, &form);
        assert_eq!((refused.status, refused.cookies), (403, vec![]), "{headers:?}");
    }
    assert_eq!(user.get("/pay").status, 404);
}

#[test]
fn what_is_no_amount_or_no_reference_goes_to_no_bank() {
    let (_site, mut user) = shop();
    for (amount, reference) in [
        ("", "INV+1"),
        ("0.00", "INV+1"),
        ("-1", "INV+1"),
        ("12.5", "INV+1"),
        ("1e3", "INV+1"),
        ("12,50", "INV+1"),
        ("99999999999999999999", "INV+1"),
        ("1", "x"),
        ("1", "INV+10010010"),
        ("1", "%3Cscript%3E"),
    ] {
        let form = form(&mut user, amount, reference, "never");
        let refused = user.post_form("/pay", &form);
        assert_eq!((refused.status, refused.cookies), (400, vec![]), "{amount} {reference}");
        assert!(!refused.body.contains("<script"));
    }
    let nobody = user.post_form("/pay", "payee=nobody&amount=1&reference=INV+1");
    assert_eq!(nobody.status, 400);
}

#[test]
fn names_are_text_and_every_page_has_the_headers_that_keep_it_safe() {
    let (_site, mut user) = shop();
    assert!(user.get("/").body.contains("Bees &amp; Sons"));
    for path in ["/", "/style.css", "/callback?code=1&state=2", "/nowhere", "/payment"] {
        let page = user.get(path);
        assert!(page.header("content-security-policy").starts_with("default-src 'none'; "));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
    }
}

#[test]
fn a_port_that_is_none_fails_with_one_clear_line() {
    let ran = run(example("pay").env("PORT", "canary-5c1f"));
    assert!(ran.complaint(1).contains("is not a port number"));
}
