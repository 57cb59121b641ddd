//! Enumerations that the service may extend at any time.

/// Defines an open enumeration: the strings known today, and `Unknown` for the rest.
///
/// The wire string is kept byte for byte, so decoding and encoding again gives the same JSON. If a
/// value is not a variant yet, compare with `as_str()`: it may become one.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* #[doc = concat!("\n\nOn the wire: `", $text, "`.")] $variant, )+
            /// A value that this version does not know, as it came.
            Unknown(Box<str>),
        }

        impl $name {
            /// The string on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )+
                    other => Self::Unknown(other.into()),
                }
            }
        }

        crate::ground::wire_text::wire_text!($name);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("a string")
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        Ok($name::from(text))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use crate::api::connections::ConnectionStatus;

    #[test]
    fn what_is_no_string_is_no_value_of_an_enumeration() {
        for json in ["7", "true", "null", "[]", "{}"] {
            assert!(serde_json::from_str::<ConnectionStatus>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_string_that_nobody_knows_is_a_value_like_any_other() {
        let status: ConnectionStatus = serde_json::from_str(r#""new""#).unwrap();
        assert_eq!(status, ConnectionStatus::Unknown("new".into()));
        assert_eq!(status.to_string(), "new");
    }
}
