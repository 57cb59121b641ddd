//! From a host name to a TCP connection to one of its addresses.

use std::{
    collections::VecDeque,
    error::Error as StdError,
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use ::hyper::rt::Timer;
use futures_util::{
    future::{Either, select},
    stream::{FuturesUnordered, StreamExt},
};
use http::Uri;

use super::ResolveError;

/// How long an address is tried alone before the next one is tried in parallel: the Connection Attempt Delay
/// that RFC 8305 section 5 recommends.
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to the host of a URI over TCP, by whichever of its addresses answers first.
///
/// This is Happy Eyeballs (RFC 8305), for the connector of a [`HyperClient`](super::HyperClient). The runtime
/// provides the sockets and the resolver. The addresses are tried in the resolver's order, alternating
/// between IPv6 and IPv4. The next one is tried when the previous one has failed, or has been silent for 250
/// ms; in that case both attempts continue. So a dead address costs 250 ms, not the whole
/// [`connect_timeout`](super::Options::connect_timeout), which must be longer than that for the second
/// address to be tried at all.
///
/// `resolve` is not called if the host is an address. The port is 443 for https and 80 for anything else,
/// unless the URI says otherwise.
///
/// # Errors
///
/// A [`ResolveError`] if the name has no address, otherwise the [`io::Error`] of an address.
pub async fn connect_to_host<S, R, C>(
    uri: &Uri,
    timer: &(dyn Timer + Send + Sync),
    resolve: impl FnOnce(String, u16) -> R,
    connect: impl Fn(SocketAddr) -> C,
) -> Result<S, Box<dyn StdError + Send + Sync>>
where
    R: Future<Output = io::Result<Vec<SocketAddr>>>,
    C: Future<Output = io::Result<S>>,
{
    // A URI has an IPv6 address in brackets.
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let standard = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    let port = uri.port_u16().unwrap_or(standard);
    let addresses = match host.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, port)],
        Err(_) => resolve(host.to_owned(), port).await.map_err(ResolveError::new)?,
    };
    if addresses.is_empty() {
        return Err(ResolveError::new(io::Error::from(io::ErrorKind::NotFound)).into());
    }
    Ok(race(by_turns(addresses), timer, connect).await?)
}

async fn race<S, C: Future<Output = io::Result<S>>>(
    mut waiting: VecDeque<SocketAddr>,
    timer: &(dyn Timer + Send + Sync),
    connect: impl Fn(SocketAddr) -> C,
) -> io::Result<S> {
    let mut attempts = FuturesUnordered::new();
    let mut failure: Option<io::Error> = None;
    loop {
        attempts.extend(waiting.pop_front().map(&connect));
        let ended = if waiting.is_empty() {
            attempts.next().await
        } else {
            match select(attempts.next(), timer.sleep(HEAD_START)).await {
                Either::Left((ended, _)) => ended,
                Either::Right(_) => continue,
            }
        };
        match ended {
            Some(Ok(stream)) => return Ok(stream),
            // The error of an address that was reached says more than the lack of a route to IPv6.
            Some(Err(error)) if failure.as_ref().is_none_or(is_no_way) => failure = Some(error),
            Some(Err(_)) => (),
            None => return Err(failure.unwrap_or_else(|| io::ErrorKind::AddrNotAvailable.into())),
        }
    }
}

fn is_no_way(error: &io::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkUnreachable};

    matches!(error.kind(), AddrNotAvailable | HostUnreachable | NetworkUnreachable)
}

