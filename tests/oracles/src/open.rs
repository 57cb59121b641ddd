//! Findings that are reported and not mended yet, each a deviation from a law that is let pass.
//!
//! Set one to `false` when it is mended, see the law hold, and delete it.

/// A call that ends at its deadline says that it is not retryable, though the table would have
/// repeated it.
pub(crate) const DEADLINE_HIDES_RETRYABLE: bool = true;

/// A 401 for a token of the cache, with no attempt left to try a new one, says the same.
pub(crate) const LAST_401_HIDES_RETRYABLE: bool = true;

/// A GET that was sent, and whose repeat was not, says that nothing was sent.
pub(crate) const READING_FORGETS_THAT_IT_WAS_SENT: bool = true;

/// A DELETE that was accepted (a fault came after the head of a 2xx), then repeated, forgets it.
pub(crate) const REPEATING_FORGETS_THAT_IT_WAS_ACCEPTED: bool = true;

/// The path of a decode error quotes the names of members that nobody knows.
pub(crate) const PATHS_QUOTE_UNKNOWN_MEMBERS: bool = true;

/// A link to an earlier page is followed, and brings items twice.
pub(crate) const BACKWARD_LINKS_ARE_FOLLOWED: bool = true;
