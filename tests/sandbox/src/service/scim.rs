//! Users of the admin portal (SCIM, RFC 7643 and 7644).
//!
//! No source has the answers. Here a user is a resource of RFC 7643 section 4.1, and a search is that of
//! RFC 7644 section 3.4.3 with one comparison; both in `data`, as Moneyhub's Node client has them.

use http::StatusCode;
use serde_json::{Value, json};

use super::Service;
use super::answer::{self, bad_request, failure, not_found};
use super::call::{Call, Outcome};
use crate::clock::rfc3339;
use crate::mix::mix128;

const KIND_PERSON: u64 = 22;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const SUBTENANT: &str = "urn:ietf:params:scim:schemas:extension:moneyhub:2.0:Subtenant";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// What a search may compare, and where a user has it.
const ATTRIBUTES: [(&str, &str); 6] = [
    ("id", "/id"),
    ("externalId", "/externalId"),
    ("userType", "/userType"),
    ("emails.value", "/emails/0/value"),
    ("name.familyName", "/name/familyName"),
    ("name.givenName", "/name/givenName"),
];

/// A user of the admin portal: each client sees those that it made.
#[derive(Debug)]
pub(super) struct Person {
    client_id: String,
    shown: Value,
}

impl Service {
    pub(super) fn create_person(&mut self, call: &Call<'_>) -> Outcome {
        let has_subtenant = call.json.get(SUBTENANT).is_some();
        if has_subtenant && !call.has_scope("scim_user:subtenants:assign") {
            let needs = "scim_user:write scim_user:subtenants:assign";
            return Err(self.forbidden("insufficient scope", needs));
        }
        let external_id = call.member("externalId").unwrap_or_default();
        if self.people_of(call).any(|one| one["externalId"] == external_id) {
            let message = "there is a user of this externalId already";
            return Err(Box::new(failure(StatusCode::CONFLICT, message)));
        }
        let bits = mix128(KIND_PERSON, self.identity.number(), 0);
        let now = rfc3339(self.clock.now_millis());
        let mut shown = call.json.clone();
        shown["id"] = json!(&format!("{bits:032x}")[..24]);
        shown["meta"] = json!({"resourceType": "User", "created": now, "lastModified": now});
        // Moneyhub's Node client does not send them.
        if shown.get("schemas").is_none() {
            let schemas = [USER, SUBTENANT];
            shown["schemas"] = json!(if has_subtenant { &schemas[..] } else { &schemas[..1] });
        }
        let answer = answer::json(call.status(), &json!({"data": shown, "meta": {}}));
        self.people.push(Person { client_id: client_of(call).to_owned(), shown });
        Ok(answer)
    }

    pub(super) fn get_person(&mut self, call: &Call<'_>) -> Outcome {
        let found = self.people_of(call).find(|one| one["id"] == call.path_parameter(0));
        match found {
            Some(shown) => Ok(answer::json(call.status(), &json!({"data": shown, "meta": {}}))),
            None => Err(Box::new(not_found("no such user of the admin portal"))),
        }
    }

    pub(super) fn search_people(&mut self, call: &Call<'_>) -> Outcome {
        let filter = match call.json.get("filter") {
            None => None,
            Some(filter) => match filter.as_str().and_then(comparison) {
                None => {
                    return Err(Box::new(bad_request("invalidFilter: not `attribute eq \"..\"`")));
                }
                known => known,
            },
        };
        let number = |name: &str| call.json[name].as_u64().and_then(|it| usize::try_from(it).ok());
        // Counted from 1 (RFC 7644 section 3.4.2.4).
        let start = number("startIndex").unwrap_or(1).max(1);
        let passes = |one: &&Value| {
            filter.as_ref().is_none_or(|(pointer, wanted)| {
                one.pointer(pointer).and_then(Value::as_str) == Some(wanted)
            })
        };
        let found: Vec<&Value> = self.people_of(call).filter(passes).collect();
        let page = found.iter().skip(start - 1).take(number("count").unwrap_or(usize::MAX));
        let page: Vec<&&Value> = page.collect();
        let list = json!({
            "schemas": [LIST],
            "totalResults": found.len(),
            "startIndex": start,
            "itemsPerPage": page.len(),
            "Resources": page,
        });
        Ok(answer::json(call.status(), &json!({"data": list, "meta": {}})))
    }

    fn people_of<'a>(&'a self, call: &'a Call<'_>) -> impl Iterator<Item = &'a Value> {
        let mine = self.people.iter().filter(|person| person.client_id == client_of(call));
        mine.map(|person| &person.shown)
    }
}

fn client_of<'a>(call: &'a Call<'_>) -> &'a str {
    call.grant.as_ref().map_or("", |grant| grant.client_id.as_str())
}

/// `attribute eq "value"` (RFC 7644 section 3.4.2.2), whose words are read in any case: where a user has the
/// attribute, and the value.
fn comparison(filter: &str) -> Option<(&'static str, String)> {
    let (attribute, rest) = filter.trim().split_once(' ')?;
    let (operator, value) = rest.trim_start().split_once(' ')?;
    let known = ATTRIBUTES.iter().find(|(name, _)| name.eq_ignore_ascii_case(attribute))?;
    let value = serde_json::from_str(value).ok()?;
    operator.eq_ignore_ascii_case("eq").then_some((known.1, value))
}
