//! What an approval does to users and connections, and what the id_token says of it.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use moneyhub_sandbox::DEFAULT_CLIENT_ID;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::identity::{ISSUER, builder, connect, exchange, object_claims, text, with};
use crate::signer::NOW;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn half_hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, text.as_bytes()).as_ref()[..16])
}

/// The claims of the id_token after a sign-in with these claims and this scope.
fn signed_in(caller: &mut Caller, scope: &str, claims: &Value) -> Value {
    let claims = json!({ "id_token": claims }).to_string();
    let tokens = caller.sign_in(&[("scope", scope), ("claims", &claims)]);
    caller.verified(text(&tokens, "id_token"))
}

/// The request for a step in the life of a connection of the first user.
fn lifecycle(caller: &Caller, slot: usize) -> (Value, String, String) {
    let user = caller.user(0);
    let id = caller.service.connection_ids(&user)[slot].clone();
    (json!({"sub": {"value": user}, "mh:con_id": {"value": id}}), user, id)
}

fn connection(caller: &mut Caller, user: &str, id: &str) -> Value {
    let all = caller.get(&format!("/users/{user}/connections")).json();
    let all = all["data"].as_array().expect("connections");
    all.iter().find(|one| one["id"] == id).expect("the connection").clone()
}

/// The error that comes back with these claims.
fn refused(scope: &str, claims: &Value) -> String {
    let claims = json!({ "id_token": claims }).to_string();
    let callback =
        Caller::new().approve(&with(connect(), &[("scope", scope), ("claims", &claims)]));
    callback.parameter("error").unwrap_or("(none)").to_owned()
}

#[test]
fn a_sub_without_a_value_makes_a_user() {
    let mut caller = Caller::new();
    let claims = signed_in(&mut caller, "openid id:test", &json!({"sub": {"essential": true}}));
    assert_eq!(caller.service.created_users()[0].user_id, text(&claims, "sub"));
}

#[test]
fn a_sub_with_a_value_is_that_user() {
    let mut caller = Caller::new();
    let user = caller.user(3);
    let claims = signed_in(&mut caller, "openid id:test", &json!({"sub": {"value": user}}));
    assert_eq!((text(&claims, "sub"), caller.service.created_user_count()), (user.as_str(), 0));
}

#[test]
fn the_new_connection_is_listed_and_well() {
    let mut caller = Caller::new();
    let asked = json!({"mh:con_id": {"essential": true}});
    let claims = signed_in(&mut caller, "openid id:test", &asked);
    let (user, id) = (text(&claims, "sub"), text(&claims, "mh:con_id"));
    let shown = connection(&mut caller, user, id);
    assert!(id.starts_with("1ffe704d39629a929c8e293880fb449a:"), "{id}");
    assert_eq!((&shown["status"], &shown["type"]), (&json!("ok"), &json!("test")));
    assert_eq!(shown["expiresAt"], caller.service.timestamp_after(90 * DAY));
}

#[test]
fn a_seeded_user_keeps_what_it_had() {
    let mut caller = Caller::new();
    let user = caller.user(0);
    let before = caller.service.connection_ids(&user);
    signed_in(&mut caller, "openid id:test", &json!({"sub": {"value": user}}));
    let after = caller.service.connection_ids(&user);
    assert_eq!((after.len(), &after[..before.len()]), (before.len() + 1, &before[..]));
}

#[test]
fn a_bank_that_the_sandbox_does_not_know_is_connected_too() {
    let mut caller = Caller::new();
    let bank = "0123456789abcdef0123456789abcdef";
    let asked = json!({"mh:con_id": null});
    let claims = signed_in(&mut caller, &format!("openid id:{bank}"), &asked);
    assert!(text(&claims, "mh:con_id").starts_with(&format!("{bank}:")));
}

#[test]
fn a_new_connection_can_be_deleted() {
    let mut caller = Caller::new();
    let claims = signed_in(&mut caller, "openid id:test", &json!({"mh:con_id": null}));
    let (user, id) = (text(&claims, "sub"), text(&claims, "mh:con_id"));
    assert_eq!(caller.call("DELETE", &format!("/users/{user}/connection/{id}")).status, 204);
    assert!(caller.service.connection_ids(user).is_empty());
}

