//! The table of all operations: which there are, which token and scopes each needs, what a query
//! and a body may say, and a sample of each answer.

mod query;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use http::Method;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::moneyhub_reference;
use query::Parameter;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    Identity,
    Data,
    Caas,
    Osip,
}

/// Which edition of the data API; the other hosts have one each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V2,
    V3,
    Only,
}

/// Whose token opens an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    None,
    Client,
    User,
}

#[derive(Debug)]
pub(crate) struct Operation {
    id: &'static str,
    method: Method,
    host: Host,
    path: Vec<Segment>,
    in_v3: bool,
    query: Vec<Parameter>,
    body: Option<Body>,
    status: u16,
    media_type: Option<&'static str>,
    token: Token,
    required: Vec<String>,
    choices: Vec<Vec<String>>,
    unlocks: Vec<(String, Vec<String>)>,
}

#[derive(Debug)]
enum Segment {
    Literal(&'static str),
    Parameter,
}

/// The body that an operation takes.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) media_type: &'static str,
    pub(crate) required: bool,
    schema: &'static Value,
}

/// What a method and a path are.
#[derive(Debug)]
pub(crate) enum Found {
    Nothing,
    /// v3 does not have it any more.
    Removed,
    /// The path is known with these methods only, in the form of an `Allow` header.
    Methods(String),
    Operation(&'static Operation, Vec<String>),
}

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    moneyhub_reference::operations().iter().map(|(id, entry)| Operation::new(id, entry)).collect()
});

/// Operations with routes of their own, and some that the sandbox lacks.
const ELSEWHERE: [&str; 4] = ["consents.", "oidc.", "users.", "wellknown.openid_configuration"];

/// The operation with this method and path. Where several paths fit, the one with a name in place
/// of a parameter is meant.
pub(crate) fn find(host: Host, version: Version, method: &Method, path: &str) -> Found {
    let elsewhere =
        |operation: &Operation| ELSEWHERE.iter().any(|start| operation.id.starts_with(start));
    let fitting = OPERATIONS.iter().filter(|operation| operation.host == host);
    let fitting = fitting.filter(|operation| !elsewhere(operation));
    let fitting = fitting.filter_map(|operation| {
        let parameters = operation.parameters(path)?;
        Some((operation, parameters))
    });
    let fitting: Vec<_> = fitting.collect();
    let Some(fewest) = fitting.iter().map(|(_, parameters)| parameters.len()).min() else {
        return Found::Nothing;
    };
    let there: Vec<_> = fitting.into_iter().filter(|(_, found)| found.len() == fewest).collect();
    let removed = |operation: &Operation| version == Version::V3 && !operation.in_v3;
    if there.iter().all(|(operation, _)| removed(operation)) {
        return Found::Removed;
    }
    let mut methods = BTreeMap::new();
    for (operation, parameters) in there {
        if removed(operation) {
            continue;
        }
        if operation.method == *method {
            return Found::Operation(operation, parameters);
        }
        methods.insert(operation.method.as_str(), ());
    }
    let methods: Vec<&str> = methods.into_keys().collect();
    Found::Methods(methods.join(", "))
}

/// Every scope that opens an operation or a part of one.
pub(crate) fn scopes() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().flat_map(|operation| {
        let unlocks = operation.unlocks.iter().map(|(scope, _)| scope);
        let choices = operation.choices.iter().flatten();
        operation.required.iter().chain(choices).chain(unlocks).map(String::as_str)
    })
}

