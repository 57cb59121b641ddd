//! See `moneyhub_oracles::targets::stored_sign_ins`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::stored_sign_ins(input));
