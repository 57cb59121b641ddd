//! The manual: documentation, and no code.
//!
//! [`operations`] is the table of everything that the service can do. [`ledger`] is about keeping a copy of
//! accounts and transactions.

pub mod ledger {
    #![doc = include_str!("manual/ledger.md")]
}

pub mod operations {
    #![doc = include_str!("manual/operations.md")]
}
