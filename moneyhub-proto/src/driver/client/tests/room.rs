//! The permit for a request in flight that no step has announced.

use futures_util::future::join;

use super::*;
use crate::{
    ground::{
        env::{Env, Monotonic},
        error::Outcome,
    },
    machine::{Core, Event, Exchange, Machine, Step},
};

/// Begins with its request within a step, as a call that follows another does.
struct Unannounced(Exchange<users::Create>);

impl Unannounced {
    fn new(client: &Client) -> Self {
        let now = Monotonic::default();
        Self(Exchange::new(&client.0.session, users::Create::default(), given_token(), now))
    }

    fn core(&mut self) -> &mut Core {
        self.0.core()
    }
}

impl Machine for Unannounced {
    fn step(&mut self, env: &mut Env<'_>) -> Step {
        self.core().step(env)
    }

    fn handle(&mut self, env: &mut Env<'_>, event: Event) {
        self.core().handle(env, event);
    }

    fn deadline(&self) -> Monotonic {
        self.0.deadline()
    }

    fn may_send(&self, _: Monotonic) -> bool {
        false
    }
}

fn with_one_place(script: &Scripted) -> Client {
    let config = Config::builder().requests_in_flight(1).build().unwrap();
    Client::new(config, Arc::new(script.clone()))
}

#[test]
fn it_is_not_sent_while_others_have_all_the_places() {
    let script = Scripted::new().reply(201, r#"{"userId":"u1"}"#);
    let client = with_one_place(&script);
    let mut call = Unannounced::new(&client);
    let _taken = client.0.in_flight.try_acquire().unwrap();
    block_on(client.0.drive(&mut call));
    let error = call.0.finish().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
    assert_eq!(script.left(), 1);
}

#[test]
fn it_is_sent_in_what_is_left_of_its_time_when_there_is_a_place() {
    let script = Scripted::new().silence();
    let client = with_one_place(&script);
    let mut call = Unannounced::new(&client);
    let taken = client.0.in_flight.try_acquire().unwrap();
    let gives_way = async {
        Transport::sleep(&script, Duration::from_secs(50)).await;
        drop(taken);
    };
    block_on(join(gives_way, client.0.drive(&mut call)));
    let error = call.0.finish().unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Uncertain, 1));
    assert_eq!(script.waits(), [Duration::from_secs(50), Duration::from_secs(10)]);
}
