//! A stream of futures-io, as hyper reads and writes it.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_io::{AsyncRead, AsyncWrite};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};

/// What one read takes in at most: as much as a record of TLS holds.
const READ_SIZE: usize = 16 * 1024;

pub(super) struct FuturesIo<S> {
    stream: S,
    /// futures-io reads into initialised memory only, and to tell hyper that its own has been
    /// written is `unsafe`. So a read goes through here, for the price of a copy.
    scratch: Box<[u8]>,
}

impl<S> FuturesIo<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, scratch: vec![0; READ_SIZE].into() }
    }
}

impl<S: AsyncRead + Unpin> Read for FuturesIo<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { stream, scratch } = &mut *self;
        let length = buffer.remaining().min(scratch.len());
        let read = ready!(Pin::new(stream).poll_read(context, &mut scratch[..length]))?;
        buffer.put_slice(&scratch[..read]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> Write for FuturesIo<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_close(context)
    }

    /// So the head and the body of a request leave in one packet, without being copied together.
    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }
}

impl<S> Connection for FuturesIo<S> {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl<S> fmt::Debug for FuturesIo<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FuturesIo").finish_non_exhaustive()
    }
}
