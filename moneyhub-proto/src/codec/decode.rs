//! Readers of successful answers: bare, in `data`, as a page, or without JSON.
//!
//! Which endpoint uses which is up to the service: `GET /users/{userId}` is bare, lists are
//! `{"data": [...], "meta": {...}}`. These functions are for
//! [`Endpoint::decode`](crate::codec::Endpoint::decode).
//!
//! # Odd answers
//!
//! An answer that is not quite as documented is repaired where no guessing is needed. An optional member of
//! the wrong type counts as absent (or is read, where `"true"`, `1.0` or `"1"` has an obvious meaning). A
//! lone surrogate such as `\ud83d` becomes U+FFFD, and so do bytes that are not UTF-8. [`Reply::repairs`]
//! lists the places. A required member is never guessed: without it, its object can't be read. That object
//! counts as absent if it is optional itself; otherwise it is an error. Items of a list are never left out.
//!
//! A member is optional if `serde` can do without it: an `Option`, or a member with `#[serde(default)]`. If
//! you write your own `Deserialize`, refuse a bad value while you read it. `serde_json` does not know the
//! place of a later error, so other members may be left out in vain. Don't pass on an error of another
//! `serde_json` call either: its line and column would be taken for places in this text.

use bytes::Bytes;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::Value;

use super::{Page, PageMeta, Reply, page::Links};
use crate::ground::{
    error::{DecodeCategory, Error},
    reader::{self, Mending, Place},
};

/// The value itself.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn bare<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<T, Error> {
    let mut value = None;
    reply.read(Mending::Members, &mut |text| {
        value = Some(serde_json::from_str(text)?);
        Ok(())
    })?;
    value.ok_or_else(|| nothing(reply))
}

/// The value in `{"data": value}`.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn data<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<T, Error> {
    bare::<Data<T>>(reply).map(|envelope| envelope.data)
}

/// The value itself, or in `{"data": value}`, for endpoints whose documentation leaves it open.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the bare form, unless
/// there is a `data` to explain.
pub fn bare_or_data<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<T, Error> {
    match bare(reply) {
        Err(_) if reader::has_member(reply.body(), "data") => data(reply),
        result => result,
    }
}

/// One page of a list, `{"data": [...], "meta": {...}, "links": {...}}`. A `data` of null is a page without
/// items; an object without `data` is not a page.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn page<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<Page<T>, Error> {
    let mut page = None;
    let mut items = Vec::new();
    let mut around = None;
    reply.read_list(
        Place::Data,
        &mut |text| {
            page = Some(serde_json::from_str(text)?);
            Ok(())
        },
        &mut |index, text| put(&mut items, index, text),
        &mut |text| {
            around = Some(serde_json::from_str::<AroundPage>(text)?);
            Ok(())
        },
    )?;
    Ok(page.unwrap_or_else(|| {
        let AroundPage { meta, links, .. } = around.unwrap_or_default();
        Page { data: items, meta, links }
    }))
}

/// A list in `{"data": [...]}` that is not paged. A `data` of null is an empty list.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn list<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<Vec<T>, Error> {
    let mut list = None;
    let mut items = Vec::new();
    reply.read_list(
        Place::Data,
        &mut |text| {
            list = Some(serde_json::from_str::<Data<Vec<T>>>(text)?.data);
            Ok(())
        },
        &mut |index, text| put(&mut items, index, text),
        &mut |text| serde_json::from_str::<AroundList>(text).map(drop),
    )?;
    Ok(list.unwrap_or(items))
}

/// A list that is the whole body, `[...]`.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the JSON.
pub fn bare_list<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<Vec<T>, Error> {
    let mut list = None;
    let mut items = Vec::new();
    reply.read_list(
        Place::Body,
        &mut |text| {
            list = Some(serde_json::from_str(text)?);
            Ok(())
        },
        &mut |index, text| put(&mut items, index, text),
        &mut |text| serde_json::from_str::<Vec<IgnoredAny>>(text).map(drop),
    )?;
    Ok(list.unwrap_or(items))
}

/// A list that is the whole body, or in `{"data": [...]}`, for endpoints whose documentation leaves it open.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding), with the place in the bare form, unless
/// there is a `data` to explain.
pub fn bare_or_data_list<T: DeserializeOwned>(reply: &mut Reply<'_>) -> Result<Vec<T>, Error> {
    match bare_list(reply) {
        Err(_) if reader::has_member(reply.body(), "data") => list(reply),
        result => result,
    }
}

/// Any JSON as it is. Nothing is left out, but lone surrogates become U+FFFD. Null when there is no body.
///
/// # Errors
///
/// [`ErrorKind::Decoding`](crate::ground::error::ErrorKind::Decoding).
pub fn raw(reply: &mut Reply<'_>) -> Result<Value, Error> {
    let mut value = Value::Null;
    if reply.body().is_empty() {
        return Ok(value);
    }
    reply.read(Mending::Texts, &mut |text| {
        value = serde_json::from_str(text)?;
        Ok(())
    })?;
    Ok(value)
}

/// Nothing: any 2xx will do, whatever its body.
///
/// # Errors
///
/// None; the signature is that of the others.
pub fn empty(_: &mut Reply<'_>) -> Result<(), Error> {
    Ok(())
}

/// The body as text, not as JSON. Bytes that are not UTF-8 become U+FFFD.
///
/// # Errors
///
/// None; the signature is that of the others.
pub fn text(reply: &mut Reply<'_>) -> Result<String, Error> {
    Ok(reply.text())
}

/// The body as it is, such as an image or a PDF.
///
/// # Errors
///
/// None; the signature is that of the others.
pub fn bytes(reply: &mut Reply<'_>) -> Result<Bytes, Error> {
    Ok(Bytes::copy_from_slice(reply.body()))
}

/// Reads the item at an index. The same index may be read again.
fn put<T: DeserializeOwned>(
    items: &mut Vec<T>,
    index: usize,
    text: &str,
) -> serde_json::Result<()> {
    let item = serde_json::from_str(text)?;
    items.truncate(index);
    items.push(item);
    Ok(())
}

/// A reader succeeded without a value, which does not happen.
fn nothing(reply: &Reply<'_>) -> Error {
    reply.refused("", DecodeCategory::Empty)
}

#[derive(Deserialize)]
struct Data<T> {
    data: T,
}

/// A page whose items have been read.
#[derive(Default, Deserialize)]
struct AroundPage {
    #[serde(deserialize_with = "no_items", rename = "data")]
    _data: (),
    #[serde(default, deserialize_with = "null_is_default")]
    meta: PageMeta,
    #[serde(default)]
    links: Option<Links>,
}

/// A list whose items have been read.
#[derive(Deserialize)]
struct AroundList {
    #[serde(deserialize_with = "no_items", rename = "data")]
    _data: (),
}

/// An empty list, or null.
fn no_items<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    Option::<[IgnoredAny; 0]>::deserialize(deserializer).map(drop)
}

/// A member that may be null without being an `Option`.
pub(crate) fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
