use super::*;
use crate::ground::error::ErrorKind;

fn builder() -> ConfigBuilder {
    Config::builder().client_id("client").client_secret("secret")
}

fn refusal(builder: ConfigBuilder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    error.to_string()
}

#[test]
fn production_is_the_default() {
    let config = builder().build().unwrap();
    assert_eq!(config.base(Service::Identity).as_str(), "https://identity.moneyhub.co.uk");
    assert_eq!(config.base(Service::Data).as_str(), "https://api.moneyhub.co.uk/v3");
}

#[test]
fn the_identity_url_may_end_in_oidc_and_in_a_slash() {
    for url in
        ["https://id.test", "https://id.test/", "https://id.test/oidc", "https://id.test/oidc/"]
    {
        let config = builder().identity_url(url).build().unwrap();
        assert_eq!(config.base(Service::Identity).as_str(), "https://id.test", "{url}");
    }
}

#[test]
fn a_gateway_prefix_stays() {
    let config = builder().identity_url("https://gate.test/moneyhub/oidc").build().unwrap();
    assert_eq!(config.base(Service::Identity).as_str(), "https://gate.test/moneyhub");
}

#[test]
fn a_version_in_the_api_url_is_the_version() {
    for (url, base) in [
        ("https://api.test", "https://api.test/v3"),
        ("https://api.test/v2.0", "https://api.test/v2.0"),
        ("https://api.test/prefix/v2/", "https://api.test/prefix/v2"),
        ("https://api.test/views", "https://api.test/views/v3"),
    ] {
        let config = builder().api_url(url).build().unwrap();
        assert_eq!(config.base(Service::Data).as_str(), base);
    }
}

#[test]
fn http_is_refused_unless_asked_for_by_name() {
    let http = |url: &str| builder().identity_url(url);
    assert!(refusal(http("http://127.0.0.1:8080")).contains("allow_loopback_http"));
    assert!(http("http://127.0.0.1:8080").allow_loopback_http().build().is_ok());
    assert!(http("http://localhost").allow_loopback_http().build().is_ok());
    assert!(http("http://[::1]:9").allow_loopback_http().build().is_ok());
    assert!(http("http://[fd00::1]").allow_http_host("fd00::1").build().is_ok());
    assert!(http("http://sandbox:8080").allow_http_host("sandbox").build().is_ok());
}

#[test]
fn plain_http_is_allowed_to_the_host_that_was_named_and_no_other() {
    let refused = refusal(builder().identity_url("http://other:8080").allow_http_host("sandbox"));
    assert!(refused.contains("https"), "{refused}");
}

#[test]
fn loopback_is_not_a_matter_of_how_a_name_begins_or_ends() {
    for url in [
        "http://127.0.0.1.evil.test",
        "http://localhost.evil.test",
        "http://evil-localhost",
        "http://10.0.0.1",
    ] {
        let refused = refusal(builder().identity_url(url).allow_loopback_http());
        assert!(refused.contains("https"), "{url}: {refused}");
    }
}

#[test]
fn urls_with_more_than_a_base_are_refused() {
    for url in [
        "",
        "identity",
        "/path",
        "ftp://id.test",
        "https://",
        "https://:443",
        "https://user:pass@id.test",
        "https://id.test?x=1",
        "https://id.test#x",
        "https://id.test/../x",
    ] {
        assert!(refusal(builder().identity_url(url)).starts_with("identity_url"), "{url}");
        assert!(refusal(builder().api_url(url)).starts_with("api_url"), "{url}");
    }
}

#[test]
fn a_secret_needs_a_client_id() {
    let refused = refusal(Config::builder().client_secret("secret"));
    assert_eq!(refused, "client_id is missing");
}

#[test]
fn empty_credentials_are_refused_by_name() {
    assert_eq!(refusal(builder().client_id("")), "client_id is empty");
    assert_eq!(refusal(builder().client_secret("")), "client_secret is empty");
}

#[test]
fn white_space_around_credentials_is_refused_and_not_shown() {
    for secret in ["canary-4711\n", " canary-4711", "canary-4711\t"] {
        let refused = refusal(builder().client_secret(secret));
        assert_eq!(refused, "client_secret has white space around it: trim it");
    }
    let refused = refusal(builder().client_id("client ").client_secret("secret"));
    assert_eq!(refused, "client_id has white space around it: trim it");
}

