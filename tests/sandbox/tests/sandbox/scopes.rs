//! Which scopes and claims may be asked for together.

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::identity::{assertion, builder, connect, form, object_claims, with};
use crate::signer::sign;

fn refused(changes: &[(&str, &str)]) -> String {
    Caller::new().push_refused(&with(connect(), changes))
}

/// The status and the error with which these claims under `id_token` are answered.
fn asked(scope: &str, claims: &Value) -> (u16, String) {
    let claims = json!({ "id_token": claims }).to_string();
    let form = with(connect(), &[("scope", scope), ("claims", &claims)]);
    let reply = Caller::new().post("/oidc/request", &form);
    (reply.status, reply.member("error"))
}

fn pay(scope: &str, claims: Value) -> u16 {
    let mut object = object_claims();
    object["scope"] = json!(format!("openid id:test {scope}"));
    object["claims"]["id_token"] = claims;
    let form = [assertion(1), form(&[("request", &sign("PS256", &object))])].concat();
    Caller::of(builder()).post_as(None, "/oidc/request", &form).status
}

#[test]
fn scopes_that_do_not_go_together_are_invalid() {
    for scope in [
        "id:test",
        "openid",
        "openid id:test id:api",
        "openid id:",
        "openid id:bank",
        "openid id:1FFE704D39629A929C8E293880FB449A",
        "openid id:test payment reverse_payment",
        "openid reauth refresh",
        "openid reauth id:test",
        "openid refresh accounts:read",
        "openid reconsent offline_access",
        "reauth",
        "openid  id:test",
        "openid id:test unknown",
        "openid id:test payment:nothing",
    ] {
        assert_eq!(refused(&[("scope", scope)]), "invalid_scope", "{scope}");
    }
    assert_eq!(refused(&[("scope", "")]), "invalid_request");
}

#[test]
fn every_kind_of_bank_and_every_bank_may_be_asked_for() {
    for bank in ["all", "api", "legacy", "test", "zoopla", "0123456789abcdef0123456789abcdef"] {
        let form = with(connect(), &[("scope", &format!("openid id:{bank}"))]);
        assert_eq!(Caller::new().post("/oidc/request", &form).status, 201, "{bank}");
    }
}

#[test]
fn scopes_of_sign_in_are_not_for_tokens_of_the_client() {
    for scope in ["openid", "id:test", "payment", "reauth", "offline_access"] {
        let reply = Caller::new().ask_for_token(&[("scope", scope)]);
        assert_eq!(reply.member("error"), "invalid_scope", "{scope}");
    }
}

#[test]
fn claims_that_are_not_well_formed_are_invalid() {
    for claims in [
        "x",
        "[]",
        "1",
        r#"{"id_token":[]}"#,
        r#"{"id_token":{},"access_token":{}}"#,
        r#"{"id_token":{"sub":"x"}}"#,
        r#"{"id_token":{"sub":{"value":1}}}"#,
        r#"{"id_token":{"sub":{"value":""}}}"#,
        r#"{"id_token":{"sub":{"essential":"yes"}}}"#,
        r#"{"id_token":{"sub":{"vaule":"x"}}}"#,
        r#"{"id_token":{"mh:conid":{"essential":true}}}"#,
        r#"{"id_token":{"mh:reversePayment":{"essential":true}}}"#,
    ] {
        assert_eq!(refused(&[("claims", claims)]), "invalid_request", "{claims}");
    }
}

#[test]
fn claims_may_be_left_out() {
    let form = with(connect(), &[("claims", "")]);
    assert_eq!(Caller::new().post("/oidc/request", &form).status, 201);
}

#[test]
fn values_of_moneyhub_s_claims_are_taken() {
    for claims in [
        json!({"mh:consent": {"value": {"expirationDateTime": "2024-07-01T00:00:00.000Z"}}}),
        json!({"mh:consent": {"value": {"transactionFromDateTime": "2020-07-01T00:00:00Z"}}}),
        json!({"mh:consent": {"value": {"permissions": ["A"], "permissionsAction": "add"}}}),
        json!({"mh:sync": {"essential": true, "value": {"enableAsync": true}}}),
        json!({"mh:account_verification": {"value": {"accVerification": true}}}),
        json!({"mh:cat_type": {"value": "business"}}),
        json!({"mh:benefits_check": {"value": true}}),
        json!({"auth_time": null, "sub": null}),
    ] {
        assert_eq!(asked("openid id:test", &claims).0, 201, "{claims}");
    }
}

#[test]
fn wrong_values_of_moneyhub_s_claims_are_invalid() {
    for claims in [
        json!({"mh:consent": {"value": {"expirationDateTime": "tomorrow"}}}),
        json!({"mh:consent": {"value": {"transactionsFromDateTime": "2020-07-01T00:00:00Z"}}}),
        json!({"mh:consent": {"value": {"permissions": "A"}}}),
        json!({"mh:consent": {"value": {"permissionsAction": "remove"}}}),
        json!({"mh:sync": {"value": true}}),
        json!({"mh:sync": {"value": {"enableAsync": "true"}}}),
        json!({"mh:account_verification": {"value": {}}}),
        json!({"mh:cat_type": {"value": "private"}}),
        json!({"mh:con_id": {"value": "a:b"}}),
        json!({"mh:payment": {"value": {"amount": 1, "payeeId": "p"}}}),
    ] {
        let expected = (400, "invalid_request".to_owned());
        assert_eq!(asked("openid id:test", &claims), expected, "{claims}");
    }
}

#[test]
fn the_life_of_a_connection_needs_its_user_and_its_id() {
    let (sub, id) = (json!({"value": "u"}), json!({"value": "c"}));
    for scope in ["openid reauth", "openid refresh", "openid reconsent"] {
        for claims in [json!({}), json!({"sub": sub}), json!({"mh:con_id": id})] {
            assert_eq!(asked(scope, &claims).0, 400, "{scope} {claims}");
        }
    }
    let both = json!({"sub": sub, "mh:con_id": id});
    assert_eq!(asked("openid reauth", &both).0, 201);
    assert_eq!(asked("openid reconsent", &both).0, 201);
}

#[test]
fn payments_need_their_claim() {
    let payee = json!({"amount": 1250, "payeeId": "p", "payeeRef": "INV 1"});
    for (scope, name, value) in [
        ("payment", "mh:payment", payee.clone()),
        ("reverse_payment", "mh:reverse_payment", json!({"paymentId": "p"})),
        ("recurring_payment:create", "mh:recurring_payment", json!({"payeeId": "p"})),
        ("standing_orders:create", "mh:standing_order", json!({"payeeId": "p"})),
    ] {
        assert_eq!(pay(scope, json!({name: {"value": value}})), 201, "{scope}");
        assert_eq!(pay(scope, json!({name: {"essential": true}})), 400, "{scope}");
        assert_eq!(pay(scope, json!({name: {"value": {}}})), 400, "{scope}");
    }
}

#[test]
fn amounts_are_whole_pence() {
    for amount in [json!(0), json!(-1), json!(12.5), json!("1250"), json!({"value": 1})] {
        let claims = json!({"mh:payment": {"value": {"amount": amount, "payeeId": "p"}}});
        assert_eq!(pay("payment", claims), 400, "{amount}");
    }
}

#[test]
fn payments_need_a_signed_request() {
    let claims = json!({"mh:payment": {"value": {"amount": 1, "payeeId": "p"}}});
    assert_eq!(asked("openid id:test payment", &claims), (400, "invalid_request".into()));
}
