//! The requests that arrived, and their outcomes.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::SystemTime;

use bytes::Bytes;

/// How many requests are remembered.
const MOST_RECORDS: usize = 10_000;

/// How many bytes of all requests together are remembered.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// How many bytes of each body are remembered.
const MOST_BODY_KEPT: usize = 4 * 1024;

/// Which of the two listeners a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Host {
    /// The host of users, connections, syncs and tokens.
    Identity,
    /// The host of accounts and transactions.
    Data,
}

/// One request as it arrived. Its query, head and body hold what the client sent, including
/// credentials; `Debug` shows none of the three.
#[derive(Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// Counts all requests of the sandbox, from 0.
    pub number: u64,
    /// Counts the connections of the sandbox, from 0: two requests with the same number shared
    /// one.
    pub connection: u64,
    /// When it arrived, by the clock of the sandbox.
    pub arrived_at: SystemTime,
    /// The listener.
    pub host: Host,
    /// The method.
    pub method: String,
    /// The path, not decoded.
    pub path: String,
    /// The query without its question mark, not decoded.
    pub query: Option<String>,
    /// The request line and the headers, byte for byte, with the empty line at their end.
    pub head: Bytes,
    /// The first 4 KiB of the body, after any chunked framing was taken off.
    pub body: Bytes,
    /// How long the body was. One above 64 KiB, which gets 413, is not counted to its end.
    pub body_length: usize,
    /// The status that the route returned, whether or not the client got it. `None` while it has
    /// not run.
    pub handled: Option<u16>,
    /// The status that was sent. `None` until there is an answer, and if a fault prevented a
    /// complete head.
    pub status: Option<u16>,
    /// The fault that fired, in a word or two: `"reset"`, `"slow drip"`.
    pub fault: Option<&'static str>,
    /// Why the route refused: the error code and message of the answer, of the page, or of the
    /// redirect back to the client. At most 300 characters.
    pub refusal: Option<String>,
}

impl Recorded {
    /// The value of the first header with this name, ignoring case.
    ///
    /// ```
    /// # use std::io::{Read, Write};
    /// let sandbox = moneyhub_sandbox::Sandbox::start()?;
    /// let mut socket = std::net::TcpStream::connect(sandbox.identity_address())?;
    /// socket.write_all(b"GET /users HTTP/1.1\r\nAccept: application/json\r\nConnection: close\r\n\r\n")?;
    /// socket.read_to_end(&mut Vec::new())?;
    /// assert_eq!(sandbox.requests()[0].header("accept"), Some("application/json"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn header(&self, name: &str) -> Option<&str> {
        let text = std::str::from_utf8(&self.head).ok()?;
        text.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

impl Recorded {
    /// Its size in bytes.
    fn bytes(&self) -> usize {
        let query = self.query.as_ref().map_or(0, String::len);
        let refusal = self.refusal.as_ref().map_or(0, String::len);
        self.head.len() + self.body.len() + self.path.len() + query + refusal
    }
}

/// Shows no query, head or body: they may hold secrets.
impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("number", &self.number)
            .field("connection", &self.connection)
            .field("host", &self.host)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body_length", &self.body_length)
            .field("handled", &self.handled)
            .field("status", &self.status)
            .field("fault", &self.fault)
            .field("refusal", &self.refusal)
            .finish_non_exhaustive()
    }
}

/// How much of each request is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeps {
    Nothing,
    /// Neither head nor body: enough for the console.
    Lines,
    Everything,
}

impl Keeps {
    pub(crate) fn of(records: bool, console: bool) -> Self {
        match (records, console) {
            (true, _) => Self::Everything,
            (false, true) => Self::Lines,
            (false, false) => Self::Nothing,
        }
    }
}

/// The last requests; older ones fall out.
#[derive(Debug)]
pub(crate) struct Journal {
    records: VecDeque<Recorded>,
    bytes: usize,
    keeps: Keeps,
}

impl Journal {
    pub(crate) fn new(keeps: Keeps) -> Self {
        Self { records: VecDeque::new(), bytes: 0, keeps }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.keeps != Keeps::Nothing
    }

    pub(crate) fn write(&mut self, mut record: Recorded) {
        match self.keeps {
            Keeps::Nothing => return,
            Keeps::Lines => (record.head, record.body) = Default::default(),
            Keeps::Everything => {}
        }
        // A copy, so that the slice does not keep the buffer alive that it was read into.
        let kept = record.body.len().min(MOST_BODY_KEPT);
        record.body = Bytes::copy_from_slice(&record.body[..kept]);
        self.bytes += record.bytes();
        self.records.push_back(record);
        while self.records.len() > MOST_RECORDS || self.bytes > MOST_BYTES {
            let Some(oldest) = self.records.pop_front() else {
                break;
            };
            self.bytes -= oldest.bytes();
        }
    }

    /// The record with this number, if it has not fallen out.
    pub(crate) fn find(&mut self, number: u64) -> Option<&mut Recorded> {
        let place = self.records.binary_search_by_key(&number, |record| record.number);
        self.records.get_mut(place.ok()?)
    }

    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &Recorded> {
        self.records.iter()
    }

    pub(crate) fn forget(&mut self) {
        self.records.clear();
        self.bytes = 0;
    }
}

/// Totals that count every request, even if records are off or have fallen out.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) requests: AtomicU64,
    pub(crate) token_requests: AtomicU64,
    pub(crate) data_requests: AtomicU64,
    pub(crate) faults_fired: AtomicU64,
    pub(crate) connections_accepted: AtomicU64,
    pub(crate) open_connections: AtomicUsize,
}

impl Totals {
    /// The number of this event, from 0.
    pub(crate) fn next(counter: &AtomicU64) -> u64 {
        counter.fetch_add(1, Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Host, Journal, Keeps, MOST_BYTES, Recorded, SystemTime};

    #[test]
    fn records_are_bounded_in_bytes_and_the_newest_stay() {
        let mut journal = Journal::new(Keeps::Everything);
        for number in 0..2_000 {
            journal.write(Recorded {
                number,
                connection: 0,
                arrived_at: SystemTime::UNIX_EPOCH,
                host: Host::Identity,
                method: "POST".to_owned(),
                path: "/".to_owned(),
                query: None,
                head: Bytes::from(vec![b'x'; 60_000]),
                body: Bytes::from(vec![b'y'; 60_000]),
                body_length: 60_000,
                handled: None,
                status: None,
                fault: None,
                refusal: None,
            });
        }
        let held: usize = journal.all().map(Recorded::bytes).sum();
        assert!(held <= MOST_BYTES, "{held}");
        assert_eq!(journal.all().last().map(|record| record.number), Some(1_999));
    }
}
