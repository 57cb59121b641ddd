//! Ten thousand calls at once, with the client's own limit between them and the sockets.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    thread,
    time::{Duration, Instant},
};

use futures_util::future::{Either, join_all, select};
use moneyhub_proto::{
    CallOptions, Client, Config, Error, Outcome, Retry,
    hyper::Options,
    users::{self, User},
};
use moneyhub_sandbox::{Fault, Matcher, Sandbox};

use super::{
    Row,
    meeting::{LIMIT as DEADLINE, SLACK, ends, pause},
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
    let get = |deadline| {
        let options = CallOptions { deadline: Some(deadline), ..CallOptions::default() };
        client.send_with(users::Get { user_id: user_id.as_str().into() }, options)
    };
    let all_turns = 2 + LIMIT as u64;
    let ((results, elapsed), most) = watched(&sandbox, || {
        adapter.block_on(async {
            // They have all the turns until the others have ended, however long it takes to begin those.
            let holding = join_all((0..LIMIT).map(|_| get(2 * SLACK)));
            let crowd = async {
                while sandbox.total_requests() < all_turns {
                    pause(adapter, Duration::from_millis(2)).await;
                }
                let start = Instant::now();
                (join_all((0..CALLS).map(|_| get(DEADLINE))).await, start.elapsed())
            };
            match select(Box::pin(holding), Box::pin(crowd)).await {
                Either::Right((ended, _)) => ended,
                Either::Left((held, _)) => panic!("nobody answers: {held:?}"),
            }
        })
    });
    assert!((DEADLINE..DEADLINE + SLACK).contains(&elapsed), "{elapsed:?}");
    assert!(most <= CONNECTIONS, "{most} connections");
    let told = |result: Result<User, Error>| {
        let error = result.expect_err("nobody answers");
        assert_eq!(ends(&error), "Deadline");
        (error.outcome(), error.attempts())
    };
    assert!(results.into_iter().map(told).all(|told| told == (Outcome::NotSent, 0)));
    assert_eq!(sandbox.total_requests(), all_turns);
    // Now there is a turn for each, but perhaps not time enough for a connection.
    let last = adapter.block_on(join_all((0..LIMIT).map(|_| get(DEADLINE))));
    let last: Vec<_> = last.into_iter().map(told).collect();
    assert!(last.iter().all(|(outcome, attempts)| match outcome {
        Outcome::Uncertain => *attempts == 1,
        outcome => *outcome == Outcome::NotSent,
    }));
    let sent = last.iter().filter(|told| **told == (Outcome::Uncertain, 1)).count();
    assert!(sandbox.total_requests() <= all_turns + sent as u64);
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
    // A slow machine takes minutes for all of them.
    let retry = Retry { deadline: Duration::from_secs(900), ..Retry::default() };
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
