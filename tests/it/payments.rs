//! Complete payments over real clients, from the request to the sandbox's ledger. The sandbox
//! parses requests independently, and knows what was paid, whatever the client was told.

mod journeys;
mod killed;
mod links;
mod recurring;
mod twice;

use moneyhub_proto::{
    Scopes, auth_requests,
    config::{ConfigBuilder, RequestObjects},
    id::PayeeId,
    jose::JwsAlgorithm,
    payees,
    payments::{BankAccount, Payee, PaymentRequest, Pence},
};
use moneyhub_sandbox::{
    Algorithm, Callback as SandboxCallback, DEFAULT_CLIENT_SECRET, PaymentKind, Sandbox,
};

use crate::signing_in::{Application, Connect, REDIRECT_URI, public_keys, signer, with_secret};

/// What is paid, in pence.
const AMOUNT: u64 = 1250;

fn pence(pence: u64) -> Pence {
    Pence::new(pence).unwrap()
}

/// A client that signs its requests, as payments need it.
fn shop(runtime: Connect) -> Application {
    let registration =
        with_secret().keys(&public_keys()).unwrap().request_object_alg(Algorithm::Ps256);
    Application::with(runtime, registration, signing)
}

fn signing(config: ConfigBuilder) -> ConfigBuilder {
    let objects = RequestObjects::Signed(signer(JwsAlgorithm::Ps256));
    config.client_secret(DEFAULT_CLIENT_SECRET).request_objects(objects)
}

fn account() -> BankAccount {
    BankAccount {
        account_number: "12345678".into(),
        sort_code: "010203".into(),
        name: "Example Shop".into(),
    }
}

async fn registered_payee(shop: &Application) -> PayeeId {
    shop.client.send(payees::Create::new(account())).await.unwrap().id
}

/// £12.50 with a reference of its own.
fn payment(payee: Payee, reference: &str) -> PaymentRequest {
    let mut payment = PaymentRequest::new(pence(AMOUNT), payee);
    payment.payee_reference = Some(reference.into());
    payment
}

/// An authorisation request for a payment; decoupled where nobody comes back.
fn ask(reference: &str, comes_back: bool) -> auth_requests::Create {
    let payment = payment(Payee::Account(account()), reference);
    let initiation = auth_requests::Initiation::Payment(Box::new(payment));
    auth_requests::Create {
        redirect_uri: comes_back.then(|| REDIRECT_URI.to_owned()),
        initiation: Some(initiation),
        ..auth_requests::Create::new(Scopes::parse("payment openid id:test").unwrap())
    }
}

fn auth_url(request: &auth_requests::AuthRequest) -> &str {
    request.redirect_params.as_ref().unwrap().auth_url.as_deref().unwrap()
}

/// What the client hands over of what came back.
fn brought(back: &SandboxCallback) -> auth_requests::AuthParams {
    let parameter = |name| back.parameter(name).map(str::to_owned);
    auth_requests::AuthParams {
        state: parameter("state"),
        code: parameter("code"),
        error: parameter("error"),
        ..auth_requests::AuthParams::default()
    }
}

/// What was paid: kind, amount, reference and how often.
fn paid(sandbox: &Sandbox) -> Vec<(PaymentKind, u64, String, usize)> {
    let made = sandbox.payments_made().into_iter();
    made.map(|made| (made.kind, made.amount, made.reference, made.times)).collect()
}
