//! Accounts of users, with their balances, holdings, standing orders and statements.
//!
//! All of these belong to the data API, and take tokens of the user:
//! `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /accounts` | `accounts:read`, details `accounts_details:read` |
//! | [`ListV2`] | `GET /accounts-list`, version 2 only | the same |
//! | [`Get`] | `GET /accounts/{accountId}` | the same |
//! | [`Create`] | `POST /accounts` | `accounts:read accounts:write:all` |
//! | [`Update`] | `PATCH /accounts/{accountId}` | `accounts:read accounts:write:all` |
//! | [`Delete`] | `DELETE /accounts/{accountId}` | `accounts:write:all` |
//! | [`ListSyncs`] | `GET /accounts/syncs` | `accounts:read` |
//! | [`ListBalances`] | `GET /accounts/{accountId}/balances` | `accounts:read` |
//! | [`AddBalance`] | `POST /accounts/{accountId}/balances` | `accounts:read`, and `accounts:write:all` or `accounts:write` |
//! | [`ListHoldings`] | `GET /accounts/{accountId}/holdings` | `accounts:read` |
//! | [`ListHoldingsWithMatches`] | `GET /accounts/{accountId}/holdings-with-matches` | `accounts:read` |
//! | [`GetHolding`] | `GET /accounts/{accountId}/holdings/{holdingId}` | `accounts:read` |
//! | [`ListCounterparties`] | `GET /accounts/{accountId}/counterparties`, version 2 only | `accounts:read transactions:read:all` |
//! | [`EstimateRecurring`] | `POST /accounts/{accountId}/recurring-transactions`, version 2 only | `accounts:read transactions:read:all` |
//! | [`ListStandingOrders`] | `GET /accounts/{accountId}/standing-orders` | `accounts:read`, and `standing_orders:read` or `standing_orders_detail:read` |
//! | [`ListStatements`] | `GET /accounts/{accountId}/statements` | `accounts:read`, and `statements_basic:read` or `statements_detail:read` |

mod account;
mod balances;
mod counterparties;
mod create;
mod holdings;
mod list;
mod standing_orders;
mod statements;

pub use self::{
    account::{
        Account, AccountDetails, AccountIdentification, AccountKind, AccountType, InterestType,
        PerformanceMonth, PerformancePoint, PerformanceScore, PerformanceTotals, RunningCostPeriod,
        TransactionData,
    },
    balances::{AddBalance, Balance, BalanceType, DatedAmount, ListBalances},
    counterparties::{
        Counterparty, CounterpartyKind, EstimateRecurring, ListCounterparties,
        MerchantCategoryCode, RecurringEstimate,
    },
    create::{
        Changes, Create, Delete, IdentificationType, NewAccount, NewDetails, NewIdentification,
        Update,
    },
    holdings::{
        GetHolding, Holding, HoldingCode, HoldingCodeType, HoldingMatch, HoldingWithMatches,
        HoldingsValuation, ListHoldings, ListHoldingsWithMatches, Money, ValuedHolding,
    },
    list::{AccountSync, Get, List, ListSyncs, ListV2},
    standing_orders::{
        ListStandingOrders, StandingOrder, StandingOrderFrequency, StandingOrderPayee,
        StandingOrderRegion, StandingOrderRepeat, StandingOrderStatus,
    },
    statements::{
        ListStatements, Statement, StatementAmount, StatementBenefit, StatementDate, StatementFee,
        StatementInterest, StatementRate, StatementType, StatementValue,
    },
};
