//! `Retry-After`, in all its forms. What is asked for is never undercut; that it is not much
//! overshot either is only said to some seconds, for the machine has other things to do.

use std::time::{Duration, SystemTime};

use moneyhub_proto::Outcome;

use super::{
    Meeting, Row, always, at_first,
    meeting::Call::{Get, Post, Push},
};
use crate::Adapter;

const SECOND: Duration = Duration::from_secs(1);

/// Of a 429 and of a 503.
pub fn seconds(adapter: Adapter) -> Vec<Row> {
    let once = |status: &str| at_first(busy(status, "retry-after: 1\r\n"));
    let too_many = "429 Too Many Requests";
    vec![
        waits(Meeting::new(adapter, Get, &once(too_many)), SECOND),
        waits(Meeting::new(adapter, Post, &once(too_many)), SECOND),
        waits(Meeting::new(adapter, Push, &once(too_many)), SECOND),
        waits(Meeting::new(adapter, Get, &once("503 Busy")), SECOND),
    ]
}

/// The RFC does not allow it. It is rounded up.
pub fn a_fraction_of_a_second(adapter: Adapter) -> Vec<Row> {
    let server = at_first(busy("429 Oh", "retry-after: 0.2\r\n"));
    vec![waits(Meeting::new(adapter, Post, &server), SECOND)]
}

/// Zero seconds, or a date that is over.
pub fn none(adapter: Adapter) -> Vec<Row> {
    let over = date(SystemTime::now() - 100 * SECOND);
    at_once(adapter, &["0".to_owned(), over])
}

/// Negative, words, empty: as if there were none.
pub fn nothing_that_can_be_followed(adapter: Adapter) -> Vec<Row> {
    at_once(adapter, &["-1", "-0.5", "soon", "", "NaN", "1 day"].map(str::to_owned))
}

fn at_once(adapter: Adapter, values: &[String]) -> Vec<Row> {
    let mut rows = Vec::new();
    for value in values {
        let header = format!("retry-after: {value}\r\n");
        let server = at_first(busy("429 Oh", &header));
        rows = vec![Meeting::new(adapter, Post, &server).answers(2)];
    }
    rows
}

/// Counted from the `Date` of the answer, so that a wrong clock does no harm; or from our own.
pub fn a_date(adapter: Adapter) -> Vec<Row> {
    let other = SystemTime::UNIX_EPOCH + 1_000_000_000 * SECOND;
    let header = format!("date: {}\r\nretry-after: {}\r\n", date(other), date(other + SECOND));
    let by_date = at_first(busy("429 Oh", &header));
    // A date has no fractions, so that two seconds ahead are more than one.
    let header = format!("retry-after: {}\r\n", date(SystemTime::now() + 2 * SECOND));
    let by_clock = at_first(busy("429 Oh", &header));
    let mut rows = vec![
        waits(Meeting::new(adapter, Post, &by_date), SECOND),
        Meeting::new(adapter, Post, &by_clock).answers(2),
    ];
    rows[1].ends += " after up to 2 s";
    rows
}

/// Seconds, a date, and numbers that no clock knows: an error at once, which tells the wait.
pub fn longer_than_is_waited_for(adapter: Adapter) -> Vec<Row> {
    let far = date(SystemTime::now() + 1_000_000 * SECOND);
    let mut rows = Vec::new();
    for value in ["60", "86400", "1e9", "18446744073709551615", "99999999999999999999", &far] {
        let server = always(busy("429 Oh", &format!("retry-after: {value}\r\n")));
        let meeting = Meeting::new(adapter, Post, &server);
        rows = vec![meeting.fails_until("RateLimited: 429", 60 * SECOND)];
    }
    let server = always(busy("503 Oh", "retry-after: 3600\r\n"));
    rows.push(Meeting::new(adapter, Get, &server).fails("Api: 503", Outcome::Uncertain, 1));
    rows
}

/// No wait begins that would outlast it.
pub fn longer_than_the_deadline(adapter: Adapter) -> Vec<Row> {
    let server = always(busy("429 Oh", "retry-after: 2\r\n"));
    let meeting = Meeting::new(adapter, Post, &server).within(SECOND);
    vec![meeting.fails_until("RateLimited: 429", 2 * SECOND)]
}

fn waits(meeting: Meeting<'_>, time: Duration) -> Row {
    let mut row = meeting.at_least(time).answers(2);
    row.ends += " after 1 s";
    row
}

fn busy(status: &str, headers: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: 0\r\n\r\n")
}

fn date(time: SystemTime) -> String {
    httpdate::fmt_http_date(time)
}
