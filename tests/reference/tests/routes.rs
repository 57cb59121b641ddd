//! From a request to its operation.

use moneyhub_reference::{Host, by_request, operations};

#[test]
fn every_operation_is_found_by_its_own_template() {
    for operation in operations() {
        let path = operation.path.replace(['{', '}'], "_");
        let route = by_request(&operation.method, operation.host, &path).unwrap();
        assert_eq!(route.operation.id, operation.id);
        assert_eq!(route.parameters.len(), operation.path_parameters.len());
    }
}

#[test]
fn a_literal_segment_wins_over_a_parameter() {
    let found = |path| by_request("GET", Host::Data, path).unwrap().operation.id.as_str();
    assert_eq!(found("/accounts/syncs"), "accounts.syncs");
    assert_eq!(found("/accounts/3d5c"), "accounts.get");
}

#[test]
fn the_texts_of_path_parameters_come_as_they_stand() {
    let route = by_request("DELETE", Host::Identity, "/users/u1/connection/ab%20c:d").unwrap();
    assert_eq!(route.operation.id, "users.connections.delete");
    assert_eq!(route.parameters, [("userId", "u1"), ("connectionId", "ab%20c:d")]);
}

#[test]
fn another_method_host_or_length_of_path_is_another_request() {
    assert!(by_request("PUT", Host::Data, "/accounts").is_none());
    assert!(by_request("GET", Host::Osip, "/transactions").is_none());
    assert!(by_request("GET", Host::Data, "/accounts/").is_none());
    assert!(by_request("GET", Host::Data, "/accounts/1/balances/2").is_none());
}
