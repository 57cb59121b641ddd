//! A copy never drifts: the laws of `moneyhub_proto::ledger` over any history.
//!
//! A history is a list of small events: a step of a worker, a change at the service, a webhook, a crash, a
//! pause. The service is a naive model with its own clock. Everything that is not documented about the real
//! one is a switch. The laws are checked after every commit. At the end the service stops changing, and the
//! copy has to become right and stay right.

mod any_checkpoint;
mod dice;
mod doubts;
mod faults;
mod laws;
mod life;
mod service;
mod walk;
mod world;

use moneyhub_proto::ledger::{Checkpoint, CheckpointError, Settings};

pub use self::{
    doubts::{Booking, Count, Doubts, Hooks, Lies, Order, Touch, Zone},
    faults::Fault,
    laws::{Broken, Law},
    life::Happening,
};

/// One history.
#[derive(Clone, Debug)]
pub struct History {
    /// The switches.
    pub doubts: Doubts,
    /// What is beyond any reader.
    pub lies: Lies,
    /// What happens before the service is quiet.
    pub script: Vec<Item>,
}

/// A small thing, with the number that all its choices come from: any part of a script is a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A worker crashes, in worlds with crashes.
    Crash(u64),
    /// Something happens at the service.
    Happen(Happening, u64),
    /// A webhook comes in.
    Hook(u64),
    /// A worker takes a step.
    Step(u64),
    /// Time passes.
    Wait(u64),
}

/// What a history took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// The calls that were made.
    pub calls: u64,
    /// The calls that the formula allows.
    pub bound: u64,
    /// Transactions that were removed.
    pub removed: u64,
    /// The bytes of the longest checkpoint.
    pub checkpoint: usize,
    /// Whether nothing could be proven in the end, for want of any order of pages.
    pub stalled: bool,
}

/// Small pages and short times, so that a short history has all that a long one has.
#[must_use]
pub fn small() -> Settings {
    use std::time::Duration;
    const HOUR: u64 = 3_600;
    Settings {
        page_limit: 12,
        ids_limit: 5,
        seam: 3,
        increment: Duration::from_secs(12 * HOUR),
        accounts: Duration::from_secs(12 * HOUR),
        full_soonest: Duration::from_secs(24 * HOUR),
        full_latest: Duration::from_secs(48 * HOUR),
        lookback: 2,
        brake: 6,
        ..Settings::default()
    }
}

/// Lives through a history, and gives the law that is broken, if any.
///
/// # Errors
///
/// The law, and what broke it.
pub fn live(history: &History, fault: Fault) -> Result<Cost, Broken> {
    world::World::new(history, fault).run(&history.script)
}

/// Whatever happens, no law is broken.
///
/// # Panics
///
/// When one is.
pub fn the_copy_never_drifts(history: &History) -> Cost {
    live(history, Fault::None).unwrap_or_else(|broken| panic!("{broken}"))
}

/// Any bytes are a checkpoint, which is written as the same bytes, or refused; and a machine that takes it up
/// goes on.
///
/// # Panics
///
/// When they are anything else.
pub fn checkpoints_are_read_or_refused(bytes: &[u8]) {
    match Checkpoint::from_bytes(bytes) {
        Ok(checkpoint) => {
            assert_eq!(checkpoint.to_bytes(), bytes, "two forms of one checkpoint");
            any_checkpoint::goes_on_from(checkpoint);
        }
        Err(CheckpointError::Newer { version, known }) => {
            assert!(bytes.first() == Some(&version) && version > known);
        }
        Err(_) => {}
    }
}
