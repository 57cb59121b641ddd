use std::fmt;

/// What has to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// What has not changed since `as_of` is right in the copy, present or absent.
    AsOf,
    /// Calls stay within the formula, and so does the checkpoint.
    Bounded,
    /// A reading that says it was whole has shown every row that was there all the while.
    Complete,
    /// After the last change and a bounded time, the copy equals the service.
    Convergence,
    /// An answer taken twice, or a batch written twice, is as once; once the copy is right, nothing is
    /// written any more.
    Idempotence,
    /// Neither the sequence number nor what was claimed goes back.
    Monotone,
    /// Nothing is removed that the service had when the deciding answer was made, nor what a later answer
    /// has shown.
    Safety,
    /// In the end, `as_of` is younger than the longest time between two full readings, and a bounded one.
    Staleness,
    /// Rows that are there and have not changed since `present_as_of` are right, if every change sets
    /// `dateModified`.
    Watermark,
}

/// A law that was broken, and how.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Which.
    pub law: Law,
    /// What was seen.
    pub how: String,
}

impl Law {
    pub(super) fn broken(self, how: impl Into<String>) -> Broken {
        Broken { law: self, how: how.into() }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.law, self.how)
    }
}
