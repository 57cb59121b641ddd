//! Between the service and the mirror: loses webhooks, doubles them, and brings them late and out of order.

use std::{
    convert::Infallible,
    io,
    net::Ipv4Addr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use http_body_util::{BodyExt, Empty};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};

/// As long as the service waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many are delivered at once.
const MOST_AT_ONCE: usize = 32;

/// Takes what the service sends, and delivers what it likes of it.
pub(crate) struct Post {
    to: u16,
    slowness: Slowness,
    fates: Mutex<fastrand::Rng>,
    room: Semaphore,
    pub(crate) tally: Tally,
}

/// How long deliveries take, in milliseconds at the most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slowness {
    pub(crate) prompt: u64,
    pub(crate) late: u64,
}

/// What became of them.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) sent: AtomicU64,
    pub(crate) lost: AtomicU64,
    pub(crate) doubled: AtomicU64,
    pub(crate) late: AtomicU64,
    pub(crate) delivered: AtomicU64,
    /// Nobody was there, or the answer was not 200.
    pub(crate) failed: AtomicU64,
    /// Those that are still to be delivered.
    pub(crate) under_way: AtomicUsize,
}

impl Post {
    /// Delivers to this port, and gives the URL that webhooks are to be sent to.
    pub(crate) async fn open(
        seed: u64,
        to: u16,
        slowness: Slowness,
    ) -> io::Result<(Arc<Self>, String)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let post = Arc::new(Self {
            to,
            slowness,
            fates: Mutex::new(fastrand::Rng::with_seed(seed)),
            room: Semaphore::new(MOST_AT_ONCE),
            tally: Tally::default(),
        });
        tokio::spawn(serve(listener, Arc::clone(&post)));
        Ok((post, url))
    }

    /// How long each delivery of the next webhook takes; none, if it is lost.
    fn fate(&self) -> Vec<Duration> {
        let mut random = self.fates.lock().unwrap_or_else(PoisonError::into_inner);
        let Slowness { prompt, late } = self.slowness;
        let mut after = |most: u64| Duration::from_millis(random.u64(..=most));
        let (one, other, later) = (after(prompt), after(late), after(late));
        self.tally.sent.fetch_add(1, Relaxed);
        match random.u8(..20) {
            0..3 => {
                self.tally.lost.fetch_add(1, Relaxed);
                Vec::new()
            }
            3..6 => {
                self.tally.doubled.fetch_add(1, Relaxed);
                vec![one, other]
            }
            6..9 => {
                self.tally.late.fetch_add(1, Relaxed);
                vec![later]
            }
            _ => vec![one],
        }
    }

    fn take(self: &Arc<Self>, body: Bytes) {
        for wait in self.fate() {
            let (post, body) = (Arc::clone(self), body.clone());
            post.tally.under_way.fetch_add(1, Relaxed);
            tokio::spawn(async move {
                sleep(wait).await;
                let answer = {
                    let _place = post.room.acquire().await;
                    timeout(PATIENCE, deliver(post.to, &body)).await
                };
                let outcome = match answer {
                    Ok(Ok(200)) => &post.tally.delivered,
                    _ => &post.tally.failed,
                };
                outcome.fetch_add(1, Relaxed);
                post.tally.under_way.fetch_sub(1, Relaxed);
            });
        }
    }
}

async fn serve(listener: TcpListener, post: Arc<Post>) {
    while let Ok((stream, _)) = listener.accept().await {
        let post = Arc::clone(&post);
        tokio::spawn(async move {
            let service = service_fn(async |request: Request<Incoming>| {
                if let Ok(body) = request.into_body().collect().await {
                    post.take(body.to_bytes());
                }
                Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
            });
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// Gives the status of the answer.
async fn deliver(to: u16, body: &[u8]) -> io::Result<u16> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, to)).await?;
    let head = format!(
        "POST /webhooks HTTP/1.1\r\nHost: 127.0.0.1:{to}\r\nContent-Type: application/jwt\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let status = answer.get(9..12).and_then(|status| std::str::from_utf8(status).ok());
    status.and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData.into())
}
