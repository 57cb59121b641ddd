//! Translates errors of hyper, h2, rustls and the system into faults.

use std::{error::Error as StdError, io, iter::successors, time::Duration};

use hyper_util::client::legacy;

use super::{
    ResolveError,
    unreached::{self, Late, Unreached, Way},
    watched,
};
use crate::ground::error::{Fault, FaultClass, Sent};

/// There is no head of an answer.
pub(super) fn of_request(error: legacy::Error) -> Fault {
    // Every error on a connection has its information; without it, there was no connection.
    let class = match error.connect_info() {
        None => class_before_connection(&error),
        Some(_) => class_on_connection(&error),
    };
    let sent = sent(&error);
    if let (FaultClass::Closed, Some(tls)) = (class, watched::tls_error(&error)) {
        return explained(FaultClass::Tls, sent, tls);
    }
    explained(class, sent, error)
}

/// The time of the attempt was over before there was a connection.
pub(super) fn unconnected(way: Way, limit: Duration) -> Fault {
    let late = Unreached { way, source: Late { limit }.into() };
    explained(FaultClass::Connect, Sent::Nothing, late)
}

fn explained(class: FaultClass, sent: Sent, error: impl StdError + Send + Sync + 'static) -> Fault {
    let fault = Fault::new(class, sent);
    let fault = match unreached::detail(&error) {
        Some(detail) => fault.with_detail(detail),
        None => fault,
    };
    fault.with_source(error)
}

/// Something went wrong on an established connection.
pub(super) fn on_connection(error: impl StdError + Send + Sync + 'static) -> Fault {
    explained(class_on_connection(&error), Sent::Perhaps, error)
}

/// What the server may have seen. See "What counts as unsent" above.
fn sent(error: &legacy::Error) -> Sent {
    let refused = |error: &h2::Error| {
        error.is_reset() && error.is_remote() && error.reason() == Some(h2::Reason::REFUSED_STREAM)
    };
    let is_canceled = |cause: &(dyn StdError + 'static)| {
        cause.downcast_ref().is_some_and(::hyper::Error::is_canceled)
    };
    if error.connect_info().is_none() || causes(error).any(is_canceled) {
        Sent::Nothing
    } else if causes(error).any(|cause| cause.downcast_ref().is_some_and(refused)) {
        Sent::Refused
    } else {
        Sent::Perhaps
    }
}

fn class_before_connection(error: &legacy::Error) -> FaultClass {
    let class = causes(error).find_map(|cause| {
        if cause.is::<rustls::Error>() {
            Some(FaultClass::Tls)
        } else if cause.is::<ResolveError>() {
            Some(FaultClass::Resolve)
        } else {
            None
        }
    });
    class.unwrap_or(FaultClass::Connect)
}

/// The innermost known cause says the most: hyper's "connection error" around rustls's alert is a
/// TLS fault.
fn class_on_connection(error: &(dyn StdError + 'static)) -> FaultClass {
    causes(error).filter_map(class_of).last().unwrap_or(FaultClass::Other)
}

fn class_of(cause: &(dyn StdError + 'static)) -> Option<FaultClass> {
    if cause.is::<rustls::Error>() {
        Some(FaultClass::Tls)
    } else if let Some(error) = cause.downcast_ref::<::hyper::Error>() {
        class_of_hyper(error)
    } else if let Some(error) = cause.downcast_ref::<h2::Error>() {
        let class = if error.is_library() { FaultClass::Protocol } else { FaultClass::Closed };
        Some(class)
    } else {
        cause.downcast_ref::<io::Error>().and_then(class_of_io)
    }
}

fn class_of_hyper(error: &::hyper::Error) -> Option<FaultClass> {
    if error.is_parse() {
        Some(FaultClass::Protocol)
    } else if error.is_canceled()
        || error.is_closed()
        || error.is_incomplete_message()
        || error.is_timeout()
    {
        Some(FaultClass::Closed)
    } else {
        None
    }
}

fn class_of_io(error: &io::Error) -> Option<FaultClass> {
    match error.kind() {
        io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NotConnected
        | io::ErrorKind::TimedOut
        | io::ErrorKind::UnexpectedEof => Some(FaultClass::Closed),
        // This is how hyper reports malformed chunks of a body.
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Some(FaultClass::Protocol),
        _ => None,
    }
}

/// The error and everything below it, including what `source` skips: an `io::Error` skips the error
/// that it was made from, and h2's errors have no source.
pub(super) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        let error = *error;
        if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            return Some(inner);
        }
        if let Some(inner) = error.downcast_ref::<h2::Error>().and_then(h2::Error::get_io) {
            return Some(inner);
        }
        error.source()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_io_errors_are_made_of_is_found_under_any_number_of_them() {
        let tls = rustls::Error::HandshakeNotComplete;
        let nested = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert_eq!(class_on_connection(&nested), FaultClass::Tls);
        let h2 = h2::Error::from(h2::Reason::NO_ERROR);
        assert_eq!(class_on_connection(&io::Error::other(h2)), FaultClass::Closed);
    }

    #[test]
    fn errors_of_sockets_are_told_from_malformed_bodies_and_from_what_nobody_knows() {
        let class = |kind: io::ErrorKind| class_on_connection(&io::Error::from(kind));
        assert_eq!(class(io::ErrorKind::ConnectionReset), FaultClass::Closed);
        assert_eq!(class(io::ErrorKind::UnexpectedEof), FaultClass::Closed);
        assert_eq!(class(io::ErrorKind::TimedOut), FaultClass::Closed);
        assert_eq!(class(io::ErrorKind::InvalidInput), FaultClass::Protocol);
        assert_eq!(class(io::ErrorKind::OutOfMemory), FaultClass::Other);
        assert_eq!(class_on_connection(&std::fmt::Error), FaultClass::Other);
    }
}