impl Operation {
    fn new(id: &'static str, entry: &'static Value) -> Self {
        let text = |name: &str| entry[name].as_str().unwrap_or_default();
        let path = text("path").trim_start_matches('/').split('/');
        let scopes = &entry["scopes"];
        let unlocks = scopes["optional"].as_array().into_iter().flatten().map(|optional| {
            let scope = optional["scope"].as_str().unwrap_or_default().to_owned();
            let data = texts(&optional["unlocks"]).into_iter();
            let inside = data.filter_map(|path| path.strip_prefix("data.").map(str::to_owned));
            (scope, inside.collect())
        });
        let choices = scopes["oneOf"].as_array().into_iter().flatten().map(texts);
        let versions = texts(&entry["versions"]);
        let parameters = entry["query"].as_array().into_iter().flatten();
        let reply = &entry["reply"];
        Self {
            id,
            method: Method::from_bytes(text("method").as_bytes()).unwrap_or(Method::GET),
            host: match text("host") {
                "data" => Host::Data,
                "caas" => Host::Caas,
                "osip" => Host::Osip,
                _ => Host::Identity,
            },
            path: path.map(Segment::of).collect(),
            in_v3: versions.iter().any(|version| version == "v3"),
            query: parameters.map(Parameter::new).collect(),
            body: Body::of(&entry["requestBody"]),
            status: status(&reply["statuses"]),
            media_type: reply["contentTypes"][0].as_str(),
            token: match text("token") {
                "client" => Token::Client,
                "user" => Token::User,
                _ => Token::None,
            },
            required: texts(&scopes["required"]),
            choices: choices.collect(),
            unlocks: unlocks.collect(),
        }
    }

    pub(crate) fn id(&self) -> &'static str {
        self.id
    }

    pub(crate) fn token(&self) -> Token {
        self.token
    }

    /// The scopes that are all needed.
    pub(crate) fn required(&self) -> &[String] {
        &self.required
    }

    /// The scopes of which one each is needed.
    pub(crate) fn choices(&self) -> &[Vec<String>] {
        &self.choices
    }

    /// What to ask a token for, in the form of a `scope`.
    pub(crate) fn scopes(&self) -> String {
        let choices = self.choices.iter().filter_map(|choice| choice.first());
        let all: Vec<&str> = self.required.iter().chain(choices).map(String::as_str).collect();
        all.join(" ")
    }

    /// The members of the answer that further scopes unlock.
    pub(crate) fn unlocks(&self) -> &[(String, Vec<String>)] {
        &self.unlocks
    }

    pub(crate) fn body(&self) -> Option<&Body> {
        self.body.as_ref()
    }

    /// The status of success.
    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// Of an answer that is not JSON.
    pub(crate) fn media_type(&self) -> Option<&'static str> {
        self.media_type
    }

    pub(crate) fn sample(&self, version: Version) -> Option<Value> {
        let newer = (version == Version::V3)
            .then(|| moneyhub_reference::sample(&format!("{}.v3", self.id)))
            .flatten();
        newer.or_else(|| moneyhub_reference::sample(self.id))
    }

    /// What is wrong with a query.
    pub(crate) fn check_query(
        &self,
        pairs: &[(String, String)],
        version: Version,
    ) -> Result<(), String> {
        query::check(&self.query, pairs, version)
    }

    /// The values of the path's parameters, decoded, where the path is this one.
    fn parameters(&self, path: &str) -> Option<Vec<String>> {
        let mut found = Vec::new();
        let mut segments = path.trim_start_matches('/').split('/');
        for expected in &self.path {
            let segment = segments.next()?;
            let decoded = percent_decode_str(segment).decode_utf8().ok()?;
            match expected {
                Segment::Literal(literal) if *literal == decoded => {}
                Segment::Literal(_) => return None,
                Segment::Parameter if decoded.is_empty() => return None,
                Segment::Parameter => found.push(decoded.into_owned()),
            }
        }
        segments.next().is_none().then_some(found)
    }
}

impl Segment {
    fn of(text: &'static str) -> Self {
        if text.starts_with('{') { Self::Parameter } else { Self::Literal(text) }
    }
}

impl Body {
    fn of(entry: &'static Value) -> Option<Self> {
        Some(Self {
            media_type: entry["contentType"].as_str()?,
            required: entry["required"].as_bool().unwrap_or(true),
            schema: &entry["schema"],
        })
    }

    /// What is wrong with a body.
    pub(crate) fn check(&self, body: &Value) -> Result<(), String> {
        moneyhub_reference::check(self.schema, body)
    }
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The first of those that are documented.
fn status(statuses: &Value) -> u16 {
    let first = statuses[0].as_u64().and_then(|status| u16::try_from(status).ok());
    first.unwrap_or(200)
}
