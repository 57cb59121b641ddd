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
