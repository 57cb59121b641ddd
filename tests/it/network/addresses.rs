//! Names with several addresses, over the connectors of both adapters.
//!
//! A test can't assign addresses to a name, so the sources of the connectors are compiled here, and get the
//! answer of a resolver.

#[path = "../../../moneyhub-async-std/src/connector.rs"]
#[allow(dead_code, reason = "the resolver is that of a test, and nothing is spawned")]
mod connector;
#[path = "../../../moneyhub-async-std/src/glue.rs"]
#[allow(dead_code, reason = "the resolver is that of a test, and nothing is spawned")]
mod glue;
#[path = "../../../moneyhub-async-std/src/io.rs"]
mod io;
#[path = "../../../moneyhub-async-std/src/runtime.rs"]
#[allow(dead_code, reason = "the resolver is that of a test, and nothing is spawned")]
mod runtime;
#[path = "../../../moneyhub-async-std/src/timers.rs"]
mod timers;
#[path = "../../../moneyhub-tokio/src/connector.rs"]
#[allow(dead_code, reason = "the resolver is that of a test, and nothing is spawned")]
mod tokio_connector;

use std::{
    future::ready,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    time::{Duration, Instant},
};

use moneyhub_proto::http::Uri;
use moneyhub_tests::hostile::connecting::{Full, Nobody};

/// How an adapter connects to a name with these addresses.
type Connect = fn(Vec<SocketAddr>) -> Result<(), String>;

fn name() -> Uri {
    Uri::from_static("http://name.invalid")
}

fn with_tokio(addresses: Vec<SocketAddr>) -> Result<(), String> {
    let connecting = tokio_connector::connect(name(), |_, _| ready(Ok(addresses)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(connecting).map(drop).map_err(|error| error.to_string())
}

fn with_async_std(addresses: Vec<SocketAddr>) -> Result<(), String> {
    let timers = timers::Timers::default();
    let connecting = connector::connect(name(), timers, |_, _| ready(Ok(addresses)));
    async_std::task::block_on(connecting).map(drop).map_err(|error| error.to_string())
}

/// What a dead address costs.
const HEAD_START: Duration = Duration::from_millis(250);

const ONE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1));
const TWO: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
const THREE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 3));
const SIX: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

/// How long the system waits for a dead address, at the least: two minutes on Linux.
const GIVEN_UP: Duration = Duration::from_secs(60);

/// Connects by the last of the addresses, which listens; the others are dead. Gives the time of it.
fn takes(connect: Connect, dead: &[SocketAddr], listening: IpAddr) -> Duration {
    let listener = TcpListener::bind((listening, 0)).unwrap();
    let start = Instant::now();
    connect([dead, &[listener.local_addr().unwrap()]].concat()).unwrap();
    let time = start.elapsed();
    listener.accept().unwrap();
    time
}

fn a_second_address_is_tried_when_the_first_swallows_what_asks_for_a_connection(connect: Connect) {
    let dead = Full::at(ONE).unwrap();
    let time = takes(connect, &[dead.address], TWO);
    assert!((HEAD_START..GIVEN_UP).contains(&time), "{time:?}");
}

fn a_dead_ipv6_address_does_not_keep_from_the_ipv4_one(connect: Connect) {
    let Ok(dead) = Full::at(SIX) else {
        // A machine without IPv6.
        return;
    };
    let time = takes(connect, &[dead.address], ONE);
    assert!((HEAD_START..GIVEN_UP).contains(&time), "{time:?}");
}

fn two_dead_addresses_are_two_head_starts(connect: Connect) {
    let (one, two) = (Full::at(ONE).unwrap(), Full::at(TWO).unwrap());
    let time = takes(connect, &[one.address, two.address], THREE);
    assert!((HEAD_START * 2..GIVEN_UP).contains(&time), "{time:?}");
}

fn an_address_that_refuses_costs_no_head_start(connect: Connect) {
    let nobody = Nobody::at(ONE).unwrap();
    // So many that a stall of the machine is not taken for theirs.
    let time = takes(connect, &[nobody.address; 100], TWO);
    assert!(time < HEAD_START * 100, "{time:?}");
}

fn when_every_address_refuses_that_is_the_error(connect: Connect) {
    let [one, two] = [ONE, TWO].map(|ip| Nobody::at(ip).unwrap());
    let error = connect(vec![one.address, two.address]).unwrap_err();
    assert!(error.to_lowercase().contains("refused"), "{error}");
}

macro_rules! with_both_connectors {
    ($($case:ident),+ $(,)?) => {
        mod of_tokio {
            $(#[test] fn $case() { super::$case(super::with_tokio); })+
        }
        mod of_async_std {
            $(#[test] fn $case() { super::$case(super::with_async_std); })+
        }
    };
}

with_both_connectors!(
    a_second_address_is_tried_when_the_first_swallows_what_asks_for_a_connection,
    a_dead_ipv6_address_does_not_keep_from_the_ipv4_one,
    two_dead_addresses_are_two_head_starts,
    an_address_that_refuses_costs_no_head_start,
    when_every_address_refuses_that_is_the_error,
);
