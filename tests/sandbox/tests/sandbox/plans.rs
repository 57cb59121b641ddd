//! Goals, projects, thresholds and rental records: what is created is found, changed and deleted.

use moneyhub_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::holder::{Holder, text};

const SCOPES: &str = "accounts:read accounts:write:all transactions:read:all \
    transactions:write:all spending_analysis:read spending_goals:read spending_goals:write \
    spending_goals:write:all savings_goals:read savings_goals:write savings_goals:write:all \
    projects:read projects:write projects:delete rental_records:read rental_records:write \
    beneficiaries:read";

const GROCERIES: &str = "std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a";

fn holder() -> Holder {
    Holder::scoped(Sandbox::builder(), SCOPES)
}

fn create(holder: &mut Holder, path: &str, body: &Value) -> Value {
    let reply = holder.send("POST", path, body);
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    reply.json()["data"].take()
}

#[test]
fn a_spending_goal_tells_what_the_analysis_tells() {
    let mut holder = holder();
    let body = json!({"categoryId": GROCERIES, "amount": {"value": 50_000}, "periodStart": "5"});
    let goal = create(&mut holder, "/spending-goals", &body);
    let spending = goal["spending"].as_array().expect("periods").clone();
    assert_eq!((spending.len(), &spending[4]["date"]), (6, &json!("2024-04")));
    let dates = json!([{"name": "april", "from": "2024-04-05", "to": "2024-05-04"}]);
    let analysis = create(
        &mut holder,
        "/spending-analysis",
        &json!({"dates": dates, "categoryIds": [GROCERIES]}),
    );
    assert_eq!(spending[4]["spent"], analysis["categories"][0]["april"]);

    let all = json!({"categoryId": "std:all", "amount": {"value": 50_000}, "periodStart": "5"});
    let all = create(&mut holder, "/spending-goals", &all);
    let analysis = create(&mut holder, "/spending-analysis", &json!({"dates": dates}));
    assert_eq!(all["spending"][4]["spent"], analysis["total"]["april"]);
}

#[test]
fn a_spending_goal_is_changed_and_deleted() {
    let mut holder = holder();
    let body = json!({
        "categoryId": GROCERIES, "amount": {"value": 50_000}, "periodType": "annual",
        "periodStart": "06-04",
    });
    let id = text(&create(&mut holder, "/spending-goals", &body), "id");
    let path = format!("/spending-goals/{id}");
    let changed = holder.send("PATCH", &path, &json!({"amount": {"value": 60_000}})).json();
    assert_eq!(changed["data"]["amount"]["majorUnits"], 600);
    assert_eq!(changed["data"]["periodStart"], "06-04");
    assert_eq!(holder.read(&path)["data"], changed["data"]);
    assert_eq!(holder.delete(&path), 204);
    assert_eq!((holder.get(&path).status, holder.delete(&path)), (404, 404));
    assert_eq!(holder.items("/spending-goals"), Vec::<Value>::new());
}

#[test]
fn a_spending_goal_with_a_wrong_start_or_category_is_refused() {
    let mut holder = holder();
    for body in [
        json!({"categoryId": GROCERIES, "amount": {"value": 0}}),
        json!({"categoryId": "std:unknown", "amount": {"value": 1}}),
        json!({"categoryId": GROCERIES, "amount": {"value": 1}, "periodStart": "06-04"}),
        json!({"categoryId": GROCERIES, "amount": {"value": 1}, "periodType": "annual",
            "periodStart": "06"}),
    ] {
        assert_eq!(holder.send("POST", "/spending-goals", &body).status, 400, "{body}");
    }
}

#[test]
fn a_savings_goal_grows_with_its_account() {
    let mut holder = holder();
    let account = holder.account("savings");
    let balance = holder.read(&format!("/accounts/{account}"))["data"]["balance"].take();
    let balance = balance["amount"]["value"].as_i64().expect("pence");
    let body = json!({
        "name": "Boat", "amount": {"value": 4 * balance}, "accounts": [{"id": account}],
        "notes": "small",
    });
    let goal = create(&mut holder, "/savings-goals", &body);
    assert_eq!(goal["progressAmount"]["value"], balance);
    assert_eq!(goal["progressPercentage"], 25.0);

    let path = format!("/savings-goals/{}", text(&goal, "id"));
    let more = json!({"amount": {"value": 2 * balance}, "date": "2024-06-01"});
    holder.send("POST", &format!("/accounts/{account}/balances"), &more);
    assert_eq!(holder.read(&path)["data"]["progressPercentage"], 50.0);
    let renamed = holder.send("PATCH", &path, &json!({"name": "Canoe"})).json();
    assert_eq!(
        (&renamed["data"]["name"], &renamed["data"]["notes"]),
        (&json!("Canoe"), &json!("small"))
    );
    assert_eq!(holder.delete(&path), 204);
    assert_eq!(holder.get(&path).status, 404);
    let unknown = json!({"name": "x", "amount": {"value": 1}, "accounts": [{"id": "x"}]});
    assert_eq!(holder.send("POST", "/savings-goals", &unknown).status, 404);
}

