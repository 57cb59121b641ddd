//! A timestamp means the time that its text says.

use std::{cmp::Ordering, time::SystemTime};

use moneyhub_proto::{Timestamp, env::UnixTime};

use crate::round_trip;

/// Any two texts as timestamps: they keep their text; either all that can be asked of one has an
/// answer or nothing has; order, milliseconds and system time agree with each other; and a time
/// that is written again is the same to the millisecond.
///
/// # Panics
///
/// If the law is broken.
pub fn timestamps_agree(one: &str, other: &str) {
    let (first, second) = (Timestamp::new(one), Timestamp::new(other));
    for (timestamp, text) in [(&first, one), (&second, other)] {
        assert_eq!(timestamp.as_str(), text, "a text has changed");
        round_trip::values_survive(timestamp);
        assert_one_time(timestamp);
    }
    let order = first.compare(&second);
    assert_eq!(order, second.compare(&first).map(Ordering::reverse), "an order of one side only");
    match (first.unix_millis(), second.unix_millis()) {
        (Some(first), Some(second)) => {
            let order = order.expect("two times have an order");
            let same = order == first.cmp(&second) || first == second;
            assert!(same, "{one} and {other} are {order:?}");
        }
        _ => assert_eq!(order, None, "what is no time has no order"),
    }
}

fn assert_one_time(timestamp: &Timestamp) {
    let Some(millis) = timestamp.unix_millis() else {
        assert_eq!(timestamp.is_past(UnixTime::default()), None, "{timestamp:?}");
        assert!(SystemTime::try_from(timestamp).is_err(), "{timestamp:?}");
        return;
    };
    let seconds = millis.div_euclid(1000);
    let past = |seconds| timestamp.is_past(UnixTime::from_seconds(seconds));
    assert_eq!(past(seconds), Some(true), "{timestamp:?} is past when it is reached");
    assert_eq!(past(seconds - 1), Some(false), "{timestamp:?} is past before it is reached");
    let time = SystemTime::try_from(timestamp).expect("every time is one of the system's");
    // Years of five digits, or before zero, can be reached by an offset, and can't be written.
    if let Ok(again) = Timestamp::try_from(time) {
        assert_eq!(again.unix_millis(), Some(millis), "{timestamp:?} was written as {again:?}");
    }
}
