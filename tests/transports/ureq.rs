//! ureq: threads, and no futures at all.

use std::{
    io::{self, ErrorKind, Read},
    thread,
    time::{Duration, Instant, SystemTime},
};

use moneyhub_proto::{
    blocking,
    bytes::Bytes,
    env::{EntropyError, Monotonic, Now},
    http::Response,
    transport::{Fault, FaultClass, Outgoing, ReplyProgress, Sent},
};

pub(crate) struct Ureq {
    agent: ureq::Agent,
    start: Instant,
}

impl Ureq {
    pub(crate) fn new() -> Self {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        Self { agent: config.build().into(), start: Instant::now() }
    }
}

impl blocking::Transport for Ureq {
    fn send(&self, outgoing: Outgoing) -> Result<Response<Bytes>, Fault> {
        let (limits, timeout) = (outgoing.limits(), outgoing.timeout());
        let request = self.agent.configure_request(outgoing.into_http().map(|body| body.to_vec()));
        let request = request.timeout_global(Some(timeout)).build();
        let (head, body) = self.agent.run(request).map_err(fault)?.into_parts();
        let mut collector = limits.collector(head.status);
        let (mut reader, mut buffer) = (body.into_reader(), vec![0; 16 * 1024]);
        loop {
            let broken = |error: io::Error| fault(error.into()).with_status(head.status);
            let read = reader.read(&mut buffer).map_err(broken)?;
            let chunk = Bytes::copy_from_slice(&buffer[..read]);
            if read == 0 || collector.push(chunk)? == ReplyProgress::Enough {
                return Ok(Response::from_parts(head, collector.finish()));
            }
        }
    }

    fn sleep(&self, duration: Duration) {
        thread::sleep(duration);
    }

    fn now(&self) -> Now {
        let monotonic = Monotonic::of_clock(self.start.elapsed());
        Now { unix: SystemTime::now().into(), monotonic }
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(|_| EntropyError)
    }
}

fn fault(error: ureq::Error) -> Fault {
    let (class, sent) = match &error {
        ureq::Error::Timeout(_) => (FaultClass::TimedOut, Sent::Perhaps),
        ureq::Error::Protocol(_) => (FaultClass::Protocol, Sent::Perhaps),
        // Only connecting fails in these two ways. Of all else ureq does not tell whether a byte
        // had left, so it is not claimed that none had.
        ureq::Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => {
            (FaultClass::Connect, Sent::Nothing)
        }
        ureq::Error::HostNotFound => (FaultClass::Resolve, Sent::Nothing),
        _ => (FaultClass::Closed, Sent::Perhaps),
    };
    Fault::new(class, sent).with_source(error)
}
