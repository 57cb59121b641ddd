//! The types that everything else builds on: ids, scopes, secrets, time, errors. No protocol yet.

pub(crate) mod check;
pub(crate) mod date;
pub mod env;
pub mod error;
pub(crate) mod future;
pub mod id;
mod in_place;
pub mod money;
pub(crate) mod observer;
pub(crate) mod open_enum;
pub(crate) mod reader;
pub mod scope;
pub(crate) mod secret;
pub mod sensitive;
pub(crate) mod text;
pub(crate) mod timestamp;
pub(crate) mod wire_text;
