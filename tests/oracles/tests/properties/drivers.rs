//! Scripts for drivers.

use std::time::Duration;

use moneyhub_oracles::{
    drivers::{Answer, Body, Call, Comes, Plan, Script, drivers_are_equal},
    machine::Verb,
};
use moneyhub_proto::{
    Replay, Retry,
    transport::{FaultClass, Sent},
};
use proptest::{collection::vec, option::of, prelude::*, sample::select};

use crate::{machine::retry, strategies, texts};

fn call() -> impl Strategy<Value = Call> {
    let verb = select(vec![Verb::Delete, Verb::Get, Verb::Post]);
    let replay = select(vec![Replay::Free, Replay::IfRefused, Replay::Never]);
    let raw = (verb, replay, any::<bool>(), of(texts::any()))
        .prop_map(|(verb, replay, for_user, body)| Call::Raw { verb, replay, for_user, body });
    prop_oneof![
        2 => Just(Call::Get),
        1 => Just(Call::Delete),
        1 => Just(Call::Create),
        2 => (0_u32..4).prop_map(Call::Pages),
        2 => raw,
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let pause = prop_oneof![
        3 => Just((Duration::ZERO, 0)),
        1 => (0_u64..8_000_000, -4_000_i64..4_000)
            .prop_map(|(millis, seconds)| (Duration::from_millis(millis), seconds)),
    ];
    let deadline = of((0_u64..60_000).prop_map(Duration::from_millis));
    (pause, call(), prop::bool::weighted(0.3), deadline, of(retry())).prop_map(
        |(pause, call, token_given, deadline, retry)| Plan {
            pause,
            call,
            token_given,
            deadline,
            retry,
        },
    )
}

fn fitting() -> impl Strategy<Value = Body> {
    let token_type = select(vec!["Bearer", "bearer", "Bearer", "Bearer", "DPoP"]);
    let lifetime = prop_oneof![4 => Just(Some(7200)), 1 => of(-10_i64..300)];
    let scope = of(select(vec!["user:read", "user:read user:update user:create", ""]));
    let next = (0_u8..12).prop_map(|offset| format!("/users?offset={offset}"));
    let next = of(prop_oneof![4 => next, 1 => texts::url()]);
    (token_type, lifetime, scope, (0_u8..4, 0_u8..4), of(0_u64..12), next).prop_map(
        |(token_type, expires_in, scope, (first, length), total, next)| Body::Fitting {
            token_type: token_type.to_owned(),
            expires_in,
            scope: scope.map(str::to_owned),
            users: (first, first + length),
            total,
            next,
        },
    )
}

fn comes() -> impl Strategy<Value = Comes> {
    let fits = fitting().prop_map(|body| Comes::Reply { status: 200, retry_after: None, body });
    let classes = vec![
        FaultClass::BodyTooLarge,
        FaultClass::Closed,
        FaultClass::Connect,
        FaultClass::Other,
        FaultClass::Protocol,
        FaultClass::Resolve,
        FaultClass::TimedOut,
        FaultClass::Tls,
    ];
    let fault = (select(classes), select(vec![Sent::Nothing, Sent::Refused, Sent::Perhaps]))
        .prop_map(|(class, sent)| Comes::Fault(class, sent));
    let wait = prop_oneof![
        3 => (0_u32..60).prop_map(|seconds| seconds.to_string()),
        1 => select(vec!["1.5", "Wed, 01 May 2024 08:00:20 GMT", "soon", "-1"])
            .prop_map(str::to_owned),
    ];
    let body = prop_oneof![
        Just(Body::Text(String::new())),
        texts::any().prop_map(Body::Error),
        texts::any().prop_map(Body::Text),
        fitting(),
    ];
    let status = prop_oneof![
        1 => select(vec![401_u16, 401, 404, 409, 429, 429, 500, 503, 503]),
        1 => strategies::status(),
    ];
    let reply = (status, of(wait), body).prop_map(|(status, retry_after, body)| Comes::Reply {
        status,
        retry_after,
        body,
    });
    prop_oneof![3 => fits, 1 => fault, 3 => reply]
}

fn answer() -> impl Strategy<Value = Answer> {
    let millis =
        prop_oneof![6 => Just(0), 1 => 0_u64..2_000, 1 => 0_u64..100_000, 1 => Just(400_000)];
    (millis, comes())
        .prop_map(|(millis, comes)| Answer { takes: Duration::from_millis(millis), comes })
}

fn fits() -> Answer {
    let body = Body::Fitting {
        token_type: "Bearer".to_owned(),
        expires_in: Some(7200),
        scope: None,
        users: (0, 1),
        total: Some(1),
        next: None,
    };
    Answer { takes: Duration::ZERO, comes: Comes::Reply { status: 200, retry_after: None, body } }
}

fn refused() -> Answer {
    let body = Body::Error("unauthorised".to_owned());
    Answer { takes: Duration::ZERO, comes: Comes::Reply { status: 401, retry_after: None, body } }
}

fn call_of(call: Call, deadline: Option<Duration>) -> Plan {
    Plan { pause: (Duration::ZERO, 0), call, token_given: false, deadline, retry: None }
}

#[test]
fn a_refused_token_of_the_table_is_renewed_whoever_drives() {
    let calls = vec![call_of(Call::Get, None), call_of(Call::Create, None)];
    // Token, user; then a refusal, another token, another refusal.
    let answers = vec![fits(), fits(), refused(), fits(), refused()];
    let retry = Retry::default();
    drivers_are_equal(&Script { retry, signs: None, entropy: true, calls, answers });
}

/// The law found that a blocking call took as long as the fetch.
#[test]
fn a_call_ends_at_its_deadline_also_while_its_token_is_fetched_whoever_drives() {
    let never = Answer { takes: Duration::from_secs(400), ..fits() };
    let deadline = Some(Duration::from_millis(1_500));
    for signs in [None, Some(true)] {
        let calls = vec![call_of(Call::Get, deadline), call_of(Call::Get, None)];
        let answers = vec![never.clone(), fits(), fits()];
        let retry = Retry::default();
        drivers_are_equal(&Script { retry, signs, entropy: true, calls, answers });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn drivers_are_equal_whatever_comes(
        retry in retry(), signs in prop::option::weighted(0.2, prop::bool::weighted(0.8)), entropy: bool,
        calls in vec(plan(), 1..4), answers in vec(answer(), 0..24),
    ) {
        drivers_are_equal(&Script { retry, signs, entropy, calls, answers });
    }
}
