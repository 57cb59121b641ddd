//! Runs the command against a sandbox in this process. Its tables equal the service, whatever happens to it.

mod endure;
mod follow;
mod kill;
#[cfg(feature = "postgres")]
mod postgres;
mod run;
mod tables;
mod world;
