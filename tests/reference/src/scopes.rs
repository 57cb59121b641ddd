//! The scopes of discovery.

use serde_json::Value;

use crate::document::DISCOVERY;

/// Moneyhub's discovery document as it was when the reference was written, all 995 scopes included.
#[must_use]
pub fn discovery() -> &'static Value {
    &DISCOVERY
}

/// The functional scopes of discovery, sorted: every one of `scopes_supported` but those that stand
/// for one bank each (`id:` and 32 hexadecimal digits). `openid`, `offline_access` and the groups of
/// banks (`id:all`, `id:test`) are among them.
#[must_use]
pub fn scopes() -> Vec<&'static str> {
    let all = DISCOVERY["scopes_supported"].as_array().into_iter().flatten();
    let mut scopes: Vec<&str> =
        all.filter_map(Value::as_str).filter(|scope| !is_bank(scope)).collect();
    scopes.sort_unstable();
    scopes
}

fn is_bank(scope: &str) -> bool {
    let id = scope.strip_prefix("id:");
    id.is_some_and(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
