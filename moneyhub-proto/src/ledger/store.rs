use std::{convert::Infallible, error, future::Future};

use thiserror::Error as ThisError;

use super::{Batch, Checkpoint, Known, Memory, Question, Standing};
use crate::ground::{env::UnixTime, error::Error};

/// The tables of one user, for a driver such as
/// [`UserClient::follow`](crate::driver::UserClient::follow).
///
/// The [manual](crate::manual::ledger) has the tables in SQL, [`Memory`] says what each method has to do. They may be
/// written as `async fn`, as long as their futures can be sent to another thread. What webhooks say
/// ([`Words`](super::Words)) goes into the same tables by a way of your own.
pub trait Store: Send {
    /// What went wrong with the database.
    type Error: error::Error + Send + 'static;

    /// The stored checkpoint and its sequence number; [`Checkpoint::default`] and 0 for a user of whom nothing
    /// is stored.
    fn load(&mut self) -> impl Future<Output = Result<(Checkpoint, u64), Self::Error>> + Send;

    /// Answers a question.
    fn recall(
        &mut self,
        question: &Question,
    ) -> impl Future<Output = Result<Known, Self::Error>> + Send;

    /// Writes a batch in one database transaction if the stored sequence number is the batch's, and the next
    /// number with it. Otherwise it writes nothing, and this is `false`.
    fn commit(&mut self, batch: &Batch) -> impl Future<Output = Result<bool, Self::Error>> + Send;
}

/// All that was due is done, for now.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Followed {
    /// There is nothing to do before this time, unless a webhook comes in.
    pub until: UnixTime,
    /// What is known of the copy.
    pub standing: Standing,
    /// Why there is nothing to do yet, if a call failed that may succeed later.
    pub fault: Option<Error>,
}

/// What a driver can't go on after. All that was committed stays, and the next one goes on from there.
///
/// `E` is the [`Store::Error`].
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum FollowError<E: error::Error + 'static> {
    /// A call failed, and waiting won't mend it: a refusal such as 401 or 403, a mistake in the configuration, an
    /// answer that can't be read.
    #[error(transparent)]
    Call(Error),
    /// Another worker has written for the same user meanwhile. It does the work, or has done it.
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
