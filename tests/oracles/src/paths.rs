//! No id leaves its path segment, and no value its query parameter.

use bytes::Bytes;
use http::{Request, Uri};
use moneyhub_proto::{
    AccessToken, Endpoint, Error, ErrorKind, Outcome, RawCall, Service, codec, users,
};

use crate::{
    endpoints::{self, Ids, Visit},
    naive,
};

/// The longest id, in bytes, that has to be accepted.
const LONGEST: usize = 512;

/// For every endpoint and any ids: the request is refused before it is sent, if and only if one of
/// its ids can't be a segment; or its URI, split naively, has the scheme, authority, prefix,
/// segments and query keys of the documentation, with every colon literal.
///
/// # Panics
///
/// If the law is broken.
pub fn ids_stay_in_their_segments(ids: Ids<'_>) {
    endpoints::visit_all(ids, &mut Paths { searched: ids.connection });
}

/// A raw call with any query: the same names and values come out, in the same order, behind one
/// question mark; or nothing is sent because the URL would be longer than the `http` crate takes.
///
/// # Panics
///
/// If the law is broken.
pub fn query_values_round_trip(pairs: &[(String, String)]) {
    let mut call = RawCall::get(Service::Identity, "/things", &[]);
    for (name, value) in pairs {
        call = call.query(name.clone(), value);
    }
    let longest = pairs.iter().map(|(name, value)| name.len() + value.len());
    let request = match codec::encode(&call, &endpoints::config(), &token()) {
        Ok(request) => request,
        Err(error) => {
            assert!(longest.sum::<usize>() > 20_000, "a query was refused: {error}");
            return assert_not_sent(&error);
        }
    };
    let text = request.uri().to_string();
    let query = text.split_once('?').map_or("", |(_, query)| query);
    assert!(!query.contains(['?', '#', '/', ' ']), "a query is not encoded: {query}");
    let decoded = naive::form_decoded(query).expect("a query is a form");
    assert_eq!(decoded, pairs, "a query has changed on its way into the URL");
}

struct Paths<'a> {
    /// An id that is searched for in a list, and is not in the path.
    searched: &'a str,
}

impl Visit for Paths<'_> {
    fn visit<E: Endpoint>(&mut self, endpoint: &E, base: &str, segments: &[&str], keys: &[&str]) {
        let request = codec::encode(endpoint, &endpoints::config(), &token());
        let searches = E::OPERATION.facts.name == users::GetConnection::OPERATION.facts.name;
        let unusable = segments.iter().any(|segment| !can_be_a_segment(segment))
            || (searches && !can_be_a_segment(self.searched));
        match request {
            Err(error) => {
                assert!(unusable, "{}: good ids were refused: {error}", E::OPERATION.facts.name);
                assert_not_sent(&error);
                let name = match E::OPERATION.facts.name {
                    "raw" => endpoints::RAW_TEMPLATE,
                    name => name,
                };
                assert_eq!(error.endpoint(), Some(name), "an error names its endpoint");
            }
            Ok(request) => {
                assert!(
                    !unusable,
                    "{}: an unusable id was sent: {segments:?}",
                    E::OPERATION.facts.name
                );
                assert_same_place::<E>(&request, base, segments, keys);
            }
        }
    }
}

fn assert_same_place<E: Endpoint>(
    request: &Request<Bytes>,
    base: &str,
    segments: &[&str],
    keys: &[&str],
) {
    let name = E::OPERATION.facts.name;
    let text = request.uri().to_string();
    let rest = text.strip_prefix(base).and_then(|rest| rest.strip_prefix('/'));
    let rest = rest.unwrap_or_else(|| panic!("{name}: {text} is not below {base}"));
    assert!(!rest.contains('#'), "{name}: {text} has a fragment");
    assert!(rest.matches('?').count() <= 1, "{name}: {text} has two queries");
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));

    let raw: Vec<&str> = path.split('/').collect();
    assert_eq!(raw.len(), segments.len(), "{name}: {text} has other segments");
    for (raw, segment) in raw.iter().zip(segments) {
        let decoded = naive::percent_decoded(raw);
        assert_eq!(decoded.as_deref(), Some(*segment), "{name}: a segment has changed");
        assert!(*raw != "." && *raw != "..", "{name}: a dot segment");
        assert!(
            raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:%".contains(&byte)),
            "{name}: {raw} has a character that is not encoded"
        );
        let colons = |text: &str| text.matches(':').count();
        assert_eq!(colons(raw), colons(segment), "{name}: a colon is not literal");
    }
    let pairs = naive::form_decoded(query).expect("a query is a form");
    let found: Vec<&str> = pairs.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(found, keys, "{name}: other query keys");

    let parsed: Uri = text.parse().expect("a request has a URI that can be parsed");
    let base: Uri = base.parse().expect("the base is a URI");
    assert_eq!(parsed.scheme(), base.scheme(), "{name}: another scheme");
    assert_eq!(parsed.authority(), base.authority(), "{name}: another authority");
}

fn assert_not_sent(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Request, "the caller is to blame: {error}");
    assert_eq!(error.outcome(), Outcome::NotSent, "nothing was sent: {error}");
    assert!(!error.is_retryable(), "the same call will never do better: {error}");
}

fn can_be_a_segment(id: &str) -> bool {
    !matches!(id, "" | "." | "..")
        && id.len() <= LONGEST
        && !id.contains(char::is_control)
        && !id.contains(['/', '\\'])
}

fn token() -> AccessToken {
    AccessToken::new("token").expect("the token is good")
}
