//! The blocking client on threads, over ureq: an HTTP client that knows no futures.

use std::{
    io::Read,
    sync::Arc,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use moneyhub_proto::{
    Config, EntropyError, ErrorKind, Fault, FaultClass, Monotonic, Now, Outgoing, ReplyProgress,
    Sent, UnixTime, blocking, bytes::Bytes, http::Response, users,
};
use moneyhub_sandbox::{Fault as SandboxFault, Matcher, Sandbox};

struct Ureq {
    agent: ureq::Agent,
    start: Instant,
}

impl Ureq {
    fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None);
        Self { agent: config.build().into(), start: Instant::now() }
    }
}

impl blocking::Transport for Ureq {
    fn send(&self, outgoing: Outgoing) -> Result<Response<Bytes>, Fault> {
        let (limits, timeout) = (outgoing.limits(), outgoing.timeout());
        let request = self.agent.configure_request(outgoing.into_http().map(|body| body.to_vec()));
        let request = request.timeout_global(Some(timeout)).build();
        let response = self.agent.run(request).map_err(|error| match error {
            ureq::Error::Timeout(_) => Fault::new(FaultClass::TimedOut, Sent::Perhaps),
            // ureq does not tell whether a byte had left, so it is not claimed that none had.
            error => Fault::new(FaultClass::Closed, Sent::Perhaps).with_source(error),
        })?;
        let (head, body) = response.into_parts();
        let mut collector = limits.collector(head.status);
        let mut reader = body.into_reader();
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let read = reader.read(&mut buffer).map_err(|error| {
                Fault::new(FaultClass::Closed, Sent::Perhaps)
                    .with_status(head.status)
                    .with_source(error)
            })?;
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
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Now {
            unix: UnixTime::from_seconds(unix.as_secs().try_into().unwrap()),
            monotonic: Monotonic::of_clock(self.start.elapsed()),
        }
    }

    fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
        // Nothing here needs a secret, and a wait without jitter is as good.
        Err(EntropyError)
    }
}

fn client(sandbox: &Sandbox, secret: &str) -> blocking::Client {
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(secret)
        .identity_url(sandbox.identity_url())
        .allow_loopback_http();
    blocking::Client::new(config.build().unwrap(), Arc::new(Ureq::new()))
}

#[test]
fn threads_that_start_at_once_fetch_one_token() {
    let sandbox = Sandbox::builder().users(32).start().unwrap();
    sandbox.fault(Matcher::token(), SandboxFault::delay(Duration::from_millis(50)));
    let client = client(&sandbox, sandbox.client_secret());
    thread::scope(|scope| {
        for index in 0..32 {
            let get = users::Get { user_id: sandbox.user_id(index).unwrap().into() };
            let client = client.clone();
            scope.spawn(move || client.send(get).unwrap());
        }
    });
    assert_eq!((sandbox.token_requests(), sandbox.total_requests()), (1, 33));
}

#[test]
fn a_refusal_is_the_answer_for_all_threads_that_wait() {
    let sandbox = Sandbox::builder().users(8).start().unwrap();
    sandbox.fault(Matcher::token(), SandboxFault::delay(Duration::from_millis(200)));
    let client = client(&sandbox, "wrong");
    thread::scope(|scope| {
        for index in 0..8 {
            let get = users::Get { user_id: sandbox.user_id(index).unwrap().into() };
            let client = client.clone();
            scope.spawn(move || {
                assert_eq!(client.send(get).unwrap_err().kind(), ErrorKind::Identity);
            });
        }
    });
    assert_eq!(sandbox.total_requests(), 1);
}

#[test]
fn pages_are_an_iterator() {
    let sandbox = Sandbox::builder().users(23).limit_cap(10).start().unwrap();
    let client = client(&sandbox, sandbox.client_secret());
    let pages: Vec<_> = client.pages(users::List::default()).map(Result::unwrap).collect();
    assert_eq!(pages.iter().map(|page| page.data.len()).collect::<Vec<_>>(), [10, 10, 3]);
}

#[test]
fn an_error_ends_the_pages() {
    let sandbox = Sandbox::builder().users(23).limit_cap(10).start().unwrap();
    let fault = SandboxFault::status(400).skip(1);
    sandbox.fault(Matcher::route("GET", "/users"), fault);
    let client = client(&sandbox, sandbox.client_secret());
    let pages: Vec<_> = client.pages(users::List::default()).collect();
    assert_eq!(pages.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
}
