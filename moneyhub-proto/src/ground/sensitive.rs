//! What belongs to a person, and is printed by nobody by accident.

use std::fmt;

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
    /// The number of an account in whatever form: sort code and number, IBAN, or that of a card.
    AccountNumber
}
sensitive! {
    /// The e-mail address of a person.
    EmailAddress
}
sensitive! {
    /// The name of a person or a company that holds an account.
    HolderName
}
sensitive! {
    /// What people write to each other with a payment.
    PaymentReference
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
