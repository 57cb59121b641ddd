use super::*;
use crate::{
    api::{
        payments::FrequencyRepeat,
        payments::{Frequency, Payee, Pence},
    },
    ground::{
        error::ErrorKind,
        id::{PayeeId, PaymentId},
    },
};

fn payee() -> Payee {
    Payee::Id(PayeeId::from("payee-1"))
}

/// Section 7.2 of the reference: what every helper of Moneyhub's own client sends.
#[test]
fn every_journey_has_the_scopes_and_claims_of_moneyhubs_own_client() {
    let bank = ProviderId::from("bank1");
    let user = UserId::from("user1");
    let connection = ConnectionId::from("bank1:c1");
    let until = Timestamp::new("2027-03-01T00:00:00.000Z");
    let payment = PaymentRequest::new(Pence::new(1250).unwrap(), payee());
    let reverse = ReversePaymentRequest::new(PaymentId::from("p1"), Pence::new(500).unwrap());
    let recurring = RecurringPaymentRequest::new(payee());
    let order = StandingOrderRequest::new(payee(), Frequency::new(FrequencyRepeat::Monthly));

    let new = json!({"sub": {"essential": true}, "mh:con_id": {"essential": true}});
    let of_user = json!({
        "sub": {"essential": true, "value": "user1"}, "mh:con_id": {"essential": true},
    });
    let of_connection = json!({
        "sub": {"essential": true, "value": "user1"},
        "mh:con_id": {"essential": true, "value": "bank1:c1"},
    });
    let and = |claims: &serde_json::Value, more: serde_json::Value| {
        let mut claims = claims.as_object().unwrap().clone();
        claims.extend(more.as_object().unwrap().clone());
        serde_json::Value::Object(claims)
    };
    let essential = |value: serde_json::Value| json!({"essential": true, "value": value});
    let paying = json!({"mh:payment": essential(json!({"amount": 1250, "payeeId": "payee-1"}))});
    let reversing = json!({
        "mh:reverse_payment": essential(json!({"paymentId": "p1", "amount": 500})),
        "mh:payment": {"essential": true},
    });
    let recurring_claim = json!({"mh:recurring_payment": essential(json!({"payeeId": "payee-1"}))});
    let ordering = json!({"mh:standing_order": essential(
        json!({"payeeId": "payee-1", "frequency": {"repeat": "Monthly"}})
    )});
    let extending = json!({"mh:consent": {"value": {"expirationDateTime": until.as_str()}}});

    let table = [
        (Journey::with_scopes(scope::USER_READ), "user:read openid", new.clone()),
        (Journey::connect(&bank).unwrap(), "id:bank1 openid", new.clone()),
        (Journey::connect_for_user(&bank, &user).unwrap(), "id:bank1 openid", of_user.clone()),
        (Journey::reauth(&user, &connection).unwrap(), "openid reauth", of_connection.clone()),
        (Journey::refresh(&user, &connection).unwrap(), "openid refresh", of_connection.clone()),
        (
            Journey::reconsent(&user, &connection, &until).unwrap(),
            "openid reconsent",
            and(&of_connection, extending),
        ),
        (
            Journey::payment(&bank, &payment).unwrap(),
            "payment openid id:bank1",
            and(&new, paying.clone()),
        ),
        (
            Journey::payment(&bank, &payment).unwrap().for_user(&user).unwrap(),
            "payment openid id:bank1",
            and(&of_user, paying),
        ),
        (
            Journey::reverse_payment(&bank, &reverse).unwrap(),
            "reverse_payment openid id:bank1",
            and(&new, reversing),
        ),
        (
            Journey::recurring_payment(&bank, &recurring).unwrap().for_user(&user).unwrap(),
            "recurring_payment:create openid id:bank1",
            and(&of_user, recurring_claim),
        ),
        (
            Journey::standing_order(&bank, &order).unwrap(),
            "standing_orders:create openid id:bank1",
            and(&new, ordering),
        ),
    ];
    for (journey, scopes, id_token) in table {
        assert_eq!(journey.scopes, Scopes::parse(scopes).unwrap());
        assert_eq!(serde_json::to_value(&journey.claims).unwrap(), json!({"id_token": id_token}));
    }
}

#[test]
fn claims_of_the_caller_win_and_leave_the_rest() {
    let theirs = Claims::new().put("mh:con_id", json!({"essential": false})).put("extra", 1);
    let journey = Journey::reauth(&"user1".into(), &"b:c".into()).unwrap().with_claims(theirs);
    let connection = json!({"essential": false, "value": "b:c"});
    assert_eq!(journey.claims.get("mh:con_id"), Some(&connection));
    assert_eq!(journey.claims.get("extra"), Some(&json!(1)));
    assert_eq!(journey.claims.get("sub"), Some(&json!({"essential": true, "value": "user1"})));
}

#[test]
fn a_bank_that_would_ask_for_another_scope_is_refused() {
    for bank in ["", "a b", "a\nb", "a\0", "a payment", "quo\"te", "\u{e9}"] {
        let bank = ProviderId::from(bank);
        let payment = PaymentRequest::new(Pence::new(1).unwrap(), payee());
        for journey in [Journey::connect(&bank), Journey::payment(&bank, &payment)] {
            assert_eq!(journey.unwrap_err().kind(), ErrorKind::Request, "{bank:?}");
        }
    }
}

#[test]
fn an_empty_id_is_refused_by_its_name() {
    let bank = ProviderId::from("bank1");
    let error = Journey::connect_for_user(&bank, &"".into()).unwrap_err();
    assert_eq!(error.to_string(), "the user's id is empty");
    let error = Journey::reauth(&"user1".into(), &"".into()).unwrap_err();
    assert_eq!(error.to_string(), "the connection's id is empty");
    let error = Journey::connect(&"".into()).unwrap_err();
    assert_eq!(error.to_string(), "the bank's id is empty");
}

#[test]
fn a_consent_is_not_extended_to_no_date() {
    let error = Journey::reconsent(&"u".into(), &"b:c".into(), &"soon".into()).unwrap_err();
    assert!(error.to_string().contains("expirationDateTime is not a date"), "{error}");
}
