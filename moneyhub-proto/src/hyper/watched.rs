//! A connection that remembers its TLS error when it ends.
//!
//! With TLS 1.3, a client's certificate is refused after the client has finished the handshake. If the alert
//! is read before a request is handed over, hyper ends the connection, and the request only learns that its
//! connection has closed. The reason is kept here.
//!
//! It also ends a connection whose 204 or 304 announces a body: see [`AnswerHeads`].

use std::{
    io,
    mem::MaybeUninit,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use ::hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};
use http::Extensions;
use hyper_util::client::legacy::{
    self,
    connect::{Connected, Connection},
};

use super::bodiless::AnswerHeads;

/// How much is read at once while looking for a head: as much as hyper starts with.
const PART: usize = 8 * 1024;

pub(super) struct Watched<S> {
    stream: S,
    end: TlsEnd,
    /// `None` with HTTP/2, whose answers are framed.
    heads: Option<AnswerHeads>,
}

/// The first TLS error on a connection.
#[derive(Clone, Debug, Default)]
struct TlsEnd(Arc<OnceLock<rustls::Error>>);

impl<S: Connection> Watched<S> {
    pub(super) fn new(stream: S) -> Self {
        let http2 = stream.connected().is_negotiated_h2();
        let heads = (!http2).then(AnswerHeads::default);
        Self { stream, end: TlsEnd::default(), heads }
    }
}

impl<S> Watched<S> {
    const fn request_is_written(&mut self) {
        if let Some(heads) = &mut self.heads {
            heads.written();
        }
    }
}

/// The TLS error at the end of the connection that this error is about.
pub(super) fn tls_error(error: &legacy::Error) -> Option<rustls::Error> {
    let mut extras = Extensions::new();
    error.connect_info()?.get_extras(&mut extras);
    extras.get::<TlsEnd>()?.0.get().cloned()
}

impl TlsEnd {
    fn remember<T>(&self, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &polled {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            if let Some(error) = inner {
                // Only the first one says why.
                let _ = self.0.set(error.clone());
            }
        }
        polled
    }
}

impl<S: Read + Unpin> Read for Watched<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let stream = Pin::new(&mut this.stream);
        let heads = match &mut this.heads {
            Some(heads) if heads.is_reading() => heads,
            // As if the server had closed: hyper checks for that before it writes the next request.
            Some(heads) if heads.is_spoilt() => return Poll::Ready(Ok(())),
            _ => return this.end.remember(stream.poll_read(context, buffer)),
        };
        let mut memory = [const { MaybeUninit::uninit() }; PART];
        let (memory, _) = memory.split_at_mut(buffer.remaining().min(PART));
        let mut part = ReadBuf::uninit(memory);
        let polled = stream.poll_read(context, part.unfilled());
        if matches!(polled, Poll::Ready(Ok(()))) {
            heads.read(part.filled());
            buffer.put_slice(part.filled());
        }
        this.end.remember(polled)
    }
}

impl<S: Write + Unpin> Write for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.request_is_written();
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.end.remember(polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(context);
        self.end.remember(polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.request_is_written();
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.end.remember(polled)
    }
}

impl<S: Connection> Connection for Watched<S> {
    fn connected(&self) -> Connected {
        self.stream.connected().extra(self.end.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use rustls::{AlertDescription, Error};

    use super::*;

    /// Fails every read, each time with the next of its errors.
    struct Broken(Vec<io::Error>);

    impl Read for Broken {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: ReadBufCursor<'_>,
        ) -> Poll<io::Result<()>> {
            Poll::Ready(Err(self.0.remove(0)))
        }
    }

    impl Connection for Broken {
        fn connected(&self) -> Connected {
            Connected::new()
        }
    }

    /// What is remembered after as many reads as there are errors.
    fn remembered(errors: Vec<io::Error>) -> Option<Error> {
        let reads = errors.len();
        let mut watched = Watched::new(Broken(errors));
        let connected = watched.connected();
        for _ in 0..reads {
            let mut memory = [0; 1];
            let mut buffer = ReadBuf::new(&mut memory);
            let context = &mut Context::from_waker(Waker::noop());
            let polled = Pin::new(&mut watched).poll_read(context, buffer.unfilled());
            assert!(matches!(polled, Poll::Ready(Err(_))));
        }
        let mut extras = Extensions::new();
        connected.get_extras(&mut extras);
        extras.get::<TlsEnd>().unwrap().0.get().cloned()
    }

    #[test]
    fn the_first_error_of_tls_is_remembered_and_no_other_error() {
        let refused = Error::AlertReceived(AlertDescription::CertificateRequired);
        let later = io::Error::other(Error::HandshakeNotComplete);
        let reset = || io::Error::from(io::ErrorKind::ConnectionReset);
        let errors = vec![reset(), io::Error::other(refused.clone()), later, reset()];
        assert_eq!(remembered(errors), Some(refused));
        assert_eq!(remembered(vec![reset(), io::Error::other("other")]), None);
    }
}
