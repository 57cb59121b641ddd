//! Scripts for the machine.

use std::time::Duration;

use moneyhub_oracles::machine::{
    CallPlan, Happening, Move, Script, Verb, calls_obey_the_replay_table,
};
use moneyhub_proto::{
    Replay, Retry,
    transport::{FaultClass, Sent},
};
use proptest::{collection::vec, option::of, prelude::*, sample::select};

pub(crate) fn retry() -> impl Strategy<Value = Retry> {
    (0_u32..6, 0_u64..1000, 0_u64..5000, 0_u64..60, 1_u64..200).prop_map(
        |(max_attempts, base, most, retry_after, deadline)| Retry {
            max_attempts,
            base_backoff: Duration::from_millis(base),
            max_backoff: Duration::from_millis(most),
            max_retry_after: Duration::from_secs(retry_after),
            deadline: Duration::from_secs(deadline),
        },
    )
}

fn call() -> impl Strategy<Value = CallPlan> {
    let verb = select(vec![Verb::Delete, Verb::Get, Verb::Post]);
    let replay = select(vec![Replay::Free, Replay::IfRefused, Replay::Never]);
    let given = prop::bool::weighted(0.4);
    let deadline = of((0_u64..100_000).prop_map(Duration::from_millis));
    let rest = (of(0_u8..2), 0_u8..8, deadline);
    (verb, replay, any::<bool>(), given, rest).prop_map(
        |(verb, replay, data, token_given, (subject, scopes, deadline))| CallPlan {
            verb,
            replay,
            data,
            token_given,
            subject,
            scopes,
            deadline,
        },
    )
}

fn happening() -> impl Strategy<Value = Happening> {
    let statuses = [
        200, 204, 302, 400, 401, 401, 401, 403, 404, 404, 408, 429, 429, 500, 501, 502, 503, 504,
        520, 521,
    ];
    let status = prop_oneof![9 => select(statuses.to_vec()), 1 => 100_u16..1000];
    let unsent = select(vec![FaultClass::Connect, FaultClass::Resolve, FaultClass::Tls]);
    let unsent =
        unsent.prop_map(|class| Happening::Fault { class, sent: Sent::Nothing, status: None });
    let classes =
        [FaultClass::BodyTooLarge, FaultClass::Closed, FaultClass::Protocol, FaultClass::TimedOut];
    let lost = (select(classes.to_vec()), of(status.clone()));
    let lost =
        lost.prop_map(|(class, status)| Happening::Fault { class, sent: Sent::Perhaps, status });
    let refused =
        Just(Happening::Fault { class: FaultClass::Closed, sent: Sent::Refused, status: None });
    let reply = (status, of(0_u32..100));
    let reply = reply.prop_map(|(status, retry_after)| Happening::Reply { status, retry_after });
    let token_type = select(vec!["Bearer", "bearer", "Bearer", "DPoP", ""]);
    let lifetime = prop_oneof![4 => Just(Some(7200)), 1 => of(-10_i64..300)];
    let token = (token_type, lifetime, of(0_u8..8));
    let token = token.prop_map(|(token_type, expires_in, scopes)| Happening::Token {
        token_type: token_type.to_owned(),
        expires_in,
        scopes,
    });
    let signature = prop::bool::weighted(0.9).prop_map(Happening::Signature);
    prop_oneof![1 => unsent, 1 => refused, 1 => lost, 4 => reply, 3 => token, 2 => signature]
}

fn step() -> impl Strategy<Value = Move> {
    let millis = prop_oneof![6 => 0_u32..2000, 2 => 0_u32..100_000, 1 => 0_u32..8_000_000];
    let seconds = prop_oneof![3 => 0_i32..3, 1 => -10_000_i32..10_000];
    let which = 0_usize..6;
    prop_oneof![
        1 => which.clone().prop_map(Move::Drop),
        1 => which.clone().prop_map(Move::Finish),
        1 => of(any::<u8>()).prop_map(Move::Entropy),
        4 => which.clone().prop_map(Move::HandOver),
        8 => (which.clone(), happening()).prop_map(|(which, happening)| Move::Happens(which, happening)),
        4 => (millis, seconds).prop_map(|(millis, seconds)| Move::Pass(millis, seconds)),
        12 => which.clone().prop_map(Move::Step),
        2 => (which.clone(), 0_u32..10_000).prop_map(|(which, back)| Move::StepEarly(which, back)),
        5 => (0_usize..3).prop_map(Move::Token),
    ]
}

