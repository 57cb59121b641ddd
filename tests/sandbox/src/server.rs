//! Two listeners on a thread of their own, with a runtime that nobody else enters.

mod body;
mod console;
mod courier;
mod handler;
mod plan;
mod wire;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::console::Console;
use crate::record::{Host, Totals};
use crate::sandbox::Listen;
use crate::shared::Shared;
use wire::{Tap, Wire};

/// After a failed accept (mostly: too many open files) the listener rests this long.
const REST: Duration = Duration::from_millis(10);

/// Dropping it closes every socket and ends the thread.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) identity: SocketAddr,
    pub(crate) data: SocketAddr,
    pub(crate) console: Option<SocketAddr>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens and serves. Everything that can fail does so here, on the thread of the caller.
    /// `announce` learns the address of the identity host before the first request is read.
    pub(crate) fn start(
        shared: Arc<Shared>,
        wanted: &Listen,
        copies: bool,
        announce: impl FnOnce(SocketAddr),
    ) -> io::Result<Self> {
        let identity_listener = listen(wanted.address, wanted.port)?;
        let data_listener = listen(wanted.address, wanted.data_port)?;
        let identity = identity_listener.local_addr()?;
        let data = data_listener.local_addr()?;
        let console = match wanted.console_port {
            Some(port) => {
                let console = Console::new(Arc::clone(&shared), identity, data)?;
                let (listener, place) = console::bind(wanted.address, port)?;
                Some((listener, place, Arc::new(console)))
            }
            None => None,
        };
        let console_address = console.as_ref().map(|(_, place, _)| *place);
        announce(identity);
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            let listeners = [(Host::Identity, identity_listener), (Host::Data, data_listener)];
            serve(runtime, shared, listeners, console, copies, stopped);
        };
        let thread = thread::Builder::new().name("moneyhub-sandbox".to_owned()).spawn(serve)?;
        Ok(Self {
            identity,
            data,
            console: console_address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was printed when it happened.
            let _ = thread.join();
        }
    }
}

fn listen(address: IpAddr, port: u16) -> io::Result<TcpListener> {
    let wanted = SocketAddr::new(address, port);
    let listener = TcpListener::bind(wanted).map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {wanted}: {error}"))
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Ends when the other end of `stopped` is dropped. The end of the runtime then drops every task,
/// and with it every socket, whatever a fault is doing to it. It waits for nothing that was begun at
/// the console.
fn serve(
    runtime: Runtime,
    shared: Arc<Shared>,
    listeners: [(Host, TcpListener); 2],
    console: Option<(TcpListener, SocketAddr, Arc<Console>)>,
    copies: bool,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        for (host, listener) in listeners {
            // Fails only outside a runtime with I/O; this is inside one.
            if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                tokio::spawn(accept(listener, Arc::clone(&shared), host, copies));
            }
        }
        if let Some((listener, _, console)) = console
            && let Ok(listener) = tokio::net::TcpListener::from_std(listener)
        {
            tokio::spawn(console::accept(listener, console));
        }
        tokio::spawn(courier::deliver(shared));
        let _ = stopped.await;
    });
    runtime.shutdown_background();
}

async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>, host: Host, copies: bool) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, Arc::clone(&shared), host, copies));
            }
            Err(_) => tokio::time::sleep(REST).await,
        }
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>, host: Host, copies: bool) {
    let connection = Totals::next(&shared.totals.connections_accepted);
    // Without it a dripped answer would wait for acknowledgements. It fails on a dead socket only.
    let _ = stream.set_nodelay(true);
    let tap = Arc::new(Mutex::new(Tap::new(copies)));
    let wire = Wire::new(stream, Arc::clone(&tap), Arc::clone(&shared.totals));
    let service = service_fn(move |request| {
        handler::handle(Arc::clone(&shared), Arc::clone(&tap), host, connection, request)
    });
    // An error is a client that went away or a fault that was asked for.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(wire), service).await;
}
