//! The receiver: verifies, queues, answers. The reader of the queue does the work.
//!
//! It uses plain hyper, which is already a dependency, since a receiver is one route. In a framework, the
//! body of [`Receiver::answer`] is the handler.

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

/// Moneyhub sends at most 250 kB.
const LONGEST_BODY: usize = 1024 * 1024;

/// Moneyhub waits five seconds for an answer. A body that takes longer than this is not from
/// Moneyhub.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many connections are served at once.
const MOST_CONNECTIONS: usize = 256;

/// How long connections may take to end when the receiver stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// Receives webhooks. Give the other end of the queue to the code that does the work.
pub(crate) struct Receiver {
    client: Client,
    receipts: Box<dyn Receipts>,
    queue: mpsc::Sender<Bytes>,
}

impl Receiver {
    /// A receiver with a queue of this many webhooks. Each has a few hundred bytes, at most 250 kB.
    pub(crate) fn new(client: Client, capacity: usize) -> (Self, mpsc::Receiver<Bytes>) {
        let (queue, work) = mpsc::channel(capacity);
        let receipts = Box::new(BoundedReceipts::new(10_000));
        (Self { client, receipts, queue }, work)
    }

    /// The answer to a request. After a 200 the webhook is in the queue, or was before.
    ///
    /// | status | meaning |
    /// |---|---|
    /// | 200 | it is queued, or it is a second delivery of one that was queued before |
    /// | 400 | it is not a webhook that Moneyhub has signed for this client |
    /// | 404, 405, 408, 413 | the request does not even have the form of one |
    /// | 503 | the queue is full, or there are no keys to verify it with: nothing is known about it |
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> StatusCode {
        if request.uri().path() != PATH {
            return StatusCode::NOT_FOUND;
        }
        if request.method() != Method::POST {
            return StatusCode::METHOD_NOT_ALLOWED;
        }
        // Reserve a place in the queue first: without one, the rest would be in vain.
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
                // The message contains no ids and nothing of the body, so it may be logged.
                let newer = |error: &_| VerificationError::asks_for_newer_keys(error);
                let known = !error.verification_error().is_some_and(newer);
                return match error.kind() {
                    ErrorKind::Verification if known => StatusCode::BAD_REQUEST,
                    _ => StatusCode::SERVICE_UNAVAILABLE,
                };
            }
        };
        if is_first(&*self.receipts, webhook.id()).await {
            // To survive a crash of this process, write it to disk here, before the 200.
            place.send(webhook.into_bytes());
        }
        StatusCode::OK
    }
}

/// Serves until `stop`, then accepts no more connections and answers the requests that it has read. After
/// that the queue is closed, so that its reader gets the rest and then the end.
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
            // Most likely out of file descriptors: some will be closed soon.
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
    // Cut the connections that are still open; none of them was answered with 200.
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
    // A sender that disconnects is not worth reporting.
    tokio::select! {
        _ = &mut connection => {}
        _ = ending.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
