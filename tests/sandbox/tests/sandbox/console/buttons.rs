//! What the buttons do, and what they refuse.

use std::time::Duration;

use moneyhub_sandbox::{Chaos, DeliveryOutcome, Subscription, WebhookFormat};

use super::Desk;
use crate::socket::{bearer, identity};

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn advance_moves_the_clock() {
    let desk = Desk::open();
    let before = desk.sandbox.now();
    desk.pressed("/advance", &[("amount", "90"), ("unit", "days")], "/");
    let moved = desk.sandbox.now().duration_since(before).expect("forward");
    assert_eq!(moved, Duration::from_secs(90 * 86_400));
    assert!(desk.page("/").contains("Advanced the clock by 90 days"));
    for amount in ["0", "-1", "99999999999999999999", "x", ""] {
        let answer = desk.press("/advance", &[("amount", amount), ("unit", "days")]);
        assert_eq!(answer.status, 400, "{amount}");
    }
}

#[test]
fn advance_lets_days_pass_as_they_would() {
    let desk = Desk::open();
    let nowhere = Subscription::new("http://127.0.0.1:9/", WebhookFormat::Json);
    desk.sandbox.subscribe(nowhere.expect("a good URL"));
    desk.pressed("/advance", &[("amount", "20"), ("unit", "days")], "/");
    assert!(desk.sandbox.webhooks_raised("newTransactions") > 0);
    assert!(desk.sandbox.webhooks_raised("syncCompleted") > 0);
    assert!(desk.page("/webhooks").contains("syncCompleted"));
}

#[test]
fn end_consent_ends_the_consent_of_one_connection() {
    let desk = Desk::open();
    let user = desk.sandbox.user_id(0).expect("a user");
    let connection = desk.sandbox.connection_ids(&user).swap_remove(0);
    let place = format!("/users/{user}");
    assert!(desk.page(&place).contains("<time>2024-07-31 00:00:00</time>"));
    let fields = [("user", user.as_str()), ("connection", &connection)];
    desk.pressed("/expire", &fields, &place);
    let token = bearer(&desk.sandbox);
    let line = format!("GET /users/{user}/connections");
    let listed = identity(&desk.sandbox).call(&line, &token, "").expect("an answer");
    let listed: serde_json::Value = serde_json::from_slice(&listed.body).expect("JSON");
    let shown = &listed["data"][0];
    assert_eq!(
        (&shown["id"], &shown["extendedStatus"]),
        (&connection.as_str().into(), &"expired".into())
    );
    assert_eq!(shown["expiresAt"], "2024-06-01T00:00:00.000Z");
    // It has ended already.
    assert_eq!(desk.press("/expire", &fields).status, 400);
    let nobody = [("user", "64b0f3a10000000000000000"), ("connection", "x")];
    assert_eq!(desk.press("/expire", &nobody).status, 404);
}

#[test]
fn give_it_connections_connects_a_new_user() {
    let desk = Desk::open();
    let token = bearer(&desk.sandbox) + "Content-Type: application/json\r\n";
    identity(&desk.sandbox).call("POST /users", &token, "{}").expect("an answer");
    let user = desk.sandbox.user_id(10).expect("the new user");
    let place = format!("/users/{user}");
    assert!(desk.page(&place).contains("Give it connections"));
    desk.pressed("/connect", &[("user", &user)], &place);
    assert_eq!(desk.sandbox.connection_ids(&user).len(), 9);
    assert!(!desk.page(&place).contains("Give it connections"));
}

#[test]
fn an_event_is_sent_to_the_subscriber_and_again() {
    let desk = Desk::open();
    let event = [("event", "newTransactions"), ("user", ""), ("payload", "{\"accounts\": []}")];
    // Nobody has subscribed.
    assert_eq!(desk.press("/events", &event).status, 409);
    let to = [("url", "http://127.0.0.1:9/hooks?key=hush-key"), ("format", "json")];
    desk.pressed("/subscribe", &to, "/webhooks");
    desk.pressed("/events", &event, "/webhooks");
    assert!(desk.sandbox.wait_for_deliveries(1, PATIENCE));
    let delivery = desk.sandbox.deliveries().swap_remove(0);
    assert_eq!(delivery.payload, serde_json::json!({"accounts": []}));
    assert_eq!(delivery.outcome, Some(DeliveryOutcome::Unreachable));
    desk.pressed("/redeliver", &[("id", &delivery.id)], "/webhooks");
    assert!(desk.sandbox.wait_for_deliveries(2, PATIENCE));
    let page = desk.page("/webhooks");
    assert_eq!(page.matches("unreachable").count(), 2);
    assert!(page.contains("http://127.0.0.1:9/hooks as json, all events"));
    assert!(!page.contains("hush-key") && !desk.page("/").contains("hush-key"));
    desk.pressed("/unsubscribe", &[], "/webhooks");
    assert_eq!(desk.press("/events", &event).status, 409);
}

#[test]
fn an_event_without_a_payload_has_that_of_the_documentation() {
    let desk = Desk::open();
    let nowhere = Subscription::new("http://127.0.0.1:9/", WebhookFormat::Json);
    desk.sandbox.subscribe(nowhere.expect("a good URL"));
    for webhook in moneyhub_reference::webhooks() {
        let fields = [("event", webhook.event), ("user", ""), ("payload", " ")];
        desk.pressed("/events", &fields, "/webhooks");
        let delivery = desk.sandbox.deliveries().pop().expect("a delivery");
        assert!(webhook.payload.accepts(&delivery.payload), "{}", webhook.event);
    }
}

