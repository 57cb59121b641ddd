//! Starting, stopping, time.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant, SystemTime};

use moneyhub_sandbox::{Fault, Matcher, Sandbox};

use crate::socket::{bearer, identity};

/// Long before any fault of these tests ends, on a machine that has other things to do.
const PROMPTLY: Duration = Duration::from_secs(60);

fn start() -> Sandbox {
    Sandbox::start().expect("a sandbox")
}

#[test]
fn urls_are_on_the_loopback_address_with_no_slash_at_the_end() {
    let sandbox = start();
    let port = sandbox.identity_address().port();
    assert_eq!(sandbox.identity_url(), format!("http://127.0.0.1:{port}"));
    let port = sandbox.api_address().port();
    assert_eq!(sandbox.api_url(), format!("http://127.0.0.1:{port}"));
}

#[test]
fn a_taken_port_is_an_error_that_names_it() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let error = Sandbox::builder().port(port).start().expect_err("it is taken");
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    let expected = format!("cannot listen on 127.0.0.1:{port}");
    assert!(error.to_string().starts_with(&expected), "{error}");
}

#[test]
fn the_port_can_be_chosen_again_after_a_stop() {
    // Another test may get one of the ports meanwhile, but not all.
    let again = (0..20).any(|_| {
        let address = {
            let sandbox = start();
            bearer(&sandbox);
            sandbox.identity_address()
        };
        Sandbox::builder().port(address.port()).start().is_ok()
    });
    assert!(again, "no port could be chosen again");
}

#[test]
fn it_can_be_started_and_dropped_inside_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(async {
        let sandbox = start();
        drop(sandbox);
    });
}

#[test]
fn nobody_listens_after_a_drop() {
    // Another test may get one of the ports meanwhile, but not all.
    let refused = (0..20).any(|_| {
        let address: SocketAddr = start().identity_address();
        let connected = TcpStream::connect(address);
        connected.is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
    });
    assert!(refused, "somebody listens");
}

#[test]
fn a_drop_closes_idle_connections() {
    let sandbox = start();
    let mut socket = identity(&sandbox);
    socket.call("GET /users", "", "").expect("an answer");
    drop(sandbox);
    let begun = Instant::now();
    let (rest, _) = socket.rest();
    assert!(rest.is_empty() && begun.elapsed() < PROMPTLY);
}

#[test]
fn a_drop_is_prompt_whatever_a_fault_is_doing() {
    let hour = Duration::from_secs(3_600);
    for fault in [
        Fault::hang(),
        Fault::delay(hour),
        Fault::slow_drip(hour),
        Fault::endless_body(),
        Fault::huge_body(u64::MAX),
        Fault::raw(vec![b'x'; 50_000_000]),
    ] {
        let sandbox = start();
        sandbox.fault(Matcher::any(), fault.clone());
        let mut socket = identity(&sandbox);
        socket.request("GET /users", "", "");
        assert!(sandbox.wait_for_requests(1, PROMPTLY));
        let begun = Instant::now();
        drop(sandbox);
        assert!(begun.elapsed() < PROMPTLY, "{fault:?}");
    }
}

#[test]
fn many_sandboxes_run_side_by_side() {
    let sandboxes: Vec<_> = (0..20).map(|_| start()).collect();
    for sandbox in &sandboxes {
        bearer(sandbox);
    }
    assert!(sandboxes.iter().all(|sandbox| sandbox.token_requests() == 1));
}

#[test]
fn connections_are_kept_alive() {
    let sandbox = start();
    let mut socket = identity(&sandbox);
    for _ in 0..100 {
        socket.call("GET /users", "", "").expect("an answer");
    }
    assert_eq!(sandbox.connections_accepted(), 1);
    assert_eq!(sandbox.open_connections(), 1);
}

#[test]
fn a_standing_clock_is_at_the_start_of_june_2024() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_717_200_000);
    let sandbox = Sandbox::builder().standing_clock().start().expect("a sandbox");
    assert_eq!(sandbox.now(), start);
}

#[test]
fn the_clock_moves_when_told() {
    let sandbox = Sandbox::builder().standing_clock().start().expect("a sandbox");
    sandbox.advance(Duration::from_millis(1_500));
    assert_eq!(sandbox.timestamp_after(Duration::ZERO), "2024-06-01T00:00:01.500Z");
}

#[test]
fn the_clock_can_start_elsewhere() {
    let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    let sandbox = Sandbox::builder().starts_at(moment).start().expect("a sandbox");
    assert_eq!(sandbox.timestamp_after(Duration::ZERO), "1970-01-01T00:00:01.000Z");
}

#[test]
fn the_clock_is_the_one_of_the_machine() {
    let sandbox = start();
    let apart = SystemTime::now().duration_since(sandbox.now());
    assert!(apart.expect("no clock runs backwards") < Duration::from_secs(60));
}

#[test]
fn a_token_expires_over_sockets_too() {
    let sandbox = start();
    let token = bearer(&sandbox);
    let mut socket = identity(&sandbox);
    let before = socket.call("GET /users", &token, "").expect("an answer").status;
    sandbox.advance(Duration::from_secs(7_200));
    let after = socket.call("GET /users", &token, "").expect("an answer").status;
    assert_eq!((before, after), (200, 401));
}

#[test]
fn its_debug_form_shows_no_secret() {
    let sandbox = Sandbox::builder().client("id", "canary").start().expect("a sandbox");
    assert!(!format!("{sandbox:?}").contains("canary"));
}
