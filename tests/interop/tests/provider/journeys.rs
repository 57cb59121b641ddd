//! Every journey by name: its scopes and claims are taken, and what it makes comes back.

use moneyhub_tokio::moneyhub_proto::{
    claims::{Claims, Consent, Permission},
    id::PayeeId,
    identity::Journey,
    payments::{
        Frequency, FrequencyRepeat, Payee, PaymentRequest, Pence, RecurringPaymentRequest,
        ReversePaymentRequest, StandingOrderRequest,
    },
    sign_in::{Flow, IdToken, SignIn},
};

use serde_json::Value;

use crate::application::{Application, connect};

const USER: &str = "64b0f3a1c2d4e5f60718293a";
const CONNECTION: &str = "test-bank:3f2a9d10";

fn payee() -> Payee {
    Payee::Id(PayeeId::from("a9f5c2d8"))
}

/// Signs in with a signed request, as payments have to be asked for, and verifies the `id_token`.
async fn id_token(journey: Journey) -> IdToken {
    Application::of("signed_requests_only.private_key_jwt").signed_in(journey).await.id_token
}

/// Signs in, and looks whether these claims have texts for values.
async fn assert_made(journey: Journey, made: &[&str]) -> IdToken {
    let id_token = id_token(journey).await;
    for claim in made {
        assert!(id_token.claim(claim).is_some_and(Value::is_string), "{claim}");
    }
    id_token
}

/// Signs in, and looks whether the user and the connection are the ones that were asked for.
async fn assert_kept(journey: Journey) {
    let id_token = id_token(journey).await;
    assert_eq!(id_token.sub().as_str(), USER);
    assert_eq!(id_token.connection_id(), Some(CONNECTION.into()));
}

#[tokio::test]
async fn connect_makes_a_user_and_a_connection() {
    let id_token = assert_made(connect(), &["sub", "mh:con_id"]).await;
    assert!(id_token.connection_id().unwrap().as_str().starts_with("test-bank:"));
}

#[tokio::test]
async fn connect_for_a_user_keeps_the_user() {
    let journey = Journey::connect_for_user(&"test-bank".into(), &USER.into()).unwrap();
    assert_eq!(id_token(journey).await.sub().as_str(), USER);
}

#[tokio::test]
async fn reauth_keeps_the_connection() {
    assert_kept(Journey::reauth(&USER.into(), &CONNECTION.into()).unwrap()).await;
}

#[tokio::test]
async fn refresh_keeps_the_connection() {
    assert_kept(Journey::refresh(&USER.into(), &CONNECTION.into()).unwrap()).await;
}

/// As Moneyhub advises for the two of them.
#[tokio::test]
async fn reauth_and_refresh_need_no_code() {
    let application = Application::of("signed_requests_only.private_key_jwt");
    for journey in [
        Journey::reauth(&USER.into(), &CONNECTION.into()).unwrap(),
        Journey::refresh(&USER.into(), &CONNECTION.into()).unwrap(),
    ] {
        let sign_in = SignIn { flow: Flow::Implicit, ..application.sign_in(journey) };
        let signed_in = application.complete(&sign_in).await.unwrap();
        assert_eq!(signed_in.id_token.connection_id(), Some(CONNECTION.into()));
        assert!(signed_in.tokens.is_none());
    }
}

#[tokio::test]
async fn reconsent_keeps_the_connection() {
    let until = "2027-03-01T00:00:00.000Z".into();
    assert_kept(Journey::reconsent(&USER.into(), &CONNECTION.into(), &until).unwrap()).await;
}

#[tokio::test]
async fn payment_makes_a_payment() {
    let journey = Journey::payment(
        &"test-bank".into(),
        &PaymentRequest::new(Pence::new(1250).unwrap(), payee()),
    )
    .unwrap();
    let id_token = assert_made(journey, &["sub", "mh:con_id", "mh:payment"]).await;
    assert!(id_token.payment_id().is_some());
}

#[tokio::test]
async fn reverse_payment_makes_a_payment_back() {
    let reverse = ReversePaymentRequest::new("p1".into(), Pence::new(500).unwrap());
    let journey = Journey::reverse_payment(&"test-bank".into(), &reverse).unwrap();
    let id_token = assert_made(journey, &["mh:reverse_payment", "mh:payment"]).await;
    assert!(id_token.reverse_payment_id().is_some());
}

#[tokio::test]
async fn recurring_payment_makes_one() {
    let recurring = RecurringPaymentRequest::new(payee());
    let journey = Journey::recurring_payment(&"test-bank".into(), &recurring).unwrap();
    let id_token = assert_made(journey, &["mh:recurring_payment"]).await;
    assert!(id_token.recurring_payment_id().is_some());
}

#[tokio::test]
async fn standing_order_makes_one() {
    let order = StandingOrderRequest::new(payee(), Frequency::new(FrequencyRepeat::Monthly));
    let journey = Journey::standing_order(&"test-bank".into(), &order).unwrap();
    let id_token = assert_made(journey, &["mh:standing_order"]).await;
    assert!(id_token.standing_order_id().is_some());
}

/// The provider gives back what it read of the claim.
#[tokio::test]
async fn a_consent_arrives_as_it_was_built() {
    let permissions = Some(vec![Permission::ReadBalances]);
    let consent = Consent { permissions, ..Consent::default() };
    let claims = Claims::new().put_consent(&consent).unwrap();
    let asked = serde_json::to_value(&claims).unwrap();
    let journey = connect().with_claims(claims);
    let asked = &asked["id_token"]["mh:consent"]["value"];
    assert_eq!(id_token(journey).await.claim("mh:consent"), Some(asked));
}
