//! Connections through an HTTP proxy, for tokens and API calls alike.

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use moneyhub_proto::{Error, ErrorKind, hyper::Options, transport::FaultClass};
use moneyhub_sandbox::Sandbox;
use moneyhub_tests::hostile::connecting::Nobody;

use super::{
    adapter::{ATTEMPTS, Adapter, failed, told, unsent},
    certificates::{Authority, SERVICE},
    proxy_server::{Behaviour, Proxy},
    site::Site,
};

on_both_adapters!(
    all_requests_go_through_a_tunnel,
    plain_http_goes_through_a_tunnel_too,
    credentials_are_for_the_proxy_alone,
    a_refusal_is_a_fault_before_anything_was_sent,
    a_proxy_that_hangs_is_given_up_after_the_connect_timeout,
    a_proxy_that_does_not_listen_is_named,
    a_proxy_without_an_address_is_a_fault_of_its_own,
    behind_a_proxy_the_service_is_verified_as_without,
    the_environment_counts_when_it_is_asked_for,
    what_no_proxy_names_is_connected_to_directly,
    loopback_is_connected_to_directly_whatever_the_environment_says,
    what_is_no_proxy_is_an_error_of_configuration,
);

/// A service behind TLS, and a proxy that is the only way to it: its name has no address.
fn behind_a_proxy() -> (Authority, Site, Proxy) {
    let authority = Authority::new();
    let site = Site::start(authority.server());
    let proxy = Proxy::start(Behaviour::TunnelTo(site.port));
    (authority, site, proxy)
}

fn service() -> String {
    format!("https://{SERVICE}")
}

/// Asks for a token and a user, which come through this proxy and in no other way.
fn goes_through(adapter: Adapter, options: Options, site: &Site, proxy: &Proxy) {
    adapter.get(&adapter.client(&service(), options)).unwrap();
    let requests = site.requests();
    let lines: Vec<_> = requests.iter().map(|request| request.line()).collect();
    assert_eq!(lines, ["POST /oidc/token", "GET /users/u1"]);
    // None came another way. A tunnel that is begun as an earlier one gets free may end in front of it.
    assert!(proxy.heads().len() >= site.connections());
}

fn all_requests_go_through_a_tunnel(adapter: Adapter) {
    let (authority, site, proxy) = behind_a_proxy();
    goes_through(adapter, authority.trusted().proxy(proxy.url()), &site, &proxy);
    let host = format!("{SERVICE}:443");
    let expected = format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    assert!(proxy.heads().iter().all(|head| *head == expected), "{:?}", proxy.heads());
}

