//! Links that name the service itself while requests go to a gateway in front of it.

use super::*;
use crate::{config::ConfigBuilder, ground::error::ErrorKind};

const ISSUER: &str = "https://identity.moneyhub.co.uk/oidc";

fn gateway() -> ConfigBuilder {
    Config::builder()
        .identity_url("https://gate.test/identity")
        .issuer(ISSUER)
        .api_url("https://gate.test/api")
}

/// A list of the data API.
struct Accounts;

impl Endpoint for Accounts {
    type Output = Page<User>;
    const OPERATION: Operation<Self::Output> =
        Service::Data.get("accounts", "/accounts", crate::codec::decode::page);
}

/// Where the walk of an endpoint goes after a page with this link.
fn followed<E>(endpoint: E, config: ConfigBuilder, link: &str) -> Result<String, Error>
where
    E: Paged<Item = User> + Endpoint<Output = Page<User>>,
{
    let config = config.build().unwrap();
    let mut walk = Walk::new(endpoint);
    walk.turn(&config, &linked(users(0..1), link))?;
    let token = crate::ground::secret::AccessToken::new("token").unwrap();
    let request = crate::codec::encode(&walk.next_page().unwrap(), &config, &token)?;
    Ok(request.uri().to_string())
}

fn of_users(config: ConfigBuilder, link: &str) -> Result<String, Error> {
    followed(List { window: Window { limit: 1, offset: 0 }, is_demo: None }, config, link)
}

fn assert_foreign(followed: Result<String, Error>) {
    let error = followed.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Paging, Outcome::Accepted));
    assert!(error.to_string().contains("another origin"), "{error}");
}

#[test]
fn a_link_of_the_issuer_s_origin_is_followed_on_the_gateway() {
    let link = "https://identity.moneyhub.co.uk/users?limit=1&offset=1";
    let url = of_users(gateway(), link).unwrap();
    assert_eq!(url, "https://gate.test/identity/users?limit=1&offset=1");
}

#[test]
fn what_the_identity_service_calls_itself_takes_the_place_of_the_issuer_s_origin() {
    let config = || gateway().identity_upstream_url("http://users.internal:8080/any/path");
    let url = of_users(config(), "http://users.internal:8080/users?offset=1").unwrap();
    assert_eq!(url, "https://gate.test/identity/users?limit=1&offset=1");
    assert_foreign(of_users(config(), "https://identity.moneyhub.co.uk/users?offset=1"));
}

#[test]
fn a_link_of_the_gateway_itself_is_followed_as_before() {
    let url = of_users(gateway(), "https://gate.test/elsewhere/users?offset=1").unwrap();
    assert_eq!(url, "https://gate.test/identity/users?limit=1&offset=1");
}

#[test]
fn what_the_data_api_calls_itself_has_to_be_told() {
    let link = "https://api.moneyhub.co.uk/v3/accounts?offset=1";
    assert_foreign(followed(Accounts, gateway(), link));
    let config = gateway().api_upstream_url("https://api.moneyhub.co.uk");
    let url = followed(Accounts, config, link).unwrap();
    assert_eq!(url, "https://gate.test/api/v3/accounts?offset=1");
}

#[test]
fn one_service_is_not_the_upstream_of_the_other() {
    let config = || gateway().api_upstream_url("https://api.moneyhub.co.uk");
    assert_foreign(of_users(config(), "https://api.moneyhub.co.uk/users?offset=1"));
    let link = "https://identity.moneyhub.co.uk/v3/accounts?offset=1";
    assert_foreign(followed(Accounts, config(), link));
}

#[test]
fn another_port_scheme_or_user_info_is_another_origin() {
    for link in [
        "https://identity.moneyhub.co.uk:8443/users?offset=1",
        "http://identity.moneyhub.co.uk/users?offset=1",
        "https://a@identity.moneyhub.co.uk/users?offset=1",
        "https://identity.moneyhub.co.uk.evil.test/users?offset=1",
    ] {
        assert_foreign(of_users(gateway(), link));
    }
}

#[test]
fn an_upstream_that_is_no_url_is_refused_by_its_name() {
    for (config, setting) in [
        (gateway().identity_upstream_url("users.internal"), "identity_upstream_url"),
        (gateway().api_upstream_url("ftp://api.test"), "api_upstream_url"),
    ] {
        let error = config.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(setting), "{error}");
    }
}
