//! Faults on demand, and the requests that they apply to.

mod matcher;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};

pub use matcher::Matcher;

/// How a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cut {
    /// An orderly close: the peer reads an end of file.
    Fin,
    /// A reset: the peer's next read fails, and what was not yet delivered is lost.
    Rst,
}

/// Something that goes wrong with a request.
///
/// A fault is on until [`times`](Fault::times) has run out or
/// [`clear_faults`](crate::Sandbox::clear_faults). If several match, the one that was set first
/// fires; so two faults with `times(1)` on the same route fire one after the other.
///
/// Faults that replace the answer fire before the route runs, so nothing is created or deleted.
/// With [`after_handling`](Fault::after_handling) the route runs first and its effect stays, and
/// only then its answer is lost: the case in which a client cannot know what happened. Faults
/// that need the true answer ([`truncate`](Fault::truncate),
/// [`answer_then_reset`](Fault::answer_then_reset), [`slow_drip`](Fault::slow_drip),
/// [`close_after_answer`](Fault::close_after_answer),
/// [`close_unannounced`](Fault::close_unannounced)) always let the route run.
///
/// Faults on the bytes of an answer assume a client that waits for one answer before it sends the
/// next request on the same connection, as HTTP clients do.
///
/// ```
/// use moneyhub_sandbox::{Fault, Matcher, Sandbox};
///
/// let sandbox = Sandbox::start()?;
/// let busy = Fault::status(429).header("retry-after", "2").times(1);
/// sandbox.fault(Matcher::route("GET", "/users/{userId}"), busy);
/// // The user is created, but the caller never learns about it.
/// sandbox.fault(Matcher::route("POST", "/users"), Fault::reset().after_handling());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fault {
    pub(crate) kind: Kind,
    pub(crate) after_handling: bool,
    pub(crate) left: Option<u64>,
    pub(crate) skip: u64,
    may_be_missed: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Reply(Response<Bytes>),
    Huge(u64),
    Endless,
    Delay(Duration),
    Hang,
    Raw(Bytes),
    Reset,
    ResetInHead(u64),
    Truncate(u64, Cut),
    EndThenCut(Cut),
    Drip(Duration),
    AnnouncedClose,
}

impl Fault {
    /// Answers with this status and an empty body; add to it with [`header`](Fault::header) and
    /// [`body`](Fault::body).
    ///
    /// # Panics
    ///
    /// If the status is not between 200 and 999: an informational status is not an answer.
    pub fn status(status: u16) -> Self {
        let mut reply = Response::new(Bytes::new());
        match StatusCode::from_u16(status) {
            Ok(status) if status.as_u16() >= 200 => *reply.status_mut() = status,
            _ => panic!("{status} is not a status that an answer can have"),
        }
        Self::reply(reply)
    }

    /// Answers with exactly this reply. `Content-Length` is added from the body.
    pub fn reply(reply: Response<Bytes>) -> Self {
        Self::of(Kind::Reply(reply))
    }