#[test]
fn scopes_with_commas_in_between_are_refused_with_how_to_write_them() {
    let scopes = || Scopes::parse("user:read,accounts:read").unwrap();
    let expected = "has a scope with a comma in it: separate scopes by spaces";
    assert_eq!(refusal(builder().scopes(scopes())), format!("scopes {expected}"));
    assert_eq!(refusal(builder().user_scopes(scopes())), format!("user_scopes {expected}"));
    let spaced = Scopes::parse("user:read, accounts:read").unwrap();
    assert_eq!(refusal(builder().scopes(spaced)), format!("scopes {expected}"));
    assert!(builder().scopes(Scopes::parse("user:read accounts:read").unwrap()).build().is_ok());
}

#[test]
fn a_client_that_could_prove_nothing_is_refused_and_one_that_has_no_secret_says_so() {
    let refused = refusal(Config::builder().client_id("client"));
    assert!(refused.starts_with("client_authentication is missing: with client_id"), "{refused}");
    let public =
        Config::builder().client_id("client").client_authentication(ClientAuthentication::None);
    public.build().unwrap();
    Config::builder().build().unwrap();
}

#[test]
fn a_host_for_http_is_a_name_without_port_scheme_and_path() {
    for (host, words) in [
        ("sandbox:4600", "without the port"),
        ("[::1]:4600", "without the port"),
        ("http://sandbox", "without a scheme"),
        ("sandbox/oidc", "or a path"),
    ] {
        let refused = refusal(builder().allow_http_host(host));
        assert!(refused.starts_with("allow_http_host must be a host name"), "{refused}");
        assert!(refused.contains(words), "{host}: {refused}");
    }
    for host in ["sandbox", "::1", "[::1]", "10.0.0.7"] {
        builder().allow_http_host(host).build().unwrap();
    }
}

#[test]
fn a_user_agent_must_fit_into_a_header() {
    assert!(refusal(builder().user_agent("two\nlines")).starts_with("user_agent"));
}

#[test]
fn a_version_must_look_like_one() {
    for version in ["../v3", "v", "v.3", "v3x", "vx"] {
        let refused = refusal(builder().api_version(version));
        assert!(refused.starts_with("api_version"), "{version}: {refused}");
    }
}

#[test]
fn a_port_is_a_number() {
    for port in ["844;", "65979", "x"] {
        let refused = refusal(builder().identity_url(format!("https://id.test:{port}")));
        assert!(refused.contains("has a port that is not a number"), "{port}: {refused}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let builder = builder().client_secret("canary-4711");
    assert!(!format!("{builder:?}").contains("canary-4711"));
    assert!(!format!("{:?}", builder.build().unwrap()).contains("canary-4711"));
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    let base = BaseUrl::parse("identity_url", "https://id.test/prefix").unwrap();
    for (url, same) in [
        ("https://id.test/other?x=1", true),
        ("https://ID.test:443/", true),
        ("http://id.test/", false),
        ("https://id.test:8443/", false),
        ("https://id.test:/", true),
        ("https://id.test:443;/", false),
        ("https://id.test:65979/", false),
        ("https://id.test.evil.test/", false),
        ("https://id.test@evil.test/", false),
        ("https://user@id.test/", false),
        ("https://id.test:443@id.test:443/", false),
        ("/users", false),
    ] {
        assert_eq!(base.is_origin_of(&url.parse().unwrap()), same, "{url}");
    }
}

mod endpoint_origins;
mod identity;

#[test]
fn a_base_url_whose_path_climbs_is_refused_however_it_is_written() {
    for path in
        ["/a/..", "/%2e%2e/b", "/%2E./b", "/%252e%252e", "/a%2f..%2fb", "/..\\b", "/a\\b", "/a%5cb"]
    {
        let url = format!("https://gate.test{path}");
        for builder in [builder().identity_url(&url), builder().api_url(&url)] {
            assert!(!refusal(builder).contains("gate.test"), "{path}");
        }
    }
    for path in ["/a..b", "/...", "/a%20b", "/%2e%2ea"] {
        let url = format!("https://gate.test{path}");
        builder().identity_url(&url).build().unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}
