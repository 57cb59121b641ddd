//! See `moneyhub_oracles::targets::public_keys`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::public_keys(input));
