//! The manual: documentation, and no code.
//!
//! [`operations`] is the table of everything that the service can do.
//! [`paying`] is about payments: how to ask for one, and what became of it.

pub mod operations {
    #![doc = include_str!("manual/operations.md")]
}

pub mod paying {
    #![doc = include_str!("manual/paying.md")]
}
