use serde::Serialize;

use crate::ground::error::RequestError;

/// The greatest integer that every JSON parser reads exactly (RFC 8259 section 6).
pub(crate) const MOST_PENCE: u64 = (1 << 53) - 1;

/// A positive number of pence: the amount of a payment.
///
/// Zero is not allowed, nor a number that some JSON parsers would not read exactly (RFC 8259 section 6).
///
/// # Examples
///
/// ```
/// use moneyhub_proto::payments::Pence;
///
/// let amount = Pence::new(1250)?;
/// assert_eq!((amount.get(), amount.in_pounds().as_str()), (1250, "12.50"));
/// assert!(Pence::new(0).is_err());
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Pence(u64);

impl Pence {
    /// This many pence.
    ///
    /// # Errors
    ///
    /// [`RequestError::OutOfRange`] for 0, and for more than 9,007,199,254,740,991.
    pub const fn new(pence: u64) -> Result<Self, RequestError> {
        if pence == 0 || pence > MOST_PENCE {
            return Err(RequestError::OutOfRange {
                parameter: "amount",
                least: 1,
                most: MOST_PENCE,
            });
        }
        Ok(Self(pence))
    }

    /// How many pence.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The amount in pounds, with two decimals: `12.50`.
    #[must_use]
    pub fn in_pounds(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl TryFrom<u64> for Pence {
    type Error = RequestError;

    fn try_from(pence: u64) -> Result<Self, RequestError> {
        Self::new(pence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_have_two_decimals_whatever_the_pence_are() {
        for (pence, pounds) in [
            (1, "0.01"),
            (10, "0.10"),
            (99, "0.99"),
            (100, "1.00"),
            (1000, "10.00"),
            (MOST_PENCE, "90071992547409.91"),
        ] {
            assert_eq!(Pence::new(pence).unwrap().in_pounds(), pounds);
        }
    }

    #[test]
    fn nothing_and_more_than_json_keeps_exactly_is_no_payment() {
        for pence in [0, MOST_PENCE + 1, u64::MAX] {
            assert!(Pence::new(pence).is_err(), "{pence}");
        }
    }
}
