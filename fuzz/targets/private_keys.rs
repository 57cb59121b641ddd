//! See `moneyhub_oracles::targets::private_keys`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::private_keys(input));
