//! The error message for a failed connection: the host, the route, the root cause and advice; but no id,
//! query or credentials.

use std::{
    net::{Ipv4Addr, TcpListener},
    thread,
    time::Duration,
};

use moneyhub_proto::hyper::{Options, rustls::version::TLS12};
use moneyhub_tests::hostile::connecting::{Full, Nobody};
use rcgen::{CertificateParams, date_time_ymd};

use super::{
    adapter::Adapter,
    certificates::{Authority, SERVICE},
    proxy_server::{Behaviour, Proxy},
    site::Site,
};

on_both_adapters!(
    a_refused_connection_names_host_and_port_and_asks_whether_they_are_right,
    one_that_hangs_names_the_time_and_asks_for_a_firewall,
    a_name_without_an_address_is_told,
    a_proxy_that_is_not_there_is_told_from_the_service_behind_it,
    a_proxy_without_an_address_is_told_from_the_service_behind_it,
    a_proxy_that_wants_a_password_is_told_from_one_that_refuses,
    a_proxy_that_hangs_is_named,
    an_authority_that_is_not_trusted_is_told_with_the_option_that_adds_it,
    a_certificate_of_another_name_is_told,
    an_expired_certificate_is_told,
    a_server_that_wants_a_certificate_is_told,
    http_where_https_is_expected_is_told,
    the_host_of_a_token_request_is_named_too,
);

/// The line of a POST that reaches nobody.
fn line(adapter: Adapter, url: &str, options: Options) -> String {
    let error = adapter.post(&adapter.client(url, options)).unwrap_err();
    let line = error.to_string();
    assert!(line.starts_with("users.create: "), "{line}");
    assert!(line.ends_with("(after 3 attempts); the call was not sent"), "{line}");
    for forbidden in ["u1", "a-token", "?limit", "/users", "s3cret", "dXNlcjpzM2NyZXQ"] {
        assert!(!line.contains(forbidden), "{forbidden} in {line}");
    }
    line
}

fn says(line: &str, parts: &[&str]) {
    let mut rest = line;
    for part in parts {
        let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("no {part:?} in {line}"));
        rest = after;
    }
}

fn a_refused_connection_names_host_and_port_and_asks_whether_they_are_right(adapter: Adapter) {
    let nobody = Nobody::at(Ipv4Addr::LOCALHOST.into()).unwrap();
    let address = nobody.address.to_string();
    let line = line(adapter, &format!("http://{address}"), Options::default());
    let advice = "; are host and port right, and is something running there?";
    says(&line, &["the connection could not be made: ", &address, ": ", "refused", advice]);
}

fn one_that_hangs_names_the_time_and_asks_for_a_firewall(adapter: Adapter) {
    let full = Full::at(Ipv4Addr::LOCALHOST.into()).unwrap();
    let options = Options::default().connect_timeout(Duration::from_millis(100));
    let address = full.address.to_string();
    let line = line(adapter, &format!("http://{address}"), options);
    says(&line, &[&address, ": no connection within 100 ms; is there a firewall in between"]);
}

fn a_name_without_an_address_is_told(adapter: Adapter) {
    let line = line(adapter, "https://no-such-host.invalid", Options::default());
    let class = "the host name could not be resolved: no-such-host.invalid: ";
    says(&line, &[class, "; is the name spelt right"]);
}

/// The line when this is the proxy.
fn by_proxy(adapter: Adapter, proxy: &str, options: Options) -> String {
    line(
        adapter,
        &format!("https://{SERVICE}"),
        options.proxy(format!("http://user:s3cret@{proxy}")),
    )
}

fn a_proxy_that_is_not_there_is_told_from_the_service_behind_it(adapter: Adapter) {
    let nobody = Nobody::at(Ipv4Addr::LOCALHOST.into()).unwrap();
    let address = nobody.address.to_string();
    let line = by_proxy(adapter, &address, Options::default());
    let way = format!("{SERVICE} through the HTTP proxy {address}: ");
    says(&line, &[&way, "refused", "; the proxy was not reached"]);
}

fn a_proxy_without_an_address_is_told_from_the_service_behind_it(adapter: Adapter) {
    let line = by_proxy(adapter, "proxy.invalid:3128", Options::default());
    let way = format!("{SERVICE} through the HTTP proxy proxy.invalid:3128: ");
    says(&line, &[&way, "; the proxy's name has no address"]);
}

fn a_proxy_that_wants_a_password_is_told_from_one_that_refuses(adapter: Adapter) {
    for (answer, advice) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            "; the proxy requires other credentials",
        ),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "; the proxy was reached but made no connection"),
    ] {
        let proxy = Proxy::start(Behaviour::Say(answer));
        let address = proxy.url().replace("http://", "");
        let line = by_proxy(adapter, &address, Options::default());
        says(&line, &[SERVICE, " through the HTTP proxy ", &address, advice]);
    }
}

fn a_proxy_that_hangs_is_named(adapter: Adapter) {
    let proxy = Proxy::start(Behaviour::Hang);
    let address = proxy.url().replace("http://", "");
    let options = Options::default().connect_timeout(Duration::from_millis(100));
    let line = by_proxy(adapter, &address, options);
    says(&line, &[&address, ": no connection within 100 ms; is the proxy running"]);
}

fn an_authority_that_is_not_trusted_is_told_with_the_option_that_adds_it(adapter: Adapter) {
    let site = Site::start(Authority::new().server());
    let line = line(adapter, &site.url("localhost"), Options::default());
    let host = format!("localhost:{}: ", site.port);
    let class = "the TLS connection could not be trusted or made: ";
    says(&line, &[class, &host, "UnknownIssuer", "`Options::root_certificates`"]);
}

fn a_certificate_of_another_name_is_told(adapter: Adapter) {
    let authority = Authority::new();
    let other_name = |params: &mut CertificateParams| {
        let other = CertificateParams::new(["other.example".to_owned()]).unwrap();
        params.subject_alt_names = other.subject_alt_names;
    };
    let site = Site::start(authority.server_with(other_name));
    let line = line(adapter, &site.url("localhost"), authority.trusted());
    says(&line, &["other.example", "; the certificate is for another host"]);
}

fn an_expired_certificate_is_told(adapter: Adapter) {
    let authority = Authority::new();
    let expired = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);
    let site = Site::start(authority.server_with(expired));
    let line = line(adapter, &site.url("localhost"), authority.trusted());
    says(&line, &["expired", "; is this machine's clock right?"]);
}

fn a_server_that_wants_a_certificate_is_told(adapter: Adapter) {
    let authority = Authority::new();
    let site = Site::start(authority.server_for(&[&TLS12], authority.own_clients()));
    let line = line(adapter, &site.url("localhost"), authority.trusted());
    says(&line, &["alert", "`Options::client_certificate`"]);
}

fn http_where_https_is_expected_is_told(adapter: Adapter) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        use std::io::{Read, Write};

        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    says(&line(adapter, &url, Options::default()), &["; the server there does not speak TLS"]);
}

fn the_host_of_a_token_request_is_named_too(adapter: Adapter) {
    let nobody = Nobody::at(Ipv4Addr::LOCALHOST.into()).unwrap();
    let address = nobody.address.to_string();
    let client = adapter.client(&format!("http://{address}"), Options::default());
    let line = adapter.get(&client).unwrap_err().to_string();
    says(&line, &["users.get: no token: ", &address, "; are host and port right"]);
}
