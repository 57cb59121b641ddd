//! See `moneyhub_oracles::targets::finish_sign_in`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::finish_sign_in(input));
