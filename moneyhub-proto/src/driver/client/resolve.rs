//! "Did it move?", over a transport.

use std::time::Duration;

use crate::{
    driver::Client,
    machine::{
        CallOptions,
        resolve::{Attempt, Read, Resolution, Resolve, ResolveStep},
    },
};

impl Client {
    /// Finds out what became of an attempt to pay: looks for it again and again until it is known or the
    /// time is over. It only reads. See [`Resolve`] for what it takes for a proof, and what to store before
    /// an attempt.
    ///
    /// It needs the scopes `payment:read` and, for an authorisation request, `auth_requests:read`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::{sync::Arc, time::Duration};
    /// use moneyhub_proto::{Client, Config, resolve::{Attempt, Resolution}, scripted::Scripted};
    ///
    /// # pollster::block_on(async {
    /// # let config = Config::builder().client_id("client").client_secret("secret").build()?;
    /// # let payment = |status| format!(r#"{{"data":{{"id":"p","amount":5,"currency":"GBP","status":"{status}"}}}}"#);
    /// # let transport = Scripted::new()
    /// #     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
    /// #     .reply(200, payment("pending"))
    /// #     .reply(200, payment("completed"));
    /// # let client = Client::new(config, Arc::new(transport));
    /// let attempt = Attempt { payment_id: Some("p".into()), ..Attempt::default() };
    /// let resolution = client.resolve(attempt, Duration::from_secs(60)).await;
    /// assert!(matches!(resolution, Resolution::Moved(_)));
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn resolve(&self, attempt: Attempt, within: Duration) -> Resolution {
        let now = || self.0.transport.now().monotonic;
        let deadline = now() + within;
        let mut resolve = Resolve::new(attempt, deadline);
        loop {
            let deadline = Some(now().until(deadline));
            let options = CallOptions { deadline, ..CallOptions::default() };
            match resolve.step(now()) {
                ResolveStep::Send(Read::AuthRequest(get)) => {
                    let answer = self.send_with(get, options).await;
                    resolve.auth_request(now(), answer);
                }
                ResolveStep::Send(Read::Payment(get)) => {
                    let answer = self.send_with(get, options).await;
                    resolve.payment(now(), answer);
                }
                ResolveStep::Send(Read::Payments(list)) => {
                    let answer = self.send_with(list, options).await;
                    resolve.payments(now(), answer);
                }
                ResolveStep::WaitUntil(until) => self.0.sleep_until(until).await,
                ResolveStep::Done(resolution) => return resolution,
            }
        }
    }
}
