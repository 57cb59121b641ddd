use super::Client;
use crate::{
    codec::Awaited,
    ground::error::Error,
    machine::{
        CallOptions,
        poll::{Poll, PollOptions, PollStep, Polled},
    },
};

impl Client {
    /// Keeps asking for something until it is final or the time is over, as
    /// [`driver::Client::wait_for`](crate::driver::Client::wait_for) does.
    ///
    /// # Errors
    ///
    /// As [`Poll::finish`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{
    ///     blocking, poll::{PollOptions, Polled}, scripted::Scripted, users, Config,
    /// };
    ///
    /// # let config = Config::builder().client_id("client").client_secret("secret").build()?;
    /// # let transport = Scripted::new()
    /// #     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
    /// #     .reply(200, r#"{"data":{"id":"5e6f7a8b"}}"#)
    /// #     .reply(200, r#"{"data":{"id":"5e6f7a8b","fetchedAt":"2024-05-31T16:10:02.101Z"}}"#);
    /// # let client = blocking::Client::new(config, Arc::new(transport));
    /// let get = users::GetSync { user_id: "64b0f3a1".into(), sync_id: "5e6f7a8b".into() };
    /// let sync = client.wait_for(get, PollOptions::default())?;
    /// assert!(matches!(sync, Polled::Final(_)));
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    pub fn wait_for<E: Awaited>(
        &self,
        endpoint: E,
        options: PollOptions,
    ) -> Result<Polled<E::Output>, Error> {
        const { E::OPERATION.facts.authentication.assert_fits_client() }
        self.poll(&endpoint, options, CallOptions::default())
    }

    pub(super) fn poll<E: Awaited>(
        &self,
        endpoint: &E,
        options: PollOptions,
        call: CallOptions,
    ) -> Result<Polled<E::Output>, Error> {
        let now = || self.0.transport.now().monotonic;
        let mut poll = Poll::new(endpoint, options, now());
        loop {
            match poll.step(now()) {
                PollStep::Send(_) => {
                    let deadline = Some(poll.time_left(now()));
                    let call = CallOptions { deadline, ..call.clone() };
                    let answer = self.send_full(endpoint, call);
                    poll.answer(now(), answer.map(|answer| answer.value));
                }
                PollStep::WaitUntil(until) => self.0.transport.sleep(now().until(until)),
                PollStep::Done => return poll.finish(),
            }
        }
    }
}
