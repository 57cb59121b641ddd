//! What is allocated while a server floods the client, in bytes that are counted.
//!
//! One test, since the counter counts the whole process, the server among it. It counts all that was
//! allocated meanwhile, freed or not, so that the most at one time is less.

use std::alloc::System;

use moneyhub_tests::{
    Adapter,
    hostile::{Case, bodies},
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTER: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const MIB: usize = 1024 * 1024;

/// For a body that is read up to the limit of 16 MiB: it doubles as it grows, which is 32 MiB in
/// all, and comes in through buffers.
const UP_TO_THE_LIMIT: usize = 56 * MIB;

/// For a client, a server and some thousand bytes.
const LITTLE: usize = 4 * MIB;

fn allocated(case: Case, adapter: Adapter) -> usize {
    let region = Region::new(COUNTER);
    case(adapter);
    region.change().bytes_allocated
}

#[test]
fn what_a_flood_allocates_depends_on_our_limits_and_not_on_its_size() {
    for adapter in [Adapter::Tokio, Adapter::AsyncStd] {
        // Makes the bomb, and starts the runtime.
        bodies::a_compression_bomb(adapter);
        // Each with the most for all of its calls. Two of four have the limit of 16 MiB, and the
        // endless bodies come in three ways. The bomb is sent twice and weighs less than 1 MiB.
        let cases: [(Case, usize); 4] = [
            (bodies::a_body_of_200_mb, 2 * (UP_TO_THE_LIMIT + LITTLE)),
            (bodies::a_body_without_an_end, 3 * 2 * (UP_TO_THE_LIMIT + LITTLE)),
            (bodies::an_error_without_an_end, 3 * LITTLE),
            (bodies::a_compression_bomb, 2 * (2 * MIB + LITTLE)),
        ];
        for (number, (case, most)) in cases.into_iter().enumerate() {
            let bytes = allocated(case, adapter);
            assert!(bytes <= most, "{adapter:?}, case {number}: {bytes} bytes, not {most}");
        }
    }
}
