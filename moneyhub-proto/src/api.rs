//! The operations of the service, a module per chapter of Moneyhub's reference.

pub mod accounts;
pub mod connections;
pub mod identity;
pub mod payments;
mod prelude;
pub mod transactions;
pub mod users;
