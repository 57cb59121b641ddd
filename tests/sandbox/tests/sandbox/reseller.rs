//! Checks of businesses.

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::Caller;

fn check(body: &Value) -> (u16, Value) {
    let mut caller = Caller::scoped(Sandbox::builder(), "reseller:create");
    let reply = caller.send("POST", "/reseller-check", body.to_string());
    (reply.status, reply.json())
}

fn business(number: &str) -> Value {
    json!({"companyRegistrationNumber": number, "email": "someone@example.com"})
}

#[test]
fn a_check_is_taken_and_says_nothing_more() {
    for number in ["01234567", "SC123456", "R0123456"] {
        let (status, answer) = check(&business(number));
        assert_eq!((status, &answer["data"]), (200, &Value::Null), "{number}");
        assert!(answer.as_object().expect("an object").contains_key("data"));
    }
}

#[test]
fn what_is_no_number_of_a_business_is_400() {
    for number in ["", "1234567", "012345678", "ABC12345", "SC12345X", "sc123456"] {
        assert_eq!(check(&business(number)).0, 400, "{number}");
    }
}

#[test]
fn a_business_without_an_address_is_400() {
    assert_eq!(check(&json!({"companyRegistrationNumber": "01234567"})).0, 400);
}
