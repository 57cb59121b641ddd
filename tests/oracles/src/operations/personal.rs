//! No `Debug` shows personal data: members are recognised by their names in the reference.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::Response;
use moneyhub_reference::{Recipe, seeded};
use serde_json::Value;

use super::{Typed, laws};

/// What belongs to people: of what kind it is, and where it is. A place is the end of the path of a member,
/// in the operations whose ids begin so.
const PERSONAL: &[(&str, &str, &[&str])] = &[
    (
        "account",
        "",
        &[
            "accountFrom",
            "accountIdentification[]",
            "accountNumber",
            "accountReference",
            "accountTo",
            "iban",
            "identification",
            "pan",
            "sortCode",
            "sortCodeAccountNumber",
        ],
    ),
    ("date of birth", "", &["birthdate"]),
    ("e-mail address", "", &["email", "emails[].value", "payerEmail"]),
    ("IP address", "", &["customerIpAddress"]),
    (
        "name",
        "",
        &[
            "accountHolderName",
            "cardInstrument.name",
            "creditorAccount.name",
            "debtorAccount.name",
            "familyName",
            "firstName",
            "givenName",
            "lastName",
            "payee.name",
            "payer.name",
            "payerName",
        ],
    ),
    ("name", "affordability.", &["name"]),
    ("name", "beneficiaries.", &["name"]),
    ("name", "payees.", &["name"]),
    ("name", "sfs.", &["name"]),
    (
        "postal address",
        "",
        &["addressLine1", "addressLine2", "addressLine3", "addressLine4", "postalCode", "postcode"],
    ),
    ("postal address", "beneficiaries.", &["postalAddress"]),
    ("reference", "", &["endToEndId", "payeeRef", "payerRef", "transactionReference"]),
    ("reference", "accounts.standing_orders", &["reference"]),
    ("reference", "auth_requests.", &["reference"]),
    ("reference", "beneficiaries.", &["reference"]),
    ("reference", "pay_links.", &["reference"]),
    ("reference", "recurring.", &["reference"]),
    ("reference", "standing_orders.", &["reference"]),
    ("telephone number", "", &["telephone"]),
];

/// What has such a name and belongs to nobody: where, and what it is.
const IMPERSONAL: &[(&str, &[&str], &str)] = &[
    ("", &["accountName"], "what the user or the bank calls an account, such as `Current account`"),
    ("", &["providerAccountName", "productName"], "what the bank calls an account or a product"),
    ("", &["bankRef", "parentRef", "providerReference"], "a bank"),
    ("", &["creditorAgent.name", "debtorAgent.name"], "a bank"),
    ("", &["creditorAgent.postalAddress", "debtorAgent.postalAddress"], "a bank's address"),
    ("", &["providerName", "provider.name"], "a bank"),
    ("", &["companyName", "fullCompanyName", "merchantName", "parentName"], "a company"),
    ("", &["counterpartyName", "l3CounterpartyName"], "a company"),
    ("", &["customCategoryName", "l2CategoryName"], "a category"),
    ("", &["cardSchemeName"], "a scheme of cards"),
    ("", &["schemeName"], "a form of numbers"),
    ("", &["l1CategoryGroupName"], "a group of categories"),
    ("", &["clientName"], "the client itself"),
    ("", &["companyRegistrationNumber"], "a company's public number"),
    ("", &["refresh_token"], "a secret of another kind, which `tests/it/canary` looks for"),
    ("accounts.holdings", &["name"], "a security"),
    ("categories.", &["name"], "a category"),
    ("counterparties.", &["name"], "a company"),
    ("osip.", &["name"], "an account or a product"),
    ("projects.", &["name"], "a project"),
    ("savings_goals.", &["name"], "a goal"),
    ("scim.", &["0:Subtenant.name"], "a company"),
    ("spending.", &["dates.name"], "a span of time"),
    ("users.connections", &["name"], "a bank"),
    ("wellknown.", &["name"], "a bank, or a type of accounts"),
    ("", &["fileName"], "a file"),
    ("", &["mcc.name"], "a kind of trade"),
    ("", &["statementReference"], "the bank's number of a statement"),
    ("accounts.statements", &["reference"], "the bank's number of a statement"),
    ("caas.", &["postcode"], "of a shop"),
    ("caas.", &["enhancedLocationData"], "a shop, as maps show it"),
];

/// What a name of a member has in it that may belong to a person.
const SUSPICIOUS: &[&str] = &[
    "address",
    "birth",
    "iban",
    "identification",
    "mail",
    "name",
    "phone",
    "pan",
    "postc",
    "ref",
    "sortc",
];

/// Members of requests that the greatest instance does not have, since they exclude what it has: their
/// operation, how their paths begin, and the test that looks at them.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("auth_requests.create", "payment.payee.", "one of payee and payer is enough: one type"),
    ("accounts.create", "details.postcode", "a_postcode_is_masked_in_the_details_of_a_property"),
    (
        "auth_requests.create",
        "standingOrder.",
        "no_payment_that_is_asked_for_shows_whom_it_is_from_or_to",
    ),
    (
        "auth_requests.create",
        "recurringPayment.",
        "no_payment_that_is_asked_for_shows_whom_it_is_from_or_to",
    ),
];

