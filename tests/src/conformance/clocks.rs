//! Timer, clocks, entropy.

use std::time::{Duration, Instant, SystemTime};

use moneyhub_proto::{
    blocking,
    env::{Monotonic, UnixTime},
};

use super::Make;

/// Not by a millisecond: a wait that a server asked for is never undercut.
pub fn sleep_is_never_early(make: Make) {
    let transport = transport(make);
    for millis in [0, 1, 5, 20, 50] {
        let (start, wait) = (Instant::now(), Duration::from_millis(millis));
        transport.sleep(wait);
        assert!(start.elapsed() >= wait, "{:?} of {wait:?}", start.elapsed());
        assert!(start.elapsed() < wait + Duration::from_secs(60));
    }
}

/// A machine that has slept until a time has to find that it has come.
pub fn the_monotonic_clock_never_goes_back_and_agrees_with_sleep(make: Make) {
    let transport = transport(make);
    let mut last = Monotonic::default();
    for _ in 0..10_000 {
        let now = transport.now().monotonic;
        assert!(now >= last);
        last = now;
    }
    let due = last + Duration::from_millis(20);
    transport.sleep(transport.now().monotonic.until(due));
    assert!(transport.now().monotonic >= due);
}

/// To the second.
pub fn the_wall_clock_is_that_of_the_system(make: Make) {
    let transport = transport(make);
    let real = || UnixTime::from(SystemTime::now()).seconds();
    let (before, told, after) = (real(), transport.now().unix.seconds(), real());
    assert!((before..=after).contains(&told), "{before}, {told}, {after}");
}

/// With random bytes; a zero in every place, or the same bytes again, is one chance in 2^256.
pub fn fill_fills_the_whole_buffer_and_never_twice_alike(make: Make) {
    let transport = transport(make);
    transport.fill(&mut []).unwrap();
    let (mut one, mut other) = ([0; 64], [0; 64]);
    transport.fill(&mut one).unwrap();
    transport.fill(&mut other).unwrap();
    assert_ne!(one, other);
    assert!([one, other].iter().all(|half| half[..32] != [0; 32] && half[32..] != [0; 32]));
}

fn transport(make: Make) -> Box<dyn blocking::Transport> {
    make(([127, 0, 0, 1], 1).into())
}
