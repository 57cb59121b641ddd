//! See `moneyhub_oracles::targets::authorisation_requests`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| moneyhub_oracles::targets::authorisation_requests(
    input
));
