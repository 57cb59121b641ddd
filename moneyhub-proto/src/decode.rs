//! How successful answers are wrapped: bare, in `data`, as a page, or not at all.
//!
//! Which endpoint uses which is a fact of the service: `GET /users/{userId}` is bare, lists are
//! `{"data": [...], "meta": {...}}`. These functions are for [`Endpoint::decode`](crate::Endpoint::decode).

use http::response::Parts;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    error::{DecodeError, Error},
    page::Page,
};

/// The value itself.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ErrorKind::Decoding), with the place in the JSON.
pub fn bare<T: DeserializeOwned>(head: &Parts, body: &[u8]) -> Result<T, Error> {
    read(body).map_err(|_| DecodeError::explain::<T>(head, body).into())
}

/// The value in `{"data": value}`.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ErrorKind::Decoding), with the place in the JSON.
pub fn data<T: DeserializeOwned>(head: &Parts, body: &[u8]) -> Result<T, Error> {
    bare::<Data<T>>(head, body).map(|envelope| envelope.data)
}

/// The value itself, or in `{"data": value}`: for endpoints whose documentation is not sure.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ErrorKind::Decoding), with the place in the bare form, unless
/// there is a `data` to explain.
pub fn bare_or_data<T: DeserializeOwned>(head: &Parts, body: &[u8]) -> Result<T, Error> {
    match read(body) {
        Ok(value) => Ok(value),
        Err(_) if has_data(body) => data(head, body),
        Err(_) => bare(head, body),
    }
}

/// One page of a list, `{"data": [...], "meta": {...}, "links": {...}}`.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ErrorKind::Decoding), with the place in the JSON.
pub fn page<T: DeserializeOwned>(head: &Parts, body: &[u8]) -> Result<Page<T>, Error> {
    bare(head, body)
}

/// Nothing: any 2xx will do, whatever its body is.
///
/// # Errors
///
/// None; the signature is that of the others.
pub fn empty(_head: &Parts, _body: &[u8]) -> Result<(), Error> {
    Ok(())
}

/// One look for UTF-8 at the whole is quicker than one at every string. What is not UTF-8 gets the
/// latter: it may be in a member that nobody reads.
fn read<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    }
}

#[derive(Deserialize)]
struct Data<T> {
    data: T,
}

fn has_data(body: &[u8]) -> bool {
    serde_json::from_slice::<Data<serde::de::IgnoredAny>>(body).is_ok()
}
