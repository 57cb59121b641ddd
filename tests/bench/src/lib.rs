//! What the library costs, against the same work written by hand.
//!
//! - `cargo test -p moneyhub-bench`: what can be counted, and must not grow (allocations, peak
//!   memory, requests).
//! - `tests/bench/run`: all of it, and more, into BENCHMARKS.md.
//! - `cargo run --release -p moneyhub-bench --bin instructions`: instructions, by valgrind. Its
//!   bounds fail CI.
//! - The same with `--bin counts`: requests, allocations and memory, up to a million users.
//! - The same with `--bin loopback`: calls a second and CPU time against hyper-util without the
//!   library.
//! - `cargo bench -p moneyhub-bench`: time, for those who change the codec.
//!
//! Whatever has a bound that fails is counted; for time none does, since it would measure the
//! neighbours.

pub mod allocations;
pub mod by_hand;
pub mod enriching;
pub mod instant;
pub mod instructions;
pub mod loopback;
pub mod requests;
pub mod sample;
pub mod signing;
pub mod table;
pub mod tokens;
pub mod walk;
pub mod work;
