//! Money, as the service writes it: never as a floating-point number.

use std::{fmt, str::FromStr};

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

use super::{error::RequestError, wire_text::wire_text};

/// An amount of money: minor units, and the currency they are of.
///
/// Money out is negative, in every list of transactions; goals, limits and payments are positive, and
/// have types of their own. The service also sends the same amount as a text in major units, without a
/// sign: it is kept, and never used to rebuild the value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Amount {
    /// The amount in minor units (pence), with its sign.
    pub value: i64,
    /// The currency.
    pub currency: Currency,
    /// Whole units without a sign, as the service writes them.
    pub major_units: Option<Decimal>,
    /// The rest in minor units without a sign, as the service writes it.
    pub minor_units: Option<Decimal>,
}

/// An amount where the service may leave the currency out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AmountLoose {
    /// The amount in minor units (pence), with its sign.
    pub value: Option<i64>,
    /// The currency.
    pub currency: Option<Currency>,
    /// Whole units without a sign, as the service writes them.
    pub major_units: Option<Decimal>,
    /// The rest in minor units without a sign, as the service writes it.
    pub minor_units: Option<Decimal>,
}

/// A currency: three letters of ISO 4217, such as `GBP`, as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Currency(CompactString);

impl Currency {
    /// Takes the letters as they are.
    #[must_use]
    pub fn new(code: impl AsRef<str>) -> Self {
        Self(CompactString::new(code))
    }

    /// Pounds sterling, which is what most of the service is about.
    #[must_use]
    pub fn gbp() -> Self {
        Self(CompactString::const_new("GBP"))
    }

    /// The letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

wire_text!(Currency);

impl From<&str> for Currency {
    fn from(code: &str) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number with the digits that came: `1.10` stays `1.10`.
///
/// Quantities, prices and rates are decimals of any length, which an `f64` can't hold. Two are `==`
/// when their digits are. For sums use a decimal type of your own: [`as_str`](Self::as_str) is what it
/// reads.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::Decimal;
///
/// let quantity: Decimal = serde_json::from_str("1234567890.123456789012")?;
/// assert_eq!(quantity.as_str(), "1234567890.123456789012");
/// assert_eq!(serde_json::to_string(&quantity)?, "1234567890.123456789012");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(CompactString);

impl Decimal {
    /// The digits, as in JSON (RFC 8259 section 6): perhaps with an exponent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest floating-point number, for charts; never for sums of money.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }
}

/// Takes a number as JSON writes it.
impl FromStr for Decimal {
    type Err = RequestError;

    fn from_str(digits: &str) -> Result<Self, RequestError> {
        // What starts like a number and is JSON is a number.
        let starts = digits.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        match serde_json::from_str::<de::IgnoredAny>(digits) {
            Ok(_) if starts && !digits.ends_with(char::is_whitespace) => {
                Ok(Self(CompactString::new(digits)))
            }
            _ => Err(RequestError::Invalid { parameter: "the number", problem: "is no number" }),
        }
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self(CompactString::const_new("0"))
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self(compact_str::format_compact!("{number}"))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({})", self.0)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = RawValue::from_string(self.0.to_string());
        raw.map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

/// A number, or a text with one in it: some members are documented as either.
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        // It is JSON, so by its first byte it is a number.
        if raw.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return Ok(Self(CompactString::new(raw)));
        }
        // No digits need an escape, so what is between the quotes is the text.
        let text = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
        text.unwrap_or(raw).parse().map_err(|_| {
            de::Error::invalid_type(de::Unexpected::Other("another value"), &"a number")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_survive_reading_and_writing() {
        for digits in ["0", "-0.10", "1.10", "123456789012345678901234567890.000", "1e-7"] {
            let decimal: Decimal = serde_json::from_str(digits).unwrap();
            assert_eq!(serde_json::to_string(&decimal).unwrap(), digits);
        }
    }

    #[test]
    fn a_number_in_a_text_is_read_as_well() {
        assert_eq!(serde_json::from_str::<Decimal>(r#""10.50""#).unwrap().as_str(), "10.50");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for json in ["true", "null", "[]", "{}", r#""""#, r#""ten""#, r#""1 ""#, r#""01""#] {
            assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn an_amount_keeps_its_sign_and_what_the_service_says_beside_it() {
        let json = r#"{"value":-2300,"currency":"GBP","majorUnits":23,"minorUnits":0}"#;
        let amount: Amount = serde_json::from_str(json).unwrap();
        assert_eq!((amount.value, amount.currency.as_str()), (-2300, "GBP"));
        assert_eq!(serde_json::to_string(&amount).unwrap(), json);
    }
}
