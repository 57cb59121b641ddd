//! The one future type of the crate's traits.

use std::{future::Future, pin::Pin};

/// A future on the heap, so that traits with asynchronous methods can be objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