#[test]
fn what_cannot_be_sent_is_refused_in_a_sentence() {
    let desk = Desk::open();
    let nobody = "64b0f3a10000000000000000";
    for (path, fields, status, why) in [
        ("/events", vec![("event", "nothing")], 400, "no such event"),
        ("/events", vec![("event", "newTransactions"), ("payload", "{")], 400, "is not JSON"),
        ("/events", vec![("event", "newTransactions"), ("user", nobody)], 404, "no such user"),
        ("/redeliver", vec![("id", "x")], 404, "no such webhook"),
        ("/subscribe", vec![("url", "ftp://x/"), ("format", "jwt")], 400, "must start with http"),
        ("/subscribe", vec![("url", "http://x/"), ("format", "xml")], 400, "jwt or json"),
        ("/fault", vec![("route", "GET /nowhere"), ("kind", "no answer")], 400, "no route"),
        ("/fault", vec![("route", "/users"), ("kind", "x")], 400, "no such fault"),
        ("/nothing", vec![], 404, "no such button"),
    ] {
        let answer = desk.press(path, &fields);
        assert_eq!(answer.status, status, "{path} {fields:?}");
        assert!(answer.text().contains(why), "{}", answer.text());
    }
}

#[test]
fn a_fault_breaks_its_route_until_it_is_taken_off() {
    let desk = Desk::open();
    let fields = [("route", "GET /users"), ("kind", "503 Service Unavailable"), ("times", "")];
    desk.pressed("/fault", &fields, "/faults");
    let page = desk.page("/faults");
    assert!(page.contains("<code>GET /users</code>") && page.contains("always"), "{page}");
    let status = || identity(&desk.sandbox).call("GET /users", "", "").expect("an answer").status;
    assert_eq!((status(), status()), (503, 503));
    desk.pressed("/faults/clear", &[], "/faults");
    assert_eq!(status(), 401);
    assert!(desk.page("/faults").contains("None is set."));
}

#[test]
fn a_fault_with_a_number_is_met_so_often() {
    let desk = Desk::open();
    let fields = [("route", "/users"), ("kind", "500 Internal Server Error"), ("times", "1")];
    desk.pressed("/fault", &fields, "/faults");
    let status = || identity(&desk.sandbox).call("GET /users", "", "").expect("an answer").status;
    assert_eq!((status(), status()), (500, 401));
}

#[test]
fn a_bank_goes_down_and_comes_up_again() {
    let desk = Desk::open();
    let bank = "9c1185a5c5e9fc54612808977ee8f548";
    desk.pressed("/banks/down", &[("bank", bank), ("hours", "6")], "/faults");
    assert!(desk.sandbox.is_bank_down(bank));
    let listed = format!("Example Bank Open Banking<br><code>{bank}</code>");
    assert!(desk.page("/faults").contains(&listed));
    desk.pressed("/banks/up", &[("bank", bank)], "/faults");
    assert!(!desk.sandbox.is_bank_down(bank) && !desk.page("/faults").contains(&listed));
    assert_eq!(desk.press("/banks/down", &[("bank", "x"), ("hours", "6")]).status, 404);
    assert_eq!(desk.press("/banks/down", &[("bank", bank), ("hours", "long")]).status, 400);
}

#[test]
fn chaos_is_shown_and_set() {
    let desk = Desk::open();
    desk.pressed("/chaos", &[("chaos", "seed=7,lost=100")], "/faults");
    assert_eq!(Ok(desk.sandbox.chaos()), "seed=7,lost=100".parse());
    assert!(desk.page("/faults").contains(&format!("value=\"{}\"", desk.sandbox.chaos())));
    let nowhere = Subscription::new("http://127.0.0.1:9/", WebhookFormat::Json);
    desk.sandbox.subscribe(nowhere.expect("a good URL"));
    desk.sandbox.raise("newTransactions", None, serde_json::json!({}));
    assert!(desk.page("/webhooks").contains("never sent"));
    assert_eq!(desk.press("/chaos", &[("chaos", "lost=101")]).status, 400);
    desk.pressed("/chaos", &[("chaos", "seed=7"), ("none", "yes")], "/faults");
    assert_eq!(desk.sandbox.chaos(), Chaos::default());
}

#[test]
fn revoke_makes_every_token_unknown() {
    let desk = Desk::open();
    let token = bearer(&desk.sandbox);
    let status =
        || identity(&desk.sandbox).call("GET /users", &token, "").expect("an answer").status;
    assert_eq!(status(), 200);
    desk.pressed("/tokens/revoke", &[], "/");
    assert_eq!(status(), 401);
}

#[test]
fn rotate_takes_the_old_keys_away() {
    let desk = Desk::open();
    let keys = || identity(&desk.sandbox).call("GET /oidc/certs", "", "").expect("keys").text();
    let before = keys();
    desk.pressed("/keys/rotate", &[], "/");
    assert_ne!(before, keys());
}

#[test]
fn faults_of_every_route_do_not_shut_it() {
    let desk = Desk::open();
    desk.pressed("/fault", &[("route", "*"), ("kind", "no answer"), ("times", "")], "/faults");
    desk.pressed("/faults/clear", &[], "/faults");
}
