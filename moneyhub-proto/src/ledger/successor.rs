use crate::{
    api::transactions::{Transaction, TransactionStatus},
    ground::timestamp::Timestamp,
};

/// The booked transaction that replaced a pending one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Successor<'a> {
    /// It has the account and the bank's own id of the pending one.
    Sure(&'a Transaction),
    /// It has the same account and amount, is within seven days, and is the only such transaction that
    /// changed after the pending one.
    Likely(&'a Transaction),
}

impl<'a> Successor<'a> {
    /// The booked transaction.
    #[must_use]
    pub const fn transaction(self) -> &'a Transaction {
        match self {
            Self::Likely(transaction) | Self::Sure(transaction) => transaction,
        }
    }
}

const SEVEN_DAYS: u64 = 7 * 86_400_000;

/// Finds the booked transaction that replaced a pending one that a batch removes, if any.
///
/// No source says whether a pending transaction keeps its id when the bank books it. If it does, it is an
/// upsert like any other. If it does not, the booked one is new and the pending one is removed; the ledger
/// does not need to know which belong together. Use this to move your own data, such as a receipt, to the
/// booked transaction. Call it before the row is removed, with the booked transactions of its account.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{ledger::successor, transactions::Transaction};
///
/// let transaction = |id: &str, status: &str, day: u8| -> Transaction {
///     serde_json::from_value(serde_json::json!({
///         "id": id, "accountId": "a", "status": status,
///         "amount": { "value": -450, "currency": "GBP" },
///         "date": format!("2024-05-{day:02}T12:00:00Z"),
///     })).unwrap()
/// };
/// let pending = transaction("p", "pending", 1);
/// let booked = [transaction("b", "posted", 3), transaction("c", "posted", 28)];
/// assert_eq!(successor(&pending, &booked).unwrap().transaction().id.as_str(), "b");
/// ```
#[must_use]
pub fn successor<'a>(
    pending: &Transaction,
    candidates: &'a [Transaction],
) -> Option<Successor<'a>> {
    let booked = |other: &&'a Transaction| {
        other.status == Some(TransactionStatus::Posted)
            && other.account_id == pending.account_id
            && other.id != pending.id
    };
    let bank_id = pending.provider_id.as_ref().filter(|id| !id.is_empty());
    let same = candidates.iter().filter(booked);
    let same = same.filter(|other| bank_id.is_some() && other.provider_id.as_ref() == bank_id);
    if let Some(sure) = only(same) {
        return Some(Successor::Sure(sure));
    }
    let near = |other: &&Transaction| {
        other.amount == pending.amount
            && apart(&other.date, &pending.date).is_some_and(|apart| apart <= SEVEN_DAYS)
            && is_after(other.date_modified.as_ref(), pending.date_modified.as_ref())
    };
    only(candidates.iter().filter(booked).filter(near)).map(Successor::Likely)
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// In milliseconds.
fn apart(one: &Timestamp, other: &Timestamp) -> Option<u64> {
    Some(one.unix_millis()?.abs_diff(other.unix_millis()?))
}

/// If either is unknown, this does not rule it out.
fn is_after(one: Option<&Timestamp>, other: Option<&Timestamp>) -> bool {
    let order = one.zip(other).and_then(|(one, other)| one.compare(other));
    order.is_none_or(|order| order.is_ge())
}

#[cfg(test)]
mod tests;
