//! Every way to spoil a valid webhook, and the check that finds it.

mod claims;
mod header;
mod text;

use std::collections::BTreeSet;

use super::*;

/// A webhook that was valid until one thing about it, or about the keys, was changed.
struct Mutation {
    what: String,
    body: Vec<u8>,
    keys: JsonWebKeySet,
    error: VerificationError,
}

impl Mutation {
    fn new(what: impl Into<String>, body: impl Into<Vec<u8>>, error: VerificationError) -> Self {
        Self { what: what.into(), body: body.into(), keys: fixture::keys(), error }
    }
}

fn all() -> Vec<Mutation> {
    [claims::mutations(), header::mutations(), text::mutations()].into_iter().flatten().collect()
}

#[test]
fn the_untouched_webhook_passes() {
    verify(&claims()).unwrap();
}

#[test]
fn every_mutation_is_refused_by_the_check_that_is_for_it() {
    for Mutation { what, body, keys, error } in all() {
        assert_eq!(verify_with(&verifier(), &body, &keys).unwrap_err(), error, "{what}");
    }
}

#[test]
fn there_are_enough_mutations_and_no_two_alike() {
    let all = all();
    let kinds: BTreeSet<&str> = all.iter().map(|mutation| mutation.what.as_str()).collect();
    assert_eq!(kinds.len(), all.len());
    for (place, one) in all.iter().enumerate() {
        let alike = |other: &&Mutation| other.body == one.body && other.keys == one.keys;
        let alike = all.iter().take(place).find(alike).map(|other| &other.what);
        assert_eq!(alike, None, "{}", one.what);
    }
    assert!(all.len() >= 60, "only {}", all.len());
}

#[test]
fn no_refusal_repeats_the_webhook() {
    for Mutation { what, body, keys, .. } in all() {
        let error = verifier().verify(&body, &keys, fixture::now()).unwrap_err();
        let shown = format!("{error} {error:?}");
        for value in ["64b0f3a1", "0d5a2b1c", "elsewhere", "canary"] {
            assert!(!shown.contains(value), "{what}: {shown}");
        }
        assert!(shown.len() < 700, "{what}: {shown}");
    }
}
