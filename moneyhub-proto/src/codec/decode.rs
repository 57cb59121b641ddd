//! How successful answers are wrapped: bare, in `data`, as a page, or not at all.
//!
//! Which endpoint uses which is a fact of the service: `GET /users/{userId}` is bare, lists are
//! `{"data": [...], "meta": {...}}`. These functions are for [`Endpoint::decode`](crate::codec::Endpoint::decode).

use bytes::Bytes;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    codec::{Page, Reply},
    ground::error::{DecodeCategory, DecodeError, Error},
};

/// The value itself.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn bare<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<T, Error> {
    read(reply.body()).map_err(|_| {
        DecodeError::explain::<T>(reply.status(), reply.headers(), reply.body()).into()
    })
}

/// The value in `{"data": value}`.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn data<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<T, Error> {
    bare::<Data<T>>(reply).map(|envelope| envelope.data)
}

/// The value itself, or in `{"data": value}`: for endpoints whose documentation is not sure.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the bare form, unless
/// there is a `data` to explain.
pub fn bare_or_data<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<T, Error> {
    match read(reply.body()) {
        Ok(value) => Ok(value),
        Err(_) if has_data(reply.body()) => data(reply),
        Err(_) => bare(reply),
    }
}

/// One page of a list, `{"data": [...], "meta": {...}, "links": {...}}`.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn page<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<Page<T>, Error> {
    bare(reply)
}

/// All of a list that does not come in pages, `{"data": [...]}`.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn list<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<Vec<T>, Error> {
    page(reply).map(|page| page.data)
}

/// A text, as it came.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding) when it is not UTF-8.
pub fn text(reply: &mut Reply<'_>) -> Result<String, Error> {
    let text = std::str::from_utf8(reply.body()).map_err(|_| {
        DecodeError::at(reply.status(), reply.body(), "", DecodeCategory::WrongType)
    })?;
    Ok(text.to_owned())
}

/// The bytes, as they came.
///
/// # Errors
///
/// None; the signature is that of the others.
pub fn bytes(reply: &mut Reply<'_>) -> Result<Bytes, Error> {
    Ok(Bytes::copy_from_slice(reply.body()))
}

/// Nothing: any 2xx will do, whatever its body is.
///
/// # Errors
///
/// None; the signature is that of the others.
pub fn empty(_: &mut Reply<'_>) -> Result<(), Error> {
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
