//! "Did it move?", over a transport.

use std::time::Duration;

use crate::{
    driver::Client,
    machine::{
        resolve::{Attempt, Resolution, Resolving},
        trace,
    },
};

impl Client {
    /// Finds out what became of an attempt to pay: keeps looking until the result is known or the time is
    /// over. It only reads. See [`Resolve`](crate::resolve::Resolve) for what counts as proof, and what to
    /// store before an attempt.
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
        let deadline = self.0.transport.now().monotonic + within;
        let mut resolving = Resolving::new(&self.0.session, attempt, deadline);
        trace::call("payments.resolve", self.0.drive(&mut resolving)).await;
        resolving.finish()
    }
}