fn plain_http_goes_through_a_tunnel_too(adapter: Adapter) {
    let sandbox = Sandbox::builder().users(1).start().unwrap();
    let address = sandbox.identity_address();
    let proxy = Proxy::start(Behaviour::TunnelTo(address.port()));
    let client = adapter.client(&sandbox.identity_url(), Options::default().proxy(proxy.url()));
    assert_eq!(adapter.get(&client).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(sandbox.total_requests(), 2);
    let heads = proxy.heads();
    assert!(heads.len() as u64 >= sandbox.connections_accepted());
    assert!(heads[0].starts_with(&format!("CONNECT {address} HTTP/1.1\r\n")), "{heads:?}");
}

fn credentials_are_for_the_proxy_alone(adapter: Adapter) {
    let (authority, site, proxy) = behind_a_proxy();
    let options = authority.trusted().proxy(proxy.url_with("us%40er:s3cr%3Aet"));
    assert!(!format!("{options:?} {options:#?}").contains("s3cr"));
    goes_through(adapter, options, &site, &proxy);
    // us@er:s3cr:et
    let credentials = "\r\nProxy-Authorization: Basic dXNAZXI6czNjcjpldA==\r\n";
    assert!(proxy.heads().iter().all(|head| head.contains(credentials)), "{:?}", proxy.heads());
    for request in site.requests() {
        assert!(!request.text.to_ascii_lowercase().contains("proxy"), "{}", request.text);
    }
}

fn refused_by(adapter: Adapter, proxy: &str, options: Options) -> Error {
    let client = adapter.client(&service(), options.proxy(proxy));
    adapter.post(&client).unwrap_err()
}

/// That the proxy is at fault is in the error, and its credentials are not.
fn names_the_proxy(error: &Error) {
    let told = told(error);
    assert!(told.contains("HTTP proxy"), "{told}");
    for secret in ["s3cret", "dXNlcjpzM2NyZXQ="] {
        assert!(!told.contains(secret), "{told}");
    }
}

fn a_refusal_is_a_fault_before_anything_was_sent(adapter: Adapter) {
    // More than 8 KiB without an end.
    let endless = "HTTP/1.1 200 OK\r\n".to_owned() + &"x: y\r\n".repeat(2000);
    for answer in [
        "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n",
        "HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno",
        "HTTP/1.1 502 Bad Gateway\r\n\r\n",
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        "",
        endless.leak(),
    ] {
        let proxy = Proxy::start(Behaviour::Say(answer));
        let error = refused_by(adapter, &proxy.url_with("user:s3cret"), Options::default());
        names_the_proxy(&error);
        assert_eq!(failed::<()>(Err(error)), unsent(FaultClass::Connect), "{answer:.40}");
        assert_eq!(proxy.heads().len(), ATTEMPTS as usize, "{answer:.40}");
    }
}

fn a_proxy_that_hangs_is_given_up_after_the_connect_timeout(adapter: Adapter) {
    let proxy = Proxy::start(Behaviour::Hang);
    let (start, limit) = (Instant::now(), Duration::from_millis(100));
    let options = Options::default().connect_timeout(limit);
    let error = refused_by(adapter, &proxy.url_with("user:s3cret"), options);
    // Long before the ten seconds that each attempt would have without the option.
    assert!((limit * ATTEMPTS..Duration::from_secs(25)).contains(&start.elapsed()));
    names_the_proxy(&error);
    assert_eq!(failed::<()>(Err(error)), unsent(FaultClass::Connect));
}

fn a_proxy_that_does_not_listen_is_named(adapter: Adapter) {
    let nobody = Nobody::at(Ipv4Addr::LOCALHOST.into()).unwrap();
    let url = format!("http://user:s3cret@{}", nobody.address);
    let error = refused_by(adapter, &url, Options::default());
    names_the_proxy(&error);
    assert_eq!(failed::<()>(Err(error)), unsent(FaultClass::Connect));
}

fn a_proxy_without_an_address_is_a_fault_of_its_own(adapter: Adapter) {
    let error = refused_by(adapter, "http://user:s3cret@proxy.invalid:3128", Options::default());
    names_the_proxy(&error);
    assert_eq!(failed::<()>(Err(error)), unsent(FaultClass::Resolve));
}

fn behind_a_proxy_the_service_is_verified_as_without(adapter: Adapter) {
    let (_, site, proxy) = behind_a_proxy();
    let options = Authority::new().trusted().proxy(proxy.url());
    let client = adapter.client(&service(), options);
    assert_eq!(failed(adapter.post(&client)), unsent(FaultClass::Tls));
    assert_eq!(site.requests().len(), 0);
}

/// Options that take the proxy from an environment of these variables.
fn environment(options: Options, variables: &[(&str, &str)]) -> Options {
    options.proxy_from_environment(|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

fn the_environment_counts_when_it_is_asked_for(adapter: Adapter) {
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let (authority, site, proxy) = behind_a_proxy();
        let options = environment(authority.trusted(), &[(name, &proxy.url())]);
        goes_through(adapter, options, &site, &proxy);
    }
}

fn what_no_proxy_names_is_connected_to_directly(adapter: Adapter) {
    let (authority, _, proxy) = behind_a_proxy();
    let variables = [("HTTPS_PROXY", proxy.url()), ("NO_PROXY", "a.example, .invalid".to_owned())];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let client = adapter.client(&service(), environment(authority.trusted(), &variables));
    // The name has no address.
    assert_eq!(failed(adapter.post(&client)), unsent(FaultClass::Resolve));
    assert_eq!(proxy.heads().len(), 0);
}

fn loopback_is_connected_to_directly_whatever_the_environment_says(adapter: Adapter) {
    let (authority, site, proxy) = behind_a_proxy();
    for host in ["localhost", "127.0.0.1"] {
        let options = environment(authority.trusted(), &[("ALL_PROXY", &proxy.url())]);
        adapter.get(&adapter.client(&site.url(host), options)).unwrap();
    }
    assert_eq!(proxy.heads().len(), 0);
}

fn what_is_no_proxy_is_an_error_of_configuration(adapter: Adapter) {
    for url in ["https://user:s3cret@proxy", "socks5://user:s3cret@proxy", "http://user:s3cret@"] {
        let explicit = Options::default().proxy(url);
        let by_environment = environment(Options::default(), &[("HTTPS_PROXY", url)]);
        for (options, setting) in [(explicit, "proxy "), (by_environment, "HTTPS_PROXY ")] {
            let error = adapter.try_client(&service(), options).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            let told = told(&error);
            assert!(told.contains(setting) && !told.contains("s3cret"), "{told}");
        }
    }
}
