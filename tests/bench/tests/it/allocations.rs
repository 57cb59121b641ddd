//! Allocations of the codec, the machine and the clients.

use moneyhub_bench::allocations;

use crate::{holds, measure};

#[test]
fn a_call_allocates_at_most_twice_more_than_by_hand() {
    holds(&allocations::call(measure));
}

#[test]
fn building_a_request_allocates_at_most_twice_more_than_by_hand() {
    holds(&allocations::build(measure));
}

#[test]
fn a_page_of_users_allocates_less_than_half_of_what_strings_do() {
    let [allocations, peak] = allocations::page_of_users(1_000, measure);
    holds(&allocations);
    holds(&peak);
}

#[test]
fn a_page_of_transactions_allocates_a_fifth_of_what_strings_do() {
    let [allocations, peak] = allocations::page_of_transactions(measure);
    holds(&allocations);
    holds(&peak);
}

#[test]
fn the_machine_allocates_a_bounded_number_more_than_the_codec() {
    holds(&allocations::machine(measure));
}

#[test]
fn a_client_allocates_a_bounded_number_more_than_the_machine() {
    holds(&allocations::blocking_client(measure));
    holds(&allocations::client(measure));
}
