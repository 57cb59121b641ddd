//! The listener of the console.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::body::ReplyBody;
use super::{REST, handler, listen};
use crate::console::Console;

/// The most that a form may hold.
const MOST_FORM: usize = 64 * 1024;

/// Listens on the loopback interface, whatever address the sandbox has.
pub(super) fn bind(address: IpAddr, port: u16) -> std::io::Result<(TcpListener, SocketAddr)> {
    let loopback = if address.is_loopback() { address } else { Ipv4Addr::LOCALHOST.into() };
    let listener = listen(loopback, port)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

pub(super) async fn accept(listener: tokio::net::TcpListener, console: Arc<Console>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, Arc::clone(&console)));
            }
            Err(_) => sleep(REST).await,
        }
    }
}

async fn converse(stream: TcpStream, console: Arc<Console>) {
    let service = service_fn(move |request| answer(Arc::clone(&console), request));
    // An error means that the browser went away.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(
    console: Arc<Console>,
    request: Request<Incoming>,
) -> Result<Response<ReplyBody>, Infallible> {
    let (head, body) = request.into_parts();
    let answer = match handler::read(body, MOST_FORM).await {
        Ok(body) if body.len() <= MOST_FORM => {
            let request = Request::from_parts(head, body);
            // Advancing the clock waits for webhooks, which this thread sends.
            let answer = spawn_blocking(move || console.respond(&request)).await;
            answer.unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
        }
        _ => status(StatusCode::PAYLOAD_TOO_LARGE),
    };
    Ok(answer.map(ReplyBody::Whole))
}

fn status(status: StatusCode) -> Response<Bytes> {
    let mut answer = Response::default();
    *answer.status_mut() = status;
    answer
}
