//! Scripts for sign-ins.

use moneyhub_oracles::sign_in_walk::{
    Document, Happening, Key, Move, Return, Script, SignInPlan, Token, Wrong,
    sign_ins_spend_their_code_once,
};
use moneyhub_proto::{
    sign_in::Flow,
    transport::{FaultClass, Sent},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::machine::retry;

fn token() -> impl Strategy<Value = Token> {
    use Wrong::{Audience, Connection, Expired, Hash, Issuer, Nonce, Subject};
    let key = prop_oneof![
        4 => Just(Key::Current),
        1 => select(vec![Key::Other, Key::Unknown, Key::Unnamed]),
    ];
    let wrong = select(vec![Audience, Connection, Expired, Hash, Issuer, Nonce, Subject]);
    (key, prop::bool::weighted(0.1), option::weighted(0.25, wrong))
        .prop_map(|(key, forged, wrong)| Token { key, forged, wrong })
}

fn sign_in() -> impl Strategy<Value = SignInPlan> {
    use Return::{Denied, OtherIssuer, OtherState, WithoutIssuer};
    let flow = select(vec![Flow::AuthorisationCode, Flow::Hybrid, Flow::Implicit]);
    let mischief = select(vec![Denied, OtherIssuer, OtherState, WithoutIssuer]);
    let callback = prop_oneof![8 => Just(Return::Good), 1 => mischief];
    (flow, any::<bool>(), callback, token()).prop_map(|(flow, pinned, callback, in_front)| {
        SignInPlan { flow, pinned, callback, in_front }
    })
}

fn happening() -> impl Strategy<Value = Happening> {
    let statuses = vec![200, 302, 400, 401, 403, 404, 408, 429, 500, 501, 503, 524];
    let status = prop_oneof![9 => select(statuses), 1 => 100_u16..1000];
    let unsent = select(vec![FaultClass::Connect, FaultClass::Resolve, FaultClass::Tls]);
    let unsent =
        unsent.prop_map(|class| Happening::Fault { class, sent: Sent::Nothing, status: None });
    let classes =
        [FaultClass::BodyTooLarge, FaultClass::Closed, FaultClass::Protocol, FaultClass::TimedOut];
    let lost = (select(classes.to_vec()), option::of(status.clone()));
    let lost =
        lost.prop_map(|(class, status)| Happening::Fault { class, sent: Sent::Perhaps, status });
    let reply = (status, option::of(0_u32..100));
    let reply = reply.prop_map(|(status, retry_after)| Happening::Reply { status, retry_after });
    let document = select(vec![Document::Good, Document::ForeignKeys, Document::OtherIssuer]);
    let tokens = (prop::bool::weighted(0.9), option::weighted(0.9, token()));
    let tokens = tokens.prop_map(|(bearer, id_token)| Happening::Tokens { bearer, id_token });
    prop_oneof![
        2 => unsent,
        1 => lost,
        2 => reply,
        1 => document.prop_map(Happening::Document),
        3 => (0_u8..4).prop_map(Happening::Keys),
        1 => prop::bool::weighted(0.7).prop_map(Happening::Signature),
        1 => Just(Happening::Token),
        4 => tokens,
    ]
}

fn step() -> impl Strategy<Value = Move> {
    let millis = prop_oneof![8 => 0_u32..200, 4 => 0_u32..10_000, 2 => 0_u32..100_000, 1 => 0_u32..8_000_000];
    let seconds = prop_oneof![6 => 0_i32..3, 1 => -4_000_i32..4_000];
    let which = 0_usize..3;
    prop_oneof![
        1 => which.clone().prop_map(Move::Drop),
        1 => which.clone().prop_map(Move::Finish),
        1 => option::of(any::<u8>()).prop_map(Move::Entropy),
        6 => (which.clone(), happening()).prop_map(|(which, happening)| Move::Happens(which, happening)),
        6 => (millis, seconds).prop_map(|(millis, seconds)| Move::Pass(millis, seconds)),
        1 => Just(Move::Rotate),
        12 => which.clone().prop_map(Move::Serve),
        8 => which.clone().prop_map(Move::Step),
        2 => (which, 0_u32..10_000).prop_map(|(which, back)| Move::StepEarly(which, back)),
    ]
}

fn script() -> impl Strategy<Value = Script> {
    let signs = prop::bool::weighted(0.3);
    let settings = (signs, any::<bool>(), any::<bool>(), prop::bool::weighted(0.8));
    (retry(), settings, vec(sign_in(), 1..4), vec(step(), 0..50)).prop_map(
        |(retry, (signs, configured, always_names_issuer, recovers), sign_ins, moves)| Script {
            retry,
            signs,
            configured,
            always_names_issuer,
            sign_ins,
            moves,
            recovers,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn sign_ins_spend_their_code_once_whatever_happens(script in script()) {
        sign_ins_spend_their_code_once(&script);
    }
}
