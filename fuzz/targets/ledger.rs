//! See `moneyhub_oracles::targets::ledger`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::ledger(input));