#[test]
fn only_a_project_of_a_request_is_deleted() {
    let mut holder = holder();
    let given = holder.items("/projects").remove(0);
    let path = format!("/projects/{}", text(&given, "id"));
    assert_eq!((&given["type"], holder.delete(&path)), (&json!("PropertyProject"), 400));
    let archived = holder.send("PATCH", &path, &json!({"archived": true})).json();
    assert_eq!(archived["data"]["archived"], true);
    assert_eq!(holder.items("/projects"), [archived["data"].clone()]);

    let body = json!({"name": "Flat 2", "type": "RentalProject"});
    let created = create(&mut holder, "/projects", &body);
    let path = format!("/projects/{}", text(&created, "id"));
    assert_eq!(holder.read(&path)["data"], created);
    assert_eq!(holder.items("/projects").len(), 2);
    assert_eq!((holder.delete(&path), holder.get(&path).status), (204, 404));
}

#[test]
fn a_threshold_belongs_to_its_account() {
    let mut holder = holder();
    let (mine, other) = (holder.account("savings"), holder.account("card"));
    let path = |account: &str| format!("/accounts/{account}/notification-thresholds");
    let created = create(&mut holder, &path(&mine), &json!({"value": -100, "type": "lt"}));
    let one = |account: &str| format!("{}/{}", path(account), text(&created, "id"));
    let changed = holder.send("PATCH", &one(&mine), &json!({"value": 5, "type": "gt"})).json();
    assert_eq!(holder.items(&path(&mine)), [changed["data"].clone()]);
    assert_eq!(changed["data"]["value"], 5);
    assert_eq!(holder.items(&path(&other)), Vec::<Value>::new());
    assert_eq!(holder.delete(&one(&other)), 404);
    assert_eq!((holder.delete(&one(&mine)), holder.delete(&one(&mine))), (204, 404));
}

#[test]
fn a_user_has_one_rental_record() {
    let mut holder = holder();
    let body = json!({
        "firstName": "Alex", "lastName": "Example", "birthdate": "1990-01-31",
        "addressLine1": "1 Example Road", "postalCode": "AB1 2CD",
        "tenancyStartDate": "2022-09-01", "rentalAmount": {"value": 85_000},
        "rentalFrequency": "monthly", "seriesId": "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d",
    });
    let created = create(&mut holder, "/rental-records", &body);
    assert_eq!(created["userId"], holder.user.as_str());
    assert_eq!(created["rentalAmount"]["majorUnits"], 850);
    assert_eq!(holder.items("/rental-records"), std::slice::from_ref(&created));
    assert_eq!(holder.send("POST", "/rental-records", &body).status, 400);
    let path = format!("/rental-records/{}", text(&created, "id"));
    assert_eq!((holder.delete(&path), holder.delete(&path)), (204, 404));
    assert_eq!(holder.items("/rental-records"), Vec::<Value>::new());
}

#[test]
fn the_address_of_a_beneficiary_needs_its_scope() {
    let mut holder = holder();
    let all = holder.items("/beneficiaries");
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|one| one.get("postalAddress").is_none()));
    assert_eq!(holder.items("/beneficiaries?isUnique=true").len(), 3);
    let mut detailed = Holder::scoped(Sandbox::builder(), "beneficiaries_detail:read");
    let path = format!("/beneficiaries/{}", text(&all[0], "id"));
    assert_eq!(detailed.read(&path)["data"]["postalAddress"]["country"], "GB");
    assert_eq!(detailed.get("/beneficiaries/x").status, 404);
}

#[test]
fn what_a_user_plans_is_no_other_users() {
    let mut holder = holder();
    let body = json!({"name": "Flat 2", "type": "RentalProject"});
    let mine = text(&create(&mut holder, "/projects", &body), "id");
    let other = holder.caller.user(1);
    let scopes = [("scope", "projects:read"), ("sub", other.as_str())];
    holder.caller.token = holder.caller.fetch_token(&scopes);
    assert_eq!(holder.get(&format!("/projects/{mine}")).status, 404);
}
