//! Texts that have broken URLs and headers before.

use proptest::prelude::*;

/// Pieces with a meaning somewhere, which random text would hardly hit.
const PIECES: [&str; 38] = [
    "",
    ".",
    "..",
    "/",
    "//",
    "\\",
    "?",
    "#",
    "%",
    "%2e",
    "%2E%2e",
    "%2F",
    "%252f",
    "%00",
    ":",
    "@",
    ";",
    "&",
    "=",
    "+",
    " ",
    "\t",
    "\r\n",
    "\n",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "é",
    "日本",
    "\u{1f980}",
    "\u{202e}",
    "[::1]",
    "http://evil.example",
    "users",
    "64b0f3a1c2d4e5f60718293a",
    "\"",
    "'",
];

/// Any text.
pub(crate) fn any() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..5);
    prop_oneof![
        3 => pieces.prop_map(|pieces| pieces.concat()),
        3 => prop::collection::vec(any_char(), 0..20).prop_map(String::from_iter),
        2 => "[ -~]{1,40}",
        1 => (0_usize..1200).prop_map(|length| "a".repeat(length)),
    ]
}

/// Any text as an id; more often one that can be one.
pub(crate) fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => any(),
        // Whole pieces, since dot segments do harm only when nothing is beside them.
        2 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        2 => "[a-f0-9]{24}",
        1 => "[a-f0-9]{8}:[a-f0-9:-]{1,12}",
        1 => (500_usize..530).prop_map(|length| "a".repeat(length)),
        2 => "[!-~]{1,12}",
    ]
}

fn any_char() -> impl Strategy<Value = char> {
    prop::char::any()
}
