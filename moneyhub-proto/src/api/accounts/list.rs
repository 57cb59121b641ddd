use super::Account;
use crate::api::prelude::*;

/// `GET /accounts`: the accounts of a user, page by page.
///
/// Scope `accounts:read`; with [`details`](Self::details) `accounts_details:read` as well, which
/// unlocks account numbers, references and holders' names.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, accounts, codec};
///
/// let list = accounts::List { show_transaction_data: Some(true), ..Default::default() };
/// let request = codec::encode(&list, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().query(), Some("limit=100&offset=0&showTransactionData=true"));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The part of the list.
    pub window: Window,
    /// Only accounts of this connection.
    pub connection_id: Option<ConnectionId>,
    /// Whether to include [`transaction_data`](Account::transaction_data). By default version 3 does not, and
    /// version 2 does.
    pub show_transaction_data: Option<bool>,
    /// Whether to include [`performance_score`](Account::performance_score); the defaults are the
    /// same.
    pub show_performance_score: Option<bool>,
    /// Asks for a token that shows account numbers, references and holders' names.
    pub details: bool,
}

impl List {
    fn of(&self, call: Call) -> Call {
        call.window(self.window)
            .query("showTransactionData", &self.show_transaction_data)
            .query("showPerformanceScore", &self.show_performance_score)
            .query("connectionId", &self.connection_id)
            .needs_if(self.details, scope::ACCOUNTS_DETAILS_READ)
    }
}

impl Endpoint for List {
    type Output = Page<Account>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.list", "/accounts", decode::page)
        .needs(&[scope::ACCOUNTS_READ])
        .may_need(&[scope::ACCOUNTS_DETAILS_READ]);

    fn fill(&self, call: Call) -> Call {
        self.of(call)
    }
}

/// `GET /accounts-list`: the same list in version 2 of the data API, which version 3 has removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListV2(
    /// What to request.
    pub List,
);

impl Endpoint for ListV2 {
    type Output = Page<Account>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.list_v2", "/accounts-list", decode::page)
        .needs(&[scope::ACCOUNTS_READ])
        .may_need(&[scope::ACCOUNTS_DETAILS_READ])
        .only_v2();

    fn fill(&self, call: Call) -> Call {
        self.0.of(call)
    }
}

/// `GET /accounts/{accountId}`: one account. Scopes as for [`List`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The account.
    pub account_id: AccountId,
    /// Asks for a token that shows account numbers, references and holders' names.
    pub details: bool,
}

impl Endpoint for Get {
    type Output = Account;
    const OPERATION: Operation<Account> = Service::Data
        .get("accounts.get", "/accounts/{accountId}", decode::data)
        .needs(&[scope::ACCOUNTS_READ])
        .may_need(&[scope::ACCOUNTS_DETAILS_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("accountId", &self.account_id)
            .needs_if(self.details, scope::ACCOUNTS_DETAILS_READ)
    }
}

/// `GET /accounts/syncs`: when each account was last fetched from its bank. Scope `accounts:read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListSyncs;

impl Endpoint for ListSyncs {
    type Output = Vec<AccountSync>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("accounts.list_syncs", "/accounts/syncs", decode::list)
        .needs(&[scope::ACCOUNTS_READ]);
}

/// When an account was last fetched from its bank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountSync {
    /// The account.
    pub account_id: AccountId,
    /// The last success; absent before the first.
    pub last_successful_sync: Option<Timestamp>,
}
