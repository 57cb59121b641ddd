//! Waiting for slow work of the service, over a transport.

use crate::{
    codec::Awaited,
    driver::Client,
    ground::error::Error,
    machine::{
        CallOptions,
        poll::{Poll, PollOptions, PollStep, Polled},
    },
};

impl Client {
    /// Keeps asking for something until it is final or the time is over: a sync, a new connection, a report,
    /// an authorisation request. See [`Poll`] for the pauses and for what ends it.
    ///
    /// Dropping the future ends the wait. If a webhook comes first, ask once with [`send`](Self::send).
    ///
    /// # Errors
    ///
    /// As [`Poll::finish`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{poll::{PollOptions, Polled}, scripted::Scripted, users, Client, Config};
    ///
    /// # pollster::block_on(async {
    /// # let config = Config::builder().client_id("client").client_secret("secret").build()?;
    /// # let transport = Scripted::new()
    /// #     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
    /// #     .reply(200, r#"{"data":{"id":"5e6f7a8b"}}"#)
    /// #     .reply(200, r#"{"data":{"id":"5e6f7a8b","fetchedAt":"2024-05-31T16:10:02.101Z"}}"#);
    /// # let client = Client::new(config, Arc::new(transport));
    /// let get = users::GetSync { user_id: "64b0f3a1".into(), sync_id: "5e6f7a8b".into() };
    /// match client.wait_for(get, PollOptions::default()).await? {
    ///     Polled::Final(sync) => assert!(sync.fetched_at.is_some()),
    ///     Polled::GoingOn(_) => println!("still running; ask again later"),
    /// }
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn wait_for<E: Awaited>(
        &self,
        endpoint: E,
        options: PollOptions,
    ) -> Result<Polled<E::Output>, Error> {
        const { E::OPERATION.facts.authentication.assert_fits_client() }
        self.poll(&endpoint, options, CallOptions::default()).await
    }

    pub(super) async fn poll<E: Awaited>(
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
                    let answer = self.send_full(endpoint, call).await;
                    poll.answer(now(), answer.map(|answer| answer.value));
                }
                PollStep::WaitUntil(until) => self.0.sleep_until(until).await,
                PollStep::Done => return poll.finish(),
            }
        }
    }
}
