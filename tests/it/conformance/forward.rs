//! The way from a Unix socket to the sandbox.

use std::{
    env, fs,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    os::unix::net::{UnixListener, UnixStream},
    path::PathBuf,
    process,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    thread,
};

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// A Unix socket that leads to this server; one on which nobody listens when the server does not.
pub(crate) fn from_unix_socket(server: SocketAddr) -> PathBuf {
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
