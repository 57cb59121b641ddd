//! What each decision leads to: the way back, the record, and whether money moved.

use std::time::Duration;

use moneyhub_sandbox::{Decision, PaymentKind};
use serde_json::{Value, json};

use super::Payer;
use crate::caller::Caller;
use crate::identity::{
    ISSUER, SIGNER, SIGNER_CALLBACK, asserted, assertion, builder, form, object_claims, text,
};
use crate::signer::{NOW, sign};

const MINUTE: Duration = Duration::from_secs(60);

fn payments(payer: &mut Payer) -> Value {
    payer.get("/payments").as_array_mut().expect("a list").remove(0)
}

#[test]
fn each_decision_has_its_status_and_moves_money_or_not() {
    for (decision, answered, status, provider_status, moved) in [
        (Decision::Approve, 200, "completed", json!("AcceptedSettlementCompleted"), 1),
        (Decision::ApproveLater, 200, "pending", json!("Pending"), 0),
        (Decision::Reject, 200, "rejected", json!("Rejected"), 0),
        (Decision::Fail, 502, "error:paymentSubmission", Value::Null, 0),
        (Decision::FailAfterPaying, 502, "error:paymentSubmission", Value::Null, 1),
        (Decision::Deny, 200, "cancelled", Value::Null, 0),
    ] {
        let mut payer = Payer::new();
        let request = payer.ask_for_payment("INV 1");
        assert_eq!(payer.go(&request, decision).status, answered, "{decision:?}");
        let payment = payments(&mut payer);
        assert_eq!(text(&payment, "status"), status, "{decision:?}");
        assert_eq!(payment["providerStatus"], provider_status, "{decision:?}");
        assert_eq!(payer.paid().len(), moved, "{decision:?}");
    }
}

#[test]
fn a_payment_that_is_pending_completes_in_a_minute() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    payer.go(&request, Decision::ApproveLater);
    payer.caller.service.advance(MINUTE - Duration::from_millis(1));
    assert_eq!(payments(&mut payer)["status"], "pending");
    assert_eq!(payer.paid(), []);
    payer.caller.service.advance(Duration::from_millis(1));
    let payment = payments(&mut payer);
    assert_eq!(payment["status"], "completed");
    assert_eq!(payment["finalisedAt"], payer.caller.service.timestamp_after(Duration::ZERO));
    assert_eq!(payer.paid(), [("INV 1".to_owned(), 1250, 1)]);
}

#[test]
fn nothing_is_paid_before_what_came_back_is_handed_over() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    let back = payer.decide(&request, Decision::Approve).expect("a way back");
    assert_eq!(
        (payments(&mut payer)["status"].as_str(), payer.paid()),
        (Some("inProgress"), vec![])
    );
    payer.complete(&request, &back);
    assert_eq!(payer.paid().len(), 1);
}

#[test]
fn what_nobody_ends_is_abandoned_after_ten_minutes() {
    for decision in [None, Some(Decision::Abandon), Some(Decision::Approve)] {
        let mut payer = Payer::new();
        let request = payer.ask_for_payment("INV 1");
        let back = decision.and_then(|decision| payer.decide(&request, decision));
        payer.caller.service.advance(10 * MINUTE - Duration::from_millis(1));
        assert_eq!(payments(&mut payer)["status"], "inProgress", "{decision:?}");
        payer.caller.service.advance(Duration::from_millis(1));
        assert_eq!(payments(&mut payer)["status"], "abandoned", "{decision:?}");
        if let Some(back) = back {
            assert_eq!(payer.complete(&request, &back).status, 400);
        }
        assert_eq!(payer.paid(), [], "{decision:?}");
    }
}

