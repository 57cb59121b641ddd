//! Claims merge in any grouping, and the right side wins.

use moneyhub_proto::claims::Claims;
use serde_json::{Map, Value};

/// Members of claims, as they are put in.
pub type Members = Map<String, Value>;

/// Where no name is in two of them, three sets of claims merge to the same in any grouping, and to
/// the union, which knows no order.
///
/// # Panics
///
/// If the law is broken.
pub fn disjoint_claims_merge_in_any_grouping(sets: [&Members; 3]) {
    let mut seen: Members = Map::new();
    let sets = sets.map(|members| {
        let mut own = members.clone();
        own.retain(|name, _| !seen.contains_key(name));
        seen.extend(own.clone());
        own
    });
    let [one, two, three] = sets.each_ref().map(claims);
    let left = one.clone().merge(two.clone()).merge(three.clone());
    let right = one.clone().merge(two.clone().merge(three.clone()));
    assert_eq!(left, right, "the grouping matters");
    assert_eq!(left, three.merge(two).merge(one), "the order matters");
    assert_eq!(left, claims(&seen), "the union is something else");
}

/// The right side's values win, at every depth; everything else comes from the left side.
///
/// # Panics
///
/// If the law is broken.
pub fn the_right_side_wins(left: &Members, right: &Members) {
    let merged = claims(left).merge(claims(right));
    for (name, value) in right {
        let found = merged.get(name).expect("a claim of the right side is lost");
        assert_wins(value, found, left.get(name));
    }
    for (name, value) in left {
        if !right.contains_key(name) {
            assert_eq!(merged.get(name), Some(value), "a claim of the left side has changed");
        }
    }
    assert_eq!(merged.merge(claims(right)), claims(left).merge(claims(right)), "twice is not once");
}

fn assert_wins(right: &Value, merged: &Value, left: Option<&Value>) {
    let (Value::Object(right_members), Some(Value::Object(left_members))) = (right, left) else {
        return assert_eq!(right, merged, "the right side does not win");
    };
    let merged = merged.as_object().expect("two objects merge to one");
    for (name, value) in right_members {
        assert_wins(value, &merged[name], left_members.get(name));
    }
    for (name, value) in left_members {
        if !right_members.contains_key(name) {
            assert_eq!(&merged[name], value, "a member of the left side has changed");
        }
    }
    let names = left_members.keys().chain(right_members.keys());
    assert!(merged.keys().all(|name| names.clone().any(|known| known == name)), "a new member");
}

fn claims(members: &Members) -> Claims {
    members.iter().fold(Claims::new(), |claims, (name, value)| claims.put(name, value.clone()))
}
