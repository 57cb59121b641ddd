/// Which of the service's hosts a call goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Service {
    /// The data API: accounts, transactions and other financial data. Its base URL has a version.
    Data,
    /// The identity service: sign-in, tokens, users, connections, payments. Never versioned.
    Identity,
}
