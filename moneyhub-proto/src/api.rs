//! The operations of the service, a module per chapter of Moneyhub's reference.

pub mod accounts;
pub mod affordability;
pub mod beneficiaries;
pub mod caas;
pub mod categorise;
pub mod connections;
pub mod consent_history;
pub mod identity;
pub mod osip;
pub mod payments;
mod prelude;
pub mod projects;
pub mod regular_transactions;
pub mod rental_records;
pub mod reseller;
pub mod savings_goals;
pub mod scim;
pub mod spending;
pub mod spending_goals;
pub mod standard_financial_statements;
pub mod tax;
pub mod thresholds;
pub mod users;
