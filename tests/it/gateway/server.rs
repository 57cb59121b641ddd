//! A gateway that removes a prefix and forwards the rest, one request per connection.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use moneyhub_sandbox::Sandbox;

const IDENTITY: &str = "/moneyhub/identity";
const API: &str = "/moneyhub/api";

pub(crate) struct Gateway {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Gateway {
    pub(crate) fn before(sandbox: &Sandbox) -> Self {
        let routes = [(IDENTITY, sandbox.identity_address()), (API, sandbox.api_address())];
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            while let Ok((near, _)) = listener.accept() {
                let seen = Arc::clone(&shared);
                thread::spawn(move || serve(near, routes, &seen));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn identity_url(&self) -> String {
        format!("http://{}{IDENTITY}", self.address)
    }

    pub(crate) fn api_url(&self) -> String {
        format!("http://{}{API}", self.address)
    }

    /// Method and target of each request that came.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn serve(
    mut near: TcpStream,
    routes: [(&str, SocketAddr); 2],
    seen: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut reader = BufReader::new(near.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(()) };
    let (mut headers, mut length) = (String::new(), 0);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        if header.trim().is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        headers.push_str(&header);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    seen.lock().unwrap().push(format!("{method} {target}"));
    let route = routes.iter().find_map(|(prefix, to)| Some((target.strip_prefix(prefix)?, to)));
    match route {
        Some((rest, to)) => {
            let mut far = TcpStream::connect(to)?;
            write!(far, "{method} {rest} HTTP/1.1\r\n{headers}connection: close\r\n\r\n")?;
            far.write_all(&body)?;
            io::copy(&mut far, &mut near)?;
        }
        None => near.write_all(
            b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        )?,
    }
    near.shutdown(Shutdown::Write)
}
