//! Ten thousand calls at once, of which the client has 256 under way and the others wait.

use std::sync::Arc;

use moneyhub_sandbox::Sandbox;
use tokio::sync::Semaphore;

use super::{Bare, Caller, Ours, Target, Task, runtime};
use crate::{
    allocations::Measure,
    by_hand::Failure,
    table::{Bound, Row},
};

/// How many calls there are.
pub const CROWD: u32 = 10_000;

/// How many of them the library's client has under way, unless it is told otherwise.
const UNDER_WAY: usize = 256;

/// A caller with the same limit: without one, ten thousand calls would open ten thousand sockets.
#[derive(Clone, Debug)]
pub struct Gated<C> {
    caller: C,
    gate: Arc<Semaphore>,
}

impl<C: Caller> Caller for Gated<C> {
    async fn warm(target: &Target) -> Result<Self, Failure> {
        let gate = Arc::new(Semaphore::new(UNDER_WAY));
        Ok(Self { caller: C::warm(target).await?, gate })
    }

    async fn call(&self) -> Result<(), Failure> {
        let _permit = self.gate.acquire().await?;
        self.caller.call().await
    }

    fn spawn(task: Task) -> Task {
        C::spawn(task)
    }
}

/// Bytes a call at the peak of a crowd, tasks and connections included.
///
/// # Errors
///
/// When a call fails.
pub fn peak(measure: Measure) -> Result<Row, Failure> {
    let sandbox = Sandbox::builder().record(false).start()?;
    let target = Target::of(&sandbox)?;
    let ours = peak_of::<Ours>(&target, measure)?;
    let bare = peak_of::<Gated<Bare>>(&target, measure)?;
    Ok(Row::new("10,000 calls at once, bytes a call at the peak", ours, bare, Bound::Any))
}

fn peak_of<C: Caller>(target: &Target, measure: Measure) -> Result<f64, Failure> {
    let runtime = runtime()?;
    let caller = runtime.block_on(C::warm(target))?;
    let mut result = Ok(());
    let footprint = measure(&mut || result = runtime.block_on(caller.calls(CROWD, CROWD)));
    result?;
    Ok(footprint.peak as f64 / f64::from(CROWD))
}
