//! Events for machines, as calls and sign-ins both get them.

use bytes::Bytes;
use http::{Response, StatusCode, header};
use moneyhub_proto::{
    jose::SignerError,
    machine::Event,
    transport::{Fault, FaultClass, Sent},
};

/// No reply came, or not all of it: then there may be a status.
pub(crate) fn fault(class: FaultClass, sent: Sent, status: Option<u16>) -> Event {
    let fault = Fault::new(class, sent);
    let status = status.and_then(|status| StatusCode::from_u16(status).ok());
    Event::Fault(match status {
        Some(status) => fault.with_status(status),
        None => fault,
    })
}

/// A reply without a body.
pub(crate) fn reply(status: u16, retry_after: Option<u32>) -> Response<Bytes> {
    let mut reply = Response::new(Bytes::new());
    *reply.status_mut() = StatusCode::from_u16(status).expect("a status of HTTP");
    if let Some(seconds) = retry_after {
        reply.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    reply
}

/// The signature that [`asked`](crate::asked) looks for, or none.
pub(crate) fn signature(good: bool) -> Event {
    Event::Signature(good.then(|| b"signed".to_vec()).ok_or_else(|| SignerError::new("no")))
}
