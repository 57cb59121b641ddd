//! Users of the admin portal.

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::Caller;

const SUBTENANT: &str = "urn:ietf:params:scim:schemas:extension:moneyhub:2.0:Subtenant";

fn caller(scopes: &str) -> Caller {
    Caller::scoped(Sandbox::builder(), scopes)
}

fn full() -> Caller {
    caller("scim_user:read scim_user:write scim_user:subtenants:assign")
}

fn create(caller: &mut Caller, body: &Value) -> (u16, Value) {
    let reply = caller.send("POST", "/scim/users", body.to_string());
    (reply.status, reply.json())
}

fn search(caller: &mut Caller, body: &Value) -> (u16, Value) {
    let reply = caller.send("POST", "/scim/users/search", body.to_string());
    (reply.status, reply.json())
}

fn employee(number: u32) -> Value {
    json!({
        "externalId": format!("employee-{number}"),
        "name": {"givenName": "Alex", "familyName": if number == 2 { "Other" } else { "Example" }},
        "emails": [{"value": format!("employee-{number}@example.com")}],
        "userType": "live",
    })
}

#[test]
fn a_user_that_was_created_is_found_by_the_id_that_it_got() {
    let mut caller = full();
    let (status, created) = create(&mut caller, &employee(1));
    assert_eq!(status, 200);
    let id = created["data"]["id"].as_str().expect("an id");
    assert!(id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    assert_eq!(created["data"]["emails"], employee(1)["emails"]);
    assert_eq!(caller.get(&format!("/scim/users/{id}")).json(), created);
    assert_eq!(caller.get("/scim/users/64b0f3a1c2d4e5f60718293a").status, 404);
}

#[test]
fn an_external_id_is_taken_once() {
    let mut caller = full();
    assert_eq!(create(&mut caller, &employee(1)).0, 200);
    let (status, refusal) = create(&mut caller, &employee(1));
    assert_eq!((status, &refusal["code"]), (409, &json!("Conflict")));
}

#[test]
fn a_search_finds_by_one_attribute_and_in_pages() {
    let mut caller = full();
    for number in 1..=5 {
        create(&mut caller, &employee(number));
    }
    let mut found = |body: Value| search(&mut caller, &body).1["data"].clone();
    assert_eq!(found(json!({}))["totalResults"], 5);
    let one = found(json!({"filter": "externalId eq \"employee-3\""}));
    assert_eq!(
        (&one["totalResults"], one["Resources"].as_array().map(Vec::len)),
        (&json!(1), Some(1))
    );
    assert_eq!(one["Resources"][0]["externalId"], "employee-3");
    assert_eq!(found(json!({"filter": "NAME.familyName EQ \"Example\""}))["totalResults"], 4);
    assert_eq!(
        found(json!({"filter": "emails.value eq \"nobody@example.com\""}))["totalResults"],
        0
    );
    let page = found(json!({"startIndex": 4, "count": 3}));
    assert_eq!((&page["itemsPerPage"], &page["totalResults"]), (&json!(2), &json!(5)));
    assert_eq!(page["Resources"][0]["externalId"], "employee-4");
}

#[test]
fn a_filter_that_is_not_understood_is_400() {
    let mut caller = full();
    for filter in ["externalId", "externalId co \"1\"", "shoeSize eq \"44\"", "externalId eq 1"] {
        assert_eq!(search(&mut caller, &json!({"filter": filter})).0, 400, "{filter}");
    }
}

#[test]
fn a_subtenant_needs_its_scope() {
    let mut body = employee(1);
    body[SUBTENANT] = json!({"name": "Branch", "providerId": "branch-1"});
    assert_eq!(create(&mut caller("scim_user:write"), &body).0, 403);
    let (status, created) = create(&mut full(), &body);
    assert_eq!((status, &created["data"][SUBTENANT]["name"]), (200, &json!("Branch")));
    assert_eq!(created["data"]["schemas"].as_array().map(Vec::len), Some(2));
}

#[test]
fn two_addresses_are_400() {
    let mut body = employee(1);
    body["emails"] = json!([{"value": "a@example.com"}, {"value": "b@example.com"}]);
    assert_eq!(create(&mut full(), &body).0, 400);
}
