//! Sends marked secrets through every flow, and then searches for them in everything that could be
//! printed.

mod drivers;
mod secrets;
mod sign_in;
mod webhooks;

use std::{error::Error as _, fmt::Debug, fmt::Write as _, sync::Arc};

use moneyhub_proto::{
    AccessToken, CallOptions, Client, Config, Endpoint, Error, RawCall, Retry, Secret, Service,
    claims, config,
    env::{EntropyError, Monotonic},
    identity,
    jose::{JwsAlgorithm, Signer, SignerError},
    machine::{Exchange, Session},
    payments, scope,
    transport::BoxFuture,
    users,
};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};

const SECRET: &str = "canary-secret";
const TOKEN: &str = "canary-token";
const USER: &str = "canary-user";
const REFERENCE: &str = "canary-reference";
/// An account has to be of digits.
const NUMBER: &str = "90817263";
const SORT_CODE: &str = "918070";

/// Everything that was printed.
#[derive(Default)]
struct Seen(String);

impl Seen {
    fn debug(&mut self, value: &impl Debug) {
        writeln!(self.0, "{value:?} {value:#?}").unwrap();
    }

    fn error(&mut self, error: &Error) {
        self.debug(error);
        writeln!(self.0, "{error}").unwrap();
        let mut source = error.source();
        while let Some(error) = source {
            writeln!(self.0, "{error} {error:?}").unwrap();
            source = error.source();
        }
    }

    fn assert_no_canary(&self) {
        let canaries = ["canary", NUMBER, SORT_CODE];
        let found = self.0.lines().find(|line| canaries.iter().any(|canary| line.contains(canary)));
        assert_eq!(found, None);
    }
}

fn client(sandbox: &Sandbox) -> Client {
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .retry(Retry { max_attempts: 2, ..Retry::default() })
        .allow_loopback_http();
    moneyhub_tokio::client(config.build().unwrap()).unwrap()
}

fn sandbox() -> Sandbox {
    Sandbox::builder().client("client", SECRET).users(1).start().unwrap()
}

#[tokio::test]
async fn no_flow_of_tokens_shows_a_secret() {
    let sandbox = sandbox();
    let mut seen = Seen::default();
    let client = client(&sandbox);
    let token =
        client.send(identity::ClientCredentials::of_client(scope::USER_READ)).await.unwrap();
    seen.debug(&token);
    seen.debug(&client);
    seen.debug(client.session());
    seen.debug(client.session().config());
    seen.debug(&Secret::from(SECRET));
    seen.debug(&AccessToken::new(TOKEN).unwrap());
    let granted = token.access_token.expose_secret().to_owned();
    assert!(!seen.0.contains(&granted), "the token was printed");
    seen.assert_no_canary();
}

#[tokio::test]
async fn no_error_of_any_status_shows_a_secret_an_id_or_a_body() {
    let mut seen = Seen::default();
    for status in [200, 201, 301, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503] {
        let sandbox = sandbox();
        let body = r#"{"code":"canary","message":"canary","userId":["canary"],"error":"canary"}"#;
        let fault = Fault::status(status).header("x-canary", "canary").body(body);
        sandbox.fault(Matcher::path("/users/{userId}"), fault);
        let error = client(&sandbox).send(users::Get { user_id: USER.into() }).await.unwrap_err();
        seen.error(&error);
    }
    seen.assert_no_canary();
}

#[tokio::test]
async fn no_error_of_the_token_endpoint_shows_a_secret_or_a_body() {
    let mut seen = Seen::default();
    for status in [200, 302, 400, 401, 429, 500] {
        let sandbox = sandbox();
        let body = r#"{"error":"canary","error_description":"canary","access_token":"canary"}"#;
        sandbox.fault(Matcher::token(), Fault::status(status).body(body));
        let error = client(&sandbox).send(users::Get { user_id: USER.into() }).await.unwrap_err();
        seen.error(&error);
    }
    seen.assert_no_canary();
}

#[tokio::test]
async fn no_fault_of_the_network_shows_a_secret_an_id_or_a_body() {
    let mut seen = Seen::default();
    let faults = [
        Fault::reset(),
        Fault::reset_in_head(10),
        Fault::raw("canary canary canary\r\n\r\n"),
        Fault::truncate(5, moneyhub_sandbox::Cut::Fin),
        Fault::huge_body(200_000_000),
    ];
    for fault in faults {
        let sandbox = sandbox();
        sandbox.fault(Matcher::path("/users/{userId}"), fault);
        let create = users::Delete { user_id: USER.into() };
        let error = client(&sandbox).send(create).await.unwrap_err();
        seen.error(&error);
    }
    let nowhere = Config::builder()
        .client_id("client")
        .client_secret(SECRET)
        .identity_url("http://127.0.0.1:9")
        .allow_loopback_http();
    let client = moneyhub_tokio::client(nowhere.build().unwrap()).unwrap();
    seen.error(&client.send(users::Get { user_id: USER.into() }).await.unwrap_err());
    seen.assert_no_canary();
}

