use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// Writes a JSON value with the members of every object in the order of their names. `serde_json`
/// does so by itself, unless another crate in the build turns on its `preserve_order`.
pub(super) struct Sorted<'a>(pub(super) &'a Value);

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Array(items) => serializer.collect_seq(items.iter().map(Sorted)),
            Value::Object(members) => {
                let sorted: BTreeMap<_, _> = members.iter().collect();
                serializer
                    .collect_map(sorted.into_iter().map(|(name, value)| (name, Sorted(value))))
            }
            other => other.serialize(serializer),
        }
    }
}
