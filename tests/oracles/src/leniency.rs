//! A malformed member of an answer is lost, and nothing else.

use http::Response;
use moneyhub_proto::{Endpoint, codec};
use serde::Serialize;
use serde_json::Value;

/// Something odd, to be put into a good reply.
#[derive(Clone, Debug)]
pub struct Oddity {
    /// In which member that nobody requires, counted from the first; modulo their number.
    pub member: usize,
    /// The value that it has.
    pub value: Value,
}

/// What stands for a lone surrogate until the reply is text.
const MARK: &str = "\u{E000}lone\u{E000}";

/// Gives optional members of a good reply any values. It still decodes, and every other member is as it
/// was; one that was changed is absent, or any value.
///
/// # Panics
///
/// When the law is broken, or when `reply` is not the encoding of what it decodes to.
pub fn odd_members_cost_only_themselves<E>(endpoint: &E, reply: &Value, oddities: &[Oddity])
where
    E: Endpoint<Output: Serialize>,
{
    let mut members = Vec::new();
    optional(reply, &mut String::new(), &mut members);
    if members.is_empty() {
        return;
    }
    let (mut odd, mut expected) = (reply.clone(), reply.clone());
    let changed: Vec<_> = oddities.iter().map(|odd| &members[odd.member % members.len()]).collect();
    for (oddity, member) in oddities.iter().zip(&changed) {
        // One that lies in another that was changed may be gone.
        if let Some(value) = odd.pointer_mut(member) {
            *value = oddity.value.clone();
        }
    }
    let mut read = read(endpoint, odd.to_string());
    for member in changed {
        remove(&mut expected, member);
        remove(&mut read, member);
    }
    let expected = expected.get("data").filter(|_| read.get("data").is_none()).unwrap_or(&expected);
    assert_eq!(&read, expected, "an odd member has changed another: {odd}");
}

/// Puts a lone surrogate before a text of a good reply, counted from the first, modulo their number. It
/// becomes U+FFFD, and nothing else changes.
///
/// # Panics
///
/// When the law is broken, or when `reply` is not the encoding of what it decodes to.
pub fn a_lone_surrogate_costs_only_itself<E>(endpoint: &E, reply: &Value, text: usize)
where
    E: Endpoint<Output: Serialize>,
{
    let mut marked = reply.clone();
    let mut texts = Vec::new();
    strings(&mut marked, &mut texts);
    let many = texts.len();
    if many == 0 {
        return;
    }
    texts[text % many].insert_str(0, MARK);
    let body = marked.to_string();
    let read = read(endpoint, body.replace(MARK, "\\ud83d"));
    let meant: Value = serde_json::from_str(&body.replace(MARK, "\u{fffd}")).expect("it is JSON");
    let meant = meant.get("data").filter(|_| read.get("data").is_none()).unwrap_or(&meant);
    assert_eq!(&read, meant, "a lone surrogate has changed something else: {body}");
}

fn read<E: Endpoint<Output: Serialize>>(endpoint: &E, body: String) -> Value {
    let output = codec::decode(endpoint, Response::new(body.clone()));
    let output = output.unwrap_or_else(|error| panic!("{error} in {body}"));
    serde_json::to_value(output).expect("a value can be written")
}

/// Pointers to the members that nobody requires, which is all but ids and the envelope.
fn optional(value: &Value, at: &mut String, found: &mut Vec<String>) {
    let length = at.len();
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                at.push('/');
                at.push_str(name);
                if !["data", "id", "userId"].contains(&name.as_str()) {
                    found.push(at.clone());
                }
                optional(value, at, found);
                at.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push_str(&format!("/{index}"));
                optional(item, at, found);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

/// Removes a member, or all of a default that stands for it. What is left empty by that stays.
fn remove(value: &mut Value, pointer: &str) {
    // A reply of one value is wrapped on the wire, and bare when it is written.
    let pointer = match (pointer.strip_prefix("/data"), value.get("data")) {
        (Some(inside), None) => inside,
        _ => pointer,
    };
    let Some((object, member)) = pointer.rsplit_once('/') else { return };
    if let Some(Value::Object(members)) = value.pointer_mut(object) {
        members.remove(member);
    }
}

fn strings<'a>(value: &'a mut Value, found: &mut Vec<&'a mut String>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter_mut().for_each(|item| strings(item, found)),
        Value::Object(members) => members.values_mut().for_each(|value| strings(value, found)),
        _ => {}
    }
}
