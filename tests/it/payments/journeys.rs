use moneyhub_proto::{
    auth_requests,
    payments::{
        self, Frequency, FrequencyRepeat, Payee, PaymentStatus, ReversePaymentRequest,
        StandingOrderRequest,
    },
    resolve::{Attempt, Resolution},
    sign_in::{IdToken, Journey, SignIn},
    standing_orders,
};
use moneyhub_sandbox::{Decision, PaymentKind};

use super::{
    AMOUNT, account, ask, auth_url, brought, paid, payment, pence, registered_payee, shop,
};
use crate::signing_in::{Application, REDIRECT_URI, on_each_runtime};

async fn go(shop: &Application, journey: Journey) -> IdToken {
    shop.sign_in(&SignIn::new(REDIRECT_URI, journey)).await.unwrap().id_token
}

#[test]
fn a_single_payment_is_made_once_and_read_as_it_was_asked_for() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let payee_id = registered_payee(&shop).await;
        let payment = payment(Payee::Id(payee_id.clone()), "INV 1");
        let id_token = go(&shop, Journey::payment(&"test".into(), &payment).unwrap()).await;
        let payment_id = id_token.payment_id().unwrap();
        let read = shop.client.send(payments::Get { payment_id }).await.unwrap();
        assert_eq!((read.status, read.amount), (PaymentStatus::Completed, 1250));
        assert_eq!(read.payee_id, Some(payee_id));
        assert_eq!(paid(&shop.sandbox), [(PaymentKind::Single, AMOUNT, "INV 1".to_owned(), 1)]);
    });
}

#[test]
fn a_payment_is_sent_back() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let payment = payment(Payee::Account(account()), "INV 1");
        let id_token = go(&shop, Journey::payment(&"test".into(), &payment).unwrap()).await;
        let reverse = ReversePaymentRequest::new(id_token.payment_id().unwrap(), pence(AMOUNT));
        let id_token = go(&shop, Journey::reverse_payment(&"test".into(), &reverse).unwrap()).await;
        let read = shop.client.send(payments::Get { payment_id: id_token.payment_id().unwrap() });
        assert_eq!(read.await.unwrap().status, PaymentStatus::Completed);
        let kinds: Vec<_> = paid(&shop.sandbox).into_iter().map(|(kind, ..)| kind).collect();
        assert_eq!(kinds, [PaymentKind::Single, PaymentKind::Reverse]);
    });
}

#[test]
fn a_standing_order_is_set_up_once() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let order = StandingOrderRequest {
            recurring_payment_amount: Some(pence(500)),
            reference: Some("Rent".into()),
            number_of_payments: Some(12),
            ..StandingOrderRequest::new(
                Payee::Account(account()),
                Frequency::new(FrequencyRepeat::Monthly),
            )
        };
        let id_token = go(&shop, Journey::standing_order(&"test".into(), &order).unwrap()).await;
        let id = id_token.standing_order_id().unwrap();
        let get = standing_orders::Get { standing_order_request_id: id.into() };
        let read = shop.client.send(get).await.unwrap();
        assert_eq!(read.status, Some(standing_orders::InitiationStatus::InitiationCompleted));
        let order = read.standing_order.unwrap();
        assert_eq!(order.recurring_payment_amount.unwrap().minor(), Some(500));
        let made = (PaymentKind::StandingOrder, 500, "Rent".to_owned(), 1);
        assert_eq!(paid(&shop.sandbox), [made]);
    });
}

#[test]
fn who_denies_pays_nothing() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let payment = payment(Payee::Account(account()), "INV 1");
        let journey = Journey::payment(&"test".into(), &payment).unwrap();
        let begun = shop.client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey)).await.unwrap();
        let back = shop.sandbox.deny(begun.url.expose_secret()).unwrap();
        let back = crate::signing_in::callback(&back);
        let error = shop.client.finish_sign_in(&begun.pending, &back).await.unwrap_err();
        assert_eq!(error.sign_in_refusal().unwrap().code(), "access_denied");
        let list = shop.client.send(payments::List::default()).await.unwrap();
        assert_eq!(list.data[0].status, PaymentStatus::Cancelled);
        assert_eq!(paid(&shop.sandbox), []);
    });
}

#[test]
fn an_authorisation_request_pays_when_it_is_completed() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let request = shop.client.send(ask("INV 1", true)).await.unwrap();
        let back = shop.sandbox.approve(auth_url(&request)).unwrap();
        let complete = auth_requests::Complete { id: request.id, params: brought(&back) };
        let done = shop.client.send(complete).await.unwrap();
        assert_eq!(done.status, auth_requests::AuthRequestStatus::Complete);
        assert_eq!(paid(&shop.sandbox), [(PaymentKind::Single, AMOUNT, "INV 1".to_owned(), 1)]);
    });
}

#[test]
fn a_decoupled_authorisation_request_is_followed_from_afar() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let request = shop.client.send(ask("INV 1", false)).await.unwrap();
        let back = shop.sandbox.decide(auth_url(&request), Decision::Approve);
        assert_eq!(back, Ok(None));
        let done = shop.client.send(auth_requests::Get { id: request.id.clone() }).await.unwrap();
        assert_eq!(done.status, auth_requests::AuthRequestStatus::Complete);
        let attempt = Attempt { auth_request_id: Some(request.id), ..Attempt::default() };
        let resolution = shop.client.resolve(attempt, std::time::Duration::from_secs(60)).await;
        let Resolution::Moved(payment) = resolution else { panic!("{resolution:?}") };
        assert_eq!(Some(payment.id), done.payment_id);
    });
}
