//! The transport over a Unix socket, and the way from that socket to the sandbox.

use std::{
    env, fs,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    os::unix::net::{UnixListener, UnixStream},
    path::PathBuf,
    process,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    thread,
    time::{Duration, Instant},
};

use moneyhub_proto::{
    Transport,
    bytes::Bytes,
    env::{EntropyError, Now},
    http::Response,
    transport::{BoxFuture, Fault, Outgoing},
};

use crate::transports::unix::Unix;

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// [`Unix`], which takes its socket with it when it is dropped.
pub(crate) struct Forwarded(Unix);

impl Forwarded {
    pub(crate) fn to(server: SocketAddr) -> Self {
        Self(Unix { socket: from_unix_socket(server), start: Instant::now() })
    }
}

impl Drop for Forwarded {
    fn drop(&mut self) {
        // One that is left behind is no reason to fail.
        let _ = fs::remove_file(&self.0.socket);
    }
}

impl Transport for Forwarded {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.0.sleep(duration)
    }

    fn now(&self) -> Now {
        self.0.now()
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self.0.fill(buffer)
    }
}

/// A Unix socket that leads to this server; one on which nobody listens when the server does not.
fn from_unix_socket(server: SocketAddr) -> PathBuf {
    let number = NUMBER.fetch_add(1, SeqCst);
    let socket = env::temp_dir().join(format!("moneyhub-tests-{}-{number}", process::id()));
    // Left behind by a process with the same number.
    let _ = fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket).unwrap();
    if TcpStream::connect(server).is_ok() {
        thread::spawn(move || {
            while let Ok((near, _)) = listener.accept() {
                thread::spawn(move || forward(near, server));
            }
        });
    }
    socket
}

/// Until either side ends; then it ends for both.
fn forward(near: UnixStream, server: SocketAddr) -> io::Result<()> {
    let far = TcpStream::connect(server)?;
    far.set_nodelay(true)?;
    let (near_too, far_too) = (near.try_clone()?, far.try_clone()?);
    thread::spawn(move || {
        copy(&near_too, &far_too);
        let _ = far_too.shutdown(Shutdown::Both);
    });
    copy(&far, &near);
    near.shutdown(Shutdown::Both)
}

fn copy(mut from: impl Read, mut to: impl Write) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
}

#[test]
fn a_socket_is_gone_when_its_transport_is() {
    let transport = Forwarded::to(SocketAddr::from(([127, 0, 0, 1], 1)));
    let socket = transport.0.socket.clone();
    assert!(socket.exists());
    drop(transport);
    assert!(!socket.exists());
}
