//! `POST /sync/{connectionId}`: fetch new data.

use http::StatusCode;
use http::header::RETRY_AFTER;
use serde_json::json;

use crate::service::Service;
use crate::service::answer::{self, Answer, not_found, with_header};
use crate::service::call::{Call, Outcome};
use crate::service::passing::What;
use crate::service::table::Version;

/// Once in five seconds for each connection (Moneyhub documentation, "Rate limits").
const REST_MILLIS: i64 = 5_000;

impl Service {
    /// A new sync of the connection, which then appears in its list. It fetches what has happened
    /// at the bank since the last one.
    pub(super) fn sync_connection(&mut self, call: &Call<'_>) -> Outcome {
        let user = self.user_of(call)?;
        let found = self.population.find_connection(user, call.path_parameter(0));
        let at = found.ok_or_else(|| Box::new(not_found("Connection not found")))?;
        let now = self.clock.now_millis();
        if self.population.connection(at, now).extended_status == Some("expired") {
            let message = "the consent of this connection has expired";
            return Err(Box::new(self.refusal(StatusCode::FORBIDDEN, message)));
        }
        let waited = self.population.last_sync(at).map(|last| now - last);
        if let Some(waited) = waited.filter(|waited| *waited < REST_MILLIS) {
            let seconds = (REST_MILLIS - waited + 999) / 1_000;
            let refusal = self.refusal(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
            return Err(Box::new(with_header(refusal, RETRY_AFTER, &seconds.to_string())));
        }
        let asynchronous = call.json["enableAsync"].as_bool();
        let asynchronous = asynchronous.unwrap_or(call.version == Version::V3);
        let started = self.population.sync(at, now, !asynchronous);
        let sync = started.clone();
        self.plan(started.ended, What::AskedSync { user, at, sync });
        if started.failed && !asynchronous {
            return Err(Box::new(self.bank_failed()));
        }
        Ok(self.without_links(call, &json!({"syncId": started.id, "status": "ok"})))
    }

    /// The bank's status comes with the code `ExternalProvider`.
    fn bank_failed(&mut self) -> Answer {
        let body = json!({
            "code": "ExternalProvider",
            "message": "the bank is down",
            "correlationId": self.correlation_id(),
            "statusCode": 503,
        });
        answer::json(StatusCode::INTERNAL_SERVER_ERROR, &body)
    }
}
