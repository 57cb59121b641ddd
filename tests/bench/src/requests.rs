//! What the sandbox saw of the client: requests, and connections.

use moneyhub_sandbox::Sandbox;

use crate::{
    by_hand::Failure,
    loopback::{Caller, Ours, Target, runtime},
    table::{Bound::Same, Row},
};

/// Everything below, for 64 calls at once.
///
/// # Errors
///
/// When a call fails.
pub fn all() -> Result<Vec<Row>, Failure> {
    Ok([one_by_one(20)?, at_once(64)?].concat())
}

/// So many calls, one after another, by a client that has its token.
///
/// # Errors
///
/// When a call fails.
pub fn one_by_one(calls: u32) -> Result<[Row; 2], Failure> {
    let sandbox = Sandbox::start()?;
    let target = Target::of(&sandbox)?;
    let before = runtime()?.block_on(async {
        let ours = Ours::warm(&target).await?;
        let before = sandbox.total_requests();
        ours.calls(calls, 1).await?;
        Ok::<_, Failure>(before)
    })?;
    let requests = (sandbox.total_requests() - before) as f64 / f64::from(calls);
    let connections = sandbox.connections_accepted() as f64;
    Ok([
        Row::new("requests a call, token at hand", requests, 1.0, Same),
        Row::new(format!("connections of {calls} calls one by one"), connections, 1.0, Same),
    ])
}

/// So many calls that start at once, with no token yet.
///
/// # Errors
///
/// When a call fails.
pub fn at_once(calls: u32) -> Result<[Row; 2], Failure> {
    let sandbox = Sandbox::start()?;
    let target = Target::of(&sandbox)?;
    runtime()?.block_on(async { Ours::cold(&target)?.calls(calls, calls).await })?;
    let tokens = sandbox.token_requests() as f64;
    let requests = sandbox.total_requests() as f64;
    Ok([
        Row::new(format!("token requests of {calls} calls that start at once"), tokens, 1.0, Same),
        Row::new("all requests of them", requests, f64::from(1 + calls), Same),
    ])
}
