//! See `moneyhub_oracles::targets::id_tokens`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::id_tokens(input));
