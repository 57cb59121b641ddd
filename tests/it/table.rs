//! Compares every operation with its row of the reference.

use std::collections::BTreeSet;

use moneyhub_oracles::operations::{self, Typed};
use moneyhub_proto::{
    Call, Replay, Service,
    codec::{Authentication, Method},
    scope::Scope,
};
use moneyhub_reference::{Host, Timeout, Token};

/// Where ours differs from its row: the operation, the fact, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    (
        "counterparties.list_global_v2",
        "version",
        "the row has both forms; this one is of version 2",
    ),
    ("identity.client_credentials", "replay", "the row's note: Free for this grant"),
    ("identity.client_credentials", "time", "the row is of all grants; this one asks no bank"),
    ("identity.introspect", "replay", "it only reads (RFC 7662)"),
    ("identity.refresh", "time", "the row is of all grants; this one asks no bank"),
    ("identity.revoke", "replay", "a token that is worthless already is no error (RFC 7009)"),
    ("caas.get_enhanced", "replay", "every request costs money, so it is never sent again"),
    ("recurring_payments.confirm_funds", "replay", "it only reads: no money is reserved"),
    (
        "regular_transactions.detect",
        "time",
        "it looks through all transactions of an account, and the traps say that it can take long",
    ),
    ("spending.analyse", "replay", "it only reads, so it is as safe to repeat as a GET"),
    ("users.delete_connection", "scopes", OWN_CLIENT),
    ("users.delete_connection", "alternative scopes", OWN_CLIENT),
    ("users.get_sync", "scopes", OWN_CLIENT),
    ("users.get_sync", "alternative scopes", OWN_CLIENT),
    ("users.list_connection_syncs", "scopes", OWN_CLIENT),
    ("users.list_connection_syncs", "alternative scopes", OWN_CLIENT),
    ("users.list_connections", "scopes", OWN_CLIENT),
    ("users.list_connections", "alternative scopes", OWN_CLIENT),
    ("users.list_syncs", "scopes", OWN_CLIENT),
    ("users.list_syncs", "alternative scopes", OWN_CLIENT),
    ("users.update_connection", "scopes", OWN_CLIENT),
    ("users.update_connection", "alternative scopes", OWN_CLIENT),
];

const OWN_CLIENT: &str = "of several scopes that the pages name, the one that Moneyhub's own client asks for is needed; \
                          clients that lack it replace it with `ConfigBuilder::replace_scope`";

fn differences(operation: &Typed) -> Vec<&'static str> {
    let (facts, row) = (operation.facts, operation.row());
    let names = |scopes: &[Scope]| -> BTreeSet<String> {
        scopes.iter().map(|scope| scope.as_str().to_owned()).collect()
    };
    let of_row = |scopes: &[String]| -> BTreeSet<String> { scopes.iter().cloned().collect() };
    let optional: BTreeSet<String> =
        row.scopes.optional.iter().map(|optional| optional.scope.clone()).collect();
    let one_of: BTreeSet<String> = row.scopes.one_of.iter().flatten().cloned().collect();
    let service = match row.host {
        Host::Caas => Service::Caas,
        Host::Data => Service::Data,
        Host::Identity => Service::Identity,
        Host::Osip => Service::Osip,
    };
    let authentication = match row.token {
        Token::Client => Authentication::ClientToken,
        Token::User => Authentication::UserToken,
        Token::None if row.token_note.as_deref() == Some("client authentication") => {
            Authentication::Credentials
        }
        Token::None => Authentication::None,
    };
    let replay = match row.replay {
        moneyhub_reference::Replay::Free => Replay::Free,
        moneyhub_reference::Replay::IfRefused => Replay::IfRefused,
        moneyhub_reference::Replay::Never => Replay::Never,
    };
    let slow = row.timeout == Timeout::Bank;
    let least = operation.least("id").call().unwrap();
    let pages = operation.most("id").request(&config()).unwrap();
    let pages = pages.uri().query().is_some_and(|query| query.contains("offset="));
    let may_need = names(facts.may_need);
    let checks = [
        ("method", facts.method.as_str() == row.method),
        ("path", facts.path == row.path),
        ("service", facts.service == service),
        ("token", facts.authentication == authentication),
        ("scopes", names(facts.needs) == of_row(&row.scopes.required)),
        ("alternative scopes", names(facts.needs_one_of) == one_of),
        (
            "optional scopes",
            may_need.union(&one_of).cloned().collect::<BTreeSet<_>>().is_superset(&optional)
                && may_need.is_subset(&optional),
        ),
        ("replay", facts.replay == replay),
        ("time", (facts.timeout == Call::SLOW_TIMEOUT) == slow),
        ("version", facts.only_v2 == (row.versions == ["v2"])),
        ("paging", pages == row.paginated),
        ("reading", !facts.reads || matches!(facts.method, Method::Get | Method::Post)),
        (
            "sorted scopes",
            facts.needs.is_sorted()
                && least.scopes().covers(&facts.needs.iter().cloned().collect()),
        ),
    ];
    checks.into_iter().filter(|(_, same)| !same).map(|(fact, _)| fact).collect()
}

fn config() -> moneyhub_proto::Config {
    moneyhub_proto::Config::builder()
        .client_id("c")
        .client_secret("s")
        .api_version("v2")
        .build()
        .unwrap()
}

#[test]
fn every_operation_is_as_its_row_says_but_for_what_is_listed_with_its_reason() {
    let mut found = BTreeSet::new();
    for operation in operations::all() {
        found.extend(differences(&operation).into_iter().map(|fact| (operation.facts.name, fact)));
    }
    let listed: BTreeSet<_> = DIFFERENCES.iter().map(|(name, fact, _)| (*name, *fact)).collect();
    assert_eq!(found, listed);
    assert!(DIFFERENCES.iter().all(|(_, _, reason)| !reason.is_empty()));
}
