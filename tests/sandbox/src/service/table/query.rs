//! What a query may say.

use serde_json::Value;

use super::Version;
use crate::clock::{parse_date, parse_rfc3339};

/// A parameter, as the table has it.
#[derive(Debug)]
pub(super) struct Parameter {
    name: &'static str,
    kind: &'static str,
    format: &'static str,
    required: bool,
    repeated: bool,
    only_v2: bool,
    minimum: Option<i64>,
    maximum: Option<i64>,
    shortest: Option<usize>,
    longest: Option<usize>,
    most_items: Option<usize>,
    values: Vec<&'static str>,
}

impl Parameter {
    pub(super) fn new(entry: &'static Value) -> Self {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        let size = |name: &str| entry[name].as_u64().and_then(|size| usize::try_from(size).ok());
        let listed = entry["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Self {
            name: text("name"),
            kind: text("type"),
            format: text("format"),
            required: entry["required"] == true,
            repeated: entry["repeated"] == true,
            only_v2: text("note").starts_with("v2 only"),
            minimum: entry["minimum"].as_i64(),
            maximum: entry["maximum"].as_i64(),
            shortest: size("minLength"),
            longest: size("maxLength"),
            most_items: size("maxItems"),
            values: listed.chain(alternatives(text("pattern"))).collect(),
        }
    }

    fn check(&self, value: &str) -> Result<(), String> {
        let Self { name, .. } = self;
        let fits = match (self.kind, self.format) {
            ("boolean", _) => matches!(value, "true" | "false"),
            ("integer", _) => return self.check_number(value),
            (_, "date") => parse_date(value).is_some(),
            (_, "date-time") => parse_rfc3339(value).is_some(),
            _ => true,
        };
        if !fits {
            let kind = if self.format.is_empty() { self.kind } else { self.format };
            return Err(format!("{name} must be a {kind}"));
        }
        let length = value.chars().count();
        if self.shortest.is_some_and(|least| length < least)
            || self.longest.is_some_and(|most| length > most)
        {
            let (least, most) = (self.shortest.unwrap_or(0), self.longest.unwrap_or(usize::MAX));
            return Err(format!("{name} must have {least} to {most} characters"));
        }
        if !self.values.is_empty() && !self.values.contains(&value) {
            return Err(format!("{name} must be one of {}", self.values.join(", ")));
        }
        Ok(())
    }

    fn check_number(&self, value: &str) -> Result<(), String> {
        let (least, most) = (self.minimum.unwrap_or(0), self.maximum.unwrap_or(i64::MAX));
        // `parse` would also take a plus sign.
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match value.parse::<i64>() {
            Ok(number) if digits && (least..=most).contains(&number) => Ok(()),
            _ => Err(format!("{} must be a whole number from {least} to {most}", self.name)),
        }
    }
}

/// What is wrong with a query. The real service may let unknown parameters pass; here they are
/// refused, so that a misspelt one is found.
pub(super) fn check(
    known: &[Parameter],
    pairs: &[(String, String)],
    version: Version,
) -> Result<(), String> {
    for (name, value) in pairs {
        let parameter = known.iter().find(|known| known.name == name);
        let parameter = parameter.ok_or_else(|| format!("unknown parameter: {name}"))?;
        if parameter.only_v2 && version == Version::V3 {
            return Err(format!("{name} was removed in v3"));
        }
        parameter.check(value)?;
    }
    for parameter in known {
        let times = pairs.iter().filter(|(name, _)| name == parameter.name).count();
        if times == 0 && parameter.required {
            return Err(format!("missing required parameter: {}", parameter.name));
        }
        if times > 1 && !parameter.repeated {
            return Err(format!("{} is given twice", parameter.name));
        }
        if let Some(most) = parameter.most_items.filter(|most| times > *most) {
            return Err(format!("{} is given more than {most} times", parameter.name));
        }
    }
    Ok(())
}

/// The words of a pattern like `^(credit|debit)$`; every pattern of the table is one.
fn alternatives(pattern: &'static str) -> impl Iterator<Item = &'static str> {
    let words = pattern.strip_prefix("^(").and_then(|rest| rest.strip_suffix(")$"));
    words.into_iter().flat_map(|words| words.split('|'))
}