/// A request shows nothing personal, though it has all that its schema has; and neither does its answer.
/// Gives the kinds that were looked for.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_masks_what_is_personal(operation: &Typed) -> BTreeSet<&'static str> {
    let mut kinds = request(operation);
    kinds.extend(reply(operation));
    kinds
}

/// Every text that is named as what belongs to people, is of a known kind, or known not to belong to any.
///
/// # Panics
///
/// If the law is broken.
pub fn assert_knows_what_is_personal(operation: &Typed) {
    let row = operation.row();
    let schemas = [row.body.as_ref().map(|body| body.schema), laws::json_schema(operation)];
    for schema in schemas.into_iter().flatten() {
        for seed in 0..8 {
            let mut value = schema.generate(Recipe::FULL, &mut seeded(seed));
            each_text(&mut value, "", &mut |path, _| {
                let name = path.rsplit('.').next().unwrap_or_default().to_lowercase();
                let suspicious = SUSPICIOUS.iter().any(|part| name.contains(part));
                let known = kind(operation, path).is_some() || is_impersonal(operation, path);
                assert!(!suspicious || known, "{}: whose is {path}?", operation.id);
            });
        }
    }
}

fn request(operation: &Typed) -> BTreeSet<&'static str> {
    let most = operation.most("id");
    let shown = most.shown();
    let body = most.request(&laws::config()).expect("the sample can be sent").into_body();
    let mut body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    each_text(&mut body, "", &mut |path, text| {
        if let Some(kind) = kind(operation, path) {
            assert!(text.len() > 3, "{}: {path} is too short to be looked for", operation.id);
            assert!(!shown.contains(&*text), "{} shows {path}: {shown}", operation.id);
            seen.insert(path.to_owned());
            kinds.insert(kind);
        }
    });
    let schema = operation.row().body.as_ref().map(|body| body.schema);
    let Some(schema) = schema.filter(|_| body.is_object()) else { return kinds };
    for seed in 0..8 {
        let mut value = schema.generate(Recipe::FULL, &mut seeded(seed));
        each_text(&mut value, "", &mut |path, _| {
            let elsewhere = |(id, begin, _): &(&str, &str, &str)| {
                operation.id == *id && path.starts_with(begin)
            };
            let wanted = kind(operation, path).is_some() && !ELSEWHERE.iter().any(elsewhere);
            assert!(!wanted || seen.contains(path), "{}: the most lacks {path}", operation.id);
        });
    }
    kinds
}

fn reply(operation: &Typed) -> BTreeSet<&'static str> {
    let mut kinds = BTreeSet::new();
    let Some(schema) = laws::json_schema(operation) else { return kinds };
    for seed in 0..8 {
        let mut value = schema.generate(Recipe::FULL, &mut seeded(seed));
        let mut found = BTreeSet::new();
        each_text(&mut value, "", &mut |path, text| {
            if let Some(kind) = kind(operation, path) {
                *text = format!("canary of {path}");
                found.insert(kind);
            }
        });
        let response = Response::new(Bytes::from(value.to_string()));
        let shown = operation.least("id").read_shown(response);
        let shown = shown.unwrap_or_else(|error| panic!("{}: {error} in {value}", operation.id));
        if let Some((_, canary)) = shown.split_once("canary of ") {
            let path = canary.split('"').next().unwrap_or_default();
            panic!("the answer of {} shows {path}", operation.id);
        }
        kinds.extend(found);
    }
    kinds
}

/// Of what kind a member is, if it belongs to people.
fn kind(operation: &Typed, path: &str) -> Option<&'static str> {
    let row = PERSONAL.iter().find(|(_, operations, places)| {
        operation.id.starts_with(operations) && places.iter().any(|place| is_at(path, place))
    });
    row.map(|(kind, ..)| *kind).filter(|_| !is_impersonal(operation, path))
}

fn is_impersonal(operation: &Typed, path: &str) -> bool {
    IMPERSONAL.iter().any(|(operations, places, what)| {
        assert!(!what.is_empty());
        operation.id.starts_with(operations) && places.iter().any(|place| is_at(path, place))
    })
}

/// Whether a path ends in this place, or goes through it.
fn is_at(path: &str, place: &str) -> bool {
    let path = format!(".{path}.").replace("[]", "");
    path.contains(&format!(".{}.", place.replace("[]", "")))
}

/// Gives every text with its path.
fn each_text(value: &mut Value, path: &str, visit: &mut dyn FnMut(&str, &mut String)) {
    match value {
        Value::String(text) => visit(path, text),
        Value::Array(items) => {
            for item in items {
                each_text(item, &format!("{path}[]"), visit);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                each_text(member, &path, visit);
            }
        }
        _ => {}
    }
}
