//! Every driver makes the same call.
//!
//! A [`Script`] is plain data, so that a property test or a fuzzer can make one: some calls, one after
//! another on one client, and what comes of their requests. It is played three times: by [`Client`], by
//! [`blocking::Client`], and by a loop that was written for this law from the documentation of
//! [`Step`](moneyhub_proto::machine::Step). Concurrent calls are not covered: the system decides the order of
//! threads.

mod by_hand;
mod players;
mod stage;

use std::time::Duration;

use http::StatusCode;
use moneyhub_proto::{
    AccessToken, CallOptions, Client, Error, ErrorKind, Outcome, RawCall, Replay, Retry, Service,
    Window, blocking,
    codec::Method,
    env::Monotonic,
    scope,
    transport::{FaultClass, Sent},
    users,
};
use serde::Serialize;
use serde_json::json;

use self::{
    by_hand::ByHand,
    players::Player,
    stage::{Asked, Stage},
};
use crate::machine::Verb;

/// Some calls, and the results of their requests.
#[derive(Clone, Debug)]
pub struct Script {
    /// The budget of calls that have none of their own, and of token fetches.
    pub retry: Retry,
    /// Whether the client signs its token requests, and whether its signer then works.
    pub signs: Option<bool>,
    /// Whether there is entropy.
    pub entropy: bool,
    /// The calls, one after another.
    pub calls: Vec<Plan>,
    /// What comes of their requests, in this order, those for tokens among them. What is asked for
    /// after that is a fault.
    pub answers: Vec<Answer>,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How long nothing happens before it, and by how many seconds the wall clock is then set.
    pub pause: (Duration, i64),
    /// What is called.
    pub call: Call,
    /// Whether its token is given, and not fetched.
    pub token_given: bool,
    /// Its own deadline.
    pub deadline: Option<Duration>,
    /// Its own budget.
    pub retry: Option<Retry>,
}

/// What is called.
#[derive(Clone, Debug)]
pub enum Call {
    /// A user is created.
    Create,
    /// A user is deleted.
    Delete,
    /// A user is asked for.
    Get,
    /// Users are listed, page by page, so many on each.
    Pages(u32),
    /// Something without a type of its own, under this rule.
    Raw {
        /// Its method.
        verb: Verb,
        /// Its rule.
        replay: Replay,
        /// Whether it is for a user, at the data API.
        for_user: bool,
        /// What it carries.
        body: Option<String>,
    },
}

/// What comes of a request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// After which time it comes. When that is longer than the attempt may take, it never does.
    pub takes: Duration,
    /// What comes.
    pub comes: Comes,
}

/// What comes of a request, in the end.
#[derive(Clone, Debug)]
pub enum Comes {
    /// No complete answer.
    Fault(FaultClass, Sent),
    /// An answer.
    Reply {
        /// Its status.
        status: u16,
        /// Its `Retry-After`.
        retry_after: Option<String>,
        /// Its body.
        body: Body,
    },
}

/// The body of an answer.
#[derive(Clone, Debug)]
pub enum Body {
    /// That of an error, as the API and as the identity service write one, with this code.
    Error(String),
    /// One that fits whatever was asked for: a token, a user and a page, all in one.
    Fitting {
        /// `token_type`.
        token_type: String,
        /// `expires_in`.
        expires_in: Option<i64>,
        /// `scope`.
        scope: Option<String>,
        /// The number of the first user of the page, and of the one after its last.
        users: (u8, u8),
        /// `total`.
        total: Option<u64>,
        /// The link to the next page.
        next: Option<String>,
    },
    /// Anything.
    Text(String),
}

/// The result of one call.
#[derive(Debug, PartialEq)]
struct End {
    /// Its requests, those for tokens among them.
    asked: Vec<Asked>,
    /// What it ended in, or what each page of a walk did.
    results: Vec<Result<String, Told>>,
    /// When it ended.
    at: Monotonic,
    /// How many tokens are kept afterwards.
    tokens: usize,
}

/// What an error tells.
#[derive(Debug, PartialEq)]
struct Told {
    kind: ErrorKind,
    status: Option<StatusCode>,
    code: Option<String>,
    outcome: Outcome,
    attempts: u32,
    retry_after: Option<Duration>,
    retryable: bool,
    text: String,
    debug: String,
}

