//! Allocations of the codec and the machine, against the same work by hand.

use std::hint::black_box;

use allocation_counter::measure;
use moneyhub_bench::{
    instant, sample,
    work::{self, ByHand, Codec, Machine},
};

fn count(work: impl Fn()) -> u64 {
    // The first time fills what is made once.
    work();
    measure(work).count_total
}

#[test]
fn a_call_allocates_at_most_twice_more_than_by_hand() {
    let (codec, by_hand) = (Codec::new(), ByHand::new());
    let (ours, theirs) = (count(|| codec.call()), count(|| by_hand.call()));
    println!("codec {ours}, by hand {theirs}");
    assert!(ours <= theirs + 2, "{ours} against {theirs} by hand");
}

#[test]
fn building_a_request_allocates_at_most_twice_more_than_by_hand() {
    let (codec, by_hand) = (Codec::new(), ByHand::new());
    let ours = count(|| drop(black_box(codec.encode())));
    let theirs = count(|| drop(black_box(by_hand.encode())));
    println!("encode {ours}, by hand {theirs}");
    assert!(ours <= theirs + 2, "{ours} against {theirs} by hand");
}

#[test]
fn a_page_allocates_less_than_half_of_what_strings_do() {
    const USERS: usize = 1_000;
    let body = sample::page(USERS);
    let ours = measure(|| drop(black_box(work::decode_page(&body))));
    let theirs = measure(|| drop(black_box(work::decode_page_by_hand(&body))));
    println!("page of {USERS}: {ours:?}, by hand {theirs:?}");
    assert!(2 * ours.count_total <= theirs.count_total);
    assert!(ours.bytes_max <= theirs.bytes_max);
}

/// The machine adds its own to the codec: it must stay a small, known number.
#[test]
fn the_machine_allocates_a_bounded_number_more_than_the_codec() {
    let (codec, machine) = (Codec::new(), Machine::warm());
    let (codec, machine) = (count(|| codec.call()), count(|| machine.call()));
    println!("codec {codec}, machine {machine}");
    // One: the box that holds the call between its states.
    assert!(machine <= codec + 1, "{machine} against {codec} of the codec");
}

#[test]
fn a_client_allocates_a_bounded_number_more_than_the_machine() {
    let (machine, client) = (Machine::warm(), instant::client());
    let blocking = instant::blocking_client();
    let machine = count(|| machine.call());
    let blocking = count(|| instant::call_blocking(&blocking));
    let client = count(|| instant::call(&client));
    println!("machine {machine}, blocking {blocking}, client {client}");
    assert!(blocking <= machine, "{blocking} against {machine}");
    // One box for the request, one for its timeout.
    assert!(client <= machine + 2, "{client} against {machine}");
}
