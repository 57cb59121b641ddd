//! Query parameters.

use std::borrow::Cow;

use crate::ground::{error::RequestError, wire_text::WireText};

/// The parameters of a query, in order. A name may occur more than once.
#[derive(Clone, Default)]
pub struct Query(Vec<(Cow<'static, str>, String)>);

/// Shows how many there are, not which.
impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Query({} parameters)", self.0.len())
    }
}

/// A value that can be a query parameter, or several of one name.
///
/// Implemented by strings, numbers, booleans, ids, dates and open enumerations; by an `Option` of any of
/// them, which may be absent; and by a slice, which repeats the name, as this service requires.
pub trait QueryValue {
    /// Adds it.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when it can't be sent, such as an invalid date.
    fn add_to(&self, name: Cow<'static, str>, query: &mut Query) -> Result<(), RequestError>;
}

impl Query {
    /// Adds a parameter.
    pub fn push(&mut self, name: Cow<'static, str>, value: impl Into<String>) {
        self.0.push((name, value.into()));
    }

    pub(super) fn pairs(&self) -> &[(Cow<'static, str>, String)] {
        &self.0
    }

    /// Replaces all parameters of the same names with these.
    pub(super) fn replace<'a>(&mut self, newer: impl Iterator<Item = (&'a str, &'a str)> + Clone) {
        self.0.retain(|(name, _)| newer.clone().all(|(newer, _)| newer != name));
        let newer = newer.map(|(name, value)| (Cow::Owned(name.to_owned()), value.to_owned()));
        self.0.extend(newer);
    }
}

macro_rules! shown {
    ($($type:ty),+) => {$(
        impl QueryValue for $type {
            fn add_to(&self, name: Cow<'static, str>, query: &mut Query) -> Result<(), RequestError> {
                query.push(name, self.to_string());
                Ok(())
            }
        }
    )+};
}

shown!(bool, i32, i64, str, String, u8, u16, u32, u64, usize);

impl<T: QueryValue> QueryValue for Option<T> {
    fn add_to(&self, name: Cow<'static, str>, query: &mut Query) -> Result<(), RequestError> {
        self.iter().try_for_each(|value| value.add_to(name.clone(), query))
    }
}

impl<T: QueryValue> QueryValue for [T] {
    fn add_to(&self, name: Cow<'static, str>, query: &mut Query) -> Result<(), RequestError> {
        self.iter().try_for_each(|value| value.add_to(name.clone(), query))
    }
}

impl<T: QueryValue> QueryValue for Vec<T> {
    fn add_to(&self, name: Cow<'static, str>, query: &mut Query) -> Result<(), RequestError> {
        self.as_slice().add_to(name, query)
    }
}

impl<T: WireText> QueryValue for T {
    fn add_to(&self, name: Cow<'static, str>, query: &mut Query) -> Result<(), RequestError> {
        let parameter = match name {
            Cow::Borrowed(name) => name,
            Cow::Owned(_) => "a parameter of the query",
        };
        query.push(name, self.wire_text(parameter)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::{id::AccountId, timestamp::Timestamp};

    fn added(value: &(impl QueryValue + ?Sized)) -> Result<String, RequestError> {
        let mut query = Query::default();
        value.add_to("a".into(), &mut query)?;
        let pairs: Vec<String> =
            query.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok(pairs.join("&"))
    }

    #[test]
    fn a_name_is_repeated_for_every_value_and_never_joined_with_commas() {
        assert_eq!(added(&[AccountId::from("x"), AccountId::from("y")][..]).unwrap(), "a=x&a=y");
        assert_eq!(added(&Vec::<String>::new()).unwrap(), "");
    }

    #[test]
    fn what_is_absent_is_left_out() {
        assert_eq!(added(&None::<bool>).unwrap(), "");
        assert_eq!(added(&Some(true)).unwrap(), "a=true");
    }

    #[test]
    fn an_empty_id_is_refused_by_its_name() {
        let refused = added(&Some(AccountId::from("")));
        assert_eq!(refused, Err(RequestError::Empty { parameter: "a" }));
    }

    #[test]
    fn a_date_that_is_none_is_refused_by_its_name() {
        let refused = added(&Some(Timestamp::new("soon")));
        assert_eq!(refused, Err(RequestError::NotATimestamp { parameter: "a" }));
    }
}
