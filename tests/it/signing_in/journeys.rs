//! Every journey by name. Payments need a signed request object, so all of these are signed.

use std::time::Duration;

use moneyhub_proto::{
    Scopes, Timestamp,
    claims::{Claims, Consent},
    config::RequestObjects,
    jose::JwsAlgorithm,
    payments::{
        BankAccount, Frequency, FrequencyRepeat, Payee, PaymentRequest, Pence,
        RecurringPaymentRequest, ReversePaymentRequest, StandingOrderRequest,
    },
    scope,
    sign_in::{IdToken, Journey, SignIn},
    users,
};
use moneyhub_sandbox::{Algorithm, DEFAULT_CLIENT_SECRET};

use super::{
    application::{Application, Connect, REDIRECT_URI, on_each_runtime, with_secret},
    keys::{public_keys, signer},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn signing(runtime: Connect) -> Application {
    let registration =
        with_secret().keys(&public_keys()).unwrap().request_object_alg(Algorithm::Ps256);
    Application::with(runtime, registration, |config| {
        let objects = RequestObjects::Signed(signer(JwsAlgorithm::Ps256));
        config.client_secret(DEFAULT_CLIENT_SECRET).request_objects(objects)
    })
}

impl Application {
    async fn go(&self, journey: Journey) -> IdToken {
        self.sign_in(&SignIn::new(REDIRECT_URI, journey)).await.unwrap().id_token
    }

    /// A user, and one of their connections.
    fn known(
        &self,
        connection: usize,
    ) -> (moneyhub_proto::id::UserId, moneyhub_proto::id::ConnectionId) {
        let user = self.sandbox.user_id(0).unwrap();
        let id = self.sandbox.connection_ids(&user)[connection].clone();
        (user.into(), id.into())
    }
}

fn payee() -> Payee {
    Payee::Account(BankAccount {
        account_number: "12345678".into(),
        sort_code: "010203".into(),
        name: "Example Shop".into(),
    })
}

#[test]
fn connect_makes_a_user() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let id_token = app.go(Journey::connect(&"test".into()).unwrap()).await;
        assert_eq!(app.sandbox.created_users()[0].user_id, id_token.sub().as_str());
    });
}

#[test]
fn connect_for_user_adds_a_connection_to_a_user() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let (user, _) = app.known(0);
        let before = app.sandbox.connection_ids(user.as_str());
        let journey = Journey::connect_for_user(&"test".into(), &user).unwrap();
        let id_token = app.go(journey).await;
        let after = app.sandbox.connection_ids(user.as_str());
        assert_eq!((id_token.sub(), after.len()), (&user, before.len() + 1));
        assert_eq!(id_token.connection_id().unwrap().as_str(), after.last().unwrap());
    });
}

#[test]
fn reauth_makes_a_broken_connection_well() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let (user_id, connection_id) = app.known(1);
        let id_token = app.go(Journey::reauth(&user_id, &connection_id).unwrap()).await;
        assert_eq!(id_token.connection_id().as_ref(), Some(&connection_id));
        let get = users::GetConnection { user_id, connection_id };
        let connection = app.client.send(get).await.unwrap();
        assert_eq!((connection.status.unwrap().as_str(), connection.error), ("ok", None));
    });
}

#[test]
fn refresh_is_of_the_same_connection() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let (user, connection) = app.known(5);
        let id_token = app.go(Journey::refresh(&user, &connection).unwrap()).await;
        assert_eq!(id_token.connection_id(), Some(connection));
    });
}

#[test]
fn reconsent_extends_the_consent() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let (user_id, connection_id) = app.known(0);
        let until = Timestamp::new(app.sandbox.timestamp_after(60 * DAY));
        app.go(Journey::reconsent(&user_id, &connection_id, &until).unwrap()).await;
        let get = users::GetConnection { user_id, connection_id };
        assert_eq!(app.client.send(get).await.unwrap().expires_at, Some(until));
    });
}

