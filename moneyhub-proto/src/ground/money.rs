//! Money, as the service writes it: never as a floating-point number.

use std::{fmt, str::FromStr};

use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

use super::{error::RequestError, wire_text::wire_text};

/// An amount of money: minor units and their currency.
///
/// Money out is negative in every list of transactions. Goals, limits and payments are positive, and have
/// their own types. The service also sends the same amount as text in major units, without a sign: it is
/// kept, and never used to rebuild the value.
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

impl Amount {
    /// The exact sum in minor units. `None` if it would be wrong: of several currencies, and of more than an
    /// `i64` holds; and of no amounts, which have no currency.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::Amount;
    ///
    /// let amounts: Vec<Amount> = serde_json::from_str(
    ///     r#"[{"value":-2300,"currency":"GBP"},{"value":150,"currency":"GBP"}]"#,
    /// )?;
    /// assert_eq!(Amount::sum(&amounts).map(|sum| sum.value), Some(-2_150));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn sum<'a>(amounts: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let mut amounts = amounts.into_iter();
        let first = amounts.next()?;
        // Wide enough for more amounts than there can be.
        let mut value = i128::from(first.value);
        for amount in amounts {
            if amount.currency != first.currency {
                return None;
            }
            value += i128::from(amount.value);
        }
        let (value, currency) = (i64::try_from(value).ok()?, first.currency.clone());
        Some(Self { value, currency, ..Self::default() })
    }
}

/// An amount whose currency the service may leave out.
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

    /// Pounds sterling, the currency of most of the service.
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
/// Quantities, prices and rates are decimals of any length, which an `f64` can't hold. Two are `==` when
/// their digits are. [`sum`](Self::sum) adds exactly. For everything else use your own decimal type: it can
/// parse [`as_str`](Self::as_str).
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
    /// The digits as in JSON (RFC 8259 section 6), perhaps with an exponent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The exact sum, in its shortest form without an exponent; 0 if there are no numbers. `None` if the sum
    /// takes more than 38 digits.
    ///
    /// The sum of a single number is that number in its shortest form, so equal values have equal sums.
    ///
    /// # Examples
    ///
    /// ```
    /// use moneyhub_proto::Decimal;
    ///
    /// let parts: [Decimal; 2] = ["-0.1".parse()?, "-0.20".parse()?];
    /// assert_eq!(Decimal::sum(&parts).unwrap().as_str(), "-0.3");
    /// # Ok::<(), moneyhub_proto::Error>(())
    /// ```
    pub fn sum<'a>(numbers: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let mut sum = Scaled { digits: 0, exponent: 0 };
        for number in numbers {
            sum = sum.plus(number.scaled()?)?;
        }
        sum.shortest()
    }

    fn scaled(&self) -> Option<Scaled> {
        let (number, exponent) = match self.0.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
            None => (&*self.0, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = format!("{whole}{fraction}").parse().ok()?;
        let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        Some(Scaled { digits, exponent }.stripped())
    }

    /// The nearest floating-point number, for charts; never for sums of money.
    #[must_use]
    pub fn to_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }
}

/// Digits, and the power of ten to multiply them by.
#[derive(Clone, Copy)]
struct Scaled {
    digits: i128,
    exponent: i32,
}

impl Scaled {
    /// Without zeros at the end.
    fn stripped(mut self) -> Self {
        while self.digits != 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.exponent = self.exponent.saturating_add(1);
        }
        if self.digits == 0 { Self { digits: 0, exponent: 0 } } else { self }
    }

    fn plus(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let digits = self.digits_at(exponent)?.checked_add(other.digits_at(exponent)?)?;
        Some(Self { digits, exponent }.stripped())
    }

    fn digits_at(self, exponent: i32) -> Option<i128> {
        let power = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        self.digits.checked_mul(10_i128.checked_pow(power)?)
    }

    fn shortest(self) -> Option<Decimal> {
        let places =
            usize::try_from(self.exponent.min(0).unsigned_abs()).ok().filter(|n| *n <= 38)?;
        let mut text = self.digits_at(self.exponent.min(0))?.unsigned_abs().to_string();
        if places > 0 {
            text = format!("{text:0>width$}", width = places + 1);
            text.insert(text.len() - places, '.');
        }
        let sign = if self.digits < 0 { "-" } else { "" };
        Some(Decimal(compact_str::format_compact!("{sign}{text}")))
    }
}

