//! OAuth scopes: what a token may do.
//!
//! Every endpoint names the least scope that it needs, and the library requests that. A client
//! registered before 2025 may lack the `connection:*` scopes; override them per call with
//! [`CallOptions::scopes`](crate::machine::CallOptions::scopes) or for a whole client with
//! [`ConfigBuilder::replace_scope`](crate::config::ConfigBuilder::replace_scope).

mod functional;

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

pub use self::functional::*;
use crate::ground::{
    error::{Error, RequestError},
    id::ProviderId,
};

/// One scope, such as `user:read`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Scope(Cow<'static, str>);

impl Scope {
    /// Takes one scope.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when it is empty or has a character that
    /// RFC 6749 section 3.3 does not allow in a scope: a space, a quote, a backslash, a control
    /// character or anything outside ASCII.
    pub fn new(scope: impl Into<String>) -> Result<Self, Error> {
        let scope = scope.into();
        if scope.is_empty() || !scope.bytes().all(is_scope_character) {
            return Err(RequestError::MalformedScope.into());
        }
        Ok(Self(Cow::Owned(scope)))
    }

    /// `id:<bank>`: lets the user sign in at this bank. `all`, `api`, `test` and `legacy` instead of a bank's
    /// id let the user choose among many.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Request`](crate::ground::error::ErrorKind::Request) when the id is empty, or has a
    /// character that [`Scope::new`] refuses: a space would otherwise request a second scope.
    pub fn of_bank(bank: &ProviderId) -> Result<Self, Error> {
        if bank.as_str().is_empty() {
            return Err(RequestError::Empty { parameter: "the bank's id" }.into());
        }
        Self::new(format!("id:{bank}"))
    }

    /// The scope as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Scope {
    type Error = Error;

    fn try_from(scope: String) -> Result<Self, Error> {
        Self::new(scope)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A set of scopes. On the wire they are sorted and separated by spaces.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{scope, Scopes};
///
/// let scopes = Scopes::from_iter([scope::USER_READ, scope::CONNECTION_READ]);
/// assert_eq!(scopes.to_string(), "connection:read user:read");
/// assert!(scopes.covers(&Scopes::parse("user:read")?));
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Scopes(Cow<'static, [Scope]>);

impl Scopes {
    /// Scopes that are known when the program is compiled, in sorted order.
    #[must_use]
    pub const fn from_static(scopes: &'static [Scope]) -> Self {
        Self(Cow::Borrowed(scopes))
    }

    /// Reads a list separated by spaces, as it is written in OAuth messages. A comma is part of a scope, as
    /// RFC 6749 section 3.3 has it; [`ConfigBuilder::build`](crate::config::ConfigBuilder::build) refuses
    /// scopes with one.
    ///
    /// # Errors
    ///
    /// As [`Scope::new`], for any part.
    pub fn parse(list: &str) -> Result<Self, Error> {
        list.split_ascii_whitespace().map(Scope::new).collect()
    }

    /// Whether every scope of `need` is in this set.
    #[must_use]
    pub fn covers(&self, need: &Self) -> bool {
        need.0.iter().all(|scope| self.0.contains(scope))
    }

    pub(crate) fn first(&self) -> Option<&Scope> {
        self.0.first()
    }

    /// Whether any of these scopes is in this set.
    pub(crate) fn has_any(&self, scopes: &Self) -> bool {
        scopes.0.iter().any(|scope| self.0.contains(scope))
    }

    /// The scopes of both sets.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if self.covers(other) {
            return self.clone();
        }
        self.iter().chain(other.iter()).cloned().collect()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes one by one.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }
}

impl From<Scope> for Scopes {
    fn from(scope: Scope) -> Self {
        Self(Cow::Owned(vec![scope]))
    }
}

/// A list separated by spaces, as [`parse`](Scopes::parse) reads it.
impl TryFrom<&str> for Scopes {
    type Error = Error;

    fn try_from(list: &str) -> Result<Self, Error> {
        Self::parse(list)
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut scopes: Vec<Scope> = scopes.into_iter().collect();
        scopes.sort_unstable();
        scopes.dedup();
        Self(Cow::Owned(scopes))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, scope) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scopes({self})")
    }
}

/// NQCHAR of RFC 6749 appendix A.4: visible ASCII without `"` and `\`.
fn is_scope_character(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'"' && byte != b'\\'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_shown_as_it_is_sent() {
        assert_eq!(Scope::new("accounts:read").unwrap().to_string(), "accounts:read");
    }
}
