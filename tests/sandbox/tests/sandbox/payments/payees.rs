use serde_json::{Value, json};

use super::Payer;
use crate::identity::{assertion, form, text};

#[test]
fn a_payee_is_listed_and_read_as_it_was_registered() {
    let mut payer = Payer::new();
    let sent = json!({"accountNumber": "12345678", "sortCode": "010203", "name": "A Shop",
        "externalId": "x-1", "userId": "somebody"});
    let made = payer.data("POST", "/payees", &sent);
    for (name, value) in sent.as_object().expect("members") {
        assert_eq!(&made[name], value, "{name}");
    }
    assert_eq!(payer.get(&format!("/payees/{}", text(&made, "id"))), made);
    assert_eq!(payer.get("/payees"), json!([made]));
}

#[test]
fn pages_have_ten_and_no_links() {
    let mut payer = Payer::new();
    let ids: Vec<String> = (0..12).map(|_| payer.payee()).collect();
    let reply = payer.send("GET", "/payees", &Value::Null).json();
    assert_eq!(reply["data"].as_array().map(Vec::len), Some(10));
    assert!(reply.get("links").is_none() && reply["meta"] == json!({}));
    let rest = payer.get("/payees?limit=5&offset=10");
    let rest: Vec<&str> =
        rest.as_array().expect("a list").iter().map(|one| text(one, "id")).collect();
    assert_eq!(rest, ids[10..]);
}

#[test]
fn payees_are_filtered_by_their_user() {
    let mut payer = Payer::new();
    payer.payee();
    let of_a_user = json!({"accountNumber": "12345678", "sortCode": "010203", "name": "B",
        "userId": "somebody"});
    payer.data("POST", "/payees", &of_a_user);
    for (query, names) in [
        ("hasUserId=true", vec!["B"]),
        ("hasUserId=false", vec!["A Shop"]),
        ("userId=somebody", vec!["B"]),
        ("userId=nobody", vec![]),
    ] {
        let found = payer.get(&format!("/payees?{query}"));
        let found: Vec<&str> =
            found.as_array().expect("a list").iter().map(|one| text(one, "name")).collect();
        assert_eq!(found, names, "{query}");
    }
}

#[test]
fn payees_cannot_be_deleted() {
    let mut payer = Payer::new();
    let id = payer.payee();
    assert_eq!(payer.send("DELETE", &format!("/payees/{id}"), &Value::Null).status, 405);
}

#[test]
fn a_payee_of_another_client_is_unknown() {
    let mut payer = Payer::new();
    let id = payer.payee();
    assert_eq!(payer.send("GET", "/payees/unknown", &Value::Null).status, 404);
    let form =
        [assertion(1), form(&[("grant_type", "client_credentials"), ("scope", "payee:read")])]
            .concat();
    let reply = payer.caller.post_as(None, "/oidc/token", &form);
    payer.caller.token = reply.member("access_token");
    assert_eq!(payer.send("GET", &format!("/payees/{id}"), &Value::Null).status, 404);
    assert_eq!(payer.get("/payees"), json!([]));
}
