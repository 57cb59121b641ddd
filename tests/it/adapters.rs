//! Whatever a server does, both adapters react in the same way.
//!
//! `hostile` has named cases with their results. Here cases are random, one after another on the connections
//! of one client, and the two results only have to be equal.
//!
//! Races are left out: a reset after some bytes, which may overtake them; the unannounced end of a connection
//! after a complete answer, when it may already be in use again; and everything slow. Those are in `hostile`,
//! with all possible results.

use std::time::Duration;

use http::StatusCode;
use moneyhub_proto::{Config, Error, ErrorKind, Outcome, Retry, hyper::Options};
use moneyhub_tests::{
    Adapter,
    hostile::{Call, Peer, Request, Server, USER, answer, well},
};
use proptest::{collection::vec, prelude::*, sample::select};

/// What a server does with a request.
#[derive(Clone, Debug)]
enum Scene {
    /// A whole answer, of a length or in chunks, is cut after so many bytes, in order.
    Cut { chunked: bool, at: usize },
    /// An answer with this status and these headers.
    Headed(&'static str, &'static str),
    /// Something else than HTTP, and then the end.
    Noise(Vec<u8>),
    /// No byte, but a reset.
    Reset,
    /// What it should be, after such an interim answer.
    WellAfter(&'static str),
    /// A body that ends with its connection.
    WithoutLength,
}

/// The facts of an error.
#[derive(Debug, PartialEq)]
struct Told {
    kind: ErrorKind,
    status: Option<StatusCode>,
    outcome: Outcome,
    attempts: u32,
    retry_after: Option<Duration>,
    retryable: bool,
    text: String,
}

/// The results of the calls, and the heads and bodies that the server read.
#[derive(Debug, PartialEq)]
struct Met {
    results: Vec<Result<(), Told>>,
    requests: Vec<(String, String)>,
}

impl Scene {
    /// Does it; gives the connection back when it is still of use.
    fn play(&self, mut peer: Peer, request: &Request) -> Option<Peer> {
        match self {
            Self::Cut { chunked, at } => {
                let whole = if *chunked { in_chunks() } else { well(request) };
                peer.write(&whole.as_bytes()[..at % whole.len()]);
                None
            }
            Self::Headed(status, headers) => {
                let body = if status.starts_with("204") { "" } else { "{}" };
                let whole = answer(status, body);
                let (line, rest) = whole.split_once("\r\n").unwrap();
                peer.write(format!("{line}\r\n{headers}{rest}"));
                (!headers.contains("close")).then_some(peer)
            }
            Self::Noise(bytes) => {
                peer.write(bytes);
                None
            }
            Self::Reset => {
                peer.reset();
                None
            }
            Self::WellAfter(interim) => {
                peer.write(format!("{interim}{}", well(request)));
                Some(peer)
            }
            Self::WithoutLength => {
                peer.write(format!("HTTP/1.1 200 OK\r\n\r\n{USER}"));
                None
            }
        }
    }
}

fn in_chunks() -> String {
    let (first, second) = USER.split_at(5);
    format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
        second.len()
    )
}

/// A server that does this with its requests, in their order, and is well after that.
fn server(scenes: Vec<Scene>) -> Server {
    Server::start(move |mut peer| {
        while let Some(request) = peer.request() {
            let scene = scenes.get(request.number - 1);
            match scene.unwrap_or(&Scene::WellAfter("")).play(peer, &request) {
                Some(kept) => peer = kept,
                None => return,
            }
        }
    })
}

fn meet(adapter: Adapter, calls: &[Call], scenes: &[Scene], max_attempts: u32) -> Met {
    let server = server(scenes.to_vec());
    // No wait, and no deadline that could come first.
    let retry = Retry {
        max_attempts,
        base_backoff: Duration::ZERO,
        max_retry_after: Duration::ZERO,
        ..Retry::default()
    };
    let config = Config::builder().identity_url(server.url()).allow_loopback_http().retry(retry);
    let config = config.client_id("client").client_secret("secret").build().unwrap();
    let client = adapter.client(config, Options::default());
    let results = adapter.block_on(async {
        let mut results = Vec::new();
        for call in calls {
            results.push(call.make(&client, Duration::from_secs(60)).await.map_err(told));
        }
        results
    });
    let host = server.url().replace("http://", "");
    let requests = server.requests().into_iter();
    let requests = requests.map(|Request { head, body, .. }| (head.replace(&host, "host"), body));
    Met { results, requests: requests.collect() }
}

fn told(error: Error) -> Told {
    Told {
        kind: error.kind(),
        status: error.status(),
        outcome: error.outcome(),
        attempts: error.attempts(),
        retry_after: error.retry_after(),
        retryable: error.is_retryable(),
        text: error.to_string(),
    }
}

fn scene() -> impl Strategy<Value = Scene> {
    let cut = (any::<bool>(), 0_usize..400).prop_map(|(chunked, at)| Scene::Cut { chunked, at });
    let status = select(vec![
        "200 OK",
        "201 Created",
        "204 No Content",
        "302 Found",
        "400 Bad Request",
        "401 Unauthorized",
        "401 Unauthorized",
        "404 Not Found",
        "408 Request Timeout",
        "409 Conflict",
        "429 Too Many Requests",
        "500 Internal Server Error",
        "503 Service Unavailable",
        "503 Service Unavailable",
        "521 Web Server Is Down",
    ]);
    let headers = select(vec![
        "",
        "connection: close\r\n",
        "location: /users/u1\r\n",
        "retry-after: 0\r\n",
        "retry-after: 60\r\n",
    ]);
    let headed = (status, headers).prop_map(|(status, headers)| Scene::Headed(status, headers));
    let noise = prop_oneof![
        vec(any::<u8>(), 1..40),
        select(vec![
            &b"HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\n{}"[..],
            b"HTTP/1.1 2000 OK\r\n\r\n",
            b"HTTP/9.9 200 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    let interim = select(vec![
        "",
        "",
        "",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
    ]);
    prop_oneof![
        3 => cut,
        6 => headed,
        2 => noise.prop_map(Scene::Noise),
        1 => Just(Scene::Reset),
        6 => interim.prop_map(Scene::WellAfter),
        1 => Just(Scene::WithoutLength),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let calls = [Call::Exchange, Call::Get, Call::GetWithFetch, Call::GetWithFetch, Call::Post];
    prop_oneof![5 => select(calls.to_vec()), 1 => Just(Call::Push)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_make_the_same_of_whatever_a_server_does(
        calls in vec(call(), 1..5), scenes in vec(scene(), 0..10), max_attempts in 1_u32..4,
    ) {
        let [one, other] = [Adapter::Tokio, Adapter::AsyncStd]
            .map(|adapter| meet(adapter, &calls, &scenes, max_attempts));
        prop_assert_eq!(one, other);
    }
}
