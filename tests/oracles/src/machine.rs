//! Calls end within their budget, and retry only what may be retried.
//!
//! A [`Script`] is plain data, so that a property test or a fuzzer can make one: some calls over
//! one session, and a list of moves against them. A naive model of the replay table gives the
//! expected results; the world keeps track of time, tokens and leases.

mod books;
mod events;
mod model;
mod probe;
mod watched;
mod world;

use std::time::Duration;

use moneyhub_proto::{
    Replay, Retry,
    transport::{FaultClass, Sent},
};

use self::world::World;
pub(crate) use self::{
    model::{Model, Then},
    probe::Unasked,
    watched::entropy,
};

/// Some calls, and the moves against them.
#[derive(Clone, Debug)]
pub struct Script {
    /// The budget of all of them. Its deadline is that of token fetches as well.
    pub retry: Retry,
    /// Whether the client signs its token requests, in place of sending a secret with them.
    pub signs: bool,
    /// The calls, which share a session.
    pub calls: Vec<CallPlan>,
    /// What happens, in this order. After the last move the world goes on until every call ends.
    pub moves: Vec<Move>,
}

/// One call.
#[derive(Clone, Debug)]
pub struct CallPlan {
    /// Its method.
    pub verb: Verb,
    /// Its rule.
    pub replay: Replay,
    /// Whether it goes to the data API, and not to the identity service.
    pub data: bool,
    /// Whether its token is given, and not fetched.
    pub token_given: bool,
    /// Whose token it needs; the client's own when there is none.
    pub subject: Option<u8>,
    /// What its token may do: a set of three scopes, as bits.
    pub scopes: u8,
    /// Its own deadline.
    pub deadline: Option<Duration>,
}

/// A method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// DELETE.
    Delete,
    /// GET.
    Get,
    /// POST.
    Post,
}

/// One move. The number says which machine it is for: the calls in their order, then the token
/// fetches as they began; modulo how many there are.
#[derive(Clone, Debug)]
pub enum Move {
    /// It is dropped.
    Drop(usize),
    /// From now on the source of entropy gives this byte over and over, or nothing.
    Entropy(Option<u8>),
    /// It is finished, wherever it stands.
    Finish(usize),
    /// A fetch that is done is finished, and its result given to those who wait for it.
    HandOver(usize),
    /// An event. When it is not in flight, one that it does not wait for.
    Happens(usize, Happening),
    /// Time passes: milliseconds on the monotonic clock, seconds either way on the wall clock.
    Pass(u32, i32),
    /// It is stepped, twice.
    Step(usize),
    /// It is stepped by a clock that has fallen back so many milliseconds, while it waits or is in
    /// flight: nothing comes of it.
    StepEarly(usize, u32),
    /// It is stepped, and the token that it then waits for is fetched without mischief.
    Token(usize),
}

/// What comes of a request.
#[derive(Clone, Debug)]
pub enum Happening {
    /// There is no complete answer.
    Fault {
        /// What failed.
        class: FaultClass,
        /// Whether a byte left.
        sent: Sent,
        /// The status, when a head had arrived.
        status: Option<u16>,
    },
    /// An answer without a body.
    Reply {
        /// Its status.
        status: u16,
        /// Its `Retry-After`, in seconds.
        retry_after: Option<u32>,
    },
    /// A signature, or the failure of one.
    Signature(bool),
    /// An answer of the token endpoint; to a call, just a success.
    Token {
        /// Its `token_type`.
        token_type: String,
        /// Its `expires_in`.
        expires_in: Option<i64>,
        /// Its `scope`, as bits; absent when it is what was asked for.
        scopes: Option<u8>,
    },
}

/// Plays the script. Every call ends, after no more requests than its budget allows; none is sent
/// before its time or after its deadline; what is repeated, and how it ends, is as the replay table
/// says; what may have moved money is sent once, and again only if no byte of it left; an error says
/// that nothing was sent if and only if that is so, also of a call that is finished early; a bearer token goes to the configured origins only, a cached one only while it lives, is
/// of the right user, covers the need and was not
/// given up after a refusal; the client's secret goes to the token
/// endpoint only; what has to be signed is sent signed, while that is fresh, or not at all; nobody
/// fetches a token that is being fetched; further steps, and events that
/// nobody waits for, change nothing.
///
/// # Panics
///
/// If the law is broken.
pub fn calls_obey_the_replay_table(script: &Script) {
    let mut world = World::new(script);
    for step in &script.moves {
        world.play(step);
    }
    world.play_to_the_end();
}
