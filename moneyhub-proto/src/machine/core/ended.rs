//! How a call ended, for the log and for metrics.

use super::Core;
use crate::{
    ground::{
        error::{Error, ErrorReply},
        observer::{EndedCall, RateLimit},
    },
    machine::{Answer, trace},
};

impl Core {
    /// Tells the log and the observer how the call ended.
    pub(in crate::machine) fn ended<T>(&self, result: &Result<Answer<T>, Error>) {
        let observer = self.session.config().observer();
        if observer.is_none() && !trace::is_on() {
            return;
        }
        let (answer, error) = (result.as_ref().ok(), result.as_ref().err());
        let headers = match result {
            Ok(answer) => Some(&answer.headers),
            Err(error) => error.reply().map(ErrorReply::headers),
        };
        let call = EndedCall {
            endpoint: self.name,
            path: self.path,
            status: answer.map(|answer| answer.status).or_else(|| error?.status()),
            error: error.map(Error::kind),
            outcome: error.map(Error::outcome),
            attempts: self.attempts,
            elapsed: self.began.until(self.seen),
            repairs: answer.map_or(0, |answer| answer.repairs.len()),
            rate_limit: headers.map(RateLimit::of).unwrap_or_default(),
        };
        trace::ended(&call);
        if let Some(observer) = observer {
            observer.call_ended(&call);
        }
    }
}
