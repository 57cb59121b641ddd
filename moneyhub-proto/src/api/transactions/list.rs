use super::{EnrichmentFilter, Filter, Transaction};
use crate::api::prelude::*;

/// `GET /transactions`: the transactions of a user, page by page, the newest first. Scope
/// `transactions:read:all`.
///
/// They begin about a year before the connection, not with the account.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, Date, codec, transactions};
/// use transactions::{EnrichmentFilter, Filter, List};
///
/// let list = List {
///     filter: Filter { start_date: Some(Date::of(2024, 6, 1)?), ..Filter::default() },
///     enrichment: EnrichmentFilter {
///         category_id: Some("std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a".into()),
///         ..EnrichmentFilter::default()
///     },
///     ..List::default()
/// };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// let query = request.uri().query().unwrap();
/// assert!(query.starts_with("limit=100&offset=0&startDate=2024-06-01&categoryId=std%3A5a7f"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
///
/// A client walks all of them: `client.user(&user_id).items(list)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// Which transactions.
    pub filter: Filter,
    /// Which transactions, by what Moneyhub and the user add to them.
    pub enrichment: EnrichmentFilter,
    /// `v3` requests counterparty ids of version 3. Only in version 2 of the data API.
    pub counterparties_version: Option<String>,
}

impl Endpoint for List {
    type Output = Page<Transaction>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("transactions.list", "/transactions", decode::page)
        .needs(&[scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        let call = self.filter.add_to(call.window(self.window));
        self.enrichment.add_to(call).query("counterpartiesVersion", &self.counterparties_version)
    }
}

/// `GET /transactions/{transactionId}`: one transaction. Scope `transactions:read:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The transaction.
    pub transaction_id: TransactionId,
    /// `v3` requests the counterparty id of version 3. Only in version 2 of the data API.
    pub counterparties_version: Option<String>,
}

impl Endpoint for Get {
    type Output = Transaction;
    const OPERATION: Operation<Transaction> = Service::Data
        .get("transactions.get", "/transactions/{transactionId}", decode::data)
        .needs(&[scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id)
            .query("counterpartiesVersion", &self.counterparties_version)
    }
}

/// `GET /transactions/unenriched`: the transactions of a user as the banks sent them, page by page.
/// Scope `transactions_unenriched:read:all` or `transactions:read:all`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListUnenriched {
    /// The part of the list.
    pub window: Window,
    /// Which transactions.
    pub filter: Filter,
}

impl Endpoint for ListUnenriched {
    type Output = Page<Transaction>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("transactions.list_unenriched", "/transactions/unenriched", decode::page)
        .needs_one_of(&[scope::TRANSACTIONS_UNENRICHED_READ_ALL, scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        self.filter.add_to(call.window(self.window))
    }
}

/// `GET /transactions/unenriched/{transactionId}`: one transaction as the bank sent it. Scopes as for
/// [`ListUnenriched`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetUnenriched {
    /// The transaction.
    pub transaction_id: TransactionId,
}

impl Endpoint for GetUnenriched {
    type Output = Transaction;
    const OPERATION: Operation<Transaction> = Service::Data
        .get(
            "transactions.get_unenriched",
            "/transactions/unenriched/{transactionId}",
            decode::data,
        )
        .needs_one_of(&[scope::TRANSACTIONS_UNENRICHED_READ_ALL, scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id)
    }
}
