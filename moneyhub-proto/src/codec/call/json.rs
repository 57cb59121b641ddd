//! JSON for requests, without members that are null.

use std::{io, mem};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// Writes a value as JSON, and leaves out null members of objects. So an optional member of a request is a
/// plain `Option`, and no request can send a null by mistake: no source says what that would do.
pub(super) fn without_nulls(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::with_capacity(128);
    value.serialize(&mut Serializer::with_formatter(&mut json, NoNulls::default()))?;
    Ok(json)
}

/// Holds a member's name back until its value begins and is not null.
#[derive(Default)]
struct NoNulls {
    /// The name that is held back, with its quotes.
    name: Vec<u8>,
    /// Whether what is written is a name.
    in_name: bool,
    /// Whether a name is waiting for its value.
    held: bool,
    /// For each open object: whether it has a member yet.
    filled: Vec<bool>,
}

impl NoNulls {
    /// A value begins and is not null: writes the name that was held back.
    fn release<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if !mem::take(&mut self.held) {
            return Ok(());
        }
        if let Some(filled) = self.filled.last_mut()
            && mem::replace(filled, true)
        {
            writer.write_all(b",")?;
        }
        writer.write_all(&self.name)?;
        writer.write_all(b":")
    }
}

/// Values that are written at once. A number may also be a name.
macro_rules! released {
    ($($method:ident: $type:ty),+ $(,)?) => {$(
        fn $method<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: $type) -> io::Result<()> {
            if self.in_name {
                return CompactFormatter.$method(&mut self.name, value);
            }
            self.release(writer)?;
            CompactFormatter.$method(writer, value)
        }
    )+};
}

/// Parts of strings, which may be names.
macro_rules! kept_back {
    ($($method:ident($($argument:ident: $type:ty)?)),+ $(,)?) => {$(
        fn $method<W: ?Sized + io::Write>(
            &mut self, writer: &mut W $(, $argument: $type)?
        ) -> io::Result<()> {
            if self.in_name {
                CompactFormatter.$method(&mut self.name $(, $argument)?)
            } else {
                CompactFormatter.$method(writer $(, $argument)?)
            }
        }
    )+};
}

impl Formatter for NoNulls {
    released! {
        write_bool: bool,
        write_i8: i8,
        write_i16: i16,
        write_i32: i32,
        write_i64: i64,
        write_i128: i128,
        write_u8: u8,
        write_u16: u16,
        write_u32: u32,
        write_u64: u64,
        write_u128: u128,
        write_f32: f32,
        write_f64: f64,
        write_number_str: &str,
        write_raw_fragment: &str,
    }

    kept_back! {
        end_string(),
        write_string_fragment(fragment: &str),
        write_char_escape(escape: serde_json::ser::CharEscape),
    }

    fn write_null<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if mem::take(&mut self.held) { Ok(()) } else { writer.write_all(b"null") }
    }

    fn begin_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.in_name {
            return CompactFormatter.begin_string(&mut self.name);
        }
        self.release(writer)?;
        CompactFormatter.begin_string(writer)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.release(writer)?;
        CompactFormatter.begin_array(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.release(writer)?;
        self.filled.push(false);
        CompactFormatter.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.filled.pop();
        CompactFormatter.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, _: &mut W, _: bool) -> io::Result<()> {
        self.name.clear();
        self.in_name = true;
        Ok(())
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_name = false;
        Ok(())
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.held = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(value: &serde_json::Value) -> String {
        String::from_utf8(without_nulls(value).unwrap()).unwrap()
    }

    #[test]
    fn members_that_are_null_are_left_out_wherever_they_stand() {
        let value = json!({"a": null, "b": 1, "c": null, "d": {"e": null}, "f": [{"g": null}]});
        assert_eq!(written(&value), r#"{"b":1,"d":{},"f":[{}]}"#);
    }

    #[test]
    fn a_null_that_is_no_member_stays() {
        assert_eq!(written(&json!([null, {"a": [null]}])), r#"[null,{"a":[null]}]"#);
    }

    #[test]
    fn everything_else_is_as_serde_json_writes_it() {
        let value = json!({
            "text \"with\" \n escapes \u{e9}": ["", "\u{1}", {"nested": {"deep": [1, -2, 3.5, true]}}],
            "object": {"one": {}, "two": []},
            "": false,
        });
        assert_eq!(written(&value), value.to_string());
    }

    #[test]
    fn names_that_are_numbers_are_written_as_names() {
        let map = std::collections::BTreeMap::from([(1, Some("a")), (2, None), (3, Some("b"))]);
        let json = without_nulls(&map).unwrap();
        assert_eq!(String::from_utf8(json).unwrap(), r#"{"1":"a","3":"b"}"#);
    }
}
