//! A few seconds of the soak. CI runs the binary for a minute, with more calls.
//!
//! In a program of its own: it gives up a port and takes it again, which other tests might take.

use std::time::Duration;

use moneyhub_tests::{
    Adapter,
    soak::{Settings, run},
};

fn assert_promises_are_kept(adapter: Adapter) {
    let duration = Duration::from_secs(4);
    let settings = Settings { adapter, seed: 7, duration, calls: 500, limit: 32, alone: false };
    let report = run(&settings);
    assert!(report.broken().is_empty(), "{report}");
}

#[test]
fn a_failing_server_makes_the_adapter_for_tokio_break_no_promise() {
    assert_promises_are_kept(Adapter::Tokio);
}

#[test]
fn a_failing_server_makes_the_adapter_for_async_std_break_no_promise() {
    assert_promises_are_kept(Adapter::AsyncStd);
}
