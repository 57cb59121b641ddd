//! The ledger, over a transport and a store.

use super::UserClient;
use crate::{
    ground::{
        env::UnixTime,
        error::{Error, ErrorKind},
    },
    ledger::{Event, FollowError, Followed, Ledger, Request, Settings, Step, Store},
};

impl UserClient {
    /// Brings the copy of this user's accounts and transactions up to date: runs the [ledger](crate::ledger)
    /// from what is stored until nothing is due, and says when to call it again.
    ///
    /// It does not sleep until then. The caller does, because a webhook or a shutdown may come first. Called
    /// too soon, it reads the store and makes no call that is not due. Dropping the future is safe: what is
    /// committed stays.
    ///
    /// A call that fails and may succeed later, such as one that got a 503 or no answer, ends the visit with
    /// a [`fault`](Followed::fault) and a time to come again. The client has retried it by then.
    ///
    /// Needs the scopes `accounts:read` and `transactions:read:all`.
    ///
    /// # Errors
    ///
    /// [`FollowError::Call`] for what waiting won't fix, [`FollowError::Overtaken`] when another worker has
    /// written for the same user, [`FollowError::Store`] with the store's own error.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use moneyhub_proto::{Client, Config, ledger::{Memory, Settings}, scripted::Scripted};
    ///
    /// # pollster::block_on(async {
    /// # let transport = Scripted::new().with_tokens()
    /// #     .on("accounts.list", 200, r#"{"data":[],"links":{}}"#)
    /// #     .on("transactions.list", 200, r#"{"data":[],"links":{}}"#);
    /// # let config = Config::builder().client_id("client").client_secret("secret").build()?;
    /// # let client = Client::new(config, Arc::new(transport));
    /// // In place of a database.
    /// let mut store = Memory::default();
    /// let user = client.user(&"64b0f3a1c2d4e5f60718293a".into());
    ///
    /// let followed = user.follow(&Settings::default(), &mut store).await?;
    /// println!("{} transactions, come back at {:?}", store.transactions().len(), followed.until);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub async fn follow<S: Store>(
        &self,
        settings: &Settings,
        store: &mut S,
    ) -> Result<Followed, FollowError<S::Error>> {
        let (checkpoint, sequence) = store.load().await.map_err(FollowError::Store)?;
        let mut ledger = Ledger::new(settings, checkpoint, sequence);
        let mut fault: Option<Error> = None;
        loop {
            let event = match ledger.step(self.now()) {
                Step::Recall(question) => {
                    Event::Known(store.recall(&question).await.map_err(FollowError::Store)?)
                }
                Step::Commit(batch) => match store.commit(&batch).await {
                    Ok(true) => Event::Committed,
                    Ok(false) => return Err(FollowError::Overtaken),
                    Err(error) => return Err(FollowError::Store(error)),
                },
                Step::Send(request) => match self.ask(request).await {
                    Ok(event) => event,
                    Err(error) if may_pass(&error) => {
                        fault = Some(error);
                        Event::Fault
                    }
                    Err(error) => return Err(FollowError::Call(error)),
                },
                Step::WaitUntil(until) => {
                    let until = self.not_before(until, fault.as_ref());
                    return Ok(Followed { until, standing: ledger.standing(), fault });
                }
            };
            ledger.handle(self.now(), event);
        }
    }

    async fn ask(&self, request: Request) -> Result<Event, Error> {
        match request {
            Request::Accounts(list) => self.send(list).await.map(Event::Accounts),
            Request::Transactions(list) => self.send(list).await.map(Event::Transactions),
        }
    }

    /// No sooner than the service asked. The clock gives whole seconds, so the real time may be up to a
    /// second later.
    fn not_before(&self, until: UnixTime, fault: Option<&Error>) -> UnixTime {
        let Some(wait) = fault.and_then(Error::retry_after) else { return until };
        let begun = u64::from(wait.subsec_nanos() > 0);
        let wait = i64::try_from(wait.as_secs().saturating_add(begun + 1)).unwrap_or(i64::MAX);
        until.max(UnixTime::from_seconds(self.now().seconds().saturating_add(wait)))
    }

    fn now(&self) -> UnixTime {
        self.client.0.transport.now().unix
    }
}

/// Whether waiting may fix it.
fn may_pass(error: &Error) -> bool {
    error.may_pass()
        || error.kind() == ErrorKind::RateLimited
        || error.status().is_some_and(|status| status.is_server_error())
}

#[cfg(test)]
mod tests;
