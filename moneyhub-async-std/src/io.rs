//! Adapts a futures-io stream to hyper's reading and writing.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_io::{AsyncRead, AsyncWrite};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};

/// The most that one read takes: as much as a TLS record holds.
const READ_SIZE: usize = 16 * 1024;

pub(super) struct FuturesIo<S> {
    stream: S,
    /// futures-io reads only into initialised memory, and telling hyper that its own buffer has
    /// been written is `unsafe`. So a read goes through this buffer, at the cost of a copy.
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

    /// So the head and the body of a request leave in one packet, without being copied into one
    /// buffer.
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

#[cfg(test)]
mod tests {
    use std::{io::IoSlice, task::Waker};

    use hyper::rt::ReadBuf;

    use super::*;

    /// Yields `x` for ever, and records in how many parts it was written to.
    struct Peer {
        parts: usize,
    }

    impl AsyncRead for Peer {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut [u8],
        ) -> Poll<io::Result<usize>> {
            buffer.fill(b'x');
            Poll::Ready(Ok(buffer.len()))
        }
    }

    impl AsyncWrite for Peer {
        fn poll_write(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &[u8],
        ) -> Poll<io::Result<usize>> {
            unreachable!("hyper's parts are written together")
        }

        fn poll_write_vectored(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            parts: &[IoSlice<'_>],
        ) -> Poll<io::Result<usize>> {
            self.parts += parts.len();
            Poll::Ready(Ok(parts.iter().map(|part| part.len()).sum()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[test]
    fn a_read_fills_what_hyper_has_room_for_and_no_more_than_the_scratch_buffer() {
        let mut io = FuturesIo::new(Peer { parts: 0 });
        let context = &mut Context::from_waker(Waker::noop());
        for (room, read) in [(10, 10), (READ_SIZE, READ_SIZE), (READ_SIZE + 1, READ_SIZE)] {
            let mut memory = vec![0; room];
            let mut buffer = ReadBuf::new(&mut memory);
            let polled = Pin::new(&mut io).poll_read(context, buffer.unfilled());
            assert!(matches!(polled, Poll::Ready(Ok(()))));
            assert_eq!(buffer.filled(), vec![b'x'; read]);
        }
    }

    #[test]
    fn several_parts_are_written_at_once() {
        let mut io = FuturesIo::new(Peer { parts: 0 });
        let context = &mut Context::from_waker(Waker::noop());
        assert!(io.is_write_vectored());
        let parts = [IoSlice::new(b"head"), IoSlice::new(b"body")];
        let polled = Pin::new(&mut io).poll_write_vectored(context, &parts);
        assert!(matches!(polled, Poll::Ready(Ok(8))));
        assert_eq!(io.stream.parts, 2);
    }
}
