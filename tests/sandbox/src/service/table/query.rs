//! What a query may say.

use moneyhub_reference::{Operation, QueryParameter};

use super::Version;
use crate::clock::{parse_date, parse_rfc3339};

/// What is wrong with a query. The real service may let unknown parameters pass; here they are
/// refused, so that a misspelt one is found.
pub(in crate::service) fn check(
    operation: &Operation,
    pairs: &[(String, String)],
    version: Version,
) -> Result<(), String> {
    for (name, value) in pairs {
        let parameter = operation.query.iter().find(|known| known.name == *name);
        let parameter = parameter.ok_or_else(|| format!("unknown parameter: {name}"))?;
        let only_v2 = parameter.note.as_ref().is_some_and(|note| note.starts_with("v2 only"));
        if only_v2 && version == Version::V3 {
            return Err(format!("{name} was removed in v3"));
        }
        check_value(parameter, value)?;
    }
    for parameter in &operation.query {
        let times = pairs.iter().filter(|(name, _)| *name == parameter.name).count();
        if times == 0 && parameter.required {
            return Err(format!("missing required parameter: {}", parameter.name));
        }
        if times > 1 && !parameter.repeated {
            return Err(format!("{} appears twice", parameter.name));
        }
        if let Some(most) = parameter.max_items.filter(|most| times > *most) {
            return Err(format!("{} is given more than {most} times", parameter.name));
        }
    }
    Ok(())
}

fn check_value(parameter: &QueryParameter, value: &str) -> Result<(), String> {
    let QueryParameter { name, kind, format, .. } = parameter;
    let fits = match (kind.as_str(), format.as_deref()) {
        ("boolean", _) => matches!(value, "true" | "false"),
        ("integer", _) => return check_number(parameter, value),
        (_, Some("date")) => parse_date(value).is_some(),
        (_, Some("date-time")) => parse_rfc3339(value).is_some(),
        _ => true,
    };
    if !fits {
        return Err(format!("{name} must be a {}", format.as_ref().unwrap_or(kind)));
    }
    let length = value.chars().count();
    let (least, most) = (parameter.min_length, parameter.max_length);
    if least.is_some_and(|least| length < least) || most.is_some_and(|most| length > most) {
        let (least, most) = (least.unwrap_or(0), most.unwrap_or(usize::MAX));
        return Err(format!("{name} must have {least} to {most} characters"));
    }
    let listed = parameter.values.iter().map(String::as_str);
    let values: Vec<&str> = listed.chain(words(parameter.pattern.as_deref())).collect();
    if !values.is_empty() && !values.contains(&value) {
        return Err(format!("{name} must be one of {}", values.join(", ")));
    }
    Ok(())
}

fn check_number(parameter: &QueryParameter, value: &str) -> Result<(), String> {
    let least = parameter.minimum.unwrap_or(0);
    let most = parameter.maximum.unwrap_or(i64::MAX);
    // `parse` would also take a plus sign.
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    match value.parse::<i64>() {
        Ok(number) if digits && (least..=most).contains(&number) => Ok(()),
        _ => Err(format!("{} must be a whole number from {least} to {most}", parameter.name)),
    }
}

/// The words of a pattern like `^(credit|debit)$`; every pattern of the table is one.
fn words(pattern: Option<&str>) -> impl Iterator<Item = &str> {
    let words = pattern.and_then(|pattern| pattern.strip_prefix("^(")?.strip_suffix(")$"));
    words.into_iter().flat_map(|words| words.split('|'))
}

#[cfg(test)]
mod tests {
    use moneyhub_reference::operations;

    use super::words;

    #[test]
    fn every_pattern_of_the_table_is_a_choice_of_words() {
        for parameter in operations().iter().flat_map(|operation| &operation.query) {
            if let Some(pattern) = &parameter.pattern {
                assert!(words(Some(pattern)).count() > 1, "{}: {pattern}", parameter.name);
            }
        }
    }
}
