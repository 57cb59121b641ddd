//! Payments against HTTP/2 servers that do what is asked, and then say otherwise: each is made once.

mod frames;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use h2::Reason;
use moneyhub_tokio::{
    client_with,
    moneyhub_proto::{
        CallOptions, Client, Config, Error, Outcome, Retry,
        bytes::Bytes,
        http::{Response, StatusCode},
        payments::Pence,
        recurring_payments::{Pay, Submission},
    },
};

use crate::{
    calls::with_token,
    http2::{Incoming, Stream, http2_server},
    server::Server,
    tls_server::{Authority, start},
};

/// No answer is awaited so long here: it is for a machine that has other things to do.
const DEADLINE: Duration = Duration::from_secs(60);

/// What the server did, whatever it says.
type Ledger = Arc<AtomicUsize>;

/// Repeats whatever may be repeated, without a pause.
fn client(authority: &Authority, server: &Server) -> Client {
    let retry = Retry {
        max_attempts: u32::MAX,
        base_backoff: Duration::ZERO,
        max_backoff: Duration::ZERO,
        max_retry_after: Duration::MAX,
        deadline: DEADLINE,
    };
    let url = format!("https://localhost:{}", server.port());
    let config = Config::builder().identity_url(&url).user_agent("test/1").retry(retry);
    client_with(config.build().unwrap(), authority.trusted()).unwrap()
}

fn payment() -> Pay {
    Pay {
        recurring_payment_id: "a-consent".into(),
        amount: Pence::new(1250).unwrap(),
        details: Default::default(),
    }
}

async fn pay(client: &Client) -> Result<Submission, Error> {
    let deadline = Some(DEADLINE);
    client.send_with(payment(), CallOptions { deadline, ..with_token() }).await
}

/// Pays, and looks that it was done once. Gives what the error says of it.
async fn paid_once(authority: &Authority, server: &Server, ledger: &Ledger) -> Option<Outcome> {
    let outcome = pay(&client(authority, server)).await.err().map(|error| error.outcome());
    // What might still be sent has the time to be.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(ledger.load(SeqCst), 1, "{outcome:?}");
    assert_ne!(outcome, Some(Outcome::NotSent), "it was done");
    outcome
}

#[tokio::test]
async fn a_payment_whose_stream_is_reset_after_it_was_made_is_made_once() {
    let authority = Authority::new();
    let table = [
        (Reason::REFUSED_STREAM, Outcome::Refused),
        (Reason::NO_ERROR, Outcome::Uncertain),
        (Reason::CANCEL, Outcome::Uncertain),
        (Reason::INTERNAL_ERROR, Outcome::Uncertain),
        (Reason::ENHANCE_YOUR_CALM, Outcome::Uncertain),
        (Reason::HTTP_1_1_REQUIRED, Outcome::Uncertain),
        (Reason::INADEQUATE_SECURITY, Outcome::Uncertain),
    ];
    for (reason, said) in table {
        let ledger = Ledger::default();
        let seen = Arc::clone(&ledger);
        let server = http2_server(&authority, move |_, (_, mut respond): Incoming| {
            seen.fetch_add(1, SeqCst);
            respond.send_reset(reason);
        });
        assert_eq!(paid_once(&authority, &server, &ledger).await, Some(said), "{reason}");
    }
}

#[tokio::test]
async fn a_payment_that_any_status_denies_is_made_once() {
    let authority = Authority::new();
    for status in 200..600 {
        let ledger = Ledger::default();
        let seen = Arc::clone(&ledger);
        let status = StatusCode::from_u16(status).unwrap();
        let server = http2_server(&authority, move |_, (_, mut respond): Incoming| {
            seen.fetch_add(1, SeqCst);
            let head = Response::builder()
                .status(status)
                .header("location", "/elsewhere")
                .header("retry-after", "0")
                .body(())
                .unwrap();
            let _ = respond.send_response(head, true);
        });
        let outcome = paid_once(&authority, &server, &ledger).await;
        assert!(outcome.is_some(), "{status}: an answer without a body is none");
    }
}

/// GOAWAY before the answer, in order and at once, and a connection that ends without a word.
#[tokio::test]
async fn a_payment_whose_connection_ends_after_it_was_made_is_made_once() {
    let authority = Authority::new();
    for end in 0..3 {
        let ledger = Ledger::default();
        let seen = Arc::clone(&ledger);
        let server = start(authority.server(&["h2"]), move |stream: Stream, _| {
            let seen = Arc::clone(&seen);
            async move {
                let mut connection = h2::server::handshake(stream).await.unwrap();
                let incoming = connection.accept().await;
                seen.fetch_add(usize::from(incoming.is_some()), SeqCst);
                match end {
                    0 => connection.graceful_shutdown(),
                    1 => connection.abrupt_shutdown(Reason::NO_ERROR),
                    _ => return,
                }
                drop(incoming);
                while connection.accept().await.is_some() {}
            }
        });
        let outcome = paid_once(&authority, &server, &ledger).await;
        assert_eq!(outcome, Some(Outcome::Uncertain), "{end}");
    }
}

/// Many at once over connections that refuse, reset and end by turns: each has a number of its own.
#[tokio::test]
async fn payments_at_once_over_ending_connections_are_each_made_once_at_most() {
    let authority = Authority::new();
    let ledger = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&ledger);
    let server = start(authority.server(&["h2"]), move |stream: Stream, _| {
        let seen = Arc::clone(&seen);
        async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            let mut number = 0;
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                number += 1;
                let path = request.uri().path().to_owned();
                let turn = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(path);
                    seen.len()
                };
                match turn % 5 {
                    0 => respond.send_reset(Reason::REFUSED_STREAM),
                    1 => respond.send_reset(Reason::INTERNAL_ERROR),
                    2 if number > 3 => connection.graceful_shutdown(),
                    3 if number > 6 => return,
                    _ => {
                        let body = Bytes::from_static(br#"{"data":{}}"#);
                        if let Ok(mut stream) = respond.send_response(Response::new(()), false) {
                            let _ = stream.send_data(body, true);
                        }
                    }
                }
            }
        }
    });
    let client = client(&authority, &server);
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..200 {
        let client = client.clone();
        tasks.spawn(async move {
            let recurring_payment_id = format!("consent-{number}").as_str().into();
            let pay = Pay { recurring_payment_id, ..payment() };
            let deadline = Some(DEADLINE);
            let result = client.send_with(pay, CallOptions { deadline, ..with_token() }).await;
            (number, result.map_err(|error| error.outcome()).err())
        });
    }
    let ended = tasks.join_all().await;
    let ledger = ledger.lock().unwrap().clone();
    for (number, outcome) in ended {
        let path = format!("/recurring-payments/consent-{number}/pay");
        let times = ledger.iter().filter(|seen| **seen == path).count();
        assert!(times <= 1, "{path} {times} times");
        assert!(times == 0 || outcome != Some(Outcome::NotSent), "{path} was sent");
        assert!(times == 1 || !matches!(outcome, None | Some(Outcome::Accepted)), "{path}");
    }
}
