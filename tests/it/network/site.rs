//! A service behind TLS that issues tokens, returns users, and remembers its clients.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use moneyhub_proto::hyper::rustls::{ProtocolVersion, ServerConfig, ServerConnection, StreamOwned};

pub(crate) struct Site {
    pub(crate) port: u16,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: Mutex<usize>,
    requests: Mutex<Vec<Request>>,
}

/// A request, and what TLS says of who sent it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Head and body.
    pub(crate) text: String,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) server_name: Option<String>,
    pub(crate) version: Option<ProtocolVersion>,
}

impl Site {
    pub(crate) fn start(config: ServerConfig) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (config, seen) = (Arc::new(config), Arc::new(Seen::default()));
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                *shared.connections.lock().unwrap() += 1;
                let (config, seen) = (Arc::clone(&config), Arc::clone(&shared));
                thread::spawn(move || serve(stream, config, &seen));
            }
        });
        Self { port, seen }
    }

    pub(crate) fn url(&self, host: &str) -> String {
        format!("https://{host}:{}", self.port)
    }

    pub(crate) fn connections(&self) -> usize {
        *self.seen.connections.lock().unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.requests.lock().unwrap().clone()
    }
}

impl Request {
    /// Such as `GET /users/u1`.
    pub(crate) fn line(&self) -> &str {
        self.text.split(" HTTP").next().unwrap()
    }
}

fn serve(stream: TcpStream, config: Arc<ServerConfig>, seen: &Seen) -> io::Result<()> {
    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    while let Some(text) = read_request(&mut tls) {
        let connection = &tls.conn;
        let certificates = connection.peer_certificates().unwrap_or_default();
        let body = if text.starts_with("POST /oidc/token ") {
            r#"{"access_token":"a-token","token_type":"Bearer","expires_in":600}"#
        } else {
            r#"{"userId":"u1"}"#
        };
        seen.requests.lock().unwrap().push(Request {
            text,
            certificates: certificates.iter().map(|certificate| certificate.to_vec()).collect(),
            server_name: connection.server_name().map(str::to_owned),
            version: connection.protocol_version(),
        });
        let length = body.len();
        write!(
            tls,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )?;
    }
    // To close with a request unread would be a reset, and could overtake the alert before it.
    tls.sock.shutdown(Shutdown::Write)?;
    io::copy(&mut tls.sock, &mut io::sink())?;
    Ok(())
}

/// Nothing when the client has closed, or is not let in.
fn read_request(stream: &mut impl Read) -> Option<String> {
    let (mut read, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&read);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text.into_owned());
            }
        }
        match stream.read(&mut part).ok()? {
            0 => return None,
            length => read.extend_from_slice(&part[..length]),
        }
    }
}