/// Takes a number as JSON writes it.
impl FromStr for Decimal {
    type Err = RequestError;

    fn from_str(digits: &str) -> Result<Self, RequestError> {
        // JSON that starts like a number is a number.
        let starts = digits.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        match serde_json::from_str::<de::IgnoredAny>(digits) {
            Ok(_) if starts && !digits.ends_with(char::is_whitespace) => {
                Ok(Self(CompactString::new(digits)))
            }
            _ => Err(RequestError::Invalid { parameter: "the number", problem: "is not a number" }),
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

/// A number, or a string with one in it: some members are documented as either.
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        // It is JSON, so its first byte shows that it is a number.
        if raw.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return Ok(Self(CompactString::new(raw)));
        }
        // Digits never need an escape, so the text is what is between the quotes.
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

    fn sum(numbers: &[&str]) -> Option<String> {
        let numbers: Vec<Decimal> = numbers.iter().map(|text| text.parse().unwrap()).collect();
        Decimal::sum(&numbers).map(|sum| sum.to_string())
    }

    #[test]
    fn sums_are_exact_and_as_short_as_can_be() {
        for (numbers, expected) in [
            (&[][..], "0"),
            (&["0.1", "0.2"], "0.3"),
            (&["1.10", "-1.1"], "0"),
            (&["-0.05", "-0.05"], "-0.1"),
            (&["0.005"], "0.005"),
            (&["-0.0"], "0"),
            (&["1e2", "1E-2"], "100.01"),
            (
                &["99999999999999999999999999999999999999", "-1"],
                "99999999999999999999999999999999999998",
            ),
        ] {
            assert_eq!(sum(numbers).as_deref(), Some(expected), "{numbers:?}");
        }
    }

    #[test]
    fn a_sum_of_too_many_digits_is_none_and_never_a_wrong_one() {
        for numbers in [
            &["1e40"][..],
            &["1e30", "1e-30"],
            &["1e-39"],
            &["1e2147483647", "1"],
            &["1e-2147483648", "1.5"],
            &["1e99999999999"],
            &["1234567890123456789012345678901234567890"],
        ] {
            assert_eq!(sum(numbers), None, "{numbers:?}");
        }
    }

    #[test]
    fn amounts_of_one_currency_are_added_up_and_others_are_not() {
        let amount = |value, currency: &str| Amount {
            value,
            currency: currency.into(),
            ..Amount::default()
        };
        let sum = |amounts: &[Amount]| Amount::sum(amounts).map(|sum| sum.value);
        assert_eq!(sum(&[amount(-2_300, "GBP"), amount(150, "GBP")]), Some(-2_150));
        assert_eq!(sum(&[amount(1, "GBP"), amount(1, "EUR")]), None);
        assert_eq!(sum(&[]), None);
        let most = amount(i64::MAX, "GBP");
        assert_eq!(sum(&[most.clone(), most.clone(), amount(-i64::MAX, "GBP")]), Some(i64::MAX));
        assert_eq!(sum(&[most.clone(), most]), None);
    }

    #[test]
    fn an_amount_keeps_its_sign_and_what_the_service_says_beside_it() {
        let json = r#"{"value":-2300,"currency":"GBP","majorUnits":23,"minorUnits":0}"#;
        let amount: Amount = serde_json::from_str(json).unwrap();
        assert_eq!((amount.value, amount.currency.as_str()), (-2300, "GBP"));
        assert_eq!(serde_json::to_string(&amount).unwrap(), json);
    }
}
