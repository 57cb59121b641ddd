//! The constants for scopes, against the reference.

use moneyhub_proto::scope;

#[test]
fn every_functional_scope_of_discovery_is_a_constant_and_there_is_no_other() {
    let constants: Vec<&str> = scope::FUNCTIONAL.iter().map(scope::Scope::as_str).collect();
    assert_eq!(constants, moneyhub_reference::scopes());
    assert_eq!(constants.len(), 108);
}
