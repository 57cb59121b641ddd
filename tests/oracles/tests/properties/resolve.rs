//! Histories of payments, and of what can be seen of them when.

use std::{cell::RefCell, collections::BTreeMap};

use moneyhub_oracles::resolving::{History, Known, Said, resolve_is_never_wrong};
use proptest::{prelude::*, sample::select, test_runner::TestRunner};

const STATUSES: &[&str] = &[
    "inProgress",
    "pending",
    "completed",
    "rejected",
    "cancelled",
    "abandoned",
    "error:redirect",
    "error:tokenGrant",
    "error:paymentSubmission",
    "onHold",
];

const MINUTES: u64 = 60_000;

fn known() -> impl Strategy<Value = Known> {
    any::<[bool; 5]>().prop_map(|[payment, auth_request, submission, reference, details]| Known {
        payment,
        auth_request,
        submission,
        reference,
        details,
    })
}

/// At once, later, or never.
fn visible() -> impl Strategy<Value = Option<u64>> {
    prop_oneof![2 => Just(Some(0)), 2 => (0..10 * MINUTES).prop_map(Some), 1 => Just(None)]
}

fn reads() -> impl Strategy<Value = Vec<u16>> {
    prop_oneof![
        Just(vec![200]),
        prop::collection::vec(select(vec![200, 200, 403, 404, 429, 500, 503]), 1..6),
    ]
}

fn history() -> impl Strategy<Value = History> {
    let status = (prop_oneof![Just(0), 0..10 * MINUTES], select(STATUSES));
    let seen = (visible(), visible(), visible());
    let auth_status = select(vec!["pending", "complete", "error", "deleted", "parked"]);
    let list = (1_usize..4, any::<bool>(), prop::collection::vec(select(STATUSES), 0..6));
    let time = (reads(), 0_u64..2_000, 1..30 * MINUTES);
    let payment = (prop::collection::vec(status, 0..5), any::<bool>());
    (known(), seen, auth_status, payment, list, time).prop_map(
        |(known, seen, auth_status, (statuses, moved_unseen), list, time)| {
            let (readable, listed, linked) = seen;
            let (page, newest_first, others) = list;
            let (reads, latency, deadline) = time;
            History {
                known,
                readable,
                listed,
                linked,
                auth_status,
                statuses,
                moved_unseen,
                others,
                page,
                newest_first,
                reads,
                latency,
                deadline,
            }
        },
    )
}

/// `Unknown` where it could be known, with every read answered, is 0: the law panics. What is counted shows
/// that the histories are of all kinds, so that this says something.
#[test]
fn what_became_of_a_payment_is_never_said_wrongly_in_20_000_histories() {
    let said = RefCell::new(BTreeMap::<Said, u32>::new());
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20_000) };
    TestRunner::new(config)
        .run(&history(), |history| {
            *said.borrow_mut().entry(resolve_is_never_wrong(&history)).or_default() += 1;
            Ok(())
        })
        .unwrap();
    let said = said.into_inner();
    println!("{said:?}");
    for (kind, least) in [(Said::Moved, 500), (Said::NotMoved, 1500), (Said::Unknown, 5000)] {
        assert!(said.get(&kind).is_some_and(|times| *times > least), "{said:?}");
    }
}
