//! What the library costs, against the same work written by hand.
//!
//! - `cargo test -p moneyhub-bench`: what can be counted, and must not grow (allocations, peak
//!   memory, requests).
//! - `cargo run --release -p moneyhub-bench --bin instructions`: instructions, by valgrind.
//! - `cargo run --release -p moneyhub-bench --bin loopback`: calls per second and CPU time against
//!   hyper-util without the library.
//! - `cargo run --release -p moneyhub-bench --bin walk`: memory over a walk of a million users.
//! - `cargo bench -p moneyhub-bench`: time, for those who change the codec.
//!
//! BENCHMARKS.md has the results. Whatever has a bound is counted; time has none, since it would
//! measure the neighbours.

pub mod by_hand;
pub mod instant;
pub mod instructions;
pub mod loopback;
pub mod sample;
pub mod signing;
pub mod tokens;
pub mod walk;
pub mod work;
