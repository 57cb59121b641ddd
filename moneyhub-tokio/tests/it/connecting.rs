//! Connections that are not made: which class, and that nothing was sent.

use std::{
    error::Error as _,
    future::{Future, pending},
    io,
    iter::successors,
    net::TcpListener,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use moneyhub_tokio::{
    Options, TokioTransport,
    moneyhub_proto::{
        CallOptions, Client, ErrorKind, Outcome, Transport,
        bytes::Bytes,
        env::{EntropyError, Now},
        http::{Response, Uri},
        hyper::HyperClient,
        transport::{BoxFuture, Fault, FaultClass, Outgoing, Sent},
        users,
    },
};
use tokio::net::TcpStream;
use tower_service::Service;

use crate::{
    calls::{client, config, fault, get, once, post, with_token},
    server::{Server, user},
};

const SHORT: Duration = Duration::from_millis(200);

/// Long before the limit that a connection has by itself, or a call, on a machine that has other things to do.
const SOON: Duration = Duration::from_secs(8);

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // A connection of that port goes on, so that no other test gets it.
    let _near = std::net::TcpStream::connect(address).unwrap();
    let _far = listener.accept().unwrap();
    drop(listener);
    let client = once(&format!("http://{address}"));
    assert_eq!(fault(post(&client).await), (FaultClass::Connect, Sent::Nothing));
}

#[tokio::test]
async fn a_name_without_an_address_is_told_from_a_refused_connection() {
    let client = once("http://no-such-host.invalid");
    assert_eq!(fault(post(&client).await), (FaultClass::Resolve, Sent::Nothing));
}

#[tokio::test]
async fn a_connection_that_hangs_is_given_up_in_time_and_sent_nothing() {
    let client = connecting_by(|_| Box::pin(pending()), Options::default().connect_timeout(SHORT));
    let start = Instant::now();
    let result = post(&client).await;
    let source = result.as_ref().unwrap_err().source();
    assert!(source.is_some());
    assert_eq!(fault(result), (FaultClass::Connect, Sent::Nothing));
    assert!((SHORT..SOON).contains(&start.elapsed()));
}

#[tokio::test]
async fn the_connect_timeout_covers_the_handshake_of_tls() {
    // Accepts, and then says nothing.
    let server = Server::start(|peer| async move {
        pending::<()>().await;
        drop(peer);
    });
    let url = format!("https://127.0.0.1:{}", server.port());
    let client = client(&url, 1, Options::default().connect_timeout(SHORT));
    let start = Instant::now();
    assert_eq!(fault(post(&client).await), (FaultClass::Connect, Sent::Nothing));
    assert!((SHORT..SOON).contains(&start.elapsed()));
}

/// The clock is tokio's own here, so that the times of call, attempt and transport end at once.
#[tokio::test(start_paused = true)]
async fn a_connection_that_hangs_past_the_deadline_of_the_call_sent_nothing() {
    let client = connecting_by(|_| Box::pin(pending()), Options::default());
    let create = users::Create { client_user_id: Some("customer-1".into()) };
    let options = CallOptions { deadline: Some(SHORT), ..with_token() };
    let error = client.send_with(create, options).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::NotSent));
    let causes = successors(error.source(), |&cause| cause.source()).map(ToString::to_string);
    let last = causes.last().unwrap();
    assert_eq!(last, "no connection within 200 ms");
}

#[tokio::test]
async fn a_server_that_is_not_one_for_tls_is_a_matter_of_tls() {
    let server = Server::start(|mut peer| async move {
        peer.write(user()).await;
    });
    let client = once(&format!("https://127.0.0.1:{}", server.port()));
    assert_eq!(fault(post(&client).await), (FaultClass::Tls, Sent::Nothing));
}

/// As a load balancer without a backend does. The connector waits until the closing has arrived.
#[tokio::test]
async fn a_connection_that_is_closed_before_its_first_request_sent_nothing() {
    let server = Server::start(|peer| async move { drop(peer) });
    let closed_already = |address: String| -> Connecting {
        Box::pin(async move {
            let stream = TcpStream::connect(address).await?;
            stream.peek(&mut [0]).await?;
            Ok(TokioIo::new(stream))
        })
    };
    let url = server.url();
    let transport = connecting_through(closed_already, Options::default());
    let client = Client::new(config(&url, 1), Arc::new(transport));
    assert_eq!(fault(post(&client).await), (FaultClass::Connect, Sent::Nothing));
}

#[tokio::test]
async fn a_connector_that_fails_in_its_own_way_sent_nothing() {
    let broken = |_| -> Connecting { Box::pin(async { Err(io::Error::other("broken")) }) };
    let client = connecting_by(broken, Options::default());
    assert_eq!(fault(get(&client).await), (FaultClass::Connect, Sent::Nothing));
}

type Connecting = Pin<Box<dyn Future<Output = io::Result<TokioIo<TcpStream>>> + Send>>;

/// A client over a connector that is given host and port.
fn connecting_by(connect: fn(String) -> Connecting, options: Options) -> Client {
    let transport = connecting_through(connect, options);
    Client::new(config("http://127.0.0.1:9", 1), Arc::new(transport))
}

fn connecting_through(connect: fn(String) -> Connecting, options: Options) -> ByConnector {
    let executor = TokioExecutor::new();
    let timer = Arc::new(TokioTimer::new());
    ByConnector {
        client: HyperClient::new(options, executor, timer, Connector(connect)).unwrap(),
        rest: TokioTransport::new(Options::default()).unwrap(),
    }
}

#[derive(Clone)]
struct Connector(fn(String) -> Connecting);

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = Connecting;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Connecting {
        (self.0)(uri.authority().unwrap().to_string())
    }
}

/// The transport of this crate, but for its connector.
struct ByConnector {
    client: HyperClient,
    rest: TokioTransport,
}

impl Transport for ByConnector {
    fn send(&self, request: Outgoing) -> BoxFuture<'_, Result<Response<Bytes>, Fault>> {
        Box::pin(self.client.send(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.rest.sleep(duration)
    }

    fn now(&self) -> Now {
        self.rest.now()
    }

    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        self.rest.fill(buffer)
    }
}
