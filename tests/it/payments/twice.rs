//! Repeating a journey pays once: two processes, the back button, a replayed callback.

use std::time::{Duration, SystemTime};

use futures_util::future::join;
use moneyhub_proto::{
    Outcome,
    auth_requests::{Complete, Create, Initiation},
    payments::{Payee, ReversePaymentRequest},
    resolve::{Attempt, Resolution},
    sign_in::{Journey, PendingSignIn, SignIn},
};
use moneyhub_sandbox::{Decision, PaymentKind};

use super::{AMOUNT, account, ask, auth_url, brought, paid, payment, pence, shop, signing};
use crate::signing_in::{REDIRECT_URI, callback, on_each_runtime};

const REFERENCE: &str = "INV 1001";

fn journey() -> Journey {
    Journey::payment(&"test".into(), &payment(Payee::Account(account()), REFERENCE)).unwrap()
}

fn once() -> Vec<(PaymentKind, u64, String, usize)> {
    vec![(PaymentKind::Single, AMOUNT, REFERENCE.to_owned(), 1)]
}

#[test]
fn a_sign_in_that_two_processes_finish_at_once_pays_once() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let other = shop.second_client(runtime, signing);
        let begun = shop.client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey())).await.unwrap();
        let stored = begun.pending.to_secret();
        let restored = PendingSignIn::restore(&stored, SystemTime::now().into()).unwrap();
        let back = shop.sandbox.approve(begun.url.expose_secret()).unwrap();
        let (mine, theirs) = (callback(&back), callback(&back));
        let (one, two) = join(
            shop.client.finish_sign_in(&begun.pending, &mine),
            other.finish_sign_in(&restored, &theirs),
        )
        .await;
        assert_eq!(one.is_ok(), two.is_err(), "one of them has paid");
        let refused = one.err().or(two.err()).unwrap();
        assert_eq!(refused.outcome(), Outcome::Refused, "of this call that is true");
        assert_eq!(paid(&shop.sandbox), once());
    });
}

#[test]
fn a_callback_that_is_replayed_pays_nothing_more() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let begun = shop.client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey())).await.unwrap();
        let back = shop.sandbox.approve(begun.url.expose_secret()).unwrap();
        shop.client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
        for _ in 0..3 {
            let replayed = shop.client.finish_sign_in(&begun.pending, &callback(&back)).await;
            assert_eq!(replayed.unwrap_err().outcome(), Outcome::Refused);
        }
        // In a sign-in that is none of its own, it is refused before anything is sent.
        let new = shop.client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey())).await.unwrap();
        let replayed = shop.client.finish_sign_in(&new.pending, &callback(&back)).await;
        assert_eq!(replayed.unwrap_err().outcome(), Outcome::NotSent);
        assert_eq!(paid(&shop.sandbox), once());
    });
}

#[test]
fn a_user_who_goes_back_to_the_bank_pays_nothing_more() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let begun = shop.client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey())).await.unwrap();
        let back = shop.sandbox.approve(begun.url.expose_secret()).unwrap();
        shop.client.finish_sign_in(&begun.pending, &callback(&back)).await.unwrap();
        assert!(shop.sandbox.approve(begun.url.expose_secret()).is_err());
        assert_eq!(paid(&shop.sandbox), once());
    });
}

#[test]
fn an_authorisation_request_that_is_completed_twice_at_once_pays_once() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let other = shop.second_client(runtime, signing);
        let request = shop.client.send(ask(REFERENCE, true)).await.unwrap();
        let back = shop.sandbox.approve(auth_url(&request)).unwrap();
        let complete = Complete { id: request.id, params: brought(&back) };
        let (one, two) =
            join(shop.client.send(complete.clone()), other.send(complete.clone())).await;
        assert_eq!(one.is_ok(), two.is_err(), "one of them has paid");
        let third = shop.client.send(complete).await.unwrap_err();
        assert_eq!(third.outcome(), Outcome::Refused);
        assert_eq!(paid(&shop.sandbox), once());
    });
}

#[test]
fn all_of_a_payment_that_is_sent_back_twice_goes_back_once() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let signed_in = shop.sign_in(&SignIn::new(REDIRECT_URI, journey())).await.unwrap();
        let payment_id = signed_in.id_token.payment_id().unwrap();
        let back = || {
            let reverse = ReversePaymentRequest::new(payment_id.clone(), pence(AMOUNT));
            let reverse = Initiation::ReversePayment(Box::new(reverse));
            Create { initiation: Some(reverse), ..ask(REFERENCE, true) }
        };
        let scopes = moneyhub_proto::Scopes::parse("reverse_payment openid id:test").unwrap();
        let mut completing = Vec::new();
        for _ in 0..2 {
            let create = Create { scopes: scopes.clone(), ..back() };
            let request = shop.client.send(create).await.unwrap();
            let back = shop.sandbox.approve(auth_url(&request)).unwrap();
            completing.push(Complete { id: request.id, params: brought(&back) });
        }
        // Both have gone to the bank before either is completed.
        for complete in completing {
            let _one_of_them_is_refused = shop.client.send(complete).await;
        }
        let back = paid(&shop.sandbox).into_iter().filter(|made| made.0 == PaymentKind::Reverse);
        assert_eq!(back.map(|made| made.3).sum::<usize>(), 1);
    });
}

/// The resolver looks while the payment is on its way, and does not take that for an end.
#[test]
fn a_resolver_that_races_with_a_late_payment_does_not_say_that_nothing_moved() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let request = shop.client.send(ask(REFERENCE, true)).await.unwrap();
        let back = shop.sandbox.decide(auth_url(&request), Decision::Approve).unwrap().unwrap();
        let attempt = Attempt {
            auth_request_id: Some(request.id.clone()),
            unique_payee_reference: Some(REFERENCE.into()),
            ..Attempt::default()
        };
        let complete = Complete { id: request.id, params: brought(&back) };
        let late = async {
            // After the first look of the resolver.
            while shop.count("GET", "/payments") == 0 {
                shop.client.send(moneyhub_proto::auth_requests::List::default()).await.unwrap();
            }
            shop.client.send(complete).await.unwrap();
        };
        let (resolution, ()) =
            join(shop.client.resolve(attempt, Duration::from_secs(60)), late).await;
        assert!(matches!(resolution, Resolution::Moved(_)), "{resolution:?}");
        assert_eq!(paid(&shop.sandbox), once());
    });
}
