//! A server that does with each connection what its script says, on a thread of its own: what the
//! client's runtime does or fails to do never holds it up.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
};

/// Answers every request with a user, for as long as the client likes.
pub(crate) async fn well_behaved(mut peer: Peer) {
    while peer.request().await.is_some() {
        peer.write(user()).await;
    }
}

/// A complete answer with a user.
pub(crate) fn user() -> String {
    answer("200 OK", r#"{"userId":"u1"}"#)
}

pub(crate) fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
    runtime: Option<Runtime>,
}

#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) connections: AtomicUsize,
    /// Connections that the client was seen to close.
    pub(crate) closed: AtomicUsize,
    /// Bytes that the client's side took in.
    pub(crate) written: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl Server {
    pub(crate) fn start<S, F>(script: S) -> Self
    where
        S: Fn(Peer) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let shared = Arc::clone(&seen);
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let number = shared.connections.fetch_add(1, SeqCst) + 1;
                let seen = Arc::clone(&shared);
                tokio::spawn(script(Peer { number, stream, seen }));
            }
        });
        Self { address, seen, runtime: Some(runtime) }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(SeqCst)
    }

    /// The whole requests that came in, in order, as bytes on the wire.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.requests.lock().unwrap().clone()
    }

    pub(crate) fn written(&self) -> usize {
        self.seen.written.load(SeqCst)
    }

    /// Waits until the client has closed so many connections, a minute at most.
    pub(crate) async fn closed(&self, connections: usize) -> bool {
        let closed = until(|| self.seen.closed.load(SeqCst) >= connections);
        tokio::time::timeout(Duration::from_secs(60), closed).await.is_ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The server's end of one connection.
pub(crate) struct Peer {
    /// Which connection it is, from 1.
    pub(crate) number: usize,
    pub(crate) stream: TcpStream,
    seen: Arc<Seen>,
}

impl Peer {
    /// The next request, with its body; nothing when the client has closed.
    pub(crate) async fn request(&mut self) -> Option<String> {
        let request = read_request(&mut self.stream).await;
        match &request {
            Some(request) => self.seen.requests.lock().unwrap().push(request.clone()),
            None => drop(self.seen.closed.fetch_add(1, SeqCst)),
        }
        request
    }

    /// Writes; false when the client has closed.
    pub(crate) async fn write(&mut self, text: impl AsRef<[u8]>) -> bool {
        let written = self.stream.write_all(text.as_ref()).await.is_ok();
        if written {
            self.seen.written.fetch_add(text.as_ref().len(), SeqCst);
        }
        written
    }

    /// Writes the same until the client has closed.
    pub(crate) async fn write_for_ever(&mut self, chunk: impl AsRef<[u8]>, pause: Duration) {
        while self.write(&chunk).await {
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
        }
        self.seen.closed.fetch_add(1, SeqCst);
    }

    /// Ends the connection with RST rather than FIN.
    pub(crate) fn reset(self) {
        self.stream.set_zero_linger().unwrap();
    }
}

/// Waits until this is so.
pub(crate) async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Drops a call when this is so, which has to be before the call ends.
pub(crate) async fn dropped_when<T>(call: impl Future<Output = T>, holds: impl Fn() -> bool) {
    tokio::select! {
        _ = call => panic!("the call has ended"),
        () = until(holds) => {}
    }
}

/// Head and body of a request.
pub(crate) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8(read.clone()).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    }
}
