use super::*;
use crate::api::payments::*;
use crate::ground::{
    error::ErrorKind,
    id::{PayeeId, PayerId, PaymentId},
    timestamp::Timestamp,
};

fn pence(pence: u64) -> Pence {
    Pence::new(pence).unwrap()
}

fn account() -> BankAccount {
    BankAccount {
        account_number: "12345678".into(),
        sort_code: "010203".into(),
        name: "A Canary".into(),
    }
}

fn payee() -> Payee {
    Payee::Id(PayeeId::from("payee-1"))
}

/// The fixed value, after checking that it is essential.
fn pinned(claims: &Claims, name: &str) -> Value {
    let claim = claims.get(name).unwrap();
    assert_eq!(claim["essential"], true);
    claim["value"].clone()
}

fn refused(result: Result<Claims, Error>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    error.to_string()
}

#[test]
fn without_an_id_sub_and_connection_are_asked_for() {
    let claims = Claims::new().put_sub(None).put_connection_id(None);
    let text = r#"{"id_token":{"mh:con_id":{"essential":true},"sub":{"essential":true}}}"#;
    assert_eq!(claims.to_json(), text);
}

#[test]
fn with_an_id_sub_and_connection_are_pinned() {
    let claims = Claims::new().put_sub(Some(&"u1".into())).put_connection_id(Some(&"b:c".into()));
    assert_eq!(claims.get("sub"), Some(&json!({"essential": true, "value": "u1"})));
    assert_eq!(claims.get("mh:con_id"), Some(&json!({"essential": true, "value": "b:c"})));
}

#[test]
fn a_sub_that_is_put_again_is_the_last_one() {
    let claims = Claims::new().put_sub(Some(&"u1".into())).put_sub(None);
    assert_eq!(claims.get("sub"), Some(&json!({"essential": true})));
}

#[test]
fn consent_has_the_names_of_the_wire() {
    let consent = Consent {
        expires_at: Some(Timestamp::new("2027-01-01T00:00:00.000Z")),
        transactions_from: Some(Timestamp::new("2025-01-01T00:00:00.000Z")),
        permissions: Some(vec![Permission::ReadBalances, "ReadOffers".into()]),
        permissions_action: Some(PermissionsAction::Replace),
    };
    let expected = json!({
        "expirationDateTime": "2027-01-01T00:00:00.000Z",
        "transactionFromDateTime": "2025-01-01T00:00:00.000Z",
        "permissions": ["ReadBalances", "ReadOffers"],
        "permissionsAction": "replace",
    });
    assert_eq!(pinned(&Claims::new().put_consent(&consent).unwrap(), "mh:consent"), expected);
}

#[test]
fn permissions_are_added_when_nothing_else_is_said() {
    let consent = Consent { permissions: Some(Vec::new()), ..Consent::default() };
    let expected = json!({"permissions": [], "permissionsAction": "add"});
    assert_eq!(pinned(&Claims::new().put_consent(&consent).unwrap(), "mh:consent"), expected);
}

#[test]
fn an_action_without_permissions_is_not_sent() {
    let consent =
        Consent { permissions_action: Some(PermissionsAction::Replace), ..Consent::default() };
    assert_eq!(pinned(&Claims::new().put_consent(&consent).unwrap(), "mh:consent"), json!({}));
}

#[test]
fn a_consent_until_no_date_is_refused() {
    for consent in [
        Consent { expires_at: Some("soon".into()), ..Consent::default() },
        Consent { transactions_from: Some("2024-13-45".into()), ..Consent::default() },
    ] {
        assert!(refused(Claims::new().put_consent(&consent)).contains("DateTime is not a date"));
    }
}

#[test]
fn the_small_claims_have_the_form_of_the_table() {
    let claims = Claims::new()
        .put_sync(true)
        .put_account_verification(true)
        .put_categorisation_type(&CategorisationType::Business)
        .put_benefits_check(true)
        .put_counterparties_check(["c1", "c2"]);
    assert_eq!(pinned(&claims, "mh:sync"), json!({"enableAsync": true}));
    assert_eq!(pinned(&claims, "mh:account_verification"), json!({"accVerification": true}));
    assert_eq!(pinned(&claims, "mh:cat_type"), json!("business"));
    assert_eq!(pinned(&claims, "mh:benefits_check"), json!(true));
    assert_eq!(pinned(&claims, "mh:counterparties_check"), json!(["c1", "c2"]));
}

