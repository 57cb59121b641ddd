//! Bodies of answers: bytes, a great many bytes, or bytes without end.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// What one frame of a huge body holds.
const SPACES: &[u8] = &[b' '; 16 * 1024];

#[derive(Debug)]
pub(crate) enum ReplyBody {
    Whole(Bytes),
    Huge { left: u64 },
    Endless,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let chunk = match self.get_mut() {
            Self::Whole(bytes) => std::mem::take(bytes),
            Self::Huge { left } => {
                let length = usize::try_from(*left).unwrap_or(usize::MAX).min(SPACES.len());
                *left -= length as u64;
                Bytes::from_static(&SPACES[..length])
            }
            Self::Endless => Bytes::from_static(SPACES),
        };
        Poll::Ready((!chunk.is_empty()).then(|| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Huge { left } => *left == 0,
            Self::Endless => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Huge { left } => SizeHint::with_exact(*left),
            Self::Endless => SizeHint::default(),
        }
    }
}
