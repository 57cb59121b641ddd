//! Time of the codec and the machine. Nothing is bounded here: see the bin `instructions`.

use divan::{Bencher, black_box, counter::BytesCount};
use moneyhub_bench::{
    by_hand, instant, sample,
    work::{self, ByHand, Codec, Machine},
};
use moneyhub_proto::{transactions, users};

fn main() {
    divan::main();
}

#[divan::bench]
fn encode(bencher: Bencher<'_, '_>) {
    let codec = Codec::new();
    bencher.bench_local(|| codec.encode());
}

#[divan::bench]
fn encode_by_hand(bencher: Bencher<'_, '_>) {
    let by_hand = ByHand::new();
    bencher.bench_local(|| by_hand.encode());
}

#[divan::bench]
fn decode_user(bencher: Bencher<'_, '_>) {
    let codec = Codec::new();
    let bytes = BytesCount::new(sample::USER.len());
    bencher.counter(bytes).bench_local(|| codec.decode());
}

#[divan::bench]
fn decode_user_by_hand(bencher: Bencher<'_, '_>) {
    let by_hand = ByHand::new();
    let bytes = BytesCount::new(sample::USER.len());
    bencher.counter(bytes).bench_local(|| by_hand.decode());
}

#[divan::bench(args = [100, 10_000])]
fn decode_page(bencher: Bencher<'_, '_>, users: usize) {
    let body = sample::users(users);
    let bytes = BytesCount::new(body.len());
    bencher.counter(bytes).bench_local(|| work::decode_page::<users::List>(black_box(&body)));
}

#[divan::bench(args = [100, 10_000])]
fn decode_page_by_hand(bencher: Bencher<'_, '_>, users: usize) {
    let body = sample::users(users);
    let bytes = BytesCount::new(body.len());
    bencher
        .counter(bytes)
        .bench_local(|| work::decode_page_by_hand::<by_hand::User>(black_box(&body)));
}

#[divan::bench]
fn decode_1000_transactions(bencher: Bencher<'_, '_>) {
    let body = sample::transactions(1_000);
    let bytes = BytesCount::new(body.len());
    bencher
        .counter(bytes)
        .bench_local(|| work::decode_page::<transactions::List>(black_box(&body)));
}

#[divan::bench]
fn decode_1000_transactions_by_hand(bencher: Bencher<'_, '_>) {
    let body = sample::transactions(1_000);
    let bytes = BytesCount::new(body.len());
    bencher
        .counter(bytes)
        .bench_local(|| work::decode_page_by_hand::<by_hand::Transaction>(black_box(&body)));
}

#[divan::bench]
fn machine_call(bencher: Bencher<'_, '_>) {
    let machine = Machine::warm();
    bencher.bench_local(|| machine.call());
}

#[divan::bench]
fn client_call(bencher: Bencher<'_, '_>) {
    let client = instant::client();
    bencher.bench_local(|| instant::call(&client));
}
