//! The manual: documentation, and no code.
//!
//! | chapter | what it is about |
//! |---|---|
//! | [`concepts`] | clients, users, consent, connections, syncs, sign-in, tokens, outcome, limits |
//! | [`recipes`] | short answers, with this crate alone |
//! | [`network`] | short answers that need a runtime, a network or another crate |
//! | [`paying`] | payments: how to ask for one, what to store before, and what became of it |
//! | [`data`] | accounts to pensions: how to wait, how numbers add up, what is refused, and by whom |
//! | [`webhooks`] | what the service tells by itself, and how to receive it |
//! | [`ledger`] | a copy of accounts and transactions: what it promises, what it costs |
//! | [`testing`] | tests with the sandbox: days that pass, chaos, webhooks, faults |
//! | [`errors`] | every kind of error and every reason: what happened, what to do |
//! | [`migration`] | from Moneyhub's client for Node, and from the Elixir package |
//! | [`policy`] | versions, the least version of Rust, dependencies |
//! | [`operations`] | the table of everything that the service can do |

#[doc = include_str!("manual/concepts.md")]
pub mod concepts {}

#[doc = include_str!("manual/recipes.md")]
pub mod recipes {}

// Its examples use the adapters, so they are compiled as tests of the repository, and not here.
#[cfg_attr(not(doctest), doc = include_str!("manual/network.md"))]
pub mod network {}

#[doc = include_str!("manual/errors.md")]
pub mod errors {}

#[doc = include_str!("manual/migration.md")]
pub mod migration {}

#[doc = include_str!("manual/policy.md")]
pub mod policy {}

#[doc = include_str!("manual/operations.md")]
pub mod operations {}

#[doc = include_str!("manual/paying.md")]
pub mod paying {}

#[doc = include_str!("manual/data.md")]
pub mod data {}

#[doc = include_str!("manual/webhooks.md")]
pub mod webhooks {}

#[doc = include_str!("manual/ledger.md")]
pub mod ledger {}

// Its examples use the sandbox, which compiles them as its tests.
#[cfg_attr(not(doctest), doc = include_str!("manual/testing.md"))]
pub mod testing {}