#[test]
fn a_payment_is_found_by_user_payee_and_day() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    payer.go(&request, Decision::Approve);
    let id = text(&request, "id");
    let done = payer.get(&format!("/auth-requests/{id}"));
    let payment = payments(&mut payer);
    assert_eq!(done["paymentId"], payment["id"]);
    assert_eq!(payer.get(&format!("/payments/{}", text(&payment, "id"))), payment);
    let (user, payee) = (text(&done, "userId"), text(&payment, "payeeId"));
    for (query, found) in [
        (format!("userId={user}"), 1),
        ("userId=somebody".to_owned(), 0),
        (format!("payeeId={payee}&startDate=2024-06-01&endDate=2024-06-01"), 1),
        ("startDate=2024-06-02".to_owned(), 0),
        ("endDate=2024-05-31".to_owned(), 0),
        ("limit=0".to_owned(), 0),
    ] {
        let reply = payer.send("GET", &format!("/payments?{query}"), &Value::Null).json();
        assert_eq!(reply["data"].as_array().map(Vec::len), Some(found), "{query}");
        assert_eq!(reply["meta"]["offset"], 0);
    }
}

#[test]
fn a_payment_is_sent_back_once() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    payer.go(&request, Decision::Approve);
    let payment = payments(&mut payer);
    assert_eq!(payment["isReversible"], true);
    let id = text(&payment, "id").to_owned();
    let reverse = payer.ask("reverse_payment", "reversePayment", &json!({ "paymentId": id }));
    payer.go(&reverse, Decision::Approve);
    let made = payer.caller.service.payments_made();
    let back = (made[1].kind, made[1].amount, made[1].times);
    assert_eq!(back, (PaymentKind::Reverse, 1250, 1));
    assert_eq!(payer.get(&format!("/payments/{id}"))["isReversible"], false);
    let again =
        json!({"scope": "reverse_payment openid id:test", "reversePayment": {"paymentId": id}});
    let message = payer.refused("POST", "/auth-requests", &again);
    assert_eq!(message, "amount is more than the rest of the payment");
}

fn payment_object() -> Value {
    let mut object = object_claims();
    object["scope"] = json!("openid id:test payment");
    let account = json!({"accountNumber": "12345678", "sortCode": "010203", "name": "A Shop"});
    let order = json!({"amount": 1250, "payee": account, "payeeRef": "INV 1"});
    object["claims"]["id_token"] = json!({"sub": null, "mh:payment": {"value": order}});
    object
}

/// A client that signs, from the pushed request to the token endpoint.
fn pay_by_claims(caller: &mut Caller, decision: Decision) -> (u16, Option<String>) {
    let url = caller.push_object(&payment_object(), 1);
    let Some(back) = caller.service.decide(&url, decision).expect("no error page") else {
        return (0, None);
    };
    let Some(code) = back.parameter("code") else {
        return (0, back.parameter("error").map(str::to_owned));
    };
    let exchange = form(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", SIGNER_CALLBACK),
    ]);
    let exchange = [assertion(2), exchange].concat();
    let reply = caller.post_as(None, "/oidc/token", &exchange);
    let id_token = (reply.status == 200).then(|| reply.member("id_token"));
    // A code is for one use: the same again pays nothing.
    let again: Vec<_> =
        exchange.into_iter().filter(|(name, _)| name != "client_assertion").collect();
    let assertion = assertion(3).into_iter().filter(|(name, _)| name == "client_assertion");
    let again = again.into_iter().chain(assertion).collect();
    assert_eq!(caller.post_as(None, "/oidc/token", &again).status, 400);
    (reply.status, id_token)
}

#[test]
fn the_exchange_of_the_code_pays_and_the_id_token_names_the_payment() {
    let mut caller = Caller::of(builder());
    let (status, id_token) = pay_by_claims(&mut caller, Decision::Approve);
    assert_eq!(status, 200);
    let claims = caller.verified(&id_token.expect("an id_token"));
    let made = caller.service.payments_made();
    assert_eq!((made.len(), made[0].times), (1, 1));
    assert_eq!(claims["mh:payment"], made[0].ids[0].as_str());
    assert_eq!((made[0].payee.as_str(), made[0].reference.as_str()), ("A Shop", "INV 1"));
}

#[test]
fn a_submission_that_fails_is_502_at_the_exchange_too() {
    for (decision, paid) in [(Decision::Fail, 0), (Decision::FailAfterPaying, 1)] {
        let mut caller = Caller::of(builder());
        assert_eq!(pay_by_claims(&mut caller, decision).0, 502, "{decision:?}");
        assert_eq!(caller.service.payments_made().len(), paid, "{decision:?}");
    }
}

