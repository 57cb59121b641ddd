use std::{
    fmt, io,
    iter::{FusedIterator, Peekable},
};

use super::{Enrich, NewTransaction};

/// Splits any number of transactions into requests of a good size.
///
/// It is lazy, and holds the transactions of one request at a time. Moneyhub documents no limit: the defaults
/// are 1,000 transactions and 1 MiB of JSON, whichever comes first.
///
/// Send each batch by reference, so that you still have it if the call fails. Enrichment is charged. Keep a
/// batch whose outcome is [`Uncertain`](crate::Outcome::Uncertain), and check with
/// [`ListTransactions`](super::ListTransactions) what arrived before you send it again. An invalid transaction
/// refuses its whole batch: [`Error::index`](crate::Error::index) says which one it is.
///
/// # Examples
///
/// ```
/// # use std::sync::Arc;
/// use moneyhub_proto::{caas::{Batches, NewTransaction}, Outcome};
/// # use moneyhub_proto::{
/// #     caas::{AccountType, TransactionStatus}, scripted::Scripted, transport::{FaultClass, Sent},
/// #     Client, Config,
/// # };
/// # let transaction = |id| NewTransaction {
/// #     account_id: "account-17".into(),
/// #     transaction_id: format!("transaction-{id}").as_str().into(),
/// #     account_type: AccountType::Card,
/// #     date: "2024-05-19T12:00:00.000Z".into(),
/// #     status: TransactionStatus::Posted,
/// #     description: "CARD PURCHASE EXAMPLE STORES".into(),
/// #     amount: "-15.99".parse().unwrap(),
/// #     rest: Default::default(),
/// # };
/// # let transactions = (0..2_500).map(transaction);
/// # pollster::block_on(async {
/// # let config = Config::builder().client_id("client").client_secret("secret").build()?;
/// # let script = Scripted::new()
/// #     .reply(200, r#"{"access_token":"a-token","token_type":"Bearer","expires_in":7200}"#)
/// #     .reply(201, r#"{"data":[]}"#)
/// #     .fault(FaultClass::Closed, Sent::Perhaps)
/// #     .reply(201, r#"{"data":[]}"#);
/// # let client = Client::new(config, Arc::new(script));
/// let (mut to_look_at, mut to_send_again) = (Vec::new(), Vec::new());
/// for batch in Batches::new(transactions) {
///     match client.send(&batch).await {
///         Ok(enriched) => { /* ... keep them, and see enriched.failed() ... */ }
///         Err(error) if error.outcome() == Outcome::Uncertain => to_look_at.push(batch),
///         Err(_) => to_send_again.push(batch),
///     }
/// }
/// assert_eq!((to_look_at.len(), to_send_again.len()), (1, 0));
/// assert_eq!(to_look_at[0].transactions.len(), 1_000);
/// # Ok::<(), moneyhub_proto::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Batches<I: Iterator<Item = NewTransaction>> {
    transactions: Peekable<I>,
    most: usize,
    most_bytes: usize,
}

impl<I: Iterator<Item = NewTransaction>> Batches<I> {
    /// The default limit of transactions per request.
    pub const MOST: usize = 1_000;
    /// The default limit of bytes of JSON per request.
    pub const MOST_BYTES: usize = 1024 * 1024;

    /// Splits these into requests of the default size.
    pub fn new(transactions: impl IntoIterator<IntoIter = I>) -> Self {
        let transactions = transactions.into_iter().peekable();
        Self { transactions, most: Self::MOST, most_bytes: Self::MOST_BYTES }
    }

    /// Limits each request to this many transactions and bytes of JSON. A larger transaction gets its own
    /// request; none is left out.
    #[must_use]
    pub fn of_at_most(self, transactions: usize, bytes: usize) -> Self {
        Self { most: transactions, most_bytes: bytes, ..self }
    }
}

impl<I: Iterator<Item = NewTransaction>> Iterator for Batches<I> {
    type Item = Enrich;

