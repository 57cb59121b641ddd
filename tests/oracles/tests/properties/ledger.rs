//! Histories of accounts and transactions, and of how much of them is seen when.

use moneyhub_oracles::ledger::{
    Count, Doubts, Fault, Happening, History, Hooks, Item, Law, Lies, Order, Touch, Zone,
    checkpoints_are_read_or_refused, live, the_copy_never_drifts,
};
use proptest::{prelude::*, sample::select};

fn item() -> impl Strategy<Value = Item> {
    let number = 0_u64..1 << 30;
    (0_u8..100, select(Happening::LIFE.as_slice()), number).prop_map(|(chance, what, number)| {
        match chance {
            0..=71 => Item::Step(number),
            72..=79 => Item::Wait(number),
            80..=83 => Item::Hook(number),
            84..=85 => Item::Crash(number),
            _ => Item::Happen(what, number),
        }
    })
}

/// Half of the histories let the first reading finish in peace.
fn script() -> impl Strategy<Value = Vec<Item>> {
    let steps = prop::collection::vec((0_u64..1 << 30).prop_map(Item::Step), 0..=40);
    let calm = prop_oneof![Just(Vec::new()), steps];
    let connect = (0_u64..1 << 30).prop_map(|number| Item::Happen(Happening::Connect, number));
    (connect, calm, prop::collection::vec(item(), 40..180)).prop_map(|(connect, calm, items)| {
        std::iter::once(connect).chain(calm).chain(items).collect()
    })
}

fn history() -> impl Strategy<Value = History> {
    (any::<u64>(), script()).prop_map(|(choices, script)| History {
        doubts: Doubts::chosen(choices),
        lies: Lies::default(),
        script,
    })
}

/// How many histories: `LEDGER_HISTORIES`, or as many as are lived through in seconds.
fn cases() -> ProptestConfig {
    let asked = std::env::var("LEDGER_HISTORIES").ok().and_then(|text| text.parse().ok());
    ProptestConfig::with_cases(asked.unwrap_or(CASES))
}

/// A history takes a tenth of a second without optimisation.
const CASES: u32 = 150;

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_copy_of_accounts_and_transactions_never_drifts(history in history()) {
        the_copy_never_drifts(&history);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_a_checkpoint_or_refused(
        version in 0_u8..4, bytes in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        let bytes: Vec<u8> = std::iter::once(version).chain(bytes).collect();
        checkpoints_are_read_or_refused(&bytes);
    }
}

