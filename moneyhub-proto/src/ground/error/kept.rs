use std::{
    any::Any,
    panic::{RefUnwindSafe, UnwindSafe},
};

/// What is not lost with a failure. Its type is known to who keeps it and to who looks for it, and not
/// here: an error is below what it can be about.
pub(crate) trait Kept: Any + Send + Sync + UnwindSafe + RefUnwindSafe {}
