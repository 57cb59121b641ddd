//! Categorisation as a service (CaaS): Moneyhub enriches transactions that did not come from it.
//!
//! It has its own base path, and takes a token of the client itself: `client.send(..)`. Users, accounts and
//! transactions have your own ids, of 8 to 36 characters; the rest of the service does not know them. Amounts
//! are decimals in major units; money out is negative.
//!
//! [`Batches`] splits any number of transactions into requests of a good size.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Enrich`] | `POST /transactions/enrich` | `caas:transactions:write` |
//! | [`ListTransactions`] | `GET /transactions` | `caas:transactions:read`, splits `caas:transaction_splits:read` |
//! | [`UpdateTransaction`] | `PATCH /accounts/{accountId}/transactions/{transactionId}` | `caas:transactions:write` |
//! | [`DeleteTransaction`] | `DELETE /accounts/{accountId}/transactions/{transactionId}` | `caas:transactions:delete` |
//! | [`GetEnhanced`] | `GET /accounts/{accountId}/transactions/{transactionId}/enhanced` | `caas:enhanced_transactions:read` |
//! | [`PutSplits`] | `PUT /accounts/{accountId}/transactions/{transactionId}/splits` | `caas:transaction_splits:write` |
//! | [`DeleteSplits`] | `DELETE /accounts/{accountId}/transactions/{transactionId}/splits` | `caas:transaction_splits:delete` |
//! | [`ListRegularTransactions`] | `GET /accounts/{accountId}/regular-transactions` | `caas:regular_transactions:read` |
//! | [`ListCategories`] | `GET /categories` | `caas:categories:read` |
//! | [`ListCategoryGroups`] | `GET /category-groups` | `caas:categories:read` |
//! | [`ListCustomCategories`] | `GET /users/{userId}/custom-categories` | `caas:categories:read` |
//! | [`CreateCustomCategory`] | `POST /users/{userId}/custom-categories` | `caas:categories:write` |
//! | [`DeleteCustomCategory`] | `DELETE /users/{userId}/custom-categories/{categoryId}` | `caas:categories:delete` |
//! | [`ListCounterparties`] | `GET /counterparties` | `caas:transactions:read` |
//! | [`ListGeotags`] | `GET /geotags` | `caas:transactions:read` |
//! | [`DeleteUser`] | `DELETE /users/{userId}` | `caas:users:delete` |
//! | [`DeleteAccount`] | `DELETE /accounts/{accountId}` | `caas:users:delete` |

mod batches;
mod categories;
mod counterparties;
mod delete;
mod enhanced;
mod enrich;
mod regular_transactions;
mod splits;
mod transactions;

pub use self::{
    batches::Batches,
    categories::{
        Category, CategoryGroup, CategoryGroupType, CreateCustomCategory, CustomCategory,
        DeleteCustomCategory, ListCategories, ListCategoryGroups, ListCustomCategories,
    },
    counterparties::{Counterparty, Geotag, ListCounterparties, ListGeotags, LoanType},
    delete::{DeleteAccount, DeleteTransaction, DeleteUser},
    enhanced::{EnhancedLocation, EnhancedTransaction, FieldTiers, GetEnhanced},
    enrich::{Enrich, EnrichMeta, Enriched, NewTransaction, NewTransactionRest},
    regular_transactions::{
        ListRegularTransactions, RegularTransaction, RegularTransactionLine,
        RegularTransactionSubtype,
    },
    splits::{DeleteSplits, PutSplits, Split},
    transactions::{
        AccountType, Insights, ListTransactions, Recategorisation, Transaction, TransactionStatus,
        UpdateTransaction,
    },
};

/// The path of one transaction.
const TRANSACTION: &str = "/accounts/{accountId}/transactions/{transactionId}";
