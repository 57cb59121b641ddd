//! The parts of an operation.

use serde::Deserialize;
use serde_json::Value;

use crate::schema::Schema;

/// A service of Moneyhub, with a base URL of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Host {
    /// `https://identity.moneyhub.co.uk`.
    Identity,
    /// `https://api.moneyhub.co.uk/v3`, and `/v2` until it is removed.
    Data,
    /// Categorisation as a service: `https://api.moneyhub.co.uk/caas/v1`.
    Caas,
    /// Pensions and investments: `https://api.moneyhub.co.uk/osip/v1.0`.
    Osip,
}

/// How well a fact is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Moneyhub's swagger document of the data API.
    Swagger,
    /// The types or the code of Moneyhub's own Node client.
    NodeTypes,
    /// A sample in the documentation, an assertion of an integration test, or the live discovery document.
    Sample,
    /// By analogy, from an RFC, or from prose.
    Inferred,
    /// Nothing is known.
    Unknown,
}

/// A part of the path that the caller fills in.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct PathParameter {
    /// The name between the braces.
    pub name: String,
    /// What it looks like, in words: `uuid`, `24 lowercase hex`, `opaque`.
    pub form: String,
}

/// A query parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct QueryParameter {
    /// The name on the wire.
    pub name: String,
    /// `string`, `integer` or `boolean`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether the call fails without it.
    pub required: bool,
    /// Whether it may be given several times, `name=a&name=b`.
    pub repeated: bool,
    /// The least integer.
    pub minimum: Option<i64>,
    /// The greatest integer.
    pub maximum: Option<i64>,
    /// The least number of characters.
    pub min_length: Option<usize>,
    /// The greatest number of characters.
    pub max_length: Option<usize>,
    /// How often a repeated one may be given.
    pub max_items: Option<usize>,
    /// `date` or `uuid`.
    pub format: Option<String>,
    /// A regular expression that it matches.
    pub pattern: Option<String>,
    /// The only values that it takes; empty when it is free.
    #[serde(default, rename = "enum")]
    pub values: Vec<String>,
    /// What its absence means.
    pub default: Option<Value>,
    /// What its absence means where that depends on the version: an object, value by version.
    pub default_by_version: Option<Value>,
    /// How well it is known.
    pub evidence: Evidence,
    /// Notes about it.
    pub note: Option<String>,
}

/// The body of a request.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestBody {
    /// Its media type.
    pub content_type: String,
    /// Whether the call fails without it.
    pub required: bool,
    /// What it contains; a form's and a multipart body's fields are the members of an object.
    #[serde(skip)]
    pub schema: Schema,
    /// How well it is known.
    pub evidence: Evidence,
}

/// What kind of body a success has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyKind {
    /// JSON.
    Json,
    /// Nothing.
    Empty,
    /// Nothing, or some JSON.
    EmptyOrJson,
    /// Bytes of some media type.
    Binary,
    /// Plain text.
    Text,
    /// A page for a browser.
    Html,
    /// A redirect of a browser.
    Redirect,
    /// Unknown: return raw JSON.
    Unknown,
}

/// The answer of an operation that succeeded.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Reply {
    /// What kind of body it has.
    pub kind: ReplyKind,
    /// `data-links-meta`, `data-meta` or `none`, where it is JSON.
    pub envelope: Option<String>,
    /// The whole body, envelope included. `None` when there is no JSON or text to describe.
    #[serde(skip)]
    pub schema: Option<Schema>,
    /// The statuses of a success.
    pub statuses: Vec<u16>,
    /// Whether the sources name exactly these statuses; otherwise accept any 2xx.
    pub exact: bool,
    /// The media types of a binary body.
    #[serde(default)]
    pub content_types: Vec<String>,
    /// Other forms of the same answer.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// How well it is known.
    pub evidence: Evidence,
    /// Notes about it.
    pub note: Option<String>,
}

/// Another form of an answer.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Variant {
    /// When it comes: `onlyCount=true`, `API v3`.
    pub when: String,
    /// The whole body.
    #[serde(skip)]
    pub schema: Schema,
    /// How well it is known.
    pub evidence: Evidence,
    /// Notes about it.
    pub note: Option<String>,
}

/// Whose access token a call carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Token {
    /// The client's, from a `client_credentials` grant.
    Client,
    /// A user's, from a grant with `sub`.
    User,
    /// None: it is public, or the client authenticates itself.
    None,
}

/// Whether a client may retry a call by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Replay {
    /// Always: a second call changes nothing.
    Free,
    /// If the service certainly refused the first one.
    IfRefused,
    /// Never: money may move.
    Never,
}

/// How long an answer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Timeout {
    /// Moneyhub answers by itself, within 60 seconds.
    Normal,
    /// A bank has to answer first, within 120 seconds.
    Bank,
}

/// The scopes that a token needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Scopes {
    /// All of these.
    pub required: Vec<String>,
    /// And one of each of these groups. Request the first of a group.
    #[serde(default, rename = "oneOf")]
    pub one_of: Vec<Vec<String>>,
    /// These may be added.
    #[serde(default)]
    pub optional: Vec<OptionalScope>,
}

/// A scope that adds members to an answer.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct OptionalScope {
    /// The scope.
    pub scope: String,
    /// The members that are absent without it, by path; empty when that is not known.
    pub unlocks: Vec<String>,
    /// Notes about it.
    pub note: Option<String>,
}

/// A row of `endpoints.json`: an operation in the sources' own words.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Listing {
    /// The chapter, such as `accounts`.
    pub area: String,
    /// The scopes that Moneyhub's own client requests.
    pub scopes_client: Vec<String>,
    /// The scopes that the documentation requires.
    pub scopes_docs: Vec<String>,
    /// The query parameters.
    pub query: Vec<String>,
    /// The body of the request.
    pub body: Option<String>,
    /// The status of a success.
    pub status: String,
    /// The body of a success.
    pub response: String,
    /// Whether Moneyhub's Node client has it.
    pub in_node: bool,
    /// Whether the Elixir package `money_hub` has it.
    pub in_elixir: bool,
    /// Whether Moneyhub's documentation has it.
    pub in_docs: bool,
    /// The method of the Node client; empty where it has none.
    pub node_method: String,
    /// The function of the Elixir package; empty where it has none.
    pub elixir_function: String,
    /// Where the Elixir package differs from the other sources.
    pub elixir_note: String,
    /// Other notes.
    pub notes: String,
}
