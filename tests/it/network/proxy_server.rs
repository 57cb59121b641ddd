//! An HTTP proxy that connects all its tunnels to one place, or misbehaves.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

#[derive(Clone, Copy)]
pub(crate) enum Behaviour {
    /// Makes a tunnel to this port of loopback, whatever the host was.
    TunnelTo(u16),
    /// Says this, and then no more.
    Say(&'static str),
    /// Says nothing, and keeps the connection.
    Hang,
}

pub(crate) struct Proxy {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub(crate) fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&heads);
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let heads = Arc::clone(&shared);
                thread::spawn(move || serve(stream, behaviour, &heads));
            }
        });
        Self { port, heads }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn url_with(&self, credentials: &str) -> String {
        format!("http://{credentials}@127.0.0.1:{}", self.port)
    }

    /// The heads of all requests, as they came in.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn serve(mut near: TcpStream, behaviour: Behaviour, heads: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut head = Vec::new();
    // One byte at a time, for none that comes after the head is this reader's.
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        near.read_exact(&mut byte)?;
        head.extend(byte);
    }
    heads.lock().unwrap().push(String::from_utf8(head).unwrap());
    match behaviour {
        Behaviour::TunnelTo(port) => {
            let far = TcpStream::connect(("127.0.0.1", port))?;
            near.write_all(b"HTTP/1.1 200 Connection established\r\nvia: test\r\n\r\n")?;
            let (near_too, far_too) = (near.try_clone()?, far.try_clone()?);
            thread::spawn(move || copy(near_too, far_too));
            copy(far, near)?;
        }
        Behaviour::Say(text) => {
            near.write_all(text.as_bytes())?;
            near.shutdown(Shutdown::Write)?;
            io::copy(&mut near, &mut io::sink())?;
        }
        Behaviour::Hang => {
            io::copy(&mut near, &mut io::sink())?;
        }
    }
    Ok(())
}

/// Until one side ends; then it ends for the other.
fn copy(mut from: TcpStream, mut to: TcpStream) -> io::Result<()> {
    io::copy(&mut from, &mut to)?;
    to.shutdown(Shutdown::Write)
}
