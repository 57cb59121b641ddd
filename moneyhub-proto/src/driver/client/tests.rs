mod room;

use std::{
    future::{poll_fn, ready},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{StreamExt, stream::FuturesUnordered};
use http::Response;
use pollster::block_on;

use crate::{
    api::users,
    codec::Outgoing,
    config::Config,
    driver::{Client, Transport, scripted::Scripted},
    ground::{
        env::{EntropyError, Now},
        error::{ErrorKind, Fault, FaultClass, Outcome, Sent},
        future::BoxFuture,
        secret::AccessToken,
    },
    machine::CallOptions,
};

/// Gives up without a connection, at the moment when the client does.
struct Unconnected(Scripted);

impl Transport for Unconnected {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        let late = Transport::sleep(&self.0, request.timeout());
        Box::pin(async {
            late.await;
            Err(Fault::new(FaultClass::Connect, Sent::Nothing))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Transport::sleep(&self.0, duration)
    }

    fn now(&self) -> Now {
        Transport::now(&self.0)
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        Transport::fill(&self.0, buffer)
    }
}

#[test]
fn when_time_is_over_a_transport_is_asked_what_was_sent() {
    let transport = Unconnected(Scripted::new());
    let client = Client::new(Config::builder().build().unwrap(), Arc::new(transport));
    let token = AccessToken::new("token").unwrap();
    let options = CallOptions { token: Some(token), ..CallOptions::default() };
    let error = block_on(client.send_with(users::Create::default(), options)).unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 3));
}

/// Answers all requests that are in flight at the same moment, as a busy connection does.
#[derive(Default)]
struct InBatches {
    waiting: Mutex<Vec<Waker>>,
    open: AtomicUsize,
    batches: Mutex<Vec<usize>>,
}

impl InBatches {
    fn answer_all(&self) -> bool {
        let wakers = std::mem::take(&mut *self.waiting.lock().unwrap());
        if !wakers.is_empty() {
            self.batches.lock().unwrap().push(wakers.len());
        }
        self.open.fetch_add(wakers.len(), Ordering::Relaxed);
        let any = !wakers.is_empty();
        wakers.into_iter().for_each(Waker::wake);
        any
    }
}

impl Transport for InBatches {
    fn send(&self, _: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        let mut asked = false;
        Box::pin(poll_fn(move |context| {
            if !asked {
                asked = true;
                self.waiting.lock().unwrap().push(context.waker().clone());
                return Poll::Pending;
            }
            let answered = self
                .open
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |open| open.checked_sub(1));
            match answered {
                Ok(_) => Poll::Ready(Ok(Response::new(Bytes::from_static(b"{\"userId\":\"u1\"}")))),
                Err(_) => Poll::Pending,
            }
        }))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn now(&self) -> Now {
        Now::default()
    }

    fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
        Err(EntropyError)
    }
}

#[test]
fn places_that_become_free_at_once_are_all_taken_again() {
    let transport = Arc::new(InBatches::default());
    let config = Config::builder().requests_in_flight(4).build().unwrap();
    let client = Client::new(config, Arc::clone(&transport) as Arc<dyn Transport>);
    let token = AccessToken::new("token").unwrap();
    let mut calls: FuturesUnordered<_> = (0..40)
        .map(|_| {
            let options = CallOptions { token: Some(token.clone()), ..CallOptions::default() };
            client.send_with(users::Get { user_id: "u1".into() }, options)
        })
        .collect();
    let mut done = 0;
    block_on(poll_fn(|context| {
        loop {
            match calls.poll_next_unpin(context) {
                Poll::Ready(Some(result)) => {
                    result.unwrap();
                    done += 1;
                }
                Poll::Ready(None) => return Poll::Ready(()),
                Poll::Pending if transport.answer_all() => {}
                Poll::Pending => return Poll::Pending,
            }
        }
    }));
    assert_eq!(done, 40);
    assert_eq!(*transport.batches.lock().unwrap(), [4; 10]);
}

fn given_token() -> CallOptions {
    CallOptions { token: Some(AccessToken::new("token").unwrap()), ..CallOptions::default() }
}

fn scripted(script: &Scripted) -> Client {
    Client::new(Config::builder().build().unwrap(), Arc::new(script.clone()))
}

#[test]
fn a_call_that_is_lent_can_be_made_again() {
    let script = Scripted::new().reply(200, r#"{"userId":"u1"}"#).reply(200, r#"{"userId":"u1"}"#);
    let (client, get) = (scripted(&script), users::Get { user_id: "u1".into() });
    let first = block_on(client.send_with(&get, given_token())).unwrap();
    assert_eq!(first, block_on(client.send_with(&get, given_token())).unwrap());
    let uris: Vec<_> = script.requests().iter().map(|request| request.uri().clone()).collect();
    assert_eq!(uris[0], uris[1]);
}

#[test]
fn pages_are_a_stream_that_ends_after_its_first_error() {
    let script = Scripted::new()
        .reply(200, r#"{"data":[{"userId":"u1"}],"links":{"next":"?offset=1"}}"#)
        .reply(403, "");
    let pages = scripted(&script).pages_with(users::List::default(), given_token());
    let pages: Vec<_> = block_on(pages.into_stream().collect());
    let kinds: Vec<_> = pages.iter().map(|page| page.as_ref().err().map(|e| e.kind())).collect();
    assert_eq!(kinds, [None, Some(ErrorKind::Api)]);
}

/// Answers at once, and counts how often the clocks are read.
#[derive(Default)]
struct Clocks(AtomicUsize);

impl Transport for Clocks {
    fn send(&self, _: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        let reply = Response::new(Bytes::from_static(b"{\"userId\":\"u1\"}"));
        Box::pin(ready(Ok(reply)))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn now(&self) -> Now {
        self.0.fetch_add(1, Ordering::Relaxed);
        Now::default()
    }

    fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
        Err(EntropyError)
    }
}

#[test]
fn a_call_looks_at_the_clocks_when_it_begins_sends_and_has_its_answer() {
    let clocks = Arc::new(Clocks::default());
    let client = Client::new(Config::builder().build().unwrap(), clocks.clone());
    let token = Some(AccessToken::new("my-own").unwrap());
    let options = CallOptions { token, ..Default::default() };
    block_on(client.send_with(users::Get { user_id: "u1".into() }, options)).unwrap();
    assert_eq!(clocks.0.load(Ordering::Relaxed), 3);
}