    fn next(&mut self) -> Option<Enrich> {
        let first = self.transactions.next()?;
        // Two brackets, and a comma for each transaction, which is one too many.
        let mut bytes = 2 + length(&first) + 1;
        let mut transactions = vec![first];
        while let Some(next) = self.transactions.peek() {
            bytes = bytes.saturating_add(length(next) + 1);
            if transactions.len() >= self.most || bytes > self.most_bytes {
                break;
            }
            transactions.extend(self.transactions.next());
        }
        Some(Enrich { transactions })
    }
}

impl<I: Iterator<Item = NewTransaction>> FusedIterator for Batches<I> {}

/// Shows no transactions.
impl<I: Iterator<Item = NewTransaction>> fmt::Debug for Batches<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("most", &self.most)
            .field("most_bytes", &self.most_bytes)
            .finish_non_exhaustive()
    }
}

/// An upper bound of its bytes of JSON: null members are counted, but not sent.
fn length(transaction: &NewTransaction) -> usize {
    let mut counted = Counted(0);
    // A transaction that can't be serialised is refused when the batch is sent.
    let _ = serde_json::to_writer(&mut counted, transaction);
    counted.0
}

struct Counted(usize);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::{
        api::caas::{AccountType, NewTransactionRest, TransactionStatus},
        codec,
        config::Config,
        ground::{money::Decimal, secret::AccessToken},
    };

    fn transaction(number: usize, description: &str) -> NewTransaction {
        NewTransaction {
            account_id: "account-17".into(),
            transaction_id: format!("transaction-{number}").as_str().into(),
            account_type: AccountType::Card,
            date: "2024-05-19T12:00:00.000Z".into(),
            status: TransactionStatus::Posted,
            description: description.into(),
            amount: Decimal::from(-15),
            rest: NewTransactionRest::default(),
        }
    }

    fn many(count: usize) -> impl Iterator<Item = NewTransaction> {
        (0..count).map(|number| transaction(number, "CARD PURCHASE"))
    }

    #[test]
    fn of_fifty_thousand_a_request_has_a_thousand_at_most() {
        let lengths: Vec<_> =
            Batches::new(many(50_000)).map(|batch| batch.transactions.len()).collect();
        assert_eq!(lengths, [1_000; 50]);
    }

    #[test]
    fn of_none_there_is_no_request() {
        assert!(Batches::new(many(0)).next().is_none());
    }

    #[test]
    fn one_that_is_larger_than_the_limit_goes_alone() {
        let lengths: Vec<_> = Batches::new(many(3))
            .of_at_most(1_000, 10)
            .map(|batch| batch.transactions.len())
            .collect();
        assert_eq!(lengths, [1; 3]);
    }

    #[test]
    fn no_more_are_taken_than_one_request_needs() {
        let taken = Cell::new(0);
        let mut batches = Batches::new(many(50_000).inspect(|_| taken.set(taken.get() + 1)));
        batches.next();
        // The one that is looked at in advance is of the next.
        assert_eq!(taken.get(), 1_001);
    }

    #[test]
    fn all_are_sent_once_in_their_order_within_the_limits() {
        let config = Config::builder().build().unwrap();
        let token = AccessToken::new("token").unwrap();
        // Short and long, so that sometimes the number and sometimes the size is what ends a request.
        let all: Vec<_> = (0..200).map(|n| transaction(n, &"é".repeat(n * 7 % 256))).collect();
        for (most, most_bytes) in [(1, 5_000), (3, 700), (7, 1_500), (50, 2_000), (500, 9_999)] {
            let batches = Batches::new(all.clone()).of_at_most(most, most_bytes);
            let mut sent = Vec::new();
            for batch in batches {
                let request = codec::encode(&batch, &config, &token).unwrap();
                let alone = batch.transactions.len() == 1;
                assert!(alone || request.body().len() <= most_bytes, "at most {most_bytes} bytes");
                assert!(batch.transactions.len() <= most, "at most {most}");
                sent.extend(batch.transactions);
            }
            assert_eq!(sent, all);
        }
    }
}
