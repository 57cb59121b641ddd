//! Pensions and investments of Moneyhub's open savings, investments and pensions interface (OSIP).
//!
//! It is of a host path of its own, and takes tokens of the user: `client.user(&user_id).send(..)`. Its
//! types are known from Moneyhub's Node types alone, without a sample, so everything but ids is optional.
//! Amounts are numbers of a unit that is not stated, presumably whole units.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /accounts` | `osip:read` |
//! | [`Get`] | `GET /accounts/{accountId}` | the same |
//! | [`ListHoldings`] | `GET /accounts/{accountId}/holdings` | the same |
//! | [`ListTransactions`] | `GET /accounts/{accountId}/transactions` | the same |

mod account;
mod position;
mod trade;

pub use self::{
    account::{Account, Get, List, PortfolioType, Valuation},
    position::{
        Holding, ListHoldings, ListTransactions, Product, ProductType, Quantity, Transaction,
    },
    trade::{CorporateActionType, Trade, Trades, TransactionCost, TransactionType},
};
