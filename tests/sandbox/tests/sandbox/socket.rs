//! A client of sockets and nothing else, so that what is read here is what was sent.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use moneyhub_sandbox::Sandbox;

use crate::caller::{ALL_SCOPES, FORM, basic};

/// One connection.
pub(crate) struct Socket {
    stream: TcpStream,
    unread: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Socket {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the sandbox listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        stream.set_nodelay(true).expect("no delay");
        Self { stream, unread: Vec::new() }
    }

    pub(crate) fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).expect("to write");
    }

    pub(crate) fn set_patience(&self, patience: Duration) {
        let patience = Some(patience);
        self.stream.set_read_timeout(patience).expect("a timeout");
    }

    pub(crate) fn request(&mut self, line: &str, headers: &str, body: &str) {
        let length = body.len();
        self.write(format!(
            "{line} HTTP/1.1\r\nHost: sandbox\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        ));
    }

    pub(crate) fn call(&mut self, line: &str, headers: &str, body: &str) -> io::Result<Answer> {
        self.request(line, headers, body);
        self.answer()
    }

    /// Reads one answer with a `Content-Length` or with no body.
    pub(crate) fn answer(&mut self) -> io::Result<Answer> {
        let head = self.head()?;
        let mut answer = Answer {
            status: head.get(9..12).and_then(|code| code.parse().ok()).unwrap_or(0),
            head,
            body: Vec::new(),
        };
        let length = answer.header("content-length").and_then(|text| text.parse().ok());
        let length: usize = length.unwrap_or(0);
        while self.unread.len() < length {
            self.more()?;
        }
        answer.body = self.unread.drain(..length).collect();
        Ok(answer)
    }

    pub(crate) fn head(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") {
                let head: Vec<u8> = self.unread.drain(..end + 4).collect();
                return Ok(String::from_utf8_lossy(&head).into_owned());
            }
            self.more()?;
        }
    }

    /// Everything up to the end of the connection, and how it ended.
    pub(crate) fn rest(mut self) -> (Vec<u8>, io::Result<()>) {
        let end = self.stream.read_to_end(&mut self.unread).map(|_| ());
        (self.unread, end)
    }

    /// Reads something.
    pub(crate) fn more(&mut self) -> io::Result<usize> {
        let mut buffer = [0; 64 * 1024];
        match self.stream.read(&mut buffer)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.unread.extend_from_slice(&buffer[..read]);
                Ok(read)
            }
        }
    }

    /// What was read and not yet taken.
    pub(crate) fn unread(&self) -> usize {
        self.unread.len()
    }
}

pub(crate) fn identity(sandbox: &Sandbox) -> Socket {
    Socket::open(sandbox.identity_address())
}

/// The header line of a token for everything.
pub(crate) fn bearer(sandbox: &Sandbox) -> String {
    bearer_for(sandbox, ALL_SCOPES)
}

/// The header line of a token for these scopes.
pub(crate) fn bearer_for(sandbox: &Sandbox, scopes: &str) -> String {
    let basic = basic(sandbox.client_id(), sandbox.client_secret());
    let headers = format!("Authorization: {basic}\r\nContent-Type: {FORM}\r\n");
    let scopes: Vec<&str> = scopes.split_whitespace().collect();
    let body = format!("grant_type=client_credentials&scope={}", scopes.join("+"));
    let answer = identity(sandbox).call("POST /oidc/token", &headers, &body);
    let answer: serde_json::Value =
        serde_json::from_slice(&answer.expect("a token").body).expect("JSON");
    let token = answer["access_token"].as_str().expect("a token");
    format!("Authorization: Bearer {token}\r\n")
}