#[test]
fn the_consent_ends_when_the_claim_says() {
    let mut caller = Caller::new();
    let end = caller.service.timestamp_after(30 * DAY);
    let asked = json!({"mh:con_id": null, "mh:consent": {"value": {"expirationDateTime": end}}});
    let claims = signed_in(&mut caller, "openid id:test", &asked);
    let shown = connection(&mut caller, text(&claims, "sub"), text(&claims, "mh:con_id"));
    assert_eq!(shown["expiresAt"], end);
}

#[test]
fn a_sync_that_was_asked_for_is_one_of_the_user_s() {
    let mut caller = Caller::new();
    let asked = json!({"mh:sync": {"value": {"enableAsync": true}}});
    let claims = signed_in(&mut caller, "openid id:test", &asked);
    let (user, sync) = (text(&claims, "sub"), text(&claims, "mh:sync"));
    assert_eq!(caller.get(&format!("/users/{user}/syncs/{sync}")).status, 200);
}

#[test]
fn claims_that_were_not_asked_for_are_not_there() {
    let claims = signed_in(&mut Caller::new(), "openid id:test", &json!({}));
    let members = claims.as_object().expect("an object");
    assert!(!members.keys().any(|name| name.starts_with("mh:")), "{claims}");
}

#[test]
fn reauth_makes_a_connection_well_again() {
    let mut caller = Caller::new();
    let (asked, user, id) = lifecycle(&caller, 1);
    let claims = signed_in(&mut caller, "openid reauth", &asked);
    let shown = connection(&mut caller, &user, &id);
    assert_eq!((text(&claims, "sub"), text(&claims, "mh:con_id")), (&*user, &*id));
    assert_eq!((&shown["status"], &shown["error"]), (&json!("ok"), &Value::Null));
    assert_eq!(shown["expiresAt"], caller.service.timestamp_after(90 * DAY));
    assert!(shown.get("extendedStatus").is_none(), "{shown}");
}

#[test]
fn refresh_fetches_and_leaves_the_consent() {
    let mut caller = Caller::new();
    let (asked, user, id) = lifecycle(&caller, 5);
    let before = connection(&mut caller, &user, &id);
    signed_in(&mut caller, "openid refresh", &asked);
    let after = connection(&mut caller, &user, &id);
    assert_eq!(after["expiresAt"], before["expiresAt"]);
    assert_eq!(after["lastUpdated"], caller.service.timestamp_after(Duration::ZERO));
    assert_eq!(after["status"], "ok");
}

#[test]
fn reconsent_sets_the_expiry() {
    let mut caller = Caller::new();
    let (mut asked, user, id) = lifecycle(&caller, 0);
    let end = caller.service.timestamp_after(80 * DAY);
    asked["mh:consent"] = json!({"value": {"expirationDateTime": end}});
    signed_in(&mut caller, "openid reconsent", &asked);
    assert_eq!(connection(&mut caller, &user, &id)["expiresAt"], end);
}

#[test]
fn reconsent_without_an_expiry_is_for_90_days() {
    let mut caller = Caller::new();
    let (asked, user, id) = lifecycle(&caller, 0);
    signed_in(&mut caller, "openid reconsent", &asked);
    let end = caller.service.timestamp_after(90 * DAY);
    assert_eq!(connection(&mut caller, &user, &id)["expiresAt"], end);
}

#[test]
fn reconsent_is_for_the_future_up_to_90_days_and_for_consents_of_the_client() {
    let caller = Caller::new();
    for (slot, end) in [(0, 0), (0, 91), (2, 80)] {
        let (mut asked, ..) = lifecycle(&caller, slot);
        let end = caller.service.timestamp_after(end * DAY);
        asked["mh:consent"] = json!({"value": {"expirationDateTime": end}});
        assert_eq!(refused("openid reconsent", &asked), "invalid_request", "{slot} {end}");
    }
}

#[test]
fn an_unknown_user_or_connection_is_told_to_the_client() {
    let (user, other) = (Caller::new().user(0), Caller::new().user(1));
    let others = Caller::new().service.connection_ids(&other)[0].clone();
    let unknown = json!({"sub": {"value": "64b0f3a10000000000000000"}});
    assert_eq!(refused("openid id:test", &unknown), "invalid_request");
    let foreign = json!({"sub": {"value": user}, "mh:con_id": {"value": others}});
    assert_eq!(refused("openid reauth", &foreign), "invalid_request");
}

