//! Transactions of users, with their files and splits.
//!
//! All of these belong to the data API, and take tokens of the user:
//! `client.user(&user_id).send(..)`.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`], [`Count`] | `GET /transactions` | `transactions:read:all` |
//! | [`Get`] | `GET /transactions/{transactionId}` | `transactions:read:all` |
//! | [`Create`] | `POST /transactions` | `transactions:read:all transactions:write:all` |
//! | [`CreateMany`] | `POST /transactions-collection` | `transactions:read:all transactions:write:all` |
//! | [`Update`] | `PATCH /transactions/{transactionId}` | `transactions:read:all`, and `transactions:write:all` or `transactions:write` |
//! | [`Delete`] | `DELETE /transactions/{transactionId}` | `transactions:write:all` |
//! | [`ListUnenriched`], [`CountUnenriched`] | `GET /transactions/unenriched` | `transactions_unenriched:read:all` or `transactions:read:all` |
//! | [`GetUnenriched`] | `GET /transactions/unenriched/{transactionId}` | the same |
//! | [`ListFiles`] | `GET /transactions/{transactionId}/files` | `transactions:read:all` |
//! | [`AddFile`] | `POST /transactions/{transactionId}/files` | `transactions:read:all`, and `transactions:write` or `transactions:write:all` |
//! | [`GetFile`] | `GET /transactions/{transactionId}/files/{fileId}` | `transactions:read:all` |
//! | [`DeleteFile`] | `DELETE /transactions/{transactionId}/files/{fileId}` | as [`AddFile`] |
//! | [`ListSplits`] | `GET /transactions/{transactionId}/splits` | `transactions:read:all` |
//! | [`CreateSplits`] | `POST /transactions/{transactionId}/splits` | `transactions:write:all` |
//! | [`UpdateSplit`] | `PATCH /transactions/{transactionId}/splits/{splitId}` | `transactions:write:all` |
//! | [`DeleteSplits`] | `DELETE /transactions/{transactionId}/splits` | `transactions:write:all` |

mod change;
mod count;
mod files;
mod filter;
mod list;
mod splits;
mod transaction;

pub use self::{
    change::{
        Changes, Create, CreateMany, CreatedTransaction, Delete, Extras, NewTransaction, Update,
    },
    count::{Count, CountUnenriched},
    files::{AddFile, DeleteFile, GetFile, ListFiles, TransactionFile},
    filter::{CreditDebitIndicator, EnrichmentFilter, Filter},
    list::{Get, GetUnenriched, List, ListUnenriched},
    splits::{
        CreateSplits, DeleteSplits, ListSplits, NewSplit, SplitChanges, TransactionSplit,
        UpdateSplit,
    },
    transaction::{
        CardAuthorisation, CardInstrument, CardScheme, ProprietaryTransactionCode, Transaction,
        TransactionAgent, TransactionCode, TransactionParty, TransactionStatus,
    },
};

use crate::api::prelude::*;

/// Refuses a category that no transaction can be put into: Moneyhub's swagger has `std:` or `cus:`, and behind
/// it letters, digits, underscores and hyphens.
fn check_category(category: Option<&CategoryId>) -> Result<(), RequestError> {
    let Some(category) = category.map(CategoryId::as_str) else { return Ok(()) };
    let name = category.strip_prefix("std:").or_else(|| category.strip_prefix("cus:"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if name.is_some_and(|name| !name.is_empty() && name.bytes().all(plain)) {
        return Ok(());
    }
    let problem = "is neither `std:` nor `cus:` with a name behind it";
    Err(RequestError::Invalid { parameter: "categoryId", problem })
}