#[test]
fn a_payment_has_an_id() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let payment = PaymentRequest::new(Pence::new(1250).unwrap(), payee());
        let id_token = app.go(Journey::payment(&"test".into(), &payment).unwrap()).await;
        assert!(id_token.payment_id().is_some() && id_token.connection_id().is_none());
    });
}

#[test]
fn a_reverse_payment_has_an_id() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let payment = PaymentRequest::new(Pence::new(1250).unwrap(), payee());
        let paid = app.go(Journey::payment(&"test".into(), &payment).unwrap()).await;
        let amount = Pence::new(1250).unwrap();
        let reverse = ReversePaymentRequest::new(paid.payment_id().unwrap(), amount);
        let id_token = app.go(Journey::reverse_payment(&"test".into(), &reverse).unwrap()).await;
        assert!(id_token.reverse_payment_id().is_some());
    });
}

#[test]
fn a_recurring_payment_has_an_id() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let recurring = RecurringPaymentRequest::new(payee());
        let journey = Journey::recurring_payment(&"test".into(), &recurring).unwrap();
        assert!(app.go(journey).await.recurring_payment_id().is_some());
    });
}

#[test]
fn a_standing_order_has_an_id() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let order = StandingOrderRequest {
            recurring_payment_amount: Pence::new(500).ok(),
            ..StandingOrderRequest::new(payee(), Frequency::new(FrequencyRepeat::Monthly))
        };
        let journey = Journey::standing_order(&"test".into(), &order).unwrap();
        assert!(app.go(journey).await.standing_order_id().is_some());
    });
}

#[test]
fn scopes_of_one_s_own_are_granted() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let scopes = Scopes::parse("id:test accounts:read").unwrap();
        let sign_in = SignIn::new(REDIRECT_URI, Journey::with_scopes(scopes));
        let tokens = app.sign_in(&sign_in).await.unwrap().tokens.unwrap();
        assert_eq!(tokens.scopes.to_string(), "accounts:read id:test openid");
    });
}

#[test]
fn claims_of_one_s_own_are_answered() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let until = Timestamp::new(app.sandbox.timestamp_after(30 * DAY));
        let consent = Consent { expires_at: Some(until.clone()), ..Consent::default() };
        let claims = Claims::new().put_sync(true).put_consent(&consent).unwrap();
        let journey = Journey::connect(&"test".into()).unwrap().with_claims(claims);
        let id_token = app.go(journey).await;
        let user_id = id_token.sub().clone();
        let sync_id = id_token.sync_id().unwrap();
        app.client.send(users::GetSync { user_id: user_id.clone(), sync_id }).await.unwrap();
        let connection_id = id_token.connection_id().unwrap();
        let get = users::GetConnection { user_id, connection_id };
        assert_eq!(app.client.send(get).await.unwrap().expires_at, Some(until));
    });
}

#[test]
fn a_payment_that_is_not_signed_is_refused_before_the_user_is_sent_away() {
    on_each_runtime(async |runtime| {
        let app = Application::start(runtime);
        let journey = Journey::payment(
            &"test".into(),
            &PaymentRequest::new(Pence::new(1250).unwrap(), payee()),
        )
        .unwrap();
        let sign_in = SignIn::new(REDIRECT_URI, journey);
        let error = app.client.begin_sign_in(&sign_in).await.unwrap_err();
        assert_eq!(error.code(), Some("invalid_request"));
    });
}

#[test]
fn a_scope_beside_a_step_in_the_life_of_a_connection_is_refused() {
    on_each_runtime(async |runtime| {
        let app = signing(runtime);
        let (user, connection) = app.known(0);
        let mut journey = Journey::reauth(&user, &connection).unwrap();
        journey.scopes = journey.scopes.union(&Scopes::from(scope::USER_READ));
        let sign_in = SignIn::new(REDIRECT_URI, journey);
        let error = app.client.begin_sign_in(&sign_in).await.unwrap_err();
        assert_eq!(error.code(), Some("invalid_scope"));
    });
}