/// Plays the script. With every driver, the calls send the same requests at the same times, and end at the
/// same time with the same value or an equal error; and afterwards the same number of tokens is cached.
///
/// A call whose own deadline and whose token fetch end in the same millisecond may end in the error of
/// either, so it is not compared, nor is what follows it.
///
/// # Panics
///
/// If the law is broken.
pub fn drivers_are_equal(script: &Script) {
    let expected = play::<ByHand>(script);
    assert_same("client", &expected, &play::<Client>(script));
    assert_same("blocking client", &expected, &play::<blocking::Client>(script));
}

fn assert_same(who: &str, expected: &[End], actual: &[End]) {
    for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
        assert!(expected == actual, "call {index}, by the {who}: {actual:#?}\nnot: {expected:#?}");
    }
}

fn play<P: Player>(script: &Script) -> Vec<End> {
    let stage = Stage::new(script);
    let player = P::new(stage.config(script), stage.clone());
    let mut ends = Vec::new();
    for plan in &script.calls {
        stage.pause(plan.pause);
        let results = plan.make(&player);
        if stage.is_tied() {
            break;
        }
        let (asked, at) = (stage.asked(), stage.now().monotonic);
        ends.push(End { asked, results, at, tokens: player.tokens() });
    }
    ends
}

impl Plan {
    fn make(&self, player: &impl Player) -> Vec<Result<String, Told>> {
        let token = self.token_given.then(|| AccessToken::new("given").expect("it is good"));
        let (deadline, retry) = (self.deadline, self.retry.clone());
        let options = CallOptions { token, deadline, retry, ..CallOptions::default() };
        let user_id = || "u1".into();
        match &self.call {
            Call::Create => {
                let create = users::Create { client_user_id: Some("customer-1".to_owned()) };
                vec![told(player.call(create, options))]
            }
            Call::Delete => {
                vec![told(player.call(users::Delete { user_id: user_id() }, options))]
            }
            Call::Get => vec![told(player.call(users::Get { user_id: user_id() }, options))],
            Call::Pages(limit) => {
                let window = Window { limit: *limit, offset: 0 };
                let list = users::List { window, ..users::List::default() };
                player.walk(list, options).into_iter().map(told).collect()
            }
            Call::Raw { verb, replay, for_user, body } => {
                let method = match verb {
                    Verb::Delete => Method::Delete,
                    Verb::Get => Method::Get,
                    Verb::Post => Method::Post,
                };
                let service = if *for_user { Service::Data } else { Service::Identity };
                let mut raw = RawCall::new(method, service, "/things/{thingId}", &[&"t1"])
                    .needs(scope::USER_UPDATE)
                    .replayed(*replay);
                if *for_user {
                    raw = raw.for_user("u1");
                }
                if let Some(body) = body {
                    raw = raw.json(&json!({ "text": body }));
                }
                vec![told(player.call(raw, options))]
            }
        }
    }
}

fn told(result: Result<impl Serialize, Error>) -> Result<String, Told> {
    let value = result.map(|value| json!(value).to_string());
    value.map_err(|error| Told {
        kind: error.kind(),
        status: error.status(),
        code: error.code().map(str::to_owned),
        outcome: error.outcome(),
        attempts: error.attempts(),
        retry_after: error.retry_after(),
        retryable: error.is_retryable(),
        text: error.to_string(),
        debug: format!("{error:?}"),
    })
}

impl Body {
    /// The body of the answer with this number, which tells its token from others.
    fn text(&self, number: usize) -> String {
        match self {
            Self::Error(code) => {
                let text = json!({ "code": code, "message": "no", "error": code });
                text.to_string()
            }
            Self::Fitting { token_type, expires_in, scope, users, total, next } => {
                let user = |number| json!({ "userId": format!("u{number}") });
                let mut text = json!({
                    "access_token": format!("token-{number}"),
                    "token_type": token_type,
                    "userId": "u1",
                    "data": (users.0..users.1).map(user).collect::<Vec<_>>(),
                    "meta": { "total": total },
                    "links": { "next": next },
                });
                for (name, value) in [("expires_in", json!(expires_in)), ("scope", json!(scope))] {
                    if !value.is_null() {
                        text[name] = value;
                    }
                }
                text.to_string()
            }
            Self::Text(text) => text.clone(),
        }
    }
}
