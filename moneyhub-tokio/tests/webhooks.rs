//! The receiver of the example `webhooks`, under load: whatever it has acknowledged is worked on.
//!
//! `WEBHOOKS_SECONDS=60 cargo test --release -p moneyhub-tokio --test webhooks -- --nocapture load` is the long run, with
//! the figures.

// The example is not built without it.
#![cfg(feature = "aws-lc-rs")]

#[path = "../examples/webhooks/receiver.rs"]
mod receiver;

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use moneyhub_sandbox::{Sandbox, WebhookFormat};
use moneyhub_tokio::moneyhub_proto::{Config, bytes::Bytes, webhooks::Event};
use receiver::{PATH, Receiver, serve};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Builder,
    sync::{Semaphore, mpsc, oneshot},
    task::JoinHandle,
    time::{sleep, sleep_until},
};

/// How many senders there are, each with a connection.
const SENDERS: usize = 16;

/// Deliveries a second.
const RATE: usize = 1_000;

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    worker: JoinHandle<BTreeSet<String>>,
}

impl Running {
    /// Stops it gracefully; the ids of what was worked on.
    async fn stop(self) -> BTreeSet<String> {
        drop(self.stop);
        self.serving.await.expect("it serves to the end");
        self.worker.await.expect("it works to the end")
    }
}

/// How the worker works.
enum Pace {
    /// With a pause after each webhook.
    Pauses(Duration),
    /// Not beyond the first webhook before this is closed.
    Waits(Arc<Semaphore>),
}

async fn start(sandbox: &Sandbox, capacity: usize, pace: Pace) -> Running {
    let config = Config::builder()
        .client_id(sandbox.client_id())
        .client_secret(sandbox.client_secret())
        .identity_url(sandbox.identity_url())
        .allow_loopback_http()
        .build()
        .expect("the settings are good");
    let client = moneyhub_tokio::client(config).expect("a client");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (receiver, queue) = Receiver::new(client, capacity);
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, receiver, async {
        let _ = stopped.await;
    }));
    let worker = tokio::spawn(work(queue, pace));
    Running { address, stop, serving, worker }
}

async fn work(mut queue: mpsc::Receiver<Bytes>, pace: Pace) -> BTreeSet<String> {
    let mut done = BTreeSet::new();
    while let Some(bytes) = queue.recv().await {
        let event = Event::from_verified(&bytes).expect("it was verified");
        assert!(done.insert(event.id.to_string()), "it was queued twice");
        match &pace {
            Pace::Pauses(pause) if pause.is_zero() => {}
            Pace::Pauses(pause) => sleep(*pause).await,
            Pace::Waits(gate) => drop(gate.acquire().await),
        }
    }
    done
}

fn request(body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn signed(sandbox: &Sandbox, id: &str) -> Bytes {
    let payload = json!({"accounts": [{
        "id": "7f1e2d3c-4b5a-4968-8776-655443322110",
        "transactions": ["2c9a1f40-5d6e-4f70-8a91-b2c3d4e5f607"],
    }]});
    let user = Some("64b0f3a1c2d4e5f60718293a");
    sandbox.webhook(id, "newTransactions", user, &payload, WebhookFormat::Signed)
}

/// Sends a request over a connection, and reads the status of its answer, which has no body. `None` where the
/// connection ends.
async fn exchange(stream: &mut TcpStream, request: &[u8]) -> Option<u16> {
    stream.write_all(request).await.ok()?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut buffer = [0; 512];
        let read = stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        answer.extend_from_slice(&buffer[..read]);
    }
    std::str::from_utf8(&answer).ok()?.get(9..12)?.parse().ok()
}

/// What this process holds in memory, in kB. Only Linux says.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[test]
fn under_a_load_of_a_thousand_a_second_nothing_that_was_acknowledged_is_lost() {
    let seconds = std::env::var("WEBHOOKS_SECONDS").ok().and_then(|text| text.parse().ok());
    let seconds: usize = seconds.unwrap_or(2);
    let sandbox = Sandbox::start().expect("a sandbox");
    // Signing costs more than verifying, and is not what is measured: so each thousand is sent under a rate of its
    // own, and signed before.
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let running = start(&sandbox, 10_000, Pace::Pauses(Duration::ZERO)).await;
        let (mut acknowledged, mut times, mut held) = (BTreeSet::new(), Vec::new(), Vec::new());
        let mut busy = Duration::ZERO;
        for second in 0..seconds {
            let batch: Vec<(String, Vec<u8>)> = (0..RATE)
                .map(|number| format!("{second}-{number}"))
                .map(|id| (id.clone(), request(&signed(&sandbox, &id))))
                .collect();
            let begun = Instant::now();
            for (id, status, time) in send_evenly(running.address, batch).await {
                assert_eq!(status, Some(200), "{id}");
                acknowledged.insert(id);
                times.push(time);
            }
            busy += begun.elapsed();
            held.extend(resident());
        }
        let done = running.stop().await;
        assert_eq!(done, acknowledged, "something was acknowledged and lost");
        assert_eq!(done.len(), seconds * RATE);
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!(
            "{} webhooks, {:.0} a second; answered in {:?} (median), {:?} (99 %), {:?} (all)",
            times.len(),
            times.len() as f64 / busy.as_secs_f64(),
            at(0.5),
            at(0.99),
            at(1.0),
        );
        if let (Some(first), Some(last)) = (held.first(), held.last()) {
            println!("memory: {first} kB after the first second, {last} kB after the last");
            // The receipts and the ids that this test keeps grow by less.
            let most = first + 20_000 + 300 * seconds as u64;
            assert!(*last < most, "memory grows: {held:?}");
        }
    });
}

