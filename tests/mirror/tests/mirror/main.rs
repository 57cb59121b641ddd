//! The command against a sandbox in this process: its tables equal the service, whatever happens to it.

mod follow;
mod kill;
mod run;
mod tables;
mod world;
