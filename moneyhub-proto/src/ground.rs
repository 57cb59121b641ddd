//! What everything stands on: ids, scopes, secrets, time, errors. No protocol yet.

pub mod env;
pub mod error;
pub(crate) mod future;
pub mod id;
pub(crate) mod open_enum;
pub mod scope;
pub(crate) mod secret;
pub(crate) mod timestamp;
pub(crate) mod wire_text;