#[test]
fn no_request_on_its_way_shows_a_secret_an_id_or_a_body() {
    let mut seen = Seen::default();
    let config = Config::builder().client_id("client").client_secret(SECRET).build().unwrap();
    let session = Session::new(config);
    show_steps(&mut seen, &session, users::Get { user_id: USER.into() });
    let client_user_id = Some(REFERENCE.to_owned());
    show_steps(&mut seen, &session, users::Create { client_user_id });
    let raw = RawCall::get(Service::Data, "/accounts/{accountId}", &[&USER])
        .query("canary", "canary")
        .json(&serde_json::json!({"canary": "canary"}))
        .for_user(USER);
    seen.debug(&raw);
    show_steps(&mut seen, &session, raw);
    show_steps(&mut seen, &session, identity::ClientCredentials::of_user(USER, scope::USER_READ));
    seen.assert_no_canary();
}

/// Whom it is from and to, and what is written on the statements, is people's.
#[test]
fn no_payment_that_is_asked_for_shows_whom_it_is_from_or_to() {
    let account = || payments::BankAccount {
        account_number: NUMBER.into(),
        sort_code: SORT_CODE.into(),
        name: "canary-name".into(),
    };
    let reference = || Some(REFERENCE.into());
    let pence = payments::Pence::new(100).unwrap();
    let mut seen = Seen::default();
    for payee in [payments::Payee::Account(account()), payments::Payee::Id("canary-payee".into())] {
        for payer in
            [payments::Payer::Account(account()), payments::Payer::Id("canary-payer".into())]
        {
            seen.debug(&payee);
            seen.debug(&payer);
            let mut payment = payments::PaymentRequest::new(pence, payee.clone());
            (payment.payee_reference, payment.payer_reference) = (reference(), reference());
            (payment.payer_name, payment.payer_email) =
                (Some(REFERENCE.into()), Some("canary@example.com".into()));
            (payment.payer, payment.end_to_end_id) = (Some(payer.clone()), reference());
            seen.debug(&payment);
            let mut reverse = payments::ReversePaymentRequest::new("canary-payment".into(), pence);
            reverse.payer = Some(payer.clone());
            seen.debug(&reverse);
            let mut recurring = payments::RecurringPaymentRequest::new(payee.clone());
            (recurring.payer, recurring.reference) = (Some(payer.clone()), reference());
            seen.debug(&recurring);
            let frequency = payments::Frequency::new(payments::FrequencyRepeat::Monthly);
            let mut order = payments::StandingOrderRequest::new(payee.clone(), frequency);
            (order.payer, order.reference) = (Some(payer), reference());
            seen.debug(&order);
            let all = claims::Claims::new()
                .put_sub(Some(&USER.into()))
                .put_connection_id(Some(&"canary:connection".into()))
                .put_payment(&payment)
                .and_then(|all| all.put_reverse_payment(&reverse))
                .and_then(|all| all.put_recurring_payment(&recurring))
                .and_then(|all| all.put_standing_order(&order))
                .unwrap();
            seen.debug(&all);
        }
    }
    seen.assert_no_canary();
}

/// Stands for a key that no `Debug` shows.
struct Key;

impl Signer for Key {
    fn algorithm(&self) -> JwsAlgorithm {
        JwsAlgorithm::Ps256
    }

    fn key_id(&self) -> Option<&str> {
        Some("key-1")
    }

    fn sign<'a>(&'a self, _: &'a [u8]) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        Box::pin(async { Ok(b"canary-signature".to_vec()) })
    }
}