    /// Answers with a redirect to another place.
    ///
    /// # Panics
    ///
    /// If the status or the location cannot be sent.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("location", location)
    }

    /// Answers 200 with `length` spaces and a matching `Content-Length`.
    pub fn huge_body(length: u64) -> Self {
        Self::of(Kind::Huge(length))
    }

    /// Answers 200 with a chunked body that never ends, as fast as the client reads.
    pub fn endless_body() -> Self {
        Self::of(Kind::Endless)
    }

    /// Waits in real time, then gives the normal answer. Waits before the route runs, or after it
    /// with [`after_handling`](Fault::after_handling).
    pub fn delay(delay: Duration) -> Self {
        Self::of(Kind::Delay(delay))
    }

    /// Never answers; the connection stays open.
    pub fn hang() -> Self {
        Self::of(Kind::Hang)
    }

    /// Resets the connection with no byte of an answer.
    pub fn reset() -> Self {
        Self::of(Kind::Reset)
    }

    /// Resets the connection after this many bytes of the answer's head.
    pub fn reset_in_head(bytes: u64) -> Self {
        Self::of(Kind::ResetInHead(bytes))
    }

    /// Sends the whole head, which promises the full `Content-Length`, then this many bytes of
    /// the body, and cuts the connection. The route always runs.
    pub fn truncate(bytes: u64, cut: Cut) -> Self {
        Self::of(Kind::Truncate(bytes, cut))
    }

    /// Gives the whole normal answer and then resets the connection. The route always runs.
    ///
    /// Whether the client still reads the answer is up to its system; Linux delivers it.
    pub fn answer_then_reset() -> Self {
        Self::of(Kind::EndThenCut(Cut::Rst))
    }

    /// Gives the whole normal answer and says `Connection: close`. The route always runs.
    pub fn close_after_answer() -> Self {
        Self::of(Kind::AnnouncedClose)
    }

    /// Gives the whole normal answer and closes the connection without having said so: a pooled
    /// connection that turns out to be dead. The route always runs.
    pub fn close_unannounced() -> Self {
        Self::of(Kind::EndThenCut(Cut::Fin))
    }

    /// Sends these bytes instead of an answer and closes the connection. Anything at all: not
    /// HTTP, or HTTP that no server would write.
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self::of(Kind::Raw(bytes.into()))
    }

    /// Gives the normal answer one byte at a time. The route always runs.
    pub fn slow_drip(interval: Duration) -> Self {
        Self::of(Kind::Drip(interval))
    }

    /// Adds a header to the reply of [`status`](Fault::status), [`reply`](Fault::reply) or
    /// [`redirect`](Fault::redirect); the others have none to add to.
    ///
    /// # Panics
    ///
    /// If the name or the value cannot be in a header; use [`raw`](Fault::raw) for those.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
        else {
            panic!("{name:?}: {value:?} cannot be a header; Fault::raw sends anything");
        };
        if let Kind::Reply(reply) = &mut self.kind {
            reply.headers_mut().append(name, value);
        }
        self
    }

    /// Sets the body of the reply of [`status`](Fault::status), [`reply`](Fault::reply) or
    /// [`redirect`](Fault::redirect).
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        if let Kind::Reply(reply) = &mut self.kind {
            *reply.body_mut() = body.into();
        }
        self
    }

    /// Sets the body of the reply to this JSON, and its `Content-Type`.
    #[must_use]
    pub fn json(self, body: &serde_json::Value) -> Self {
        self.header("content-type", "application/json; charset=utf-8").body(body.to_string())
    }

    /// Fires this many times, then no more.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.left = Some(times);
        self
    }

    /// Lets this many matching requests pass first: the third page of a list is `skip(2)`.
    #[must_use]
    pub fn skip(mut self, requests: u64) -> Self {
        self.skip = requests;
        self
    }

    /// Lets the route run before the fault fires, so that its effect stays.
    #[must_use]
    pub fn after_handling(mut self) -> Self {
        self.after_handling = true;
        self
    }

    /// Allows the fault to go unused. A test with random faults can't know whether a request will meet it.
    /// See [`Sandbox::fault`](crate::Sandbox::fault).
    #[must_use]
    pub fn may_be_missed(mut self) -> Self {
        self.may_be_missed = true;
        self
    }

    /// The fault's name in [`Recorded::fault`](crate::Recorded::fault).
    pub(crate) fn name(&self) -> &'static str {
        match self.kind {
            Kind::Reply(_) => "reply",
            Kind::Huge(_) => "huge body",
            Kind::Endless => "endless body",
            Kind::Delay(_) => "delay",
            Kind::Hang => "hang",
            Kind::Raw(_) => "raw",
            Kind::Reset => "reset",
            Kind::ResetInHead(_) => "reset in head",
            Kind::Truncate(..) => "truncate",
            Kind::EndThenCut(Cut::Rst) => "answer then reset",
            Kind::EndThenCut(Cut::Fin) => "close unannounced",
            Kind::Drip(_) => "slow drip",
            Kind::AnnouncedClose => "close after answer",
        }
    }

    fn of(kind: Kind) -> Self {
        Self { kind, after_handling: false, left: None, skip: 0, may_be_missed: false }
    }
}

/// The faults that are set, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    set: Vec<Set>,
    /// Faults that were removed before any request met them.
    missed: Vec<Missed>,
}

/// A fault that no request has matched.
#[derive(Clone, Debug)]
pub(crate) struct Missed {
    pub(crate) matcher: Matcher,
    /// Whether that is allowed.
    pub(crate) may_be: bool,
}

#[derive(Debug)]
struct Set {
    matcher: Matcher,
    fault: Fault,
    /// Whether a request has matched, even one that was let through.
    met: bool,
}

impl Faults {
    pub(crate) fn set(&mut self, matcher: Matcher, fault: Fault) {
        // Spent faults would only slow down the search.
        self.set.retain(|set| set.fault.left != Some(0));
        self.set.push(Set { matcher, fault, met: false });
    }

    pub(crate) fn clear(&mut self) {
        self.missed.extend(self.set.iter().filter_map(Set::missed));
        self.set.clear();
    }

    /// Faults that no request has matched.
    pub(crate) fn missed(&self) -> impl Iterator<Item = Missed> {
        self.missed.iter().cloned().chain(self.set.iter().filter_map(Set::missed))
    }

    /// Faults that may still fire, with their matchers.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = (&Matcher, &Fault)> {
        let set = self.set.iter().filter(|set| set.fault.left != Some(0));
        set.map(|set| (&set.matcher, &set.fault))
    }

    /// The fault that this request meets; counts it down.
    pub(crate) fn meet(&mut self, method: &str, path: &str) -> Option<Fault> {
        for Set { matcher, fault, met } in &mut self.set {
            if fault.left == Some(0) || !matcher.matches(method, path) {
                continue;
            }
            *met = true;
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if let Some(left) = &mut fault.left {
                *left -= 1;
            }
            return Some(fault.clone());
        }
        None
    }
}

impl Set {
    fn missed(&self) -> Option<Missed> {
        let (matcher, may_be) = (self.matcher.clone(), self.fault.may_be_missed);
        (!self.met).then_some(Missed { matcher, may_be })
    }
}
