//! Sign-ins end within their budgets, spend a code once, and share the service's keys.
//!
//! A [`Script`] is plain data, as that of [`machine`](crate::machine) is: some users who have come
//! back from the identity service, over one session, and a list of moves. The expected results come
//! from the documentation, read naively: a history of all key fetches says who fetches keys, and
//! when; the replay table of calls says what is retried.

mod ends;
mod happens;
mod history;
mod requests;
mod rules;
mod service;
mod tokens;
mod walker;
mod world;

use std::time::Duration;

use moneyhub_proto::{
    Retry,
    sign_in::Flow,
    transport::{FaultClass, Sent},
};

use self::world::World;

/// The most sign-ins of a script.
pub(crate) const MOST_SIGN_INS: usize = 3;

/// Some sign-ins, and the moves against them.
#[derive(Clone, Debug)]
pub struct Script {
    /// The budget of every request, and the deadline of every stage.
    pub retry: Retry,
    /// Whether the client signs its token requests, in place of sending a secret with them.
    pub signs: bool,
    /// Whether the discovery document is in the configuration, and need not be fetched.
    pub configured: bool,
    /// Whether that document says that every callback has an `iss`.
    pub always_names_issuer: bool,
    /// The users who come back, up to three of them, each when first stepped.
    pub sign_ins: Vec<SignInPlan>,
    /// What happens, in this order. After the last move the world goes on until every sign-in ends.
    pub moves: Vec<Move>,
    /// Whether the service is well after the last move, or fails.
    pub recovers: bool,
}

/// One sign-in, and what its user comes back with.
#[derive(Clone, Debug)]
pub struct SignInPlan {
    /// Its response type.
    pub flow: Flow,
    /// Whether it is for one user and one of their connections, and not for whoever comes.
    pub pinned: bool,
    /// The callback.
    pub callback: Return,
    /// The `id_token` of the callback, where the flow has one.
    pub in_front: Token,
}

/// What is in a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// All that belongs there.
    Good,
    /// The user said no.
    Denied,
    /// The `iss` of another service.
    OtherIssuer,
    /// The `state` of another sign-in.
    OtherState,
    /// No `iss`.
    WithoutIssuer,
}

/// An `id_token`, made when it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// The key that it names.
    pub key: Key,
    /// Whether somebody else than the service has signed it.
    pub forged: bool,
    /// What is wrong with its claims.
    pub wrong: Option<Wrong>,
}

/// The key that a token names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The one that the service signs with.
    Current,
    /// The one that it had before, or will have.
    Other,
    /// One that the service has never had.
    Unknown,
    /// None.
    Unnamed,
}

/// What is wrong with the claims of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is for another client.
    Audience,
    /// It is about another connection.
    Connection,
    /// It is of an hour ago, and over.
    Expired,
    /// Its hash is not of what came with it.
    Hash,
    /// It is of another service.
    Issuer,
    /// It is of another sign-in.
    Nonce,
    /// It is about another user.
    Subject,
}

/// One move. The number says which sign-in it is for, modulo how many there are.
#[derive(Clone, Debug)]
pub enum Move {
    /// It is dropped.
    Drop(usize),
    /// From now on the source of entropy gives this byte over and over, or nothing.
    Entropy(Option<u8>),
    /// It is asked for what has become of it, before its end, and goes.
    Finish(usize),
    /// An event. When nothing is in flight, one that nobody waits for.
    Happens(usize, Happening),
    /// Time passes: milliseconds on the monotonic clock, seconds either way on the wall clock.
    Pass(u32, i32),
    /// The service takes its other key into use, and leaves the one so far.
    Rotate,
    /// It is stepped, and what it then asks for is answered as by a service that is well.
    Serve(usize),
    /// It is stepped, twice.
    Step(usize),
    /// It is stepped by a clock that has fallen back so many milliseconds, while it waits or is in
    /// flight: nothing comes of it.
    StepEarly(usize, u32),
}

/// What comes of a request. Any answer may come to any request.
#[derive(Clone, Debug)]
pub enum Happening {
    /// The discovery document.
    Document(Document),
    /// There is no complete answer.
    Fault {
        /// What failed.
        class: FaultClass,
        /// Whether a byte left.
        sent: Sent,
        /// The status, when a head had arrived.
        status: Option<u16>,
    },
    /// The service's keys: the first, the second, as bits.
    Keys(u8),
    /// An answer without a body.
    Reply {
        /// Its status.
        status: u16,
        /// Its `Retry-After`, in seconds.
        retry_after: Option<u32>,
    },
    /// A signature, or the failure of one.
    Signature(bool),
    /// That there is no bearer token, which no sign-in has asked for.
    Token,
    /// What a code is exchanged for.
    Tokens {
        /// Whether the access token is a bearer token.
        bearer: bool,
        /// The `id_token` beside it.
        id_token: Option<Token>,
    },
}

/// A discovery document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// The service's.
    Good,
    /// Its keys are on another origin.
    ForeignKeys,
    /// It is of another issuer.
    OtherIssuer,
}

/// How long keys and document are used: "kept for an hour".
const LONGEST_AGE: Duration = Duration::from_secs(60 * 60);

/// Plays the script. Every sign-in ends, each of its stages by its deadline, after no more requests
/// than the budget allows each; none is sent before its time. The code goes out once the keys are at
/// hand and not before, and never again once it may have been received; from then on the error says
/// so, and does not invite to try again. The keys are fetched by one sign-in at a time, whose place
/// another takes when it is dropped, and serve all for an hour; a token that none of them has
/// signed leads to one more look, and to another if what came was read for somebody else; looks are five
/// seconds apart, and who comes too soon waits. What a code was exchanged for is not lost. Nobody is signed in but by tokens that a key
/// of the service has signed, for this sign-in, as of now. Requests go to the identity service only,
/// the client's authentication to its token endpoint only, and bearer tokens nowhere; further and
/// early steps, and events that nobody waits for, change nothing.
///
/// # Panics
///
/// If the law is broken.
pub fn sign_ins_spend_their_code_once(script: &Script) {
    let mut world = World::new(script);
    for step in &script.moves {
        world.play(step);
    }
    world.play_to_the_end();
}