type Sent = (String, Option<u16>, Duration);

/// Sends all of them within a second, by some connections.
async fn send_evenly(address: SocketAddr, batch: Vec<(String, Vec<u8>)>) -> Vec<Sent> {
    let start = tokio::time::Instant::now();
    let total = batch.len();
    let mut shares: Vec<Vec<(usize, String, Vec<u8>)>> = (0..SENDERS).map(|_| Vec::new()).collect();
    for (number, (id, request)) in batch.into_iter().enumerate() {
        shares[number % SENDERS].push((number, id, request));
    }
    let senders = shares.into_iter().map(|share| {
        tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("it listens");
            stream.set_nodelay(true).expect("it is open");
            let mut sent = Vec::new();
            for (number, id, request) in share {
                sleep_until(start + Duration::from_secs(1) * number as u32 / total as u32).await;
                let begun = Instant::now();
                let status = exchange(&mut stream, &request).await;
                sent.push((id, status, begun.elapsed()));
            }
            sent
        })
    });
    let mut sent = Vec::new();
    for sender in senders.collect::<Vec<_>>() {
        sent.extend(sender.await.expect("it sends"));
    }
    sent
}

#[tokio::test]
async fn a_slow_worker_makes_senders_wait_with_a_503_and_loses_nothing() {
    let sandbox = Sandbox::start().expect("a sandbox");
    let gate = Arc::new(Semaphore::new(0));
    let running = start(&sandbox, 10, Pace::Waits(Arc::clone(&gate))).await;
    let mut stream = TcpStream::connect(running.address).await.expect("it listens");
    let mut acknowledged = BTreeSet::new();
    let mut refused = 0;
    for number in 0..40 {
        let id = number.to_string();
        match exchange(&mut stream, &request(&signed(&sandbox, &id))).await {
            Some(200) => drop(acknowledged.insert(id)),
            Some(503) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    // Ten are in the queue, and the worker may have one.
    assert!((10..=11).contains(&acknowledged.len()), "{acknowledged:?}");
    assert_eq!(acknowledged.len() + refused, 40);
    gate.close();
    assert_eq!(running.stop().await, acknowledged);
}

#[tokio::test]
async fn a_receiver_that_stops_while_webhooks_come_in_loses_none_that_it_has_acknowledged() {
    let sandbox = Sandbox::start().expect("a sandbox");
    let running = start(&sandbox, 10_000, Pace::Pauses(Duration::from_millis(1))).await;
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let senders: Vec<_> = (0..4)
        .map(|sender| {
            let requests: Vec<(String, Vec<u8>)> = (0..200)
                .map(|number| format!("{sender}-{number}"))
                .map(|id| (id.clone(), request(&signed(&sandbox, &id))))
                .collect();
            let (address, acknowledged) = (running.address, Arc::clone(&acknowledged));
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await.expect("it listens");
                for (id, request) in requests {
                    match exchange(&mut stream, &request).await {
                        Some(200) => acknowledged.lock().unwrap().insert(id),
                        _ => return,
                    };
                }
            })
        })
        .collect();
    while acknowledged.lock().unwrap().len() < 20 {
        sleep(Duration::from_millis(2)).await;
    }
    let done = running.stop().await;
    for sender in senders {
        sender.await.expect("it ends");
    }
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.is_subset(&done), "acknowledged and lost");
    // One may be done whose answer was cut off; one for each connection.
    assert!(done.len() <= acknowledged.len() + 4);
}

#[tokio::test]
async fn what_is_no_webhook_is_refused_and_never_queued() {
    let sandbox = Sandbox::start().expect("a sandbox");
    let running = start(&sandbox, 10, Pace::Pauses(Duration::ZERO)).await;
    let mut stream = TcpStream::connect(running.address).await.expect("it listens");
    let json = sandbox.webhook("1", "newTransactions", None, &json!({}), WebhookFormat::Json);
    let good = signed(&sandbox, "good");
    let mut forged = good.to_vec();
    let place = forged.iter().rposition(|byte| *byte == b'.').expect("a dot") + 1;
    forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
    for (body, status) in [
        (&json[..], 400),
        (b"", 400),
        (b"a.b.c", 400),
        // Perhaps of a key that is newer than those at hand.
        (&forged, 503),
        (&good, 200),
        // A second delivery is acknowledged, and is no second webhook.
        (&good, 200),
    ] {
        assert_eq!(exchange(&mut stream, &request(body)).await, Some(status));
    }
    let get = format!("GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(exchange(&mut stream, get.as_bytes()).await, Some(405));
    assert_eq!(exchange(&mut stream, b"POST /x HTTP/1.1\r\nHost: x\r\n\r\n").await, Some(404));
    assert_eq!(running.stop().await, BTreeSet::from(["good".to_owned()]));
}
