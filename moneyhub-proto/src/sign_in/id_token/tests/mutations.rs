//! Every way to spoil a valid token, and the check that finds it.

mod claims;
mod header;
mod text;

use std::collections::BTreeSet;

use super::{SignIn, verify};
use crate::{ground::error::VerificationError, jose::JsonWebKeySet, jose::fixture};

/// A token that was valid until one thing about it, or about the keys, was changed.
pub(super) struct Mutation {
    what: String,
    token: String,
    keys: JsonWebKeySet,
    error: VerificationError,
}

impl Mutation {
    fn of_token(what: impl Into<String>, token: String, error: VerificationError) -> Self {
        Self { what: what.into(), token, keys: fixture::keys(), error }
    }
}

fn all() -> Vec<Mutation> {
    [claims::mutations(), header::mutations(), text::mutations()].into_iter().flatten().collect()
}

#[test]
fn the_untouched_token_passes() {
    verify(&fixture::token(&SignIn::new().claims()), &fixture::keys()).unwrap();
}

#[test]
fn every_mutation_is_refused_by_the_check_that_is_for_it() {
    for Mutation { what, token, keys, error } in all() {
        assert_eq!(verify(&token, &keys).unwrap_err(), error, "{what}");
    }
}

#[test]
fn there_are_enough_mutations_and_no_two_alike() {
    let all = all();
    let kinds: BTreeSet<&str> = all.iter().map(|mutation| mutation.what.as_str()).collect();
    assert_eq!(kinds.len(), all.len());
    assert!(all.len() >= 60, "only {}", all.len());
}

#[test]
fn no_refusal_repeats_the_token() {
    let sign_in = SignIn::new();
    for Mutation { what, token, keys, .. } in all() {
        let verified =
            fixture::verifier().verify(&token, &sign_in.expected(), &keys, fixture::now());
        let error = verified.unwrap_err();
        let shown = format!("{error} {error:?}");
        for value in ["64b0f3a1", "3f2a9d10", "elsewhere", "the-code", "canary"] {
            assert!(!shown.contains(value), "{what}: {shown}");
        }
        assert!(shown.len() < 700, "{what}: {shown}");
    }
}
