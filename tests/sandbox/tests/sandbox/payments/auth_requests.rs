use moneyhub_sandbox::Decision;
use serde_json::{Value, json};

use super::Payer;
use crate::identity::{CALLBACK, text};

#[test]
fn a_request_is_pending_and_only_its_first_answer_says_where_to_go() {
    let mut payer = Payer::new();
    let made = payer.ask_for_payment("INV 1");
    assert_eq!((text(&made, "status"), text(&made, "redirectUri")), ("pending", CALLBACK));
    assert_eq!(made["redirectParams"]["returnUrl"], CALLBACK);
    let read = payer.get(&format!("/auth-requests/{}", text(&made, "id")));
    assert_eq!((read.get("redirectParams"), text(&read, "id")), (None, text(&made, "id")));
    assert_eq!(payer.get("/auth-requests"), json!([read]));
}

#[test]
fn one_without_a_payment_connects() {
    let mut payer = Payer::new();
    let user = payer.caller.user(2);
    let body = json!({"scope": "openid id:test", "redirectUri": CALLBACK, "userId": user});
    let request = payer.data("POST", "/auth-requests", &body);
    let before = payer.caller.service.connection_ids(&user).len();
    let done = payer.go(&request, Decision::Approve).json()["data"].take();
    let ids = payer.caller.service.connection_ids(&user);
    assert_eq!((ids.len(), text(&done, "connectionId")), (before + 1, ids[before].as_str()));
    assert_eq!((text(&done, "status"), text(&done, "userId")), ("complete", user.as_str()));
}

#[test]
fn one_without_a_user_makes_one() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    assert_eq!(payer.caller.service.created_user_count(), 0);
    let done = payer.go(&request, Decision::Approve).json()["data"].take();
    let created = payer.caller.service.created_users();
    assert_eq!((created.len(), text(&done, "userId")), (1, created[0].user_id.as_str()));
    assert_eq!(done.get("connectionId"), None);
}

#[test]
fn one_is_completed_once() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    let back = payer.decide(&request, Decision::Approve).expect("a way back");
    assert_eq!(payer.complete(&request, &back).status, 200);
    assert_eq!(payer.complete(&request, &back).status, 400);
    assert_eq!(payer.paid(), [("INV 1".to_owned(), 1250, 1)]);
}

#[test]
fn a_wrong_state_changes_nothing_and_a_wrong_code_ends_it() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    let back = payer.decide(&request, Decision::Approve).expect("a way back");
    let path = format!("/auth-requests/{}", text(&request, "id"));
    let params = |state: Option<&str>, code: &str| json!({"authParams": {"state": state.unwrap_or("x"), "code": code}});
    let code = back.parameter("code").expect("a code");
    payer.refused("PATCH", &path, &params(None, code));
    assert_eq!(payer.get(&path)["status"], "pending");
    payer.refused("PATCH", &path, &params(back.parameter("state"), "other"));
    assert_eq!(payer.get(&path)["status"], "error");
    assert_eq!(payer.get("/payments")[0]["status"], "error:tokenGrant");
    assert_eq!(payer.paid(), []);
}

#[test]
fn an_error_that_came_back_ends_it() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    let path = format!("/auth-requests/{}", text(&request, "id"));
    let state = &request["redirectParams"]["state"];
    let error = json!({"authParams": {"state": state, "error": "server_error"}});
    assert_eq!(payer.data("PATCH", &path, &error)["status"], "error");
    assert_eq!(payer.get("/payments")[0]["status"], "error:redirect");
}

#[test]
fn one_that_is_decoupled_needs_nothing_handed_over() {
    let mut payer = Payer::new();
    let payee = payer.payee();
    let body = json!({"scope": "payment openid id:test",
        "payment": {"amount": 5, "payeeId": payee, "payeeRef": "INV 9"}});
    let request = payer.data("POST", "/auth-requests", &body);
    assert_eq!(payer.decide(&request, Decision::Approve), None);
    let done = payer.get(&format!("/auth-requests/{}", text(&request, "id")));
    assert_eq!(text(&done, "status"), "complete");
    assert_eq!(payer.paid(), [("INV 9".to_owned(), 5, 1)]);
}

#[test]
fn moneyhub_s_own_screen_comes_back_with_the_payment() {
    let mut payer = Payer::new();
    let request = payer.ask_for_payment("INV 1");
    let id = text(&request, "id").to_owned();
    let url = format!("/consents/{id}");
    assert_eq!(payer.caller.raw("GET", &url, &[], "").status, 200);
    let back = payer.caller.service.decide(&url, Decision::Approve).expect("no error page");
    let back = back.expect("a way back");
    let payment = payer.get("/payments")[0]["id"].clone();
    assert_eq!(back.parameter("paymentId"), payment.as_str());
    assert_eq!(back.parameter("authRequestId"), Some(id.as_str()));
    assert!(payer.caller.service.decide(&url, Decision::Approve).is_err());
    assert_eq!(payer.paid().len(), 1);
}

#[test]
fn what_cannot_be_asked_for_is_refused() {
    let mut payer = Payer::new();
    let account = json!({"accountNumber": "12345678", "sortCode": "010203", "name": "A Shop"});
    for (scope, member, order) in [
        ("openid id:test", "payment", json!({"amount": 5, "payee": account})),
        ("payment openid id:test", "standingOrder", json!({"payee": account})),
        ("payment openid id:test", "payment", json!({"amount": 5, "payeeId": "nobody"})),
        ("payment openid id:test", "payment", json!({"amount": 0, "payee": account})),
        ("reverse_payment openid id:test", "reversePayment", json!({"paymentId": "none"})),
        (
            "standing_orders:create openid id:test",
            "standingOrder",
            json!({"payee": account, "firstPaymentAmount": 1, "numberOfPayments": 2}),
        ),
        (
            "standing_orders:create openid id:test",
            "standingOrder",
            json!({"payee": account, "frequency": {"repeat": "Monthly"}, "firstPaymentAmount": 1}),
        ),
    ] {
        payer.refused("POST", "/auth-requests", &json!({"scope": scope, member: order}));
    }
    let elsewhere = json!({"scope": "openid id:test", "redirectUri": "https://evil.example/"});
    payer.refused("POST", "/auth-requests", &elsewhere);
    assert_eq!(payer.get("/auth-requests"), Value::Array(vec![]));
}
