//! The connection is killed at each step, before the service does anything or after it did
//! everything, and the resolver looks for the result. The ledger says whether it is right.

use std::time::Duration;

use moneyhub_proto::{
    Client, Outcome, auth_requests,
    id::AuthRequestId,
    payments::Payee,
    resolve::{Attempt, Resolution, Why},
    sign_in::{Journey, SignIn},
};
use moneyhub_sandbox::{Cut, Decision, Fault, Sandbox};

use super::{AMOUNT, account, ask, auth_url, brought, payment, shop};
use crate::signing_in::{Application, REDIRECT_URI, callback, on_each_runtime};

const REFERENCE: &str = "INV 1001";

/// Longer than it takes until a payment that nobody ends is abandoned.
const AFTER_ALL: Duration = Duration::from_secs(11 * 60);

/// What is to be known.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Known {
    Moved,
    NotMoved,
    Unknown(Why),
}

fn attempt(auth_request_id: Option<AuthRequestId>) -> Attempt {
    Attempt {
        auth_request_id,
        unique_payee_reference: Some(REFERENCE.into()),
        amount: Some(i64::try_from(AMOUNT).unwrap()),
        ..Attempt::default()
    }
}

/// What the resolver says is what is expected, and true.
async fn assert_resolved(client: &Client, sandbox: &Sandbox, attempt: &Attempt, known: Known) {
    // What is known is known at once; what is not takes all the time that there is, in which it is looked for.
    let within = match known {
        Known::Unknown(_) => Duration::from_secs(2),
        _ => Duration::from_secs(60),
    };
    let resolution = client.resolve(attempt.clone(), within).await;
    let made = sandbox.payments_made();
    let times: usize = made.iter().map(|made| made.times).sum();
    let said = match &resolution {
        Resolution::Moved(_) => Known::Moved,
        Resolution::NotMoved(_) => Known::NotMoved,
        Resolution::Unknown(doubt) => Known::Unknown(doubt.why),
    };
    assert_eq!(said, known, "{resolution:?}");
    match said {
        Known::Moved => assert_eq!(times, 1, "{made:?}"),
        Known::NotMoved => assert_eq!(times, 0, "{made:?}"),
        Known::Unknown(_) => assert!(times <= 1, "{made:?}"),
    }
}

/// The same attempt, now and when nothing can happen any more.
async fn assert_resolved_now_and_later(shop: &Application, attempt: &Attempt, known: [Known; 2]) {
    assert_resolved(&shop.client, &shop.sandbox, attempt, known[0]).await;
    shop.sandbox.advance(AFTER_ALL);
    assert_resolved(&shop.client, &shop.sandbox, attempt, known[1]).await;
}

const GOING_ON: [Known; 2] = [Known::Unknown(Why::GoingOn), Known::NotMoved];
const NO_PAYMENT: [Known; 2] = [Known::Unknown(Why::NoPayment); 2];
const FAILED: [Known; 2] = [Known::Unknown(Why::Failed); 2];
const MOVED: [Known; 2] = [Known::Moved; 2];
const NOT_MOVED: [Known; 2] = [Known::NotMoved; 2];

#[test]
fn killed_while_the_request_is_pushed() {
    on_each_runtime(async |runtime| {
        for fault in [Fault::reset(), Fault::reset().after_handling()] {
            let shop = shop(runtime);
            shop.sandbox.fault("POST /oidc/request", fault);
            let payment = payment(Payee::Account(account()), REFERENCE);
            let journey = Journey::payment(&"test".into(), &payment).unwrap();
            shop.client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey)).await.unwrap_err();
            assert_resolved_now_and_later(&shop, &attempt(None), NO_PAYMENT).await;
        }
    });
}

#[test]
fn the_user_never_comes_back() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let payment = payment(Payee::Account(account()), REFERENCE);
        let journey = Journey::payment(&"test".into(), &payment).unwrap();
        let begun = shop.client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey)).await.unwrap();
        let left = shop.sandbox.decide(begun.url.expose_secret(), Decision::Abandon);
        assert_eq!(left, Ok(None));
        assert_resolved_now_and_later(&shop, &attempt(None), GOING_ON).await;
    });
}

