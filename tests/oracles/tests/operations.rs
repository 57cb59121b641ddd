//! The laws of every operation, by the reference.

use std::{collections::BTreeSet, fmt::Write};

use moneyhub_oracles::operations::{self, Typed};
use moneyhub_proto::Replay;
use moneyhub_reference::{Recipe, seeded};
use proptest::{prelude::*, test_runner::TestRunner};

/// Documented parameters that ours can't send, with the reason.
///
/// - `counterpartiesVersion`: `ListGlobal` leaves it at its default, and `ListGlobalV2` is the other value.
/// - `onlyCount`: the answer is another one then; `transactions::Count` and `CountUnenriched` send it.
const UNSENT: &[(&str, &str)] = &[
    ("counterparties.global", "counterpartiesVersion"),
    ("transactions.list", "onlyCount"),
    ("transactions.unenriched.list", "onlyCount"),
];

fn each(mut check: impl FnMut(&Typed)) {
    for operation in operations::all() {
        check(&operation);
    }
}

#[test]
fn operations_share_a_row_only_by_another_grant_or_another_answer() {
    let all = operations::all();
    let parts: BTreeSet<_> = all.iter().map(|typed| (typed.id, typed.part_of_row())).collect();
    let names: BTreeSet<_> = all.iter().map(|operation| operation.facts.name).collect();
    assert_eq!((parts.len(), names.len()), (all.len(), all.len()));
}

#[test]
fn what_is_not_registered_has_a_row_and_a_reason() {
    for (name, id, reason) in operations::UNREGISTERED {
        assert!(moneyhub_reference::operation(id).is_some(), "{id}");
        assert!(!reason.is_empty());
        assert!(operations::all().iter().all(|operation| operation.facts.name != *name));
    }
}

#[test]
fn no_text_leaves_the_segment_that_it_is_given_for() {
    let runner = TestRunner::deterministic;
    for operation in operations::all() {
        let texts = prop_oneof![".*", "[/.%:?#\\\\a-z]{1,8}", Just("..".to_owned())];
        runner()
            .run(&texts, |text| {
                operations::assert_path(&operation, &text);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn a_query_has_documented_parameters_and_all_of_them() {
    each(|operation| operations::assert_query(operation, UNSENT));
}

#[test]
fn a_body_is_what_its_schema_wants() {
    each(operations::assert_body);
}

#[test]
fn the_samples_of_the_reference_are_read_and_kept() {
    each(operations::assert_reads_samples);
}

#[test]
fn whatever_the_schemas_allow_is_read_and_kept() {
    each(|operation| {
        for seed in 0..32 {
            operations::assert_reads_generated(operation, seed);
        }
    });
}

/// What a schema has and our type has not, is in a list that is reviewed.
/// `UPDATE_UNMODELLED=1 cargo test -p moneyhub-oracles --test operations` writes it anew.
#[test]
fn what_our_types_do_not_have_is_listed() {
    let mut found = String::new();
    each(|operation| {
        for member in operations::unmodelled(operation) {
            writeln!(found, "{} {member}", operation.facts.name).unwrap();
        }
    });
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/unmodelled.txt");
    if std::env::var_os("UPDATE_UNMODELLED").is_some() {
        std::fs::write(file, &found).unwrap();
    }
    let listed = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(found, listed, "review unmodelled.txt");
}

#[test]
fn no_debug_shows_what_belongs_to_a_person() {
    let mut kinds = BTreeSet::new();
    each(|operation| kinds.extend(operations::assert_masks_what_is_personal(operation)));
    let all = [
        "IP address",
        "account",
        "date of birth",
        "e-mail address",
        "name",
        "postal address",
        "reference",
        "telephone number",
    ];
    assert_eq!(kinds, BTreeSet::from(all), "a kind was not looked for");
}

#[test]
fn whose_a_text_is_is_known_of_all_that_have_such_a_name() {
    each(operations::assert_knows_what_is_personal);
}

/// No request carries one, so nothing has to be checked of one before it is sent.
#[test]
fn no_request_has_an_iban_or_a_bic() {
    for operation in moneyhub_reference::operations() {
        let Some(body) = &operation.body else { continue };
        let full = body.schema.generate(Recipe::FULL, &mut seeded(1)).to_string().to_lowercase();
        for name in ["\"iban\"", "\"bic\"", "\"swift\""] {
            assert!(!full.contains(name), "{} has {name}: check it", operation.id);
        }
    }
}

/// By the reference: what it says moves money, what completes a consent to do so, and nothing else of
/// payments but what is listed.
#[test]
fn what_moves_money_is_never_repeated() {
    let mut moving = BTreeSet::new();
    each(|operation| {
        if operation.row().moves_money {
            moving.insert(operation.id);
            // The grant that moves money; the row is of all grants.
            let other_grant = operation.facts.name == "identity.client_credentials"
                || operation.facts.name == "identity.jwt_bearer";
            assert!(
                other_grant || operation.facts.replay == Replay::Never,
                "{}",
                operation.facts.name
            );
        }
    });
    let rows = moneyhub_reference::operations().iter().filter(|row| row.moves_money);
    let rows: BTreeSet<_> = rows.map(|row| row.id.as_str()).collect();
    assert_eq!(moving, rows, "one that moves money is not typed");
}
