//! Nobody who reads a URL as browsers do, or decodes it first, finds another resource in it.

use moneyhub_proto::{AccessToken, Config, codec, config::DiscoveryDocument, users};
use proptest::prelude::*;
use url::Url;

/// Paths that are made to be read in two ways.
fn path() -> impl Strategy<Value = String> {
    let part = prop::sample::select(
        &[
            "/", "\\", ".", "..", "%2e", "%2E", "%252e", "%2f", "%5c", "%255C", "a", "oidc", "%",
            "%41", ";", ":", "@", "\t", "%09",
        ][..],
    );
    prop::collection::vec(part, 0..8).prop_map(|parts| format!("/{}", parts.concat()))
}

/// WHATWG's reading of an accepted URL is ours: nothing was resolved away, however often its path is
/// decoded before.
fn assert_normal(text: &str) {
    let mut path = Url::parse(text).expect("an accepted URL is a URL").path().to_owned();
    assert_eq!(path, text.split('?').next().unwrap()["https://gate.test".len()..], "{text}");
    for _ in 0..4 {
        let decoded: Vec<u8> = percent_encoding::percent_decode_str(&path).collect();
        path = String::from_utf8_lossy(&decoded).into_owned();
        // What the parser itself takes out has no part in this.
        path.retain(|character| !matches!(character, '\t' | '\n' | '\r' | '?' | '#'));
        let read = Url::parse(&format!("https://gate.test{path}")).expect("a path is a path");
        let segments = read.path_segments().expect("it has a path").count();
        assert_eq!(segments, path.split('/').count() - 1, "{text}: {path} is {read}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn an_accepted_base_url_is_read_by_all_alike(path in path()) {
        let base = format!("https://gate.test{path}");
        let config = Config::builder().identity_url(&base).client_id("client").client_secret("secret");
        if let Ok(config) = config.build() {
            let token = AccessToken::new("token").unwrap();
            let request = codec::encode(&users::List::default(), &config, &token).unwrap();
            assert_normal(&request.uri().to_string());
        }
    }

    #[test]
    fn an_accepted_endpoint_is_read_by_all_alike(path in path()) {
        let config = Config::builder().identity_url("https://gate.test").build().unwrap();
        let url = format!("https://gate.test{path}");
        let document = DiscoveryDocument::new("https://gate.test/oidc", &url, &url, &url);
        if document.check(&config).is_ok() {
            assert_normal(&url);
        }
    }
}
