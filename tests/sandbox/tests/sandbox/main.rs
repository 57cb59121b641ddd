//! The sandbox against what its documentation says. Routes are tested with no sockets; sockets
//! are for what only they can show.

mod accounts;
mod approvals;
mod bearer;
mod bounds;
mod caas;
mod caller;
mod chaos;
mod client_auth;
mod codes;
#[cfg(feature = "cli")]
mod command;
mod connections;
mod consent;
mod directory;
mod discovery;
mod faults;
mod files;
mod holder;
mod identity;
mod lifecycle;
mod metadata;
mod operations;
mod paging;
mod payments;
mod plans;
mod pushed;
mod rate;
mod records;
mod refreshes;
mod reports;
mod request_objects;
mod routes;
mod schemas;
mod scopes;
mod seed;
mod signer;
mod socket;
mod spending;
mod splits;
mod syncs;
mod tokens;
mod transactions;
mod users;
mod webhooks;
mod wire_faults;