/// One call with a given token, or two that share one of the table.
fn script(replay: Replay, verb: Verb, token_given: bool, moves: Vec<Move>) -> Script {
    let plan = CallPlan {
        verb,
        replay,
        data: false,
        token_given,
        subject: None,
        scopes: 1,
        deadline: None,
    };
    let calls = vec![plan.clone(), plan.clone(), plan];
    Script { retry: Retry::default(), signs: false, calls, moves }
}

fn reply(status: u16) -> Happening {
    Happening::Reply { status, retry_after: None }
}

#[test]
fn every_status_is_judged_by_the_table() {
    for status in 100..1000 {
        for replay in [Replay::Free, Replay::IfRefused, Replay::Never] {
            for verb in [Verb::Delete, Verb::Get, Verb::Post] {
                let moves = vec![Move::Step(0), Move::Happens(0, reply(status))];
                calls_obey_the_replay_table(&script(replay, verb, true, moves));
            }
        }
    }
}

#[test]
fn a_cached_token_is_renewed_once_and_no_more() {
    let moves = vec![
        Move::Token(0),
        Move::Step(1),
        Move::Happens(1, reply(401)),
        // Another call is quicker to fetch the new one, so that it is a cached one again.
        Move::Token(2),
        Move::Step(1),
        Move::Happens(1, reply(401)),
        Move::Step(1),
    ];
    calls_obey_the_replay_table(&script(Replay::Free, Verb::Get, false, moves));
}

#[test]
fn what_moves_money_is_not_sent_again_whatever_the_answer_and_whosever_token_it_had() {
    for status in 100..1000 {
        for token_given in [true, false] {
            let moves = vec![
                Move::Token(0),
                Move::Step(1),
                Move::Happens(1, reply(status)),
                Move::Pass(60_000, 60),
                Move::Token(1),
                Move::Finish(1),
            ];
            calls_obey_the_replay_table(&script(Replay::Never, Verb::Post, token_given, moves));
        }
    }
}

#[test]
fn a_call_that_is_finished_at_any_time_says_what_may_have_been_done() {
    let unsent =
        || Happening::Fault { class: FaultClass::Connect, sent: Sent::Nothing, status: None };
    let moves = [
        Move::Step(0),
        Move::Happens(0, unsent()),
        Move::Pass(1_000, 1),
        Move::Step(0),
        Move::Happens(0, reply(503)),
        Move::Pass(1_000, 1),
        Move::Step(0),
    ];
    for length in 0..=moves.len() {
        for replay in [Replay::Free, Replay::IfRefused, Replay::Never] {
            for verb in [Verb::Delete, Verb::Get, Verb::Post] {
                let mut moves = moves[..length].to_vec();
                moves.push(Move::Finish(0));
                calls_obey_the_replay_table(&script(replay, verb, true, moves));
            }
        }
    }
}

/// The fuzz target found that the law itself, which moves its clock on to the next time that a call
/// waits for, stood still here: the time of the call was past, and that of the fetch was not.
#[test]
fn a_call_whose_wait_is_over_awaits_a_token_whose_fetch_waits_longer() {
    let unreachable =
        || Happening::Fault { class: FaultClass::Connect, sent: Sent::Nothing, status: None };
    let no_lifetime =
        Happening::Token { token_type: "Bearer".to_owned(), expires_in: None, scopes: None };
    let moves = vec![
        Move::Entropy(None),
        Move::Step(0),
        Move::Step(3),
        Move::Happens(3, no_lifetime),
        Move::HandOver(3),
        Move::Step(0),
        Move::Step(1),
        Move::Step(4),
        Move::Happens(4, unreachable()),
        Move::Step(4),
        Move::Pass(60_000, 60),
        Move::Step(4),
        Move::Happens(4, unreachable()),
        Move::Step(4),
        Move::Happens(0, unreachable()),
        Move::Step(0),
    ];
    calls_obey_the_replay_table(&script(Replay::Free, Verb::Get, false, moves));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn calls_obey_the_replay_table_whatever_happens(
        retry in retry(), signs: bool, calls in vec(call(), 1..4), moves in vec(step(), 0..60),
    ) {
        calls_obey_the_replay_table(&Script { retry, signs, calls, moves });
    }
}
