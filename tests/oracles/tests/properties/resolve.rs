//! Histories of payments, and of what can be seen of them when.

use moneyhub_oracles::resolving::{History, Known, resolve_is_never_wrong};
use proptest::{prelude::*, sample::select};

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn what_became_of_a_payment_is_never_said_wrongly(history in history()) {
        resolve_is_never_wrong(&history);
    }
}