/// The exchange of the code is what pays.
#[test]
fn killed_while_the_code_is_exchanged() {
    on_each_runtime(async |runtime| {
        for (fault, decision, known) in [
            (Fault::reset(), Decision::Approve, GOING_ON),
            (Fault::reset().after_handling(), Decision::Approve, MOVED),
            (Fault::truncate(20, Cut::Rst), Decision::Approve, MOVED),
            (
                Fault::reset().after_handling(),
                Decision::ApproveLater,
                [Known::Unknown(Why::GoingOn), Known::Moved],
            ),
            (Fault::reset().after_handling(), Decision::Reject, NOT_MOVED),
            (Fault::reset().after_handling(), Decision::Fail, FAILED),
            (Fault::reset().after_handling(), Decision::FailAfterPaying, FAILED),
        ] {
            let shop = shop(runtime);
            let payment = payment(Payee::Account(account()), REFERENCE);
            let journey = Journey::payment(&"test".into(), &payment).unwrap();
            let begun =
                shop.client.begin_sign_in(&SignIn::new(REDIRECT_URI, journey)).await.unwrap();
            let back = shop.sandbox.decide(begun.url.expose_secret(), decision).unwrap().unwrap();
            shop.sandbox.fault("POST /oidc/token", fault.times(1));
            let lost = shop.client.finish_sign_in(&begun.pending, &callback(&back)).await;
            assert_ne!(lost.unwrap_err().outcome(), Outcome::Refused, "{decision:?}");
            assert_resolved_now_and_later(&shop, &attempt(None), known).await;
        }
    });
}

#[test]
fn killed_while_an_authorisation_request_is_made() {
    on_each_runtime(async |runtime| {
        for (fault, known) in
            [(Fault::reset(), NO_PAYMENT), (Fault::reset().after_handling(), GOING_ON)]
        {
            let shop = shop(runtime);
            shop.sandbox.fault("POST /auth-requests", fault);
            shop.client.send(ask(REFERENCE, true)).await.unwrap_err();
            assert_resolved_now_and_later(&shop, &attempt(None), known).await;
        }
    });
}

#[test]
fn killed_while_an_authorisation_request_is_completed() {
    on_each_runtime(async |runtime| {
        for (fault, decision, known) in [
            (Fault::reset(), Decision::Approve, GOING_ON),
            (Fault::reset().after_handling(), Decision::Approve, MOVED),
            (Fault::truncate(20, Cut::Fin), Decision::Approve, MOVED),
            (
                Fault::reset().after_handling(),
                Decision::ApproveLater,
                [Known::Unknown(Why::GoingOn), Known::Moved],
            ),
            (Fault::reset().after_handling(), Decision::Reject, NOT_MOVED),
            (Fault::reset().after_handling(), Decision::Fail, FAILED),
            (Fault::reset().after_handling(), Decision::FailAfterPaying, FAILED),
            (Fault::reset(), Decision::Deny, NOT_MOVED),
            (Fault::reset().after_handling(), Decision::Deny, NOT_MOVED),
        ] {
            let shop = shop(runtime);
            let request = shop.client.send(ask(REFERENCE, true)).await.unwrap();
            let back = shop.sandbox.decide(auth_url(&request), decision).unwrap().unwrap();
            shop.sandbox.fault("PATCH /auth-requests/{id}", fault.times(1));
            let params = brought(&back);
            let complete = auth_requests::Complete { id: request.id.clone(), params };
            let lost = shop.client.send(complete).await.unwrap_err();
            assert_ne!(lost.outcome(), Outcome::Refused, "{decision:?}");
            let known_by = attempt(Some(request.id));
            assert_resolved_now_and_later(&shop, &known_by, known).await;
        }
    });
}

/// The resolver reads the same over a network that is no better.
#[test]
fn killed_while_it_is_resolved() {
    on_each_runtime(async |runtime| {
        let shop = shop(runtime);
        let request = shop.client.send(ask(REFERENCE, true)).await.unwrap();
        let back = shop.sandbox.approve(auth_url(&request)).unwrap();
        shop.sandbox.fault("PATCH /auth-requests/{id}", Fault::reset().after_handling());
        let params = brought(&back);
        let complete = auth_requests::Complete { id: request.id.clone(), params };
        shop.client.send(complete).await.unwrap_err();
        shop.sandbox.fault("GET /auth-requests/{id}", Fault::reset().times(2));
        shop.sandbox.fault("GET /payments/{id}", Fault::status(503).times(2));
        let known_by = attempt(Some(request.id));
        assert_resolved(&shop.client, &shop.sandbox, &known_by, Known::Moved).await;
    });
}
