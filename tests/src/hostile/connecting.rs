//! Connections that are not made.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use moneyhub_proto::{Outcome, hyper::Options};
use socket2::{Domain, Socket, Type};

use super::{
    Meeting, Row,
    meeting::{
        Call::{Exchange, Get, Post, Push},
        LIMIT,
    },
};
use crate::Adapter;

/// By a port on which nobody listens. Even a POST is tried again.
pub fn a_connection_is_refused(adapter: Adapter) -> Vec<Row> {
    let nobody = Nobody::at(Ipv4Addr::LOCALHOST.into()).expect("loopback is there");
    let ends = "Transport: Connect, nothing sent";
    [Get, Post, Push]
        .map(|call| {
            let meeting = Meeting::at(adapter, call, &format!("http://{}", nobody.address));
            meeting.fails_unread(ends, Outcome::NotSent, 3)
        })
        .into()
}

/// By the system's resolver: `.invalid` never has one (RFC 6761).
pub fn the_name_has_no_address(adapter: Adapter) -> Vec<Row> {
    let meeting = Meeting::at(adapter, Post, "http://no-such-host.invalid");
    vec![meeting.fails_unread("Transport: Resolve, nothing sent", Outcome::NotSent, 3)]
}

/// On a listener whose queue is full, the system drops what asks for a connection. The client gives
/// up after its `connect_timeout`, three times; or at the deadline, if that is sooner. Without a
/// connection, nothing was sent in either case.
pub fn connecting_hangs(adapter: Adapter) -> Vec<Row> {
    let listener = Full::at(Ipv4Addr::LOCALHOST.into()).expect("loopback is there");
    let url = format!("http://{}", listener.address);
    let limit = Duration::from_millis(150);
    let meeting = Meeting::at(adapter, Post, &url).at_least(limit * 3);
    let meeting = meeting.options(Options::default().connect_timeout(limit));
    let given_up = meeting.fails_unread("Transport: Connect, nothing sent", Outcome::NotSent, 3);
    let meeting = Meeting::at(adapter, Post, &url).within(LIMIT).at_least(LIMIT);
    let mut late = meeting.fails_unread("Deadline", Outcome::NotSent, 1);
    late.call += ", deadline first";
    vec![given_up, late]
}

/// A listener takes connections and says nothing on them, not even about TLS.
pub fn the_handshake_of_tls_hangs(adapter: Adapter) -> Vec<Row> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let meeting = |call| Meeting::at(adapter, call, &url).within(LIMIT).at_least(LIMIT);
    [Get, Post, Exchange]
        .map(|call| {
            let mut row = meeting(call).fails_unread("Deadline", Outcome::NotSent, 1);
            row.call += ", deadline first";
            row
        })
        .into()
}

/// A port that is taken, so that no other process or test gets it, and on which nobody listens.
#[derive(Debug)]
pub struct Nobody {
    /// Where a connection is refused.
    pub address: SocketAddr,
    _taken: Socket,
}

impl Nobody {
    /// On any port of this address.
    ///
    /// # Errors
    ///
    /// The system's own: it has no such address.
    pub fn at(ip: IpAddr) -> io::Result<Self> {
        let (taken, address) = bound(ip)?;
        Ok(Self { address, _taken: taken })
    }
}

/// A listener that takes no more connections: what asks for one gets no answer.
#[derive(Debug)]
pub struct Full {
    /// Where it does not answer.
    pub address: SocketAddr,
    _listener: Socket,
    _queue: Vec<TcpStream>,
}

impl Full {
    /// On any port of this address.
    ///
    /// # Errors
    ///
    /// The system's own: it has no such address.
    pub fn at(ip: IpAddr) -> io::Result<Self> {
        let (listener, address) = bound(ip)?;
        listener.listen(0)?;
        let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(300)).ok();
        let queue = std::iter::from_fn(connect).take(16).collect();
        Ok(Self { address, _listener: listener, _queue: queue })
    }
}

/// A socket that has a port of this address.
fn bound(ip: IpAddr) -> io::Result<(Socket, SocketAddr)> {
    let any = SocketAddr::new(ip, 0);
    let socket = Socket::new(Domain::for_address(any), Type::STREAM, None)?;
    socket.bind(&any.into())?;
    let address = socket.local_addr()?.as_socket().ok_or(io::ErrorKind::AddrNotAvailable)?;
    Ok((socket, address))
}
