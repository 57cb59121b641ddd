//! Where an exchange stands.

use bytes::Bytes;
use http::Response;

use super::{
    ready::{Bearer, Ready},
    signing::Signing,
};
use crate::ground::{env::Monotonic, error::Error};

pub(super) enum State {
    NeedToken(Box<Ready>),
    AwaitingToken(Box<Ready>),
    Ready(Box<Ready>, Bearer),
    /// The JWTs of the next attempt are being signed.
    Signing {
        ready: Box<Ready>,
        bearer: Bearer,
        signing: Signing,
    },
    InFlight {
        ready: Box<Ready>,
        bearer: Bearer,
        until: Monotonic,
    },
    Waiting {
        ready: Box<Ready>,
        until: Monotonic,
    },
    Done(Result<Response<Bytes>, Error>),
    /// Between two states, within one step; also after the answer was taken out.
    Taken,
}

impl State {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            State::NeedToken(_) => "NeedToken",
            State::AwaitingToken(_) => "AwaitingToken",
            State::Ready(..) => "Ready",
            State::Signing { .. } => "Signing",
            State::InFlight { .. } => "InFlight",
            State::Waiting { .. } => "Waiting",
            State::Done(_) | State::Taken => "Done",
        }
    }
}
