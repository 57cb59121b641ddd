//! Values that are strings on the wire.

use super::error::RequestError;

/// A value that is written as one string: ids, dates, open enumerations.
pub trait WireText {
    /// The text, or why it can't be sent.
    ///
    /// # Errors
    ///
    /// [`RequestError`], naming the parameter.
    fn wire_text(&self, parameter: &'static str) -> Result<&str, RequestError>;
}

/// For types whose text can always be sent.
macro_rules! wire_text {
    ($name:ident) => {
        impl crate::ground::wire_text::WireText for $name {
            fn wire_text(
                &self,
                _: &'static str,
            ) -> Result<&str, crate::ground::error::RequestError> {
                Ok(self.as_str())
            }
        }
    };
}

pub(crate) use wire_text;
