//! Every journey by name: its scopes and claims are taken, and what it makes comes back.

use moneyhub_tokio::moneyhub_proto::{
    PayeeId,
    auth::Journey,
    claims::{
        Claims, Consent, Frequency, FrequencyRepeat, Payee, Payment, Permission, RecurringPayment,
        ReversePayment, StandingOrder,
    },
};

use crate::application::{Application, connect};

const USER: &str = "64b0f3a1c2d4e5f60718293a";
const CONNECTION: &str = "test-bank:3f2a9d10";

fn payee() -> Payee {
    Payee::Id(PayeeId::from("a9f5c2d8"))
}

/// Signs in, and looks whether these claims have texts for values.
async fn assert_made(journey: Journey, made: &[&str]) {
    let claims = Application::of("client_secret_basic").claims_of(journey).await;
    for claim in made {
        assert!(claims[claim].is_string(), "{claim} of {claims}");
    }
}

/// Signs in, and looks whether the user and the connection are the ones that were asked for.
async fn assert_kept(journey: Journey) {
    let claims = Application::of("client_secret_basic").claims_of(journey).await;
    assert_eq!((&claims["sub"], &claims["mh:con_id"]), (&USER.into(), &CONNECTION.into()));
}

#[tokio::test]
async fn connect_makes_a_user_and_a_connection() {
    assert_made(connect(), &["sub", "mh:con_id"]).await;
}

#[tokio::test]
async fn connect_for_a_user_keeps_the_user() {
    let journey = Journey::connect_for_user(&"test-bank".into(), &USER.into()).unwrap();
    let claims = Application::of("client_secret_basic").claims_of(journey).await;
    assert_eq!(claims["sub"], USER);
}

#[tokio::test]
async fn reauth_keeps_the_connection() {
    assert_kept(Journey::reauth(&USER.into(), &CONNECTION.into()).unwrap()).await;
}

#[tokio::test]
async fn refresh_keeps_the_connection() {
    assert_kept(Journey::refresh(&USER.into(), &CONNECTION.into()).unwrap()).await;
}

#[tokio::test]
async fn reconsent_keeps_the_connection() {
    let until = "2027-03-01T00:00:00.000Z".into();
    assert_kept(Journey::reconsent(&USER.into(), &CONNECTION.into(), &until).unwrap()).await;
}

#[tokio::test]
async fn payment_makes_a_payment() {
    let journey = Journey::payment(&"test-bank".into(), &Payment::new(1250, payee())).unwrap();
    assert_made(journey, &["sub", "mh:con_id", "mh:payment"]).await;
}

#[tokio::test]
async fn reverse_payment_makes_a_payment_back() {
    let reverse = ReversePayment::new("p1".into(), 500);
    let journey = Journey::reverse_payment(&"test-bank".into(), &reverse).unwrap();
    assert_made(journey, &["mh:reverse_payment", "mh:payment"]).await;
}

#[tokio::test]
async fn recurring_payment_makes_one() {
    let recurring = RecurringPayment::new(payee());
    let journey = Journey::recurring_payment(&"test-bank".into(), &recurring).unwrap();
    assert_made(journey, &["mh:recurring_payment"]).await;
}

#[tokio::test]
async fn standing_order_makes_one() {
    let order = StandingOrder::new(payee(), Frequency::new(FrequencyRepeat::Monthly));
    let journey = Journey::standing_order(&"test-bank".into(), &order).unwrap();
    assert_made(journey, &["mh:standing_order"]).await;
}

/// The provider gives back what it read of the claim.
#[tokio::test]
async fn a_consent_arrives_as_it_was_built() {
    let permissions = Some(vec![Permission::ReadBalances]);
    let consent = Consent { permissions, ..Consent::default() };
    let claims = Claims::new().put_consent(&consent).unwrap();
    let asked = serde_json::to_value(&claims).unwrap();
    let journey = connect().with_claims(claims);
    let claims = Application::of("client_secret_basic").claims_of(journey).await;
    assert_eq!(claims["mh:consent"], asked["id_token"]["mh:consent"]["value"]);
}
