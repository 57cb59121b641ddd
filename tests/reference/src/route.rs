//! From a request to its operation.

use crate::operation::{Host, Operation, operations};

/// An operation and what stands at the places of its path parameters.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Route<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// Name and raw text (still percent-encoded) of each path parameter, in the order of the path.
    pub parameters: Vec<(&'static str, &'a str)>,
}

/// The operation that answers a request: the method in capitals, and the path below the service's base
/// (without `/v3` or `/caas/v1`) and without a query. A literal segment wins over a parameter, so that
/// `/accounts/syncs` is not an account.
#[must_use]
pub fn by_request<'a>(method: &str, host: Host, path: &'a str) -> Option<Route<'a>> {
    operations()
        .iter()
        .filter(|operation| operation.method == method && operation.host == host)
        .filter_map(|operation| {
            Some(Route { operation, parameters: matched(&operation.path, path)? })
        })
        .min_by_key(|route| route.parameters.len())
}

fn matched<'a>(template: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let mut parameters = Vec::new();
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let found = segments.next()?;
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !found.is_empty() => parameters.push((name, found)),
            None if expected == found => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(parameters)
}