/// The order of RFC 8305 section 4: the resolver's, but alternating between IPv6 and IPv4.
fn by_turns(addresses: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let first = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (one, other): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first);
    let (mut one, mut other) = (one.into_iter(), other.into_iter());
    let mut ordered = VecDeque::new();
    loop {
        let before = ordered.len();
        ordered.extend(one.next());
        ordered.extend(other.next());
        if ordered.len() == before {
            return ordered;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::{pending, ready},
        pin::Pin,
        sync::Mutex,
        task::{Context, Poll},
        time::Instant,
    };

    use ::hyper::rt::Sleep;
    use pollster::block_on;

    use super::*;

    /// A clock on which every sleep ends as soon as nothing else can proceed.
    #[derive(Default)]
    struct Hasty(Mutex<Vec<Duration>>);

    struct Nap(bool);

    impl Future for Nap {
        type Output = ();

        fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            if std::mem::replace(&mut self.0, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }
    }

    impl Sleep for Nap {}

    impl Timer for Hasty {
        fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
            self.0.lock().unwrap().push(duration);
            Box::pin(Nap(false))
        }

        fn sleep_until(&self, _: Instant) -> Pin<Box<dyn Sleep>> {
            unreachable!("the head start is a duration")
        }
    }

    /// What an address does.
    #[derive(Clone, Copy)]
    enum Does {
        Answer,
        Fail(io::ErrorKind),
        Hang,
    }
    use Does::{Answer, Fail, Hang};

    const REFUSED: io::ErrorKind = io::ErrorKind::ConnectionRefused;

    /// The result of connecting to 127.0.0.1 and the following addresses, how many were tried, and
    /// how often one was waited for.
    fn connect(does: &[Does]) -> (Result<u8, io::ErrorKind>, usize, usize) {
        let timer = Hasty::default();
        let tried = Mutex::new(0);
        let addresses = (1..=does.len() as u8).map(|last| ([127, 0, 0, last], 1).into());
        let connecting = race(addresses.collect(), &timer, |address: SocketAddr| {
            *tried.lock().unwrap() += 1;
            let IpAddr::V4(ip) = address.ip() else { panic!() };
            let last = ip.octets()[3];
            match does[usize::from(last) - 1] {
                Answer => Either::Left(ready(Ok(last))),
                Fail(kind) => Either::Left(ready(Err(kind.into()))),
                Hang => Either::Right(pending()),
            }
        });
        let result = block_on(connecting).map_err(|error| error.kind());
        let naps = timer.0.lock().unwrap().iter().filter(|nap| **nap == HEAD_START).count();
        (result, *tried.lock().unwrap(), naps)
    }

    #[test]
    fn the_first_address_that_answers_is_taken_and_no_other_is_tried() {
        assert_eq!(connect(&[Answer]), (Ok(1), 1, 0));
        assert_eq!(connect(&[Answer, Answer]), (Ok(1), 1, 1));
    }

    #[test]
    fn one_that_fails_is_followed_by_the_next_at_once() {
        assert_eq!(connect(&[Fail(REFUSED), Fail(REFUSED), Answer]), (Ok(3), 3, 2));
    }

    #[test]
    fn one_that_is_silent_has_a_head_start_and_no_more() {
        assert_eq!(connect(&[Hang, Answer]), (Ok(2), 2, 1));
        assert_eq!(connect(&[Hang, Hang, Fail(REFUSED), Answer]), (Ok(4), 4, 3));
    }

    #[test]
    fn when_all_fail_the_error_is_one_of_an_address_that_was_reached() {
        let no_way = io::ErrorKind::NetworkUnreachable;
        assert_eq!(connect(&[Fail(no_way), Fail(REFUSED)]).0, Err(REFUSED));
        assert_eq!(connect(&[Fail(REFUSED), Fail(no_way)]).0, Err(REFUSED));
        assert_eq!(connect(&[Fail(no_way)]).0, Err(no_way));
    }

    #[test]
    fn families_take_turns_beginning_with_that_of_the_first() {
        let addresses = |texts: &[&str]| {
            texts.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 1)).collect::<Vec<_>>()
        };
        let ordered = by_turns(addresses(&["::1", "::2", "::3", "127.0.0.1", "127.0.0.2"]));
        assert_eq!(ordered, addresses(&["::1", "127.0.0.1", "::2", "127.0.0.2", "::3"]));
        let ordered = by_turns(addresses(&["127.0.0.1", "::1"]));
        assert_eq!(ordered, addresses(&["127.0.0.1", "::1"]));
    }

    #[test]
    fn a_name_is_resolved_with_the_port_of_its_scheme_and_an_address_is_not() {
        let asked = |uri: &str| {
            let mut asked = None;
            let uri = uri.parse().unwrap();
            let timer = Hasty::default();
            let resolve = |host, port| {
                asked = Some((host, port));
                ready(Ok(vec![([127, 0, 0, 1], port).into()]))
            };
            let address = block_on(connect_to_host(&uri, &timer, resolve, |to| ready(Ok(to))));
            (asked, address.unwrap().to_string())
        };
        let name = |port| (Some(("a.example".to_owned(), port)), format!("127.0.0.1:{port}"));
        assert_eq!(asked("https://a.example"), name(443));
        assert_eq!(asked("http://a.example"), name(80));
        assert_eq!(asked("https://a.example:8443"), name(8443));
        assert_eq!(asked("https://[::1]"), (None, "[::1]:443".to_owned()));
        assert_eq!(asked("https://127.0.0.2:1"), (None, "127.0.0.2:1".to_owned()));
    }

    #[test]
    fn a_name_without_an_address_is_a_resolve_error() {
        let timer = Hasty::default();
        let uri = Uri::from_static("https://a.example");
        let none = |_, _| ready(Ok(Vec::new()));
        let error = block_on(connect_to_host(&uri, &timer, none, |_| ready(Ok(())))).unwrap_err();
        assert!(error.is::<ResolveError>());
    }
}
