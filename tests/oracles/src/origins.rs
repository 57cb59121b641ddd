//! Nothing is sent to an origin that was not configured.

use http::Request;
use moneyhub_proto::{
    AccessToken, Config, Error, ErrorKind, Outcome, Page, RawCall, Service, Window, bytes::Bytes,
    codec, config::DiscoveryDocument, identity, page::Walk, users,
};
use serde_json::json;

use crate::{
    endpoints::{self, IDENTITY},
    naive, quoting,
};

/// The origin of [`IDENTITY`].
const ORIGIN: &str = "https://identity.example:8443";
/// One that is named for endpoints beside it.
const NAMED: &str = "https://identity.example:443";

/// Any text as the link to the next page: refused by an error of paging, or the next request is of
/// the same list, on the configured origin, with its own filter where the link has none.
///
/// # Panics
///
/// If the law is broken.
pub fn links_stay_at_home(link: &str) {
    let config = endpoints::config();
    let (walk, turned) = followed(link);
    if let Err(error) = turned {
        assert_eq!(error.kind(), ErrorKind::Paging, "{error}");
        assert_eq!(error.outcome(), Outcome::Accepted, "the page itself is good: {error}");
        assert!(walk.next_page().is_none(), "an error ends a walk");
        return quoting::assert_repeats_nothing(link.as_bytes(), |link| {
            let (_, turned) = followed(&String::from_utf8_lossy(link));
            Some(quoting::shown(&turned.err()?))
        });
    }
    let next = walk.next_page().expect("a link that is followed leads somewhere");
    let token = AccessToken::new("token").expect("the token is good");
    let request = match codec::encode(&next, &config, &token) {
        Ok(request) => request,
        Err(error) => {
            assert!(link.len() > 20_000, "a link was followed and then refused: {error}");
            return;
        }
    };
    let text = request.uri().to_string();
    let query = text.strip_prefix(IDENTITY).and_then(|rest| rest.strip_prefix("/users?"));
    let query = query.unwrap_or_else(|| panic!("{link} leads to {text}"));
    let pairs = naive::form_decoded(query).expect("a query is a form");
    for name in ["isDemo", "limit"] {
        assert!(pairs.iter().any(|(known, _)| known == name), "{link} has lost {name}");
    }
}

/// A walk whose first page, of one user, had this link.
fn followed(link: &str) -> (Walk<users::List>, Result<(), Error>) {
    let window = Window { limit: 1, offset: 0 };
    let mut walk = Walk::new(users::List { window, is_demo: Some(true) });
    let page = json!({ "data": [{ "userId": "u" }], "links": { "next": link } });
    let page: Page<users::User> = serde_json::from_value(page).expect("any text can be a link");
    let turned = walk.turn(&endpoints::config(), &page);
    (walk, turned)
}

/// Any texts as the endpoints of a discovery document: it is refused, or each of them lies, by a
/// plain reading, on an origin that was configured: the service's, or also one that is named. Plain
/// URLs there are accepted.
///
/// # Panics
///
/// If the law is broken.
pub fn discovered_endpoints_stay_at_home(urls: &[String; 4]) {
    let [authorization, token, keys, pushed] = urls;
    let issuer = format!("{IDENTITY}/oidc");
    let mut document = DiscoveryDocument::new(issuer, authorization, token, keys);
    let given = if pushed.is_empty() { &urls[..3] } else { &urls[..] };
    document.pushed_authorization_request_endpoint =
        (!pushed.is_empty()).then(|| pushed.to_owned());
    let named = endpoints::builder().allow_endpoint_origin(NAMED).build();
    let named = named.expect("the settings are good");
    for (config, origins) in [(endpoints::config(), &[ORIGIN][..]), (named, &[ORIGIN, NAMED][..])] {
        let on_one = |is_on: fn(&str, &str) -> bool, url: &str| {
            origins.iter().any(|origin| is_on(origin, url))
        };
        match document.check(&config) {
            Ok(()) => {
                let stray = given.iter().find(|url| !on_one(is_at, url));
                assert_eq!(stray, None, "an endpoint of another origin is trusted");
            }
            Err(error) => {
                let good = given.iter().all(|url| on_one(is_plainly_at, url));
                assert!(!good, "a good document is refused: {error}");
            }
        }
    }
}

/// Any texts as the URLs of the two services: a configuration error that does not repeat them, or
/// every request goes, over https, to the host and port that they name.
///
/// # Panics
///
/// If the law is broken.
pub fn requests_go_where_they_are_configured(identity_url: &str, api_url: &str) {
    let builder = Config::builder().identity_url(identity_url).api_url(api_url);
    let config = match builder.client_id("client").client_secret("secret").build() {
        Ok(config) => config,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
            assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
            return quoting::assert_repeats_nothing(identity_url.as_bytes(), |url| {
                let builder = Config::builder().identity_url(String::from_utf8_lossy(url));
                Some(quoting::shown(&builder.build().err()?))
            });
        }
    };
    let token = AccessToken::new("token").expect("the token is good");
    let list = codec::encode(&users::List::default(), &config, &token);
    assert_goes_to(&list.expect("the call is good"), identity_url, "/users?limit=100&offset=0");
    let discovery = codec::encode_without_token(&identity::GetDiscoveryDocument, &config);
    let path = "/oidc/.well-known/openid-configuration";
    assert_goes_to(&discovery.expect("the call is good"), identity_url, path);
    let raw = RawCall::get(Service::Data, "/accounts", &[]);
    let accounts = codec::encode(&raw, &config, &token);
    assert_goes_to(&accounts.expect("the call is good"), api_url, "/accounts");
}

fn assert_goes_to(request: &Request<Bytes>, base: &str, end: &str) {
    let text = request.uri().to_string();
    let (expected, found) = (authority(base), authority(&text));
    assert!(found.is_some() && found == expected, "{base:?} is asked at {text}");
    assert!(text.ends_with(end), "{base:?} is asked for {text}");
    let [base, uri] = [base, &text].map(|text| text.as_bytes()[..8].to_ascii_lowercase());
    assert!(base == b"https://" && uri == base, "{text} is not asked over https");
}

/// Host and port, between `//` and what ends them.
fn authority(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let usable = !authority.is_empty() && !authority.contains(['@', '\\']);
    usable.then(|| authority.to_ascii_lowercase())
}

/// Whether a URL is on an origin, which is written with its port.
fn is_at(origin: &str, url: &str) -> bool {
    let https = url.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    let authority = authority(url).unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((&authority, ""));
    let port = if port.is_empty() { "443" } else { port.trim_start_matches('0') };
    let origin = origin.strip_prefix("https://").and_then(|origin| origin.split_once(':'));
    https && origin == Some((host, port))
}

fn is_plainly_at(origin: &str, url: &str) -> bool {
    url.strip_prefix(origin).and_then(|rest| rest.strip_prefix('/')).is_some_and(|path| {
        path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte))
    })
}
