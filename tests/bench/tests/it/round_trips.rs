//! Requests that the sandbox saw.

use moneyhub_bench::loopback::{Caller, Ours, Target, runtime};
use moneyhub_sandbox::Sandbox;

#[test]
fn a_call_with_a_token_at_hand_is_one_request() {
    const CALLS: u32 = 20;
    let sandbox = Sandbox::start().unwrap();
    let target = Target::of(&sandbox).unwrap();
    runtime().unwrap().block_on(async {
        let ours = Ours::warm(&target).await.unwrap();
        let before = sandbox.total_requests();
        ours.calls(CALLS, 1).await.unwrap();
        assert_eq!(sandbox.total_requests() - before, u64::from(CALLS));
    });
    assert_eq!(sandbox.token_requests(), 1);
    assert_eq!(sandbox.connections_accepted(), 1);
}

#[test]
fn sixty_four_calls_that_start_at_once_fetch_one_token() {
    const CALLS: u32 = 64;
    let sandbox = Sandbox::start().unwrap();
    let target = Target::of(&sandbox).unwrap();
    runtime().unwrap().block_on(async {
        let ours = Ours::cold(&target).unwrap();
        ours.calls(CALLS, CALLS).await.unwrap();
    });
    assert_eq!(sandbox.token_requests(), 1);
    assert_eq!(sandbox.total_requests(), 1 + u64::from(CALLS));
}
