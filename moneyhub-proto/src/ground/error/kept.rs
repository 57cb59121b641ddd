use std::{
    any::Any,
    panic::{RefUnwindSafe, UnwindSafe},
};

/// A value that must survive a failure. Only the code that attaches it and the code that looks for it know
/// its type: errors belong to a lower layer than the things they are about.
pub(crate) trait Kept: Any + Send + Sync + UnwindSafe + RefUnwindSafe {}
