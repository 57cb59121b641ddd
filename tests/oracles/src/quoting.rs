//! No error repeats more than eight bytes of what came in.

use std::{collections::HashSet, error::Error as StdError};

use moneyhub_proto::Error;

/// How many bytes in a row may coincide.
const MOST: usize = 8;

/// `Display`, `Debug` and the chain of sources together repeat nothing of `input`: no nine bytes in
/// a row are in both, but for phrases of our own that the input may happen to use as well.
///
/// # Panics
///
/// When the law is broken.
pub fn assert_quotes_nothing(error: &Error, input: &[u8]) {
    let shown = shown(error);
    let windows: HashSet<&[u8]> = shown.as_bytes().windows(MOST + 1).collect();
    for window in input.windows(MOST + 1) {
        assert!(
            !windows.contains(window) || is_our_own(error, window),
            "an error repeats {:?}: {shown}",
            String::from_utf8_lossy(window)
        );
    }
}

/// All that a log may show of an error.
#[must_use]
pub fn shown(error: &Error) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        shown.push_str(&format!("\n{error}\n{error:?}"));
        source = error.source();
    }
    shown
}

fn is_our_own(error: &Error, window: &[u8]) -> bool {
    let reason = error.status().and_then(|status| status.canonical_reason());
    let ours = OURS.iter().copied().chain(reason).chain(error.endpoint());
    let says = |phrase: &str| phrase.as_bytes().windows(window.len()).any(|own| own == window);
    ours.into_iter().any(says) || MEMBERS.iter().any(|member| says(&format!("\"{member}\"")))
}

/// What errors say in their own words: names of members that a path may show, codes that are
/// known, scopes that were asked for, advice. Shorter phrases can't coincide.
const OURS: [&str; 40] = [
    // What was searched for, as `Debug` shows it.
    "what: \"connection\"",
    // Codes.
    "BadGateway",
    "BadRequest",
    "Forbidden",
    "TooManyRequests",
    "Unauthorized",
    "insufficient_scope",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "unauthorized_client",
    "unsupported_grant_type",
    // Codes and parameters of callbacks.
    "access_denied",
    "access_token",
    "error_description",
    "error_uri",
    "expires_in",
    "session_state",
    "token_type",
    // Scopes.
    "connection:delete connection:read connection:update",
    "user:create user:delete user:read",
    // Advice.
    "the service did not accept the token: is it expired, revoked or of another environment?",
    "the token may not do this; it was asked for with",
    "unknown, deleted, or of another client",
    "too many requests for this client",
    "the service, or the bank behind it, failed",
    "a redirect, which is never followed: check identity_url and api_url",
    "this client may not use this grant: see its settings in the admin portal",
    // Categories.
    "a member is missing",
    "a member occurs twice",
    "a number is out of range",
    "a value has another type or form than documented",
    "it ends in the middle",
    "it is nested too deeply",
    "it starts with a byte order mark",
    "it is HTML, not JSON; is the URL right, and is no gateway in between?",
    "; it may have happened: look before doing it again",
    "; the service had accepted the call",
];

/// The members of our own types that the place of an error may name, in the quotes of `Debug`.
const MEMBERS: [&str; 26] = [
    "access_token",
    "accountId",
    "accountIds",
    "accounts",
    "clientId",
    "clientName",
    "clientUserId",
    "connectedOn",
    "connectionId",
    "connectionIds",
    "createdAt",
    "deletedAt",
    "expiresAt",
    "expires_in",
    "extendedStatus",
    "fetchStatus",
    "fetchedAt",
    "lastAccessed",
    "lastUpdated",
    "managedBy",
    "providerId",
    "singleSyncOnly",
    "token_type",
    "tppConsent",
    "updatedAt",
    "userConsentedAt",
];
