//! The token table, with few users in it and with many. It is a tree, so what a call costs grows with
//! their logarithm and no faster: from 100 to 100,000 that is 2.5 times as many levels to go down.

use std::{hint::black_box, sync::Arc};

use moneyhub_proto::{
    AccessToken, CallOptions, RawCall, Scopes, Service,
    env::{EntropyError, Env, Monotonic, Now, UnixTime},
    id::UserId,
    identity::TokenSet,
    machine::{Exchange, Session, Step},
    scope,
};

use crate::sample;

/// How many seconds a token lives, and how many of them it is used: a minute less.
const LIFETIME: u64 = 7_200;
const USED: u64 = LIFETIME - 60;

/// A session with the tokens of so many users.
#[derive(Debug)]
pub struct Tokens {
    session: Arc<Session>,
    users: u64,
    /// Counts calls, so that each has another user.
    turn: u64,
}

impl Tokens {
    /// All of them fresh, and no two of the same age.
    #[must_use]
    pub fn of(users: u64) -> Self {
        let tokens = Self { session: Session::new(sample::config()), users, turn: 0 };
        // One millisecond apart.
        (0..users).for_each(|user| tokens.adopt(user, at(user + 1)));
        tokens
    }

    /// Finds the token of the next user, up to the request that carries it.
    ///
    /// # Panics
    ///
    /// When it is not there.
    pub fn find(&mut self) {
        let user = self.next_user();
        let call = RawCall::get(Service::Data, "/accounts", &[]);
        let call = call.needs(scope::USER_READ).for_user(user_id(user));
        let mut exchange =
            Exchange::new(&self.session, call, CallOptions::default(), Monotonic::default());
        let mut entropy = |_: &mut [u8]| -> Result<(), EntropyError> { Err(EntropyError) };
        let env = &mut Env { now: at(0), entropy: &mut entropy };
        let Step::Send(outgoing) = black_box(exchange.step(env)) else {
            panic!("no token of user {user}")
        };
        black_box(outgoing);
    }

    /// Renews the token of the next user.
    pub fn renew(&mut self) {
        let user = self.next_user();
        self.adopt(user, at(0));
    }

    /// Puts in the token of a new user at the very time at which the oldest one is over, and is swept
    /// out by that.
    pub fn expire(&mut self) {
        self.turn += 1;
        let over = at(USED * 1000 + self.turn);
        let user = user_id(self.users + self.turn);
        black_box(self.session.adopt(&user, token(), over));
    }

    fn adopt(&self, user: u64, now: Now) {
        black_box(self.session.adopt(&user_id(user), token(), now));
    }

    /// Users far apart, so that no two calls share what the processor has at hand.
    fn next_user(&mut self) -> u64 {
        self.turn += 1;
        self.turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) % self.users
    }
}

fn token() -> TokenSet {
    let token = AccessToken::new("token").expect("a token");
    let mut tokens = TokenSet::new(token, Scopes::from(scope::USER_READ));
    tokens.expires_in = Some(LIFETIME);
    tokens
}

fn at(millis: u64) -> Now {
    Now { unix: UnixTime::from_seconds(1_717_200_000), monotonic: Monotonic::from_millis(millis) }
}

/// 24 hexadecimal digits, as the service's are.
fn user_id(user: u64) -> UserId {
    UserId::from(format!("{:024x}", user.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}
