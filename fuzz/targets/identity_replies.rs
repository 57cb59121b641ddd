//! See `moneyhub_oracles::targets::identity_replies`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::identity_replies(input));
