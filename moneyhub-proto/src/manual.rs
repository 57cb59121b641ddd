//! The manual: documentation, and no code.
//!
//! [`operations`] is the table of everything that the service can do.
//! [`paying`] is about payments: how to ask for one, and what became of it.
//! [`webhooks`] is about what the service tells by itself, and how to receive it.

pub mod operations {
    #![doc = include_str!("manual/operations.md")]
}

pub mod paying {
    #![doc = include_str!("manual/paying.md")]
}

pub mod webhooks {
    #![doc = include_str!("manual/webhooks.md")]
}
