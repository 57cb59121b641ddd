//! Every operation that moves money, according to the reference, in each case of the hostile
//! network.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    thread,
};

use moneyhub_oracles::operations::{self, Typed};
use moneyhub_proto::Replay;
use moneyhub_tests::{
    Adapter,
    hostile::{Case, StandIn},
};

/// Cases that make their own calls, which can't be replaced. They test crowds or races: `cargo run -p
/// moneyhub-tests --bin soak` pays in both.
const OF_THEIR_OWN: &[&str] = &[
    "every_connection_is_closed_after_its_answer",
    "an_unsolicited_answer_between_two_calls",
    "a_204_that_announces_a_body",
    "ten_thousand_calls_in_flight",
    "ten_thousand_calls_while_nobody_answers",
];

fn moves_money(operation: &Typed) -> bool {
    operation.row().moves_money && operation.facts.replay == Replay::Never
}

fn stand_in(operation: Typed) -> Rc<StandIn> {
    let takes_token = operation.facts.authentication.is_bearer();
    let (name, payment) = (operation.facts.name, Rc::from(operation.most("an-id")));
    StandIn::new(name, takes_token, move |client, options| {
        let payment: Rc<dyn operations::Instance> = Rc::clone(&payment);
        Box::pin(async move { payment.send(client, options).await })
    })
}

/// Each on a thread of its own: they wait more than they work.
fn pay(adapter: Adapter, cases: &'static [(&str, &str, Case)]) {
    let names: Vec<_> = operations::all()
        .into_iter()
        .filter(moves_money)
        .map(|operation| operation.facts.name)
        .collect();
    assert!(names.len() >= 4, "what moves money is not marked: {names:?}");
    let walks = names.into_iter().map(|name| {
        thread::spawn(move || {
            let operation = operations::all().into_iter().find(|it| it.facts.name == name);
            let payment = stand_in(operation.expect("it was there"));
            let mut broken = Vec::new();
            for (group, case, run) in cases {
                if OF_THEIR_OWN.contains(case) {
                    continue;
                }
                // The others go on: what is told is all that does not hold.
                match catch_unwind(AssertUnwindSafe(|| payment.meet(*run, adapter))) {
                    Ok(1..) => {}
                    Ok(0) => broken.push(format!("{group}::{case}: nothing to stand in for")),
                    Err(_) => broken.push(format!("{group}::{case}: see above")),
                }
            }
            (name, broken)
        })
    });
    let ended = walks.collect::<Vec<_>>().into_iter().map(|walk| walk.join().unwrap());
    let broken: Vec<_> = ended.filter(|(_, broken)| !broken.is_empty()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn whatever_moves_money_does_so_once_at_most_on_tokio() {
    pay(Adapter::Tokio, super::tokio::ALL);
}

#[test]
fn whatever_moves_money_does_so_once_at_most_on_async_std() {
    pay(Adapter::AsyncStd, super::async_std::ALL);
}

/// The proof of the proof: what may be sent again if refused is read twice, and that is noticed.
#[test]
#[should_panic(expected = "payees.create was paid 2 times")]
fn what_is_sent_again_is_noticed() {
    let create = operations::all().into_iter().find(|it| it.facts.name == "payees.create");
    let create = stand_in(create.expect("there is one"));
    create.meet(moneyhub_tests::hostile::statuses::a_429_once, Adapter::Tokio);
}
