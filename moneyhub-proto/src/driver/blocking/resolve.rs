use std::time::Duration;

use super::Client;
use crate::machine::{
    CallOptions,
    resolve::{Attempt, Read, Resolution, Resolve, ResolveStep},
};

impl Client {
    /// Finds out what became of an attempt to pay, as [`crate::Client::resolve`] does.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::{sync::Arc, time::Duration};
    /// use moneyhub_proto::{Config, blocking, resolve::{Attempt, Resolution}, scripted::Scripted};
    ///
    /// # let config = Config::builder().client_id("client").client_secret("secret").build()?;
    /// # let payment = |status| format!(r#"{{"data":{{"id":"p","amount":5,"currency":"GBP","status":"{status}"}}}}"#);
    /// # let transport = Scripted::new()
    /// #     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
    /// #     .reply(200, payment("pending"))
    /// #     .reply(200, payment("rejected"));
    /// # let client = blocking::Client::new(config, Arc::new(transport));
    /// let attempt = Attempt { payment_id: Some("p".into()), ..Attempt::default() };
    /// let resolution = client.resolve(attempt, Duration::from_secs(60));
    /// assert!(matches!(resolution, Resolution::NotMoved(_)));
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    pub fn resolve(&self, attempt: Attempt, within: Duration) -> Resolution {
        let now = || self.0.transport.now().monotonic;
        let deadline = now() + within;
        let mut resolve = Resolve::new(attempt, deadline);
        loop {
            let deadline = Some(now().until(deadline));
            let options = CallOptions { deadline, ..CallOptions::default() };
            match resolve.step(now()) {
                ResolveStep::Send(Read::AuthRequest(get)) => {
                    let answer = self.send_with(get, options);
                    resolve.auth_request(now(), answer);
                }
                ResolveStep::Send(Read::Payment(get)) => {
                    let answer = self.send_with(get, options);
                    resolve.payment(now(), answer);
                }
                ResolveStep::Send(Read::Payments(list)) => {
                    let answer = self.send_with(list, options);
                    resolve.payments(now(), answer);
                }
                ResolveStep::WaitUntil(until) => self.0.transport.sleep(now().until(until)),
                ResolveStep::Done(resolution) => return resolution,
            }
        }
    }
}
