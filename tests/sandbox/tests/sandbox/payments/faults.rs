//! The connection is reset at every route that changes something, before anything has happened and
//! after everything has. (The exchange of a code needs a signed request: `tests/it/payments`.)

use moneyhub_sandbox::{Decision, Fault, Sandbox};
use serde_json::{Value, json};

use super::SCOPES;
use crate::caller::FORM;
use crate::identity::{CALLBACK, text};
use crate::socket::{Answer, bearer_for, identity};

struct Wire {
    sandbox: Sandbox,
    bearer: String,
}

impl Wire {
    fn new() -> Self {
        let sandbox = Sandbox::start().expect("a sandbox");
        let bearer = bearer_for(&sandbox, SCOPES);
        Self { sandbox, bearer }
    }

    fn call(&self, line: &str, kind: &str, body: &str) -> std::io::Result<Answer> {
        let headers = format!("{}Content-Type: {kind}\r\n", self.bearer);
        identity(&self.sandbox).call(line, &headers, body)
    }

    fn json(&self, line: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.call(line, "application/json", &body).expect("an answer");
        assert_eq!(answer.status, 200, "{line}: {}", answer.text());
        serde_json::from_slice::<Value>(&answer.body).expect("JSON")["data"].take()
    }

    fn length(&self, path: &str) -> usize {
        let list = self.json(&format!("GET {path}"), &Value::Null);
        list.as_array().expect("a list").len()
    }

    fn paid(&self) -> usize {
        self.sandbox.payments_made().iter().map(|made| made.times).sum()
    }

    /// The request takes effect once of two times, and is answered never.
    fn lose(&self, line: &str, (kind, body): (&str, &str), effects: impl Fn(&Self) -> usize) {
        let before = effects(self);
        self.sandbox.fault(line, Fault::reset().times(1));
        self.call(line, kind, body).expect_err("a reset");
        assert_eq!(effects(self), before, "{line} was lost before");
        self.sandbox.fault(line, Fault::reset().after_handling().times(1));
        self.call(line, kind, body).expect_err("a reset");
        assert_eq!(effects(self), before + 1, "{line} was lost after");
    }

    fn lose_json(&self, line: &str, body: &Value, effects: impl Fn(&Self) -> usize) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.lose(line, ("application/json", &body), effects);
    }
}

const SHOP: [(&str, &str); 3] =
    [("accountNumber", "12345678"), ("sortCode", "010203"), ("name", "A Shop")];

fn shop() -> Value {
    SHOP.into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect()
}

#[test]
fn what_begins_a_payment() {
    let wire = Wire::new();
    wire.lose_json("POST /payees", &shop(), |wire| wire.length("/payees"));
    let link = json!({"widgetId": "w", "reference": "INV 7", "amount": 5, "payee": shop()});
    wire.lose_json("POST /pay-links", &link, |wire| wire.length("/pay-links"));
    let ask = json!({"scope": "payment openid id:test", "redirectUri": CALLBACK,
        "payment": {"amount": 5, "payee": shop(), "payeeRef": "INV 1"}});
    wire.lose_json("POST /auth-requests", &ask, |wire| wire.length("/auth-requests"));
    assert_eq!(wire.paid(), 0);
}

#[test]
fn the_end_of_an_authorisation_request() {
    let wire = Wire::new();
    let ask = json!({"scope": "payment openid id:test", "redirectUri": CALLBACK,
        "payment": {"amount": 5, "payee": shop(), "payeeRef": "INV 1"}});
    let request = wire.json("POST /auth-requests", &ask);
    let back = wire.sandbox.approve(text(&request["redirectParams"], "authUrl"));
    let back = back.expect("a way back");
    let params =
        json!({"authParams": {"state": back.parameter("state"), "code": back.parameter("code")}});
    let line = format!("PATCH /auth-requests/{}", text(&request, "id"));
    wire.lose_json(&line, &params, Wire::paid);
}

#[test]
fn payments_under_a_consent_and_its_end() {
    let wire = Wire::new();
    let ask = json!({"scope": "recurring_payment:create openid id:test",
        "recurringPayment": {"payee": shop(), "reference": "Sweep", "type": ["Sweeping"]}});
    let request = wire.json("POST /auth-requests", &ask);
    let url = text(&request["redirectParams"], "authUrl");
    assert_eq!(wire.sandbox.decide(url, Decision::Approve), Ok(None));
    let consent = wire.json("GET /recurring-payments", &Value::Null);
    let path = format!("/recurring-payments/{}", text(&consent[0], "id"));
    wire.lose_json(&format!("POST {path}/pay"), &json!({"amount": 5}), Wire::paid);
    wire.lose_json(&format!("DELETE {path}"), &Value::Null, |wire| {
        let consent = wire.json(&format!("GET {path}"), &Value::Null);
        usize::from(consent["revokedAt"].is_string())
    });
}

#[test]
fn the_button_of_a_page_that_pays_at_once() {
    let wire = Wire::new();
    let link = json!({"widgetId": "w", "reference": "INV 7", "amount": 5, "payee": shop()});
    let link = wire.json("POST /pay-links", &link);
    let page = wire.call(&format!("GET /pay/{}", text(&link, "id")), FORM, "").expect("a page");
    let page = page.text();
    let mark = "name=\"interaction\" value=\"";
    let interaction = page.split(mark).nth(1).and_then(|rest| rest.split('"').next());
    let press = format!("interaction={}&decision=approve", interaction.expect("a form"));
    wire.lose("POST /oidc/auth/consent", (FORM, &press), Wire::paid);
}

#[test]
fn the_execution_of_a_file() {
    let wire = Wire::new();
    let file = wire.json("POST /pay-file/upload-data", &json!({}));
    let line = format!("POST /pay-file/{}/execute", text(&file, "id"));
    wire.lose_json(&line, &json!({}), Wire::paid);
}
