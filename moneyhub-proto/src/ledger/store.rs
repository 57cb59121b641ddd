use std::{convert::Infallible, error, future::Future};

use thiserror::Error as ThisError;

use super::{Batch, Checkpoint, Known, Memory, Question, Standing};
use crate::ground::{env::UnixTime, error::Error};

/// The tables of one user, for a driver such as
/// [`UserClient::follow`](crate::driver::UserClient::follow).
///
/// The [manual](crate::manual::ledger) has the tables in SQL, and [`Memory`] shows what each method must do.
/// You may write the methods as `async fn`, if their futures are `Send`. Your own code stores what webhooks
/// say ([`Words`](super::Words)) in the same tables.
pub trait Store: Send {
    /// What went wrong with the database.
    type Error: error::Error + Send + 'static;

    /// The stored checkpoint and its sequence number; [`Checkpoint::default`] and 0 for a new user.
    fn load(&mut self) -> impl Future<Output = Result<(Checkpoint, u64), Self::Error>> + Send;

    /// Answers a question.
    fn recall(
        &mut self,
        question: &Question,
    ) -> impl Future<Output = Result<Known, Self::Error>> + Send;

    /// Writes a batch and the next sequence number in one database transaction, if the stored number is the
    /// batch's. Otherwise it writes nothing and returns `false`.
    fn commit(&mut self, batch: &Batch) -> impl Future<Output = Result<bool, Self::Error>> + Send;
}

/// Everything that was due is done.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Followed {
    /// There is nothing to do before this time, unless a webhook arrives.
    pub until: UnixTime,
    /// What is known about the copy.
    pub standing: Standing,
    /// The error of a failed call that will be retried later, if any.
    pub fault: Option<Error>,
}

/// An error that ends a drive. Committed batches stay, and the next drive continues from there.
///
/// `E` is the [`Store::Error`].
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum FollowError<E: error::Error + 'static> {
    /// A call failed, and waiting won't help: a refusal such as 401 or 403, a mistake in the configuration,
    /// or an answer that can't be read.
    #[error(transparent)]
    Call(Error),
    /// Another worker has written for the same user in the meantime, and does the work.
    #[error("another worker has written for this user")]
    Overtaken,
    /// The store failed.
    #[error(transparent)]
    Store(E),
}

impl Store for Memory {
    type Error = Infallible;

    async fn load(&mut self) -> Result<(Checkpoint, u64), Infallible> {
        Ok((self.checkpoint().clone(), self.sequence()))
    }

    async fn recall(&mut self, question: &Question) -> Result<Known, Infallible> {
        Ok(Self::recall(self, question))
    }

    async fn commit(&mut self, batch: &Batch) -> Result<bool, Infallible> {
        Ok(Self::commit(self, batch))
    }
}
