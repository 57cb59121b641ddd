//! The receiver: verifies, queues, answers. The work is done by whoever reads the queue.
//!
//! Plain hyper, because it is built already, and a receiver is one route. In a framework the body of
//! [`Receiver::answer`] is the handler.

use std::{convert::Infallible, future::Future, pin::pin, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Empty, Limited};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use moneyhub_tokio::moneyhub_proto::{
    Client, ErrorKind,
    error::VerificationError,
    webhooks::{BoundedReceipts, Receipts, is_first},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

/// Where webhooks are posted.
pub(crate) const PATH: &str = "/webhooks";

/// What Moneyhub sends has 250 kB at the most.
const LONGEST_BODY: usize = 1024 * 1024;

/// Moneyhub waits five seconds for an answer. A body that comes more slowly than this is nobody's.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many connections are served at once.
const MOST_CONNECTIONS: usize = 256;

/// How long connections may take to end when the receiver stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// Takes webhooks in. Give the other end of the queue to whoever does the work.
pub(crate) struct Receiver {
    client: Client,
    receipts: Box<dyn Receipts>,
    queue: mpsc::Sender<Bytes>,
}

impl Receiver {
    /// One with a queue of so many webhooks. Each has some hundred bytes, 250 kB at the most.
    pub(crate) fn new(client: Client, capacity: usize) -> (Self, mpsc::Receiver<Bytes>) {
        let (queue, work) = mpsc::channel(capacity);
        let receipts = Box::new(BoundedReceipts::new(10_000));
        (Self { client, receipts, queue }, work)
    }

    /// What a request gets. After a 200 the webhook is in the queue, or was before.
    ///
    /// | status | meaning |
    /// |---|---|
    /// | 200 | it is queued; or it is a second delivery, which was queued before |
    /// | 400 | it is no webhook that Moneyhub has signed for this client |
    /// | 404, 405, 408, 413 | it is not even a request like one |
    /// | 503 | the queue is full, or there are no keys to verify it with: nothing is known of it |
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> StatusCode {
        if request.uri().path() != PATH {
            return StatusCode::NOT_FOUND;
        }
        if request.method() != Method::POST {
            return StatusCode::METHOD_NOT_ALLOWED;
        }
        // A place in the queue comes first: without one, the rest is for nothing.
        let Ok(place) = self.queue.try_reserve() else {
            return StatusCode::SERVICE_UNAVAILABLE;
        };
        let body = Limited::new(request.into_body(), LONGEST_BODY).collect();
        let body = match timeout(PATIENCE, body).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
            Err(_) => return StatusCode::REQUEST_TIMEOUT,
        };
        let webhook = match self.client.webhook(&body).await {
            Ok(webhook) => webhook,
            Err(error) => {
                // The message has no ids in it, and nothing of the body: it may be logged.
                let newer = |error: &_| VerificationError::asks_for_newer_keys(error);
                let known = !error.verification_error().is_some_and(newer);
                return match error.kind() {
                    ErrorKind::Verification if known => StatusCode::BAD_REQUEST,
                    _ => StatusCode::SERVICE_UNAVAILABLE,
                };
            }
        };
        if is_first(&*self.receipts, webhook.id()).await {
            // What must survive a crash of this process is written to a disk here, before the 200.
            place.send(webhook.into_bytes());
        }
        StatusCode::OK
    }
}

/// Serves until `stop`, and then ends: takes no more connections, and answers what it has read. The queue is closed
/// after that, so that whoever reads it gets the rest of it and then its end.
pub(crate) async fn serve(
    listener: TcpListener,
    receiver: Receiver,
    stop: impl Future<Output = ()>,
) {
    let receiver = Arc::new(receiver);
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let (ending, _) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            Some(_) = connections.join_next() => continue,
            accepted = accept(&listener, &room) => accepted,
        };
        let Some((stream, permit)) = accepted else {
            // Out of file descriptors, most likely: some will be closed soon.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (receiver, ending) = (Arc::clone(&receiver), ending.subscribe());
        connections.spawn(async move {
            converse(stream, &receiver, ending).await;
            drop(permit);
        });
    }
    drop(listener);
    let _ = ending.send(true);
    let ended = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(FAREWELL, ended).await;
    // What is still open is cut; none of it was answered with 200.
    connections.shutdown().await;
}

type Permit = tokio::sync::OwnedSemaphorePermit;

async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> Option<(TcpStream, Permit)> {
    let permit = Arc::clone(room).acquire_owned().await.ok()?;
    let (stream, _) = listener.accept().await.ok()?;
    Some((stream, permit))
}

async fn converse(stream: TcpStream, receiver: &Receiver, mut ending: watch::Receiver<bool>) {
    let service = service_fn(async |request| {
        let mut response = Response::new(Empty::<Bytes>::new());
        *response.status_mut() = receiver.answer(request).await;
        Ok::<_, Infallible>(response)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(30))
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // A sender that goes away is no event.
    tokio::select! {
        _ = &mut connection => {}
        _ = ending.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
