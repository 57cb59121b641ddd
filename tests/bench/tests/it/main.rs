//! What can be counted and must not grow. See BENCHMARKS.md.

mod allocations;
mod memory;
mod round_trips;
