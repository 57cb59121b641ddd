//! Ten thousand calls at once, with the client's own limit between them and the sockets.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    thread,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use moneyhub_proto::{CallOptions, Client, Config, Outcome, Retry, hyper::Options, users};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};

use super::{
    Row,
    meeting::{SLACK, ends},
};
use crate::{Adapter, sockets};

const CALLS: usize = 10_000;
/// How many requests are in flight at most, and how many connections are kept idle at most.
const LIMIT: usize = 64;
/// Besides those in use and those that are idle, some are on their way back to the pool, and some
/// were being made when another came free, and are kept. How many is a matter of the machine's load;
/// about twice the limit is the most that was ever seen.
const CONNECTIONS: usize = 4 * LIMIT;

/// All are answered, with one token and over no more sockets than are allowed.
pub fn ten_thousand_calls_in_flight(adapter: Adapter) -> Vec<Row> {
    let sandbox = Sandbox::builder().users(1).record(false).start().unwrap();
    let client = client(adapter, &sandbox);
    let user_id = sandbox.user_id(0).unwrap();
    let (results, most) = watched(&sandbox, || {
        adapter.block_on(join_all((0..CALLS).map(|_| {
            let user_id = user_id.as_str().into();
            client.send(users::Get { user_id })
        })))
    });
    assert!(results.iter().all(Result::is_ok));
    assert!(most <= CONNECTIONS, "{most} connections");
    assert_eq!((sandbox.token_requests(), sandbox.total_requests()), (1, CALLS as u64 + 1));
    assert_closes(&sandbox, client);
    let requests = format!("{CALLS}, and 1 for a token, over at most {CONNECTIONS} connections");
    vec![Row {
        call: format!("{CALLS} GETs at once"),
        ends: "value".to_owned(),
        outcome: String::new(),
        attempts: String::new(),
        requests,
    }]
}

/// Each ends at its deadline. Of those that had no turn, or no connection in it, nothing was sent, and
/// they know it.
pub fn ten_thousand_calls_while_nobody_answers(adapter: Adapter) -> Vec<Row> {
    let sandbox = Sandbox::builder().users(1).record(false).start().unwrap();
    let client = client(adapter, &sandbox);
    let user_id = sandbox.user_id(0).unwrap();
    adapter.block_on(client.send(users::Get { user_id: user_id.as_str().into() })).unwrap();
    sandbox.fault(Matcher::any(), Fault::hang());
    let deadline = Duration::from_secs(1);
    let options = CallOptions { deadline: Some(deadline), ..CallOptions::default() };
    let start = Instant::now();
    let (results, most) = watched(&sandbox, || {
        adapter.block_on(join_all((0..CALLS).map(|_| {
            let user_id = user_id.as_str().into();
            client.send_with(users::Get { user_id }, options.clone())
        })))
    });
    assert!((deadline..deadline + SLACK).contains(&start.elapsed()), "{:?}", start.elapsed());
    assert!(most <= CONNECTIONS, "{most} connections");
    let errors: Vec<_> = results.into_iter().map(Result::unwrap_err).collect();
    assert!(errors.iter().all(|error| ends(error) == "Deadline"));
    let ended = |outcome, attempts| {
        errors
            .iter()
            .filter(|error| (error.outcome(), error.attempts()) == (outcome, attempts))
            .count()
    };
    // A place comes free at a deadline, and is taken by a call that still has some milliseconds: not
    // always enough for a connection.
    let (sent, unsent) = (ended(Outcome::Uncertain, 1), ended(Outcome::NotSent, 1));
    assert_eq!(sent + unsent + ended(Outcome::NotSent, 0), CALLS);
    assert!(sent + unsent < CALLS / 10, "{sent} were sent, {unsent} had no connection");
    assert!((3..=sent as u64 + 2).contains(&sandbox.total_requests()));
    assert_closes(&sandbox, client);
    vec![Row {
        call: format!("{CALLS} GETs at once"),
        ends: "Deadline".to_owned(),
        outcome: "NotSent; Uncertain for those that had a connection".to_owned(),
        attempts: "0; 1".to_owned(),
        requests: "at most those that are Uncertain".to_owned(),
    }]
}

fn client(adapter: Adapter, sandbox: &Sandbox) -> Client {
    let retry = Retry { deadline: Duration::from_secs(60), ..Retry::default() };
    let config = Config::builder()
        .identity_url(sandbox.identity_url())
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .allow_loopback_http()
        .requests_in_flight(LIMIT)
        .retry(retry);
    let options = Options::default().max_idle_per_host(LIMIT);
    adapter.client(config.build().unwrap(), options)
}

/// What comes of it, and the greatest number of the client's connections that were open meanwhile.
fn watched<T>(sandbox: &Sandbox, work: impl FnOnce() -> T) -> (T, usize) {
    let (over, most) = (AtomicBool::new(false), AtomicUsize::new(0));
    let result = thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(SeqCst) {
                let port = sandbox.identity_address().port();
                most.fetch_max(sockets::connected_to(port), SeqCst);
                thread::sleep(Duration::from_millis(2));
            }
        });
        let result = work();
        over.store(true, SeqCst);
        result
    });
    (result, most.into_inner())
}

fn assert_closes(sandbox: &Sandbox, client: Client) {
    drop(client);
    let start = Instant::now();
    while sandbox.open_connections() > 0 {
        assert!(start.elapsed() < SLACK, "{} connections are open", sandbox.open_connections());
        thread::sleep(Duration::from_millis(5));
    }
}