#[test]
fn who_denies_or_leaves_pays_nothing() {
    let mut caller = Caller::of(builder());
    let denied = pay_by_claims(&mut caller, Decision::Deny);
    assert_eq!(denied, (0, Some("access_denied".to_owned())));
    let mut caller = Caller::of(builder());
    assert_eq!(pay_by_claims(&mut caller, Decision::Abandon), (0, None));
    assert_eq!(caller.service.payments_made(), []);
}

#[test]
fn the_page_says_what_is_to_be_paid_and_has_a_button_for_each_decision() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("<INV&1>");
    let url = text(&request["redirectParams"], "authUrl");
    let page = payer.caller.raw("GET", url, &[], "");
    let page = String::from_utf8_lossy(&page.body).into_owned();
    for shown in ["£12.50", "A Shop", "010203 12345678", "&lt;INV&amp;1&gt;"] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    let decisions = ["approve", "deny", "later", "reject", "fail", "fail-after-paying", "abandon"];
    for decision in decisions {
        assert!(page.contains(&format!("value=\"{decision}\"")), "{decision} in {page}");
    }
}

/// Opens the page: what it asks for an answer to.
fn interaction(caller: &mut Caller, url: &str) -> String {
    let page = caller.raw("GET", url, &[], "");
    let page = String::from_utf8_lossy(&page.body).into_owned();
    let mark = "name=\"interaction\" value=\"";
    let found = page.split(mark).nth(1).and_then(|rest| rest.split('"').next());
    found.expect("a form").to_owned()
}

#[test]
fn a_button_of_the_page_decides() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    let url = text(&request["redirectParams"], "authUrl").to_owned();
    let interaction = interaction(&mut payer.caller, &url);
    let press = form(&[("interaction", &interaction), ("decision", "abandon")]);
    let left = payer.caller.post_as(None, "/oidc/auth/consent", &press);
    assert_eq!((left.status, left.header("location")), (200, None));
}

/// A user who takes almost ten minutes, and a client that is slow.
#[test]
fn a_code_for_a_payment_that_was_abandoned_pays_nothing() {
    let mut caller = Caller::of(builder());
    let url = caller.push_object(&payment_object(), 1);
    let interaction = interaction(&mut caller, &url);
    caller.service.advance(10 * MINUTE - Duration::from_secs(5));
    let press = form(&[("interaction", &interaction), ("decision", "approve")]);
    let back = caller.post_as(None, "/oidc/auth/consent", &press);
    let location = back.header("location").expect("a way back").to_owned();
    let code = location.split("code=").nth(1).and_then(|rest| rest.split('&').next());
    caller.service.advance(Duration::from_secs(10));
    let exchange = form(&[
        ("grant_type", "authorization_code"),
        ("code", code.expect("a code")),
        ("redirect_uri", SIGNER_CALLBACK),
    ]);
    let late = json!({"iss": SIGNER, "sub": SIGNER, "aud": ISSUER, "jti": "late",
        "iat": NOW + 605, "exp": NOW + 665});
    let exchange = [asserted(&sign("RS256", &late)), exchange].concat();
    let reply = caller.post_as(None, "/oidc/token", &exchange);
    assert_eq!((reply.status, reply.member("error").as_str()), (400, "invalid_grant"));
    assert_eq!(caller.service.payments_made(), []);
}

#[test]
fn of_two_reversals_of_the_same_payment_the_bank_makes_one() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    payer.go(&request, Decision::Approve);
    let id = text(&payments(&mut payer), "id").to_owned();
    let reverse = json!({ "paymentId": id });
    let both = [(); 2].map(|()| payer.ask("reverse_payment", "reversePayment", &reverse));
    for request in &both {
        assert_eq!(payer.go(request, Decision::Approve).status, 200);
    }
    let all = payer.get("/payments");
    let statuses: Vec<&str> =
        all.as_array().expect("a list")[1..].iter().map(|one| text(one, "status")).collect();
    assert_eq!(statuses, ["completed", "rejected"]);
    assert_eq!(payer.paid().len(), 2);
}