/// A history that is the same each time, by its number.
fn numbered(number: u64) -> History {
    use proptest::{
        strategy::ValueTree,
        test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    history().new_tree(&mut runner).expect("it always gives one").current()
}

/// The history, in a world in which the fault has something to do.
fn made_for(fault: Fault, mut history: History) -> History {
    let doubts = &mut history.doubts;
    match fault {
        Fault::CheckpointFirst => doubts.two_workers = false,
        Fault::ClaimsAtStart | Fault::NoSecondLook => doubts.behind = true,
        Fault::CountsProve => doubts.counts = Count::Exact,
        Fault::NarrowRead | Fault::SameDay => {
            (doubts.zone, doubts.touch) = (Zone::West, Touch::All);
        }
        Fault::NoSeam => {
            (doubts.crowded, doubts.short_pages, doubts.no_links) = (true, true, true);
            (doubts.order, doubts.hooks) = (Order::Date, Hooks::None);
        }
        Fault::NothingVouches => history.lies.blank = true,
        Fault::ShortIsLast => (doubts.short_pages, doubts.no_links) = (true, true),
        Fault::Unfenced => doubts.two_workers = true,
        Fault::WebhooksObeyed => doubts.hooks = Hooks::Lossy,
        _ => {}
    }
    for (at, item) in history.script.iter_mut().enumerate() {
        match (fault, &mut *item) {
            (Fault::NothingVouches, _) if at % 12 == 5 => {
                *item = Item::Happen(Happening::Dark, at as u64);
            }
            (Fault::Tombstones, Item::Happen(what, number)) if *number % 2 == 0 => {
                *what = if *number % 4 == 0 { Happening::Delete } else { Happening::Restore };
            }
            (Fault::NoSeam, Item::Happen(what, number)) if *what != Happening::Connect => {
                *what = if *number % 2 == 0 { Happening::Delete } else { Happening::History };
            }
            _ => {}
        }
    }
    history
}

/// The first law that notices a fault, and how many histories that takes.
#[track_caller]
fn is_noticed(fault: Fault, within: u64, by: &[Law]) {
    let broken =
        (0..within).find_map(|number| live(&made_for(fault, numbered(number)), fault).err());
    let broken =
        broken.unwrap_or_else(|| panic!("{fault:?} was not noticed in {within} histories"));
    assert!(by.contains(&broken.law), "{fault:?} broke {broken}");
}

#[test]
fn a_list_that_convicts_is_noticed() {
    is_noticed(Fault::AListConvicts, 100, &[Law::Safety, Law::AsOf, Law::Watermark]);
}

#[test]
fn a_checkpoint_that_is_stored_before_its_rows_is_noticed() {
    is_noticed(Fault::CheckpointFirst, 100, &[Law::AsOf, Law::Watermark]);
}

#[test]
fn a_claim_as_of_the_end_of_a_reading_is_noticed() {
    is_noticed(Fault::ClaimsAtEnd, 100, &[Law::AsOf]);
}

#[test]
fn a_claim_that_trusts_replicas_and_the_clock_is_noticed() {
    is_noticed(Fault::ClaimsAtStart, 100, &[Law::AsOf]);
}

#[test]
fn a_claim_that_does_not_wait_for_what_is_missing_is_noticed() {
    is_noticed(Fault::ClaimsTooSoon, 100, &[Law::AsOf]);
}

#[test]
fn equal_counts_that_prove_are_noticed() {
    is_noticed(Fault::CountsProve, 100, &[Law::AsOf]);
}

#[test]
fn a_newest_window_that_ends_today_is_noticed() {
    let laws = [Law::AsOf, Law::Complete, Law::Convergence, Law::Staleness, Law::Watermark];
    is_noticed(Fault::EndsToday, 200, &laws);
}

#[test]
fn windows_that_are_read_as_narrow_as_they_are_judged_are_noticed() {
    let laws = [Law::AsOf, Law::Complete, Law::Convergence, Law::Staleness, Law::Watermark];
    is_noticed(Fault::NarrowRead, 200, &laws);
}

#[test]
fn a_second_look_that_does_not_wait_is_noticed() {
    is_noticed(Fault::NoSecondLook, 100, &[Law::AsOf, Law::Safety]);
}

#[test]
fn pages_that_fit_together_by_faith_are_noticed() {
    is_noticed(Fault::NoSeam, 100, &[Law::Complete]);
}

#[test]
fn an_empty_answer_that_is_believed_is_noticed() {
    is_noticed(Fault::NothingVouches, 100, &[Law::Safety]);
}

#[test]
fn an_empty_answer_removes_nothing() {
    for number in 0..20 {
        let history = made_for(Fault::NothingVouches, numbered(number));
        // Hours of nothing are a lie that `as_of` need not survive.
        let broken = live(&history, Fault::None).err();
        assert!(broken.is_none_or(|broken| broken.law != Law::Safety), "history {number}");
    }
}

#[test]
fn changes_that_are_asked_for_from_the_very_day_are_noticed() {
    is_noticed(Fault::SameDay, 100, &[Law::Watermark]);
}

#[test]
fn a_short_page_that_is_taken_for_the_last_is_noticed() {
    is_noticed(Fault::ShortIsLast, 100, &[Law::AsOf, Law::Complete, Law::Watermark]);
}

#[test]
fn a_transaction_that_is_never_taken_back_is_noticed() {
    let laws = [Law::AsOf, Law::Convergence, Law::Idempotence, Law::Watermark];
    is_noticed(Fault::Tombstones, 200, &laws);
}

#[test]
fn two_workers_without_a_fence_are_noticed() {
    is_noticed(Fault::Unfenced, 100, &[Law::AsOf, Law::Monotone, Law::Watermark]);
}

#[test]
fn a_webhook_that_is_obeyed_is_noticed() {
    is_noticed(Fault::WebhooksObeyed, 100, &[Law::Safety]);
}
