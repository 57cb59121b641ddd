//! The pieces of work that are measured, each a function that does it once.
//!
//! They are the same for every way of measuring, so that instructions, allocations and time speak
//! of the same thing.

use std::{hint::black_box, sync::Arc};

use bytes::Bytes;
use http::Response;
use moneyhub_proto::{
    AccessToken, Config, Endpoint, codec,
    env::{EntropyError, Env, Monotonic, Now},
    id::UserId,
    machine::{Event, Exchange, Session, Step},
    users,
};
use serde::de::DeserializeOwned;

use crate::{by_hand, sample};

/// One call over the codec alone: a request is made, an answer is read.
#[derive(Debug)]
pub struct Codec {
    config: Config,
    token: AccessToken,
    get: users::Get,
}

impl Codec {
    /// All that is there before the first call.
    #[must_use]
    pub fn new() -> Self {
        Self {
            config: sample::config(),
            token: sample::token(),
            get: users::Get { user_id: UserId::from(sample::USER_ID) },
        }
    }

    /// The request alone.
    ///
    /// # Panics
    ///
    /// When it can't be made.
    pub fn encode(&self) -> http::Request<Bytes> {
        codec::encode(black_box(&self.get), &self.config, &self.token).expect("a request")
    }

    /// The answer alone.
    ///
    /// # Panics
    ///
    /// When it can't be read.
    pub fn decode(&self) -> users::User {
        let response = Response::new(black_box(sample::USER));
        codec::decode(&self.get, response).expect("a user")
    }

    /// Both.
    pub fn call(&self) {
        black_box(self.encode());
        black_box(self.decode());
    }
}

/// [`Codec`], by hand.
#[derive(Debug)]
pub struct ByHand {
    service: by_hand::Service,
    user_id: String,
}

impl ByHand {
    /// All that is there before the first call.
    #[must_use]
    pub fn new() -> Self {
        Self { service: by_hand::Service::sample(), user_id: sample::USER_ID.to_owned() }
    }

    /// The request alone.
    ///
    /// # Panics
    ///
    /// When it can't be made.
    pub fn encode(&self) -> http::Request<Bytes> {
        let user_id = black_box(&self.user_id);
        self.service.get_user(user_id).expect("a request")
    }

    /// The answer alone.
    ///
    /// # Panics
    ///
    /// When it can't be read.
    pub fn decode(&self) -> by_hand::User {
        let response = Response::new(black_box(sample::USER));
        by_hand::read_user(&response).expect("a user")
    }

    /// Both.
    pub fn call(&self) {
        black_box(self.encode());
        black_box(self.decode());
    }
}

/// Reads a page of a list.
///
/// # Panics
///
/// When it can't be read.
#[must_use]
pub fn decode_page<E: Endpoint + Default>(body: &Bytes) -> E::Output {
    let response = Response::new(black_box(body));
    codec::decode(&E::default(), response).expect("a page")
}

/// [`decode_page`], by hand.
///
/// # Panics
///
/// When it can't be read.
#[must_use]
pub fn decode_page_by_hand<T: DeserializeOwned>(body: &Bytes) -> by_hand::Page<T> {
    let response = Response::new(black_box(body));
    by_hand::read_page(&response).expect("a page")
}

/// One call through the machine, with the token in its table: no future, no transport.
#[derive(Debug)]
pub struct Machine {
    session: Arc<Session>,
    reply: Bytes,
}

impl Machine {
    /// A session whose token has been fetched.
    #[must_use]
    pub fn warm() -> Self {
        let session = Session::new(sample::config());
        let machine = Self { session, reply: Bytes::from_static(sample::USER.as_bytes()) };
        machine.call();
        machine
    }

    /// One call.
    ///
    /// # Panics
    ///
    /// When it fails.
    pub fn call(&self) {
        let get = users::Get { user_id: UserId::from(black_box(sample::USER_ID)) };
        let options = moneyhub_proto::CallOptions::default();
        let exchange = Exchange::new(&self.session, get, options, Monotonic::default());
        black_box(self.drive(exchange).expect("a user"));
    }

    fn drive<E: Endpoint>(
        &self,
        mut exchange: Exchange<E>,
    ) -> Result<E::Output, moneyhub_proto::Error> {
        let mut entropy = |_: &mut [u8]| Err(EntropyError);
        let env = &mut Env { now: Now::default(), entropy: &mut entropy };
        loop {
            match exchange.step(env) {
                Step::Send(outgoing) => {
                    black_box(outgoing.into_http());
                    exchange.handle(env, Event::Reply(Response::new(self.reply.clone())));
                }
                Step::FetchToken(mut fetch) => {
                    while let Step::Send(outgoing) = fetch.step(env) {
                        black_box(outgoing.into_http());
                        let reply = Bytes::from_static(sample::TOKEN_REPLY.as_bytes());
                        fetch.handle(env, Event::Reply(Response::new(reply)));
                    }
                    exchange.handle(env, Event::Token(fetch.finish(env.now)));
                }
                Step::Done => return exchange.finish(),
                other => unreachable!("one call at a time: {other:?}"),
            }
        }
    }
}

impl Default for Codec {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for ByHand {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads one thing in its envelope, by hand.
///
/// # Panics
///
/// When it can't be read.
#[must_use]
pub fn decode_data_by_hand<T: DeserializeOwned>(body: &Bytes) -> by_hand::Data<T> {
    serde_json::from_slice(black_box(body)).expect("it is there")
}
