//! The operations of the service, a module per chapter of Moneyhub's reference.

pub mod accounts;
pub mod bank_icons;
pub mod categories;
pub mod connections;
pub mod counterparties;
pub mod identity;
pub mod payments;
mod prelude;
pub mod sync;
pub mod users;
pub mod well_known;
