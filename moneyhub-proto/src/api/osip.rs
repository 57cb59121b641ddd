//! Pensions and investments of Moneyhub's open savings, investments and pensions interface (OSIP).
//!
//! It has its own base path, and takes tokens of the user: `client.user(&user_id).send(..)`. Its types are
//! known only from Moneyhub's Node types, without a sample, so everything except ids is optional. The unit of
//! amounts is not stated; presumably they are whole units.
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
