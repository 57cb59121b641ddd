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

/// Any text as a point in time; more often one that is one.
pub(crate) fn time() -> impl Strategy<Value = String> {
    let offset = prop::sample::select(&["Z", "+00:00", "+14:00", "-23:59", "z", ""][..]);
    let fraction = prop::sample::select(&["", ".0", ".123", ".999999999", "."][..]);
    let date = (0_u32..10_000, 0_u32..14, 0_u32..33, 0_u32..25, 0_u32..61, 0_u32..62);
    let near = (date, fraction, offset).prop_map(|((y, mo, d, h, m, s), fraction, offset)| {
        format!("{y:04}-{mo:02}-{d:02}T{h:02}:{m:02}:{s:02}{fraction}{offset}")
    });
    prop_oneof![6 => near, 1 => any()]
}

/// Any text as a URL; more often one that is one, of the configured origin or nearly.
pub(crate) fn url() -> impl Strategy<Value = String> {
    let scheme =
        prop::sample::select(&["https://", "HTTPS://", "http://", "//", "", "https:/"][..]);
    let host = [
        "identity.example:8443",
        "IDENTITY.example:8443",
        "identity.example",
        "identity.example:443",
        "identity.example:8443.evil.example",
        "evil@identity.example:8443",
        "evil.example",
        "[::1]:8443",
        "",
    ];
    let rest = prop_oneof![
        prop::sample::select(
            &["/oidc/token", "/users?offset=1", "/gateway", "?offset=1", "/.."][..]
        )
        .prop_map(str::to_owned),
        any(),
    ];
    let near = (scheme, prop::sample::select(host.to_vec()), rest);
    let near = near.prop_map(|(scheme, host, rest)| format!("{scheme}{host}{rest}"));
    prop_oneof![6 => near, 1 => any()]
}

fn any_char() -> impl Strategy<Value = char> {
    prop::char::any()
}
