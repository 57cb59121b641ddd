use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use socket2::SockRef;

/// How long a script waits before it ends a connection, so that the end does not overtake what
/// was written.
const LINGER: Duration = Duration::from_millis(30);

/// A server that does with each connection what its script says, on a thread of its own, with
/// nothing that could be mistaken for the runtime under test. It ends when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    stopped: AtomicBool,
    connections: AtomicUsize,
    written: AtomicUsize,
    requests: Mutex<Vec<Request>>,
    open: Mutex<Vec<Weak<TcpStream>>>,
}

/// The server's end of one connection.
#[derive(Debug)]
pub struct Peer {
    stream: Arc<TcpStream>,
    seen: Arc<Seen>,
}

/// A request that came in whole.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which of the server's requests it is, from 1.
    pub number: usize,
    /// The request line and the headers.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Server {
    /// Starts one on a free port of loopback.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn start(script: impl Fn(Peer) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of loopback is free");
        let address = listener.local_addr().expect("it has an address");
        let seen = Arc::new(Seen::default());
        let (shared, script) = (Arc::clone(&seen), Arc::new(script));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                // It fails on a dead socket only, and that is a case, too.
                let _ = stream.set_nodelay(true);
                shared.connections.fetch_add(1, SeqCst);
                let stream = Arc::new(stream);
                shared.open().push(Arc::downgrade(&stream));
                let (peer, script) = (Peer { stream, seen: Arc::clone(&shared) }, script.clone());
                thread::spawn(move || script(peer));
            }
        });
        Self { address, seen }
    }

    /// Answers every request with these bytes.
    #[must_use]
    pub fn answering<T: AsRef<[u8]>>(
        answer: impl Fn(&Request) -> T + Send + Sync + 'static,
    ) -> Self {
        Self::start(move |mut peer| {
            while let Some(request) = peer.request() {
                peer.write(answer(&request));
            }
        })
    }

    /// A port of 127.0.0.1.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The whole requests that came in, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.seen.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many connections were made.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.seen.connections.load(SeqCst)
    }

    /// How many bytes the sockets took from the scripts.
    #[must_use]
    pub fn written(&self) -> usize {
        self.seen.written.load(SeqCst)
    }

    /// How many connections have a script that has not come to its end.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.seen.open().iter().filter(|stream| stream.strong_count() > 0).count()
    }

    /// Waits until every script has come to its end, which they do when the client closes.
    ///
    /// # Panics
    ///
    /// When a connection is still open after a minute.
    pub fn assert_all_closed(&self) {
        let start = Instant::now();
        while self.open_connections() > 0 {
            assert!(start.elapsed() < Duration::from_secs(60), "a connection is still open");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.seen.stopped.store(true, SeqCst);
        for stream in self.seen.open().iter().filter_map(Weak::upgrade) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the thread that listens.
        let _ = TcpStream::connect(self.address);
    }
}

impl Seen {
    fn open(&self) -> std::sync::MutexGuard<'_, Vec<Weak<TcpStream>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Peer {
    /// The next request; `None` when the client has closed.
    pub fn request(&mut self) -> Option<Request> {
        let mut read = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            if let Some((head, body)) = whole(&read) {
                let mut requests =
                    self.seen.requests.lock().unwrap_or_else(PoisonError::into_inner);
                let request = Request { number: requests.len() + 1, head, body };
                requests.push(request.clone());
                return Some(request);
            }
            match (&*self.stream).read(&mut buffer) {
                Ok(length @ 1..) => read.extend_from_slice(&buffer[..length]),
                _ => return None,
            }
        }
    }

    /// Reads so many bytes of a request, of which the rest is not waited for; `false` when the client has
    /// closed before. The request is not one of [`Server::requests`].
    pub fn begins(&mut self, bytes: usize) -> bool {
        let mut read = 0;
        let mut buffer = [0; 4096];
        while read < bytes {
            let room = buffer.len().min(bytes - read);
            match (&*self.stream).read(&mut buffer[..room]) {
                Ok(length @ 1..) => read += length,
                _ => return false,
            }
        }
        true
    }

    /// Writes; `false` when the client has closed.
    pub fn write(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let written = (&*self.stream).write_all(bytes.as_ref()).is_ok();
        if written {
            self.seen.written.fetch_add(bytes.as_ref().len(), SeqCst);
        }
        written
    }

    /// Writes the same so many times, until the client has closed.
    pub fn write_often(&mut self, bytes: impl AsRef<[u8]>, times: usize) {
        for _ in 0..times {
            if !self.write(&bytes) {
                return;
            }
        }
    }

    /// Writes a byte, waits, writes the next.
    pub fn drip(&mut self, bytes: impl AsRef<[u8]>, pause: Duration) {
        for byte in bytes.as_ref() {
            if !self.write([*byte]) {
                return;
            }
            thread::sleep(pause);
        }
    }

    /// Ends the connection in order.
    pub fn end(self) {
        thread::sleep(LINGER);
    }

    /// Resets the connection: with a linger of zero, closing sends RST (socket(7), `SO_LINGER`).
    ///
    /// # Panics
    ///
    /// When the system does not do it.
    pub fn reset(self) {
        thread::sleep(LINGER);
        let socket = SockRef::from(&*self.stream);
        socket.set_linger(Some(Duration::ZERO)).expect("the system can reset");
    }

    /// Says nothing until the client has closed.
    pub fn stall(mut self) {
        while self.request().is_some() {}
    }
}

impl Request {
    /// Whether it goes to the token endpoint.
    #[must_use]
    pub fn is_for_token(&self) -> bool {
        self.head.starts_with("POST /oidc/token ")
    }

    /// Whether it fetches a token for another call. The exchange of a code is a call of its own.
    #[must_use]
    pub fn fetches_token(&self) -> bool {
        self.is_for_token() && self.body.starts_with("grant_type=client_credentials")
    }
}

fn whole(read: &[u8]) -> Option<(String, String)> {
    let text = String::from_utf8_lossy(read);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map_or(Some(0), |length| length.parse().ok())?;
    (body.len() >= length).then(|| (head.to_owned(), body.to_owned()))
}