#[test]
fn a_payment_has_an_id_and_makes_no_connection() {
    let payee = json!({"accountNumber": "12345678", "sortCode": "010203", "name": "A Shop"});
    let mut caller = Caller::of(builder());
    let mut jti = 0;
    let mut ids = Vec::new();
    for (scope, name, value) in [
        ("payment", "mh:payment", json!({"amount": 1, "payee": payee})),
        ("reverse_payment", "mh:reverse_payment", json!({})),
        ("recurring_payment:create", "mh:recurring_payment", json!({"payee": payee})),
        (
            "standing_orders:create",
            "mh:standing_order",
            json!({"payee": payee, "frequency": {"repeat": "Daily"}, "firstPaymentAmount": 1}),
        ),
    ] {
        let value = match ids.first() {
            Some(payment) if name == "mh:reverse_payment" => json!({ "paymentId": payment }),
            _ => value,
        };
        jti += 1;
        let mut object = object_claims();
        object["jti"] = json!(format!("object-{jti}"));
        object["scope"] = json!(format!("openid id:test {scope}"));
        object["response_type"] = json!("id_token");
        object["claims"]["id_token"] = json!({"mh:con_id": null, name: {"value": value}});
        let url = caller.push_object(&object, jti);
        let callback = caller.service.approve(&url).expect("a way back");
        let claims = caller.verified(callback.parameter("id_token").expect("an id_token"));
        assert_eq!(claims[name].as_str().map(str::len), Some(36), "{scope}: {claims}");
        assert!(claims.get("mh:con_id").is_none(), "{scope}");
        assert!(caller.service.connection_ids(text(&claims, "sub")).is_empty(), "{scope}");
        ids.push(text(&claims, name).to_owned());
    }
    assert_eq!(caller.service.payments_made().len(), 3, "a consent pays nothing");
}

#[test]
fn an_id_token_has_the_standard_claims() {
    let mut caller = Caller::new();
    let tokens = caller.sign_in(&[]);
    let claims = caller.verified(text(&tokens, "id_token"));
    assert_eq!((text(&claims, "iss"), text(&claims, "aud")), (ISSUER, DEFAULT_CLIENT_ID));
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(NOW), &json!(NOW + 3_600)));
    assert_eq!((text(&claims, "nonce"), text(&claims, "sid").len()), ("nonce-1", 36));
    assert_eq!(text(&claims, "at_hash"), half_hash(text(&tokens, "access_token")));
    assert!(claims.get("auth_time").is_none());
}

#[test]
fn auth_time_is_there_when_it_was_asked_for() {
    let mut caller = Caller::new();
    let tokens = caller.sign_in(&[("max_age", "86400")]);
    assert_eq!(caller.verified(text(&tokens, "id_token"))["auth_time"], NOW);
    let claims = signed_in(&mut caller, "openid id:test", &json!({"auth_time": null}));
    assert_eq!(claims["auth_time"], NOW);
}

#[test]
fn an_id_token_through_the_browser_is_bound_to_code_and_state() {
    let mut caller = Caller::new();
    let callback = caller.approve(&with(connect(), &[("response_type", "code id_token")]));
    let claims = caller.verified(callback.parameter("id_token").expect("an id_token"));
    let hash = |name| half_hash(callback.parameter(name).expect("a parameter"));
    assert_eq!(
        (text(&claims, "c_hash"), text(&claims, "s_hash")),
        (&*hash("code"), &*hash("state"))
    );
    assert!(claims.get("at_hash").is_none());
}

#[test]
fn both_id_tokens_of_a_hybrid_sign_in_tell_the_same() {
    let mut caller = Caller::new();
    let callback = caller.approve(&with(connect(), &[("response_type", "code id_token")]));
    let front = caller.verified(callback.parameter("id_token").expect("an id_token"));
    let tokens = caller.post("/oidc/token", &exchange(&callback)).json();
    let back = caller.verified(text(&tokens, "id_token"));
    for name in ["sub", "mh:con_id", "nonce", "sid", "iss", "aud"] {
        assert_eq!(front[name], back[name], "{name}");
    }
}

#[test]
fn an_id_token_alone_comes_without_a_code() {
    let mut caller = Caller::new();
    let callback = caller.approve(&with(connect(), &[("response_type", "id_token")]));
    let claims = caller.verified(callback.parameter("id_token").expect("an id_token"));
    assert_eq!(callback.parameter("code"), None);
    assert!(claims.get("c_hash").is_none());
}
