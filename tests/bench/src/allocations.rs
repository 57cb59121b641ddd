//! Allocations of the codec, the machine and the clients, against the same work by hand.

use std::hint::black_box;

use bytes::Bytes;
use moneyhub_proto::{transactions, users};

use crate::{
    by_hand::{Transaction, User},
    instant, sample,
    table::{
        Bound::{self, AtMost, More},
        Row, number,
    },
    work::{self, ByHand, Codec, Machine},
};

/// What a piece of work does to the memory of its thread.
#[derive(Clone, Copy, Debug)]
pub struct Footprint {
    /// How often it allocated.
    pub allocations: u64,
    /// The most bytes that were live at once.
    pub peak: u64,
    /// How many bytes are live afterwards, or less than none when older things were freed.
    pub left: i64,
}

/// Does a piece of work, and says what its footprint was.
///
/// How that is known is the caller's to say: the crate that counts replaces the allocator of every
/// program that it is linked into, and where instructions or time are measured it must not.
pub type Measure = fn(&mut dyn FnMut()) -> Footprint;

/// All that is below, with pages of a thousand users and of a million.
#[must_use]
pub fn all(measure: Measure) -> Vec<Row> {
    let mut rows = vec![
        call(measure),
        build(measure),
        machine(measure),
        blocking_client(measure),
        client(measure),
    ];
    rows.extend([1_000, 1_000_000].into_iter().flat_map(|count| page_of_users(count, measure)));
    rows.extend(page_of_transactions(measure));
    rows
}

/// One call over the codec.
#[must_use]
pub fn call(measure: Measure) -> Row {
    let (codec, by_hand) = (Codec::new(), ByHand::new());
    let (ours, theirs) = (count(measure, || codec.call()), count(measure, || by_hand.call()));
    Row::new("codec: build a request, read a user", ours, theirs, More(2))
}

/// The request of it.
#[must_use]
pub fn build(measure: Measure) -> Row {
    let (codec, by_hand) = (Codec::new(), ByHand::new());
    let ours = count(measure, || drop(black_box(codec.encode())));
    let theirs = count(measure, || drop(black_box(by_hand.encode())));
    Row::new("of that, build the request", ours, theirs, More(2))
}

/// What the machine adds to the codec must stay a small, known number.
#[must_use]
pub fn machine(measure: Measure) -> Row {
    let (codec, machine) = (Codec::new(), Machine::warm());
    let (codec, machine) = (count(measure, || codec.call()), count(measure, || machine.call()));
    // One: the box that holds the call between its states.
    Row::new("machine, token at hand, against the codec", machine, codec, More(1))
}

/// What the blocking client adds to the machine.
#[must_use]
pub fn blocking_client(measure: Measure) -> Row {
    let (machine, client) = (Machine::warm(), instant::blocking_client());
    let client = count(measure, || instant::call_blocking(&client));
    let machine = count(measure, || machine.call());
    Row::new("blocking client, against the machine", client, machine, More(0))
}

/// What the client adds to the machine.
#[must_use]
pub fn client(measure: Measure) -> Row {
    let (machine, client) = (Machine::warm(), instant::client());
    let client = count(measure, || instant::call(&client));
    let machine = count(measure, || machine.call());
    // One box for the request, one for its timeout.
    Row::new("client, against the machine", client, machine, More(2))
}

/// Reading so many users at once: how often it allocates for each, and the bytes at its peak.
#[must_use]
pub fn page_of_users(count: u32, measure: Measure) -> [Row; 2] {
    let page = Page {
        what: "users",
        count,
        body: sample::users(count as usize),
        ours: |body| drop(black_box(work::decode_page::<users::List>(body))),
        by_hand: |body| drop(black_box(work::decode_page_by_hand::<User>(body))),
    };
    page.read(AtMost(0.5), measure)
}

/// The same of the longest page of transactions.
#[must_use]
pub fn page_of_transactions(measure: Measure) -> [Row; 2] {
    let count = 1_000;
    let page = Page {
        what: "transactions",
        count,
        body: sample::transactions(count as usize),
        ours: |body| drop(black_box(work::decode_page::<transactions::List>(body))),
        by_hand: |body| drop(black_box(work::decode_page_by_hand::<Transaction>(body))),
    };
    page.read(AtMost(0.2), measure)
}

/// A page, and how it is read.
struct Page {
    what: &'static str,
    count: u32,
    body: Bytes,
    ours: fn(&Bytes),
    by_hand: fn(&Bytes),
}

impl Page {
    fn read(&self, allocations: Bound, measure: Measure) -> [Row; 2] {
        let Self { what, count, body, .. } = self;
        let read = |read: fn(&Bytes)| measure(&mut || read(body));
        let (ours, theirs) = (read(self.ours), read(self.by_hand));
        let row = |figures: &str, figure: fn(&Footprint) -> u64, bound: Bound| {
            let each = |footprint| figure(footprint) as f64 / f64::from(*count);
            let count = number(f64::from(*count));
            let what = format!("read {count} {what} at once, {figures} for each");
            Row::new(what, each(&ours), each(&theirs), bound)
        };
        [
            row("allocations", |footprint| footprint.allocations, allocations),
            row("bytes at the peak", |footprint| footprint.peak, AtMost(1.0)),
        ]
    }
}

/// How often a piece of work allocates.
fn count(measure: Measure, mut work: impl FnMut()) -> f64 {
    // The first time fills what is made once.
    work();
    measure(&mut work).allocations as f64
}
