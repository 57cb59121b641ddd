//! Decoding uses memory in proportion to its input, never to a number in the input.

use allocation_counter::measure;
use bytes::Bytes;
use http::Response;
use moneyhub_proto::{Endpoint, Error, codec};

/// What a byte may cost. An empty object in an array of raw JSON has three bytes on the wire and
/// thirty-two in memory; one with a member has eight, and a node of a tree of some six hundred; a
/// growing list is copied as it doubles; and what is wrong is read twice.
const PER_BYTE: u64 = 250;

/// What an error, its headers and its second reading may cost by themselves.
const CONSTANT: u64 = 16 * 1024;

/// Decodes. All that is allocated meanwhile, whether it is held to the end or not, is bounded by a
/// constant times the length of the answer.
///
/// # Errors
///
/// Those of decoding.
///
/// # Panics
///
/// If the law is broken.
pub fn decoded_in_proportion<E: Endpoint>(
    endpoint: &E,
    response: &Response<Bytes>,
) -> Result<E::Output, Error> {
    let headers = response.headers().iter();
    let headers: usize = headers.map(|(name, value)| name.as_str().len() + value.len()).sum();
    let length = response.body().len() + headers;
    let response = response.clone();
    read_in_proportion(E::OPERATION.facts.name, length, || codec::decode(endpoint, response))
}

/// The same for anything that reads an input of a length.
///
/// # Panics
///
/// If the law is broken.
pub fn read_in_proportion<T>(name: &str, length: usize, read: impl FnOnce() -> T) -> T {
    let bound = CONSTANT + PER_BYTE * length as u64;
    let mut result = None;
    let allocated = measure(|| result = Some(read())).bytes_total;
    assert!(allocated <= bound, "{name}: {allocated} bytes are allocated, not {bound}");
    result.expect("what is measured is run")
}
