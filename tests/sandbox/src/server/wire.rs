//! The socket that hyper uses: it keeps a copy of the input, and changes the output as the plan
//! says. Hyper writes proper HTTP; the damage happens here.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::plan::Plan;
use crate::fault::Cut;
use crate::lock::lock;
use crate::record::Totals;

/// The copy of a request's head stops here; hyper refuses longer heads anyway.
const MOST_COPIED: usize = 1024 * 1024;

/// What the socket and the handler of its requests share.
#[derive(Debug, Default)]
pub(crate) struct Tap {
    plan: Option<Plan>,
    /// `None` if nothing is copied.
    copied: Option<Vec<u8>>,
}

impl Tap {
    pub(crate) fn new(copies: bool) -> Self {
        Self { plan: None, copied: copies.then(Vec::new) }
    }

    /// The plan for the next answer; `None` leaves it unchanged.
    pub(crate) fn set_plan(&mut self, plan: Option<Plan>) {
        self.plan = plan;
    }

    /// The head of the request that was read last, with the empty line at its end.
    pub(crate) fn take_head(&mut self) -> Bytes {
        let Some(copied) = &mut self.copied else {
            return Bytes::new();
        };
        let end = copied.windows(4).position(|four| four == b"\r\n\r\n");
        let length = end.map_or(copied.len(), |end| end + 4);
        copied.drain(..length).collect()
    }

    /// Forgets the body of the request that was read last. What stays is the next request of a
    /// client that did not wait; after a chunked body that cannot be told apart, and is forgotten.
    pub(crate) fn forget_body(&mut self, length: Option<usize>) {
        if let Some(copied) = &mut self.copied {
            let length = length.unwrap_or(usize::MAX).min(copied.len());
            copied.drain(..length);
        }
    }
}

#[derive(Debug)]
pub(crate) struct Wire {
    /// `None` once it was cut.
    stream: Option<TcpStream>,
    tap: Arc<Mutex<Tap>>,
    next_drop: Option<Pin<Box<Sleep>>>,
    totals: Arc<Totals>,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, tap: Arc<Mutex<Tap>>, totals: Arc<Totals>) -> Self {
        totals.open_connections.fetch_add(1, Ordering::SeqCst);
        Self { stream: Some(stream), tap, next_drop: None, totals }
    }

    fn poll_drip(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
        interval: Duration,
    ) -> Poll<io::Result<usize>> {
        if let Some(wait) = &mut self.next_drop {
            ready!(wait.as_mut().poll(cx));
            self.next_drop = None;
        }
        let first = &bytes[..bytes.len().min(1)];
        let written = ready!(poll_stream(&mut self.stream, cx, first))?;
        self.next_drop = Some(Box::pin(sleep(interval)));
        Poll::Ready(Ok(written))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.totals.open_connections.fetch_sub(1, Ordering::SeqCst);
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Some(stream) = &mut this.stream else {
            return Poll::Ready(Ok(()));
        };
        let before = buffer.filled().len();
        ready!(Pin::new(stream).poll_read(cx, buffer))?;
        if let Some(copied) = &mut lock(&this.tap).copied {
            let room = MOST_COPIED.saturating_sub(copied.len());
            copied.extend(buffer.filled()[before..].iter().take(room));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let tap = Arc::clone(&this.tap);
        let mut tap = lock(&tap);
        match &mut tap.plan {
            None => poll_stream(&mut this.stream, cx, bytes),
            Some(Plan::Drip(interval)) => this.poll_drip(cx, bytes, *interval),
            Some(Plan::Raw(other)) => {
                while other.has_remaining() {
                    let written = ready!(poll_stream(&mut this.stream, cx, other))?;
                    other.advance(written);
                }
                close(&mut this.stream, Cut::Fin);
                Poll::Ready(Err(ErrorKind::BrokenPipe.into()))
            }
            Some(Plan::Cut(cut)) => {
                let allowed = cut.allowed(bytes);
                if allowed == 0 {
                    close(&mut this.stream, cut.how);
                    return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
                }
                let written = ready!(poll_stream(&mut this.stream, cx, &bytes[..allowed]))?;
                cut.went(&bytes[..written]);
                if cut.is_over() {
                    close(&mut this.stream, cut.how);
                }
                Poll::Ready(Ok(written))
            }
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let planned = lock(&this.tap).plan.is_some();
        match &mut this.stream {
            Some(stream) if !planned => Pin::new(stream).poll_write_vectored(cx, slices),
            _ => {
                let first = slices.iter().find(|slice| !slice.is_empty());
                Pin::new(this).poll_write(cx, first.map_or(&[], |slice| slice))
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Some(stream) => Pin::new(stream).poll_flush(cx),
            None => Poll::Ready(Err(ErrorKind::BrokenPipe.into())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Some(stream) => Pin::new(stream).poll_shutdown(cx),
            None => Poll::Ready(Ok(())),
        }
    }
}

fn poll_stream(
    stream: &mut Option<TcpStream>,
    cx: &mut Context<'_>,
    bytes: &[u8],
) -> Poll<io::Result<usize>> {
    match stream {
        Some(stream) => Pin::new(stream).poll_write(cx, bytes),
        None => Poll::Ready(Err(ErrorKind::BrokenPipe.into())),
    }
}

/// Closes the socket now. With a linger of zero the system resets instead of ending in order
/// (socket(7), `SO_LINGER`).
fn close(stream: &mut Option<TcpStream>, how: Cut) {
    if let Some(stream) = stream.take()
        && how == Cut::Rst
    {
        // Tokio warns of lingering because it may block; a linger of zero does not. Where it
        // fails the connection ends in order, which is all that can be done.
        #[allow(deprecated)]
        let _ = stream.set_linger(Some(Duration::ZERO));
    }
}
