//! Requests that the sandbox saw.

use moneyhub_bench::requests;

use crate::holds;

#[test]
fn a_call_with_a_token_at_hand_is_one_request() {
    let [requests, connections] = requests::one_by_one(20).unwrap();
    holds(&requests);
    holds(&connections);
}

#[test]
fn sixty_four_calls_that_start_at_once_fetch_one_token() {
    let [tokens, requests] = requests::at_once(64).unwrap();
    holds(&tokens);
    holds(&requests);
}