#[test]
fn a_payment_with_everything_has_the_names_of_the_wire() {
    let payment = PaymentRequest {
        amount: pence(1250),
        payee: Payee::Account(account()),
        payee_type: Some(PayeeType::ApiPayee),
        payee_reference: Some("INV 1001".into()),
        payer_reference: Some("Shop 1001".into()),
        payer: Some(Payer::Account(account())),
        payer_type: Some(PayerType::ApiPayer),
        context: Some(PaymentContext::Other),
        read_refund_account: Some(true),
        payer_name: Some("A".into()),
        payer_email: Some("a@example.com".into()),
        end_to_end_id: Some("e2e".into()),
    };
    let account = json!({"accountNumber": "12345678", "sortCode": "010203", "name": "A Canary"});
    let expected = json!({
        "amount": 1250, "payee": account, "payeeType": "api-payee", "payeeRef": "INV 1001",
        "payerRef": "Shop 1001", "payer": account, "payerType": "api-payer", "context": "Other",
        "readRefundAccount": true, "payerName": "A", "payerEmail": "a@example.com",
        "endToEndId": "e2e",
    });
    assert_eq!(pinned(&Claims::new().put_payment(&payment).unwrap(), "mh:payment"), expected);
}

#[test]
fn what_is_absent_from_a_payment_is_not_sent() {
    let claims = Claims::new().put_payment(&PaymentRequest::new(pence(1), payee())).unwrap();
    assert_eq!(pinned(&claims, "mh:payment"), json!({"amount": 1, "payeeId": "payee-1"}));
}

#[test]
fn a_reverse_payment_has_the_underscore_of_the_service() {
    let mut reverse = ReversePaymentRequest::new(PaymentId::from("p1"), pence(500));
    reverse.payer = Some(Payer::Id(PayerId::from("payer-1")));
    reverse.payer_type = Some(PayerType::MhUserAccount);
    let claims = Claims::new().put_reverse_payment(&reverse).unwrap();
    let expected = json!({
        "paymentId": "p1", "amount": 500, "payerId": "payer-1", "payerType": "mh-user-account",
    });
    assert_eq!(pinned(&claims, "mh:reverse_payment"), expected);
    assert_eq!(claims.get("mh:reversePayment"), None);
}

#[test]
fn a_recurring_payment_has_the_names_of_the_wire() {
    let recurring = RecurringPaymentRequest {
        reference: Some("Savings".into()),
        valid_from: Some("2027-01-01".into()),
        valid_to: Some("2027-12-31".into()),
        maximum_individual_amount: Some(pence(10_000)),
        currency: Some("GBP".into()),
        periodic_limits: vec![PeriodicLimit {
            amount: pence(50_000),
            currency: "GBP".into(),
            period_type: PeriodType::HalfYear,
            period_alignment: PeriodAlignment::Consent,
        }],
        types: vec![RecurringPaymentType::Sweeping],
        context: Some(PaymentContext::PartyToParty),
        ..RecurringPaymentRequest::new(payee())
    };
    let expected = json!({
        "payeeId": "payee-1", "reference": "Savings", "validFromDate": "2027-01-01",
        "validToDate": "2027-12-31", "maximumIndividualAmount": 10_000, "currency": "GBP",
        "periodicLimits": [{
            "amount": 50_000, "currency": "GBP", "periodType": "Half-year",
            "periodAlignment": "Consent",
        }],
        "type": ["Sweeping"], "context": "PartyToParty",
    });
    let claims = Claims::new().put_recurring_payment(&recurring).unwrap();
    assert_eq!(pinned(&claims, "mh:recurring_payment"), expected);
}

#[test]
fn a_standing_order_has_the_names_of_the_wire() {
    let frequency = Frequency {
        day: Some(1),
        week: Some(2),
        month: Some(3),
        only_work_days: Some(true),
        region: Some(FrequencyRegion::Scottish),
        ..Frequency::new(FrequencyRepeat::Monthly)
    };
    let order = StandingOrderRequest {
        reference: Some("Rent".into()),
        number_of_payments: Some(12),
        first_payment_amount: Some(pence(1)),
        recurring_payment_amount: Some(pence(2)),
        final_payment_amount: Some(pence(3)),
        currency: Some("GBP".into()),
        first_payment_date: Some("2027-01-01".into()),
        recurring_payment_date: Some("2027-02-01".into()),
        final_payment_date: Some("2027-12-01".into()),
        context: Some(PaymentContext::BillPayment),
        ..StandingOrderRequest::new(payee(), frequency)
    };
    let expected = json!({
        "payeeId": "payee-1", "reference": "Rent",
        "frequency": {
            "repeat": "Monthly", "day": 1, "week": 2, "month": 3, "onlyWorkDays": true,
            "region": "SCOTTISH",
        },
        "numberOfPayments": 12, "firstPaymentAmount": 1, "recurringPaymentAmount": 2,
        "finalPaymentAmount": 3, "currency": "GBP", "firstPaymentDate": "2027-01-01",
        "recurringPaymentDate": "2027-02-01", "finalPaymentDate": "2027-12-01",
        "context": "BillPayment",
    });
    let claims = Claims::new().put_standing_order(&order).unwrap();
    assert_eq!(pinned(&claims, "mh:standing_order"), expected);
}

