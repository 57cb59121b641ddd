//! The sandbox against what its documentation says. Routes are tested with no sockets; sockets
//! are for what only they can show.

mod bearer;
mod caller;
#[cfg(feature = "cli")]
mod command;
mod connections;
mod faults;
mod lifecycle;
mod paging;
mod rate;
mod records;
mod routes;
mod seed;
mod socket;
mod syncs;
mod tokens;
mod users;
mod wire_faults;
