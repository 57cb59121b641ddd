//! Both clients, the values that they return, and every event and step of the machine that they
//! drive.

use moneyhub_proto::{
    blocking,
    env::{Env, Now},
    hyper::Options,
    identity::TokenSet,
    machine::{Event, Step},
    scripted::Scripted,
    transport::{Fault, FaultClass, Sent},
};

use super::*;

fn config() -> Config {
    Config::builder().client_id("client").client_secret(SECRET).build().unwrap()
}

fn granted() -> TokenSet {
    let mut tokens = TokenSet::new(AccessToken::new(TOKEN).unwrap(), scope::USER_READ.into());
    tokens.expires_in = Some(3600);
    tokens
}

#[test]
fn no_client_no_pages_and_no_transport_show_a_secret_or_an_id() {
    let mut seen = Seen::default();
    let script = || Arc::new(Scripted::new().reply(200, "canary"));
    let client = Client::new(config(), script());
    let threads = blocking::Client::new(config(), script());
    seen.debug(&client.adopt(&USER.into(), granted()));
    seen.debug(&threads.adopt(&USER.into(), granted()));
    seen.debug(&client);
    seen.debug(&threads);
    seen.debug(&client.pages(users::ListSyncs::new(USER.into())));
    seen.debug(&threads.pages(users::ListSyncs::new(USER.into())));
    seen.assert_no_canary();
}

#[tokio::test]
async fn no_transport_shows_the_credentials_of_its_proxy() {
    let mut seen = Seen::default();
    let options = Options::default().proxy(format!("http://user:{SECRET}@127.0.0.1:1"));
    seen.debug(&options);
    seen.debug(&moneyhub_tokio::TokioTransport::new(options).unwrap());
    seen.assert_no_canary();
}

/// A call whose every step and state is printed.
struct Machine<'a> {
    seen: &'a mut Seen,
    exchange: Exchange<users::Get>,
    millis: u64,
}

fn entropy(buffer: &mut [u8]) -> Result<(), EntropyError> {
    buffer.fill(7);
    Ok(())
}

fn at<T>(millis: u64, then: impl FnOnce(&mut Env<'_>) -> T) -> T {
    let now = Now { monotonic: Monotonic::from_millis(millis), ..Now::default() };
    then(&mut Env { now, entropy: &mut entropy })
}

impl Machine<'_> {
    fn step(&mut self) -> Step {
        self.seen.debug(&self.exchange);
        let step = at(self.millis, |env| {
            self.seen.debug(env);
            self.exchange.step(env)
        });
        self.seen.debug(&step);
        self.seen.debug(&self.exchange);
        step
    }

    fn handle(&mut self, event: Event) {
        self.seen.debug(&event);
        at(self.millis, |env| self.exchange.handle(env, event));
        self.seen.debug(&self.exchange);
    }
}

#[test]
fn nothing_that_happens_to_a_call_shows_a_secret_an_id_or_a_body() {
    let mut seen = Seen::default();
    let session = Session::new(config());
    let begin = || {
        let get = users::Get { user_id: USER.into() };
        Exchange::new(&session, get, CallOptions::default(), Monotonic::default())
    };
    let mut machine = Machine { seen: &mut seen, exchange: begin(), millis: 0 };
    let Step::FetchToken(mut fetch) = machine.step() else { panic!("no token is asked for") };
    let mut waits = Machine { seen: &mut *machine.seen, exchange: begin(), millis: 0 };
    assert!(matches!(waits.step(), Step::AwaitToken { .. }));
    assert!(matches!(at(0, |env| fetch.step(env)), Step::Send(_)));
    machine.seen.debug(&fetch);
    let token = format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer","expires_in":7200}}"#);
    let reply = Event::Reply(http::Response::new(token.into()));
    at(0, |env| fetch.handle(env, reply));
    machine.seen.debug(&fetch);
    let issued = fetch.finish(Now::default()).unwrap();
    machine.seen.debug(&issued);
    machine.handle(Event::Token(Ok(issued)));

    assert!(matches!(machine.step(), Step::Send(_)));
    let fault = Fault::new(FaultClass::Closed, Sent::Perhaps);
    machine.handle(Event::Fault(fault));
    assert!(matches!(machine.step(), Step::WaitUntil(_)));
    machine.handle(Event::Signature(Err(SignerError::new("out of order"))));
    machine.millis = 30_000;
    assert!(matches!(machine.step(), Step::Send(_)));
    let refused = http::Response::builder().status(403).body("canary".into()).unwrap();
    machine.handle(Event::Reply(refused));
    assert!(matches!(machine.step(), Step::Done));
    seen.assert_no_canary();
}
