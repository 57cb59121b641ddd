/// Which of the service's hosts a call goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Service {
    /// CaaS, categorisation as a service: enriches your own transactions. On the host of the data API, below
    /// `/caas/v1`; takes tokens of the client.
    Caas,
    /// The data API: accounts, transactions and other financial data. Its base URL has a version;
    /// takes tokens of users.
    Data,
    /// The identity service: sign-in, tokens, users, connections, payments. Never versioned.
    Identity,
    /// OSIP, pensions and investments. On the host of the data API, below `/osip/v1.0`; takes tokens
    /// of users.
    Osip,
}
