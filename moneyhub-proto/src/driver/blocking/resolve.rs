use std::time::Duration;

use super::Client;
use crate::machine::{
    resolve::{Attempt, Resolution, Resolving},
    trace,
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
        let deadline = self.0.transport.now().monotonic + within;
        let mut resolving = Resolving::new(&self.0.session, attempt, deadline);
        trace::within("payments.resolve", || self.0.drive(&mut resolving, None));
        resolving.finish()
    }
}
