//! Personal data, which is never printed by accident.

use std::{fmt, str::FromStr};

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

macro_rules! sensitive {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// `Debug` masks it; ask with [`expose`](Self::expose).
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(CompactString);

        impl $name {
            /// Takes the text as it is.
            #[must_use]
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(CompactString::new(text))
            }

            /// The text itself. Take care where it goes.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(masked)"))
            }
        }
    };
}

sensitive! {
    /// The number of an account in any form: sort code and number, IBAN, or card number.
    AccountNumber
}
sensitive! {
    /// The e-mail address of a person.
    EmailAddress
}
sensitive! {
    /// The name of an account holder, a person or a company.
    HolderName
}
sensitive! {
    /// The reference that goes with a payment.
    PaymentReference
}
sensitive! {
    /// A part of a person's postal address: a line, or the postcode.
    PostalAddress
}
sensitive! {
    /// A link that needs no token: whoever has it can open its target. Don't send a token with it.
    SignedLink
}
sensitive! {
    /// The telephone number of a person.
    TelephoneNumber
}

/// Personal data that is not a text of one of the types above, such as an IP address.
///
/// `Debug` masks it; ask with [`expose`](Self::expose).
///
/// # Examples
///
/// ```
/// use std::net::IpAddr;
/// use moneyhub_proto::sensitive::Masked;
///
/// let address: Masked<IpAddr> = "203.0.113.7".parse()?;
/// assert_eq!(format!("{address:?}"), "Masked(..)");
/// assert!(address.expose().is_ipv4());
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Masked<T>(T);

impl<T> Masked<T> {
    /// The value itself. Take care where it goes.
    #[must_use]
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Masked<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: FromStr> FromStr for Masked<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        text.parse().map(Self)
    }
}

impl<T> fmt::Debug for Masked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Masked(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_masks_and_json_does_not() {
        let number = AccountNumber::from("60161331926819");
        assert_eq!(format!("{number:?}"), "AccountNumber(masked)");
        assert_eq!(serde_json::to_string(&number).unwrap(), r#""60161331926819""#);
    }
}
