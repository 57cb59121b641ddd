//! See `moneyhub_oracles::targets::round_trip`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::round_trip(input));