#[test]
fn nothing_that_is_signed_or_about_to_be_shows_what_it_holds() {
    let mut seen = Seen::default();
    let config = Config::builder()
        .client_id("client")
        .client_authentication(config::ClientAuthentication::PrivateKeyJwt(Arc::new(Key)))
        .request_objects(config::RequestObjects::Signed(Arc::new(Key)))
        .user_tokens(config::UserGrant::JwtBearer(Arc::new(Key)));
    seen.debug(&config);
    let config = config.build().unwrap();
    let session = Session::new(config.clone());
    seen.debug(&session);
    let grant = identity::JwtBearer { user_id: USER.into(), scopes: scope::USER_READ.into() };
    seen.debug(&grant);
    show_signing(&mut seen, &session, grant);
    let mut fixed = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    let request = identity::AuthorisationRequest::new(
        "client".into(),
        "https://shop.example/callback",
        moneyhub_proto::sign_in::Journey::reauth(&USER.into(), &"canary:connection".into())
            .unwrap(),
        identity::ResponseType::IdToken,
        identity::State::generate(&mut fixed).unwrap(),
        identity::Nonce::generate(&mut fixed).unwrap(),
    );
    let now = moneyhub_proto::env::Now::default();
    let url = request.url(&config, &mut moneyhub_proto::env::Env { now, entropy: &mut fixed });
    seen.debug(&url.unwrap());
    show_signing(&mut seen, &session, identity::PushedAuthorisationRequest { request });
    // State, nonce, and the header of a JWT.
    for secret in ["BwcHBw", "eyJhbGci"] {
        assert!(!seen.0.contains(secret), "{secret} was printed");
    }
    seen.assert_no_canary();
}

/// Prints a call that needs two signatures, until it is sent.
fn show_signing<E: Endpoint>(seen: &mut Seen, session: &Arc<Session>, endpoint: E) {
    seen.debug(&endpoint.call().unwrap());
    let options = CallOptions::default();
    let mut exchange = Exchange::new(session, endpoint, options, Monotonic::default());
    let mut entropy = |buffer: &mut [u8]| -> Result<(), EntropyError> {
        buffer.fill(7);
        Ok(())
    };
    let now = moneyhub_proto::env::Now::default();
    let env = &mut moneyhub_proto::env::Env { now, entropy: &mut entropy };
    for _ in 0..2 {
        let step = exchange.step(env);
        assert!(matches!(step, moneyhub_proto::machine::Step::Sign(_)), "{step:?}");
        seen.debug(&step);
        seen.debug(&exchange);
        let event = moneyhub_proto::machine::Event::Signature(Ok(b"canary-signature".to_vec()));
        seen.debug(&event);
        exchange.handle(env, event);
    }
    let step = exchange.step(env);
    assert!(matches!(step, moneyhub_proto::machine::Step::Send(_)), "{step:?}");
    seen.debug(&step);
    seen.debug(&exchange);
}

/// Prints the call, the exchange and its first steps, with a token that was given.
fn show_steps<E: Endpoint>(seen: &mut Seen, session: &Arc<Session>, endpoint: E) {
    let call = endpoint.call().unwrap();
    seen.debug(&call);
    let needs_token = E::OPERATION.facts.name != "identity.client_credentials";
    let options = CallOptions {
        token: needs_token.then(|| AccessToken::new(TOKEN).unwrap()),
        ..CallOptions::default()
    };
    seen.debug(&options);
    let mut exchange = Exchange::new(session, endpoint, options, Monotonic::default());
    let mut entropy = |_: &mut [u8]| Ok(());
    let now = moneyhub_proto::env::Now::default();
    let env = &mut moneyhub_proto::env::Env { now, entropy: &mut entropy };
    let step = exchange.step(env);
    seen.debug(&moneyhub_proto::machine::Event::Reply(http::Response::new("canary".into())));
    assert!(matches!(step, moneyhub_proto::machine::Step::Send(_)), "{step:?}");
    seen.debug(&step);
    seen.debug(&exchange);
}

#[test]
fn no_body_that_comes_in_and_no_page_that_is_asked_for_shows_what_it_holds() {
    let mut seen = Seen::default();
    let mut body =
        moneyhub_proto::transport::ReplyLimits::default().collector(http::StatusCode::OK);
    let _more = body.push("canary".into()).unwrap();
    seen.debug(&body);
    let mut walk = moneyhub_proto::page::Walk::new(users::ListSyncs::new(USER.into()));
    seen.debug(&walk.next_page().unwrap());
    let page = serde_json::json!({"data": [{"id": "canary"}], "links": {"next": "?of=canary"}});
    let config = Config::builder().build().unwrap();
    walk.turn(&config, &serde_json::from_value(page).unwrap()).unwrap();
    seen.debug(&walk);
    seen.debug(&walk.next_page().unwrap());
    let grant = identity::ClientCredentials::of_user(USER, scope::USER_READ);
    seen.debug(&grant);
    seen.debug(&RawCall::get(Service::Data, "/a", &[]).for_user(USER).call().unwrap());
    seen.debug(&CallOptions { user: Some(USER.into()), ..CallOptions::default() });
    seen.assert_no_canary();
}
