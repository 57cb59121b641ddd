//! Lists of banks, icons, categories, companies: what is the same for everybody.

use moneyhub_sandbox::{Client, Sandbox};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::holder::{Holder, text};

fn list(caller: &mut Caller, name: &str) -> Vec<Value> {
    let path = format!("/oidc/.well-known/{name}");
    let reply = caller.raw("GET", &path, &[("host", "identity.test")], "");
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    reply.json().as_array().cloned().expect("a bare array")
}

#[test]
fn the_list_of_all_banks_has_hundreds() {
    let all = list(&mut Caller::new(), "all-connections");
    assert!(all.len() > 300, "{}", all.len());
    assert_eq!(
        all[0]["iconUrl"],
        format!("http://identity.test/bank-icons/{}", text(&all[0], "bankRef"))
    );
}

#[test]
fn each_list_has_its_banks() {
    let mut caller = Caller::new();
    for kind in ["api", "legacy", "test", "zoopla", "mouseprice", "autotrader"] {
        let banks = list(&mut caller, &format!("{kind}-connections"));
        assert!(!banks.is_empty() && banks.iter().all(|bank| bank["type"] == kind), "{kind}");
    }
    let beta = list(&mut caller, "beta-connections");
    assert!(!beta.is_empty() && beta.iter().all(|bank| bank["isBeta"] == true));
    let pays = list(&mut caller, "payments-connections");
    assert!(!pays.is_empty() && pays.iter().all(|bank| bank["payments"] == json!(["domestic"])));
}

#[test]
fn discovery_names_eight_lists() {
    let document = Caller::new().get("/oidc/.well-known/openid-configuration").json();
    let members = document.as_object().into_iter().flatten();
    let lists = members.filter(|(name, _)| name.ends_with("_connections_endpoint"));
    assert_eq!(lists.count(), 8);
    let all = document["all_connections_endpoint"].as_str().unwrap_or_default();
    assert_eq!(all, "http://sandbox.invalid/oidc/.well-known/all-connections");
}

#[test]
fn a_client_sees_the_banks_that_it_is_registered_for() {
    let bank = "1ffe704d39629a929c8e293880fb449a";
    let shop = Client::client_secret_basic("shop", "s").banks([bank]);
    let mut caller = Caller::of(Sandbox::builder().register(shop));
    let banks = list(&mut caller, "all-connections?clientId=shop");
    assert_eq!(banks.iter().map(|bank| text(bank, "id")).collect::<Vec<_>>(), [bank]);
    assert_eq!(caller.get("/oidc/.well-known/all-connections?clientId=nobody").status, 400);
}

#[test]
fn the_query_of_the_official_client_without_a_filter_is_passed_over() {
    assert!(list(&mut Caller::new(), "api-connections?undefined").len() > 100);
}

#[test]
fn every_bank_of_a_list_can_be_connected() {
    let mut caller = Caller::new();
    let bank = list(&mut caller, "api-connections").pop().expect("a bank");
    assert_eq!(text(&bank, "id").len(), 32);
    let form = crate::identity::with(
        crate::identity::connect(),
        &[("scope", &format!("openid id:{}", text(&bank, "id")))],
    );
    let pushed = caller.post("/oidc/request", &form);
    assert_eq!(pushed.status, 201);
}

#[test]
fn icons_are_images_of_the_kind_that_was_asked_for() {
    let mut caller = Caller::new();
    for (end, kind, start) in [
        ("", "image/svg+xml", &b"<svg"[..]),
        (".png", "image/png", b"\x89PNG"),
        (".jpg", "image/jpeg", b"\xff\xd8\xff"),
    ] {
        let path = format!("/bank-icons/modelo-test-bank{end}");
        let reply = caller.raw("GET", &path, &[], "");
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)));
        assert!(reply.body.starts_with(start), "{end}");
    }
}

#[test]
fn a_missing_icon_is_404_or_the_default() {
    let mut caller = Caller::new();
    assert_eq!(caller.get("/bank-icons/nobody").status, 404);
    assert_eq!(caller.get("/bank-icons/nobody?defaultIcon=false").status, 404);
    assert_eq!(caller.get("/bank-icons/nobody?defaultIcon=true").status, 200);
    assert_eq!(caller.get("/bank-icons/default.png").status, 200);
}

#[test]
fn standard_categories_need_no_token_and_have_their_groups() {
    let mut holder = Holder::new();
    for (kind, groups) in [("personal", 16), ("business", 8), ("all", 24)] {
        let path = format!("/standard-category-groups?type={kind}");
        let found = holder.raw("GET", &path, &[], "").json();
        assert_eq!(found["data"].as_array().map(Vec::len), Some(groups), "{kind}");
        let path = format!("/standard-categories?type={kind}&limit=1000&offset=0");
        let categories = holder.raw("GET", &path, &[], "").json();
        for category in categories["data"].as_array().into_iter().flatten() {
            let known = found["data"].as_array().into_iter().flatten();
            assert!(known.into_iter().any(|group| group["id"] == category["group"]));
        }
    }
}

#[test]
fn every_transaction_is_in_a_category_of_the_list() {
    let mut holder = Holder::new();
    let categories = holder.items("/categories?limit=1000");
    for item in holder.items("/transactions?limit=300") {
        let known = |category: &Value| category["categoryId"] == item["categoryId"];
        assert!(categories.iter().any(known), "{item}");
    }
}

#[test]
fn a_category_of_ones_own_is_listed_got_and_used() {
    let mut holder = Holder::new();
    let body = json!({"name": "Bees", "group": "group:2"});
    let created = holder.send("POST", "/categories", &body).json()["data"].take();
    let id = text(&created, "categoryId");
    assert!(id.starts_with("cus:"));
    assert_eq!(holder.read(&format!("/categories/{id}"))["data"], created);
    assert!(holder.items("/categories?limit=1000").contains(&created));
    let path = format!("/transactions/{}", holder.transaction(0));
    let changed = holder.send("PATCH", &path, &json!({"categoryId": id}));
    assert_eq!(changed.status, 200);
    assert_eq!(holder.items(&format!("/transactions?categoryId={id}")).len(), 1);
}

#[test]
fn the_directory_of_companies_is_paged_without_a_token() {
    let mut holder = Holder::new();
    let page = holder.raw("GET", "/global-counterparties?limit=3&offset=2", &[], "").json();
    assert_eq!(page["data"].as_array().map(Vec::len), Some(3));
    assert!(page["links"]["next"].is_string() && page["links"]["prev"].is_string());
    let old = "/v2/global-counterparties?counterpartiesVersion=v2&limit=1";
    let old = holder.raw("GET", old, &[], "").json();
    assert_eq!(old["data"][0]["id"], "global:1001");
    let refused = holder.raw("GET", "/global-counterparties?counterpartiesVersion=v2", &[], "");
    assert_eq!(refused.status, 400);
}