#[test]
fn a_payee_or_payment_without_an_id_is_refused() {
    let nobody = Payee::Id(PayeeId::from(""));
    let message = refused(Claims::new().put_payment(&PaymentRequest::new(pence(1), nobody)));
    assert_eq!(message, "payeeId is empty");
    let nameless = Payee::Account(BankAccount { name: "".into(), ..account() });
    let message = refused(Claims::new().put_payment(&PaymentRequest::new(pence(1), nameless)));
    assert_eq!(message, "payee does not have 1 to 256 characters");
    let mut paid_by_nobody = PaymentRequest::new(pence(1), payee());
    paid_by_nobody.payer = Some(Payer::Id(PayerId::from("")));
    assert_eq!(refused(Claims::new().put_payment(&paid_by_nobody)), "payerId is empty");
    let nothing = ReversePaymentRequest::new(PaymentId::from(""), pence(1));
    assert_eq!(refused(Claims::new().put_reverse_payment(&nothing)), "paymentId is empty");
}

#[test]
fn merging_is_deep_and_the_right_side_wins() {
    let left = Claims::new().put("a", json!({"x": {"one": 1, "two": 2}, "list": [1, 2, 3]}));
    let right = Claims::new().put("a", json!({"x": {"two": 3}, "list": [4]})).put("b", json!(null));
    let merged = left.merge(right);
    assert_eq!(merged.get("a"), Some(&json!({"x": {"one": 1, "two": 3}, "list": [4]})));
    assert_eq!(merged.get("b"), Some(&Value::Null));
}

#[test]
fn merging_is_associative_on_disjoint_members() {
    let [a, b, c] = ["a", "b", "c"].map(|name| Claims::new().put("x", json!({name: 1})));
    let left = a.clone().merge(b.clone()).merge(c.clone());
    assert_eq!(left, a.merge(b.merge(c)));
}

#[test]
fn an_object_and_another_value_do_not_mix() {
    let object = Claims::new().put("a", json!({"x": 1}));
    let number = Claims::new().put("a", 1);
    assert_eq!(object.clone().merge(number.clone()).get("a"), Some(&json!(1)));
    assert_eq!(number.merge(object).get("a"), Some(&json!({"x": 1})));
}

#[test]
fn members_are_sorted_at_every_depth() {
    let claims = Claims::new().put("b", json!({"z": [{"d": 1, "c": 2}], "a": 1})).put("a", 1);
    let text = r#"{"id_token":{"a":1,"b":{"a":1,"z":[{"c":2,"d":1}]}}}"#;
    assert_eq!(claims.to_json(), text);
    assert_eq!(serde_json::to_string(&claims).unwrap(), text);
}

#[test]
fn debug_names_the_claims_and_shows_no_value() {
    let payment = PaymentRequest::new(pence(1), Payee::Account(account()));
    let claims = Claims::new().put_sub(Some(&"canary".into())).put_payment(&payment).unwrap();
    assert_eq!(format!("{claims:?}"), r#"Claims{"mh:payment", "sub"}"#);
    let shown = format!("{:?}", payment.payee);
    assert!(!shown.contains("Canary") && !shown.contains("12345678"), "{shown}");
}

#[test]
fn debug_of_a_payment_shows_how_much_and_not_who() {
    let payment = PaymentRequest {
        payee_reference: Some("canary".into()),
        payer_reference: Some("canary".into()),
        payer_name: Some("canary".into()),
        payer_email: Some("canary".into()),
        end_to_end_id: Some("canary".into()),
        ..PaymentRequest::new(pence(1250), payee())
    };
    assert_eq!(format!("{payment:?}"), "PaymentRequest { amount: Pence(1250), context: None, .. }");
}
