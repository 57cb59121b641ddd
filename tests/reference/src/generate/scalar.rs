//! Texts and numbers.

use serde_json::Value;

use super::{Choose, pattern};

/// The largest integer that every JSON reader keeps exactly (RFC 8259, section 6).
const EXACT: i64 = (1 << 53) - 1;

const TEXTS: &[&str] = &[
    "a",
    "Zoë Müller-Łukasz",
    "𝄞 🏦 مرحبا",
    "\"quoted\" and \\ backslash",
    "line\nbreak and \t tab \u{0} \u{7f}",
    "null",
    "0",
    " ",
    "e\u{301} is not é",
    "<script>alert(1)</script> & 'x'",
    "std:4d5b1e7a-0000-4c00-8000-000000000000",
    "a text of some length, which does not fit where only a few bytes have been kept for it",
];
const CURRENCIES: &[&str] = &["GBP", "EUR", "USD", "JPY"];
const DECIMALS: &[&str] = &["10.50", "0", "-3.1", "123456789012.34"];
const DATES: &[&str] = &["2026-06-15", "2024-02-29", "1999-12-31", "2038-01-19", "1900-01-01"];
const CLOCKS: &[&str] = &["09:30:00", "00:00:00", "23:59:59"];
const FRACTIONS: &[&str] = &["", ".000", ".1", ".123456", ".123456789"];
const ZONES: &[&str] = &["Z", "+00:00", "+01:00", "-05:30"];
const LOCATIONS: &[&str] = &[
    "https://api.moneyhub.co.uk/v3/accounts?limit=10&offset=20",
    "https://example.com",
    "http://127.0.0.1:8080/a%20b?c=d#e",
    "urn:example:a",
];

pub(super) fn integer(json: &Value, choose: &mut Choose<'_>) -> Value {
    let candidates = [1, 0, -1, 42, 99_999, -2300, EXACT, -EXACT];
    let bounds = ["minimum", "maximum"].iter().filter_map(|keyword| json[*keyword].as_i64());
    let fitting: Vec<i64> =
        candidates.into_iter().chain(bounds).filter(|n| fits(json, *n as f64)).collect();
    one(&fitting, choose).into()
}

pub(super) fn number(json: &Value, choose: &mut Choose<'_>) -> Value {
    let candidates = [1.0, 0.0, 0.5, -12.34, 2.0e-7, 1_234_567.891, -EXACT as f64];
    let bounds = ["minimum", "maximum"].iter().filter_map(|keyword| json[*keyword].as_f64());
    let fitting: Vec<f64> =
        candidates.into_iter().chain(bounds).filter(|n| fits(json, *n)).collect();
    let chosen = one(&fitting, choose);
    // Whole numbers are written without a fraction, as JavaScript does.
    if chosen.fract() == 0.0 { (chosen as i64).into() } else { chosen.into() }
}

fn fits(json: &Value, number: f64) -> bool {
    let limit = |keyword: &str| json[keyword].as_f64();
    limit("minimum").is_none_or(|least| number >= least)
        && limit("exclusiveMinimum").is_none_or(|bound| number > bound)
        && limit("maximum").is_none_or(|most| number <= most)
}

/// A text that keeps the format, the pattern or the lengths of a schema.
pub(super) fn text(json: &Value, name: &str, choose: &mut Choose<'_>) -> String {
    let limit = |keyword: &str| json[keyword].as_u64().and_then(|n| usize::try_from(n).ok());
    let (least, most) = (limit("minLength").unwrap_or(1), limit("maxLength").unwrap_or(usize::MAX));
    // A format beside a pattern is the narrower one of the two.
    match (json["format"].as_str(), json["pattern"].as_str()) {
        (Some("date"), _) => one(DATES, choose).to_owned(),
        (Some("date-time"), _) => {
            let parts = [DATES, &["T"], CLOCKS, FRACTIONS, ZONES];
            parts.into_iter().map(|options| one(options, choose)).collect()
        }
        (Some("uuid"), _) => uuid(choose),
        (Some("uri"), _) => one(LOCATIONS, choose).to_owned(),
        (_, Some(pattern)) => {
            let text = pattern::text(pattern, choose);
            // With the first of every choice it is as short as the pattern allows.
            if text.len() <= most { text } else { pattern::text(pattern, &mut |_| 0) }
        }
        _ if name == "currency" => one(CURRENCIES, choose).to_owned(),
        _ if name == "amount" => one(DECIMALS, choose).to_owned(),
        _ => one(TEXTS, choose).chars().cycle().take(length(least, most, choose)).collect(),
    }
}

/// How many characters of an endless text to take: as many as a text of ordinary length has, or one of
/// the limits.
fn length(least: usize, most: usize, choose: &mut Choose<'_>) -> usize {
    let ordinary = [8, 20, 1, 64];
    let limits = [Some(least), (most < usize::MAX).then_some(most)].into_iter().flatten();
    let lengths: Vec<usize> =
        ordinary.into_iter().filter(|n| (least..=most).contains(n)).chain(limits).collect();
    one(&lengths, choose)
}

fn uuid(choose: &mut Choose<'_>) -> String {
    let mut words = [0usize; 8];
    for word in &mut words {
        *word = choose(1 << 16) % (1 << 16);
    }
    let [a, b, c, d, e, f, g, h] = words;
    // Version 4 and its variant, as Moneyhub's are.
    let (d, e) = (d & 0x0fff | 0x4000, e & 0x3fff | 0x8000);
    format!("{a:04x}{b:04x}-{c:04x}-{d:04x}-{e:04x}-{f:04x}{g:04x}{h:04x}")
}

fn one<T: Copy>(options: &[T], choose: &mut Choose<'_>) -> T {
    options[choose(options.len()) % options.len()]
}
