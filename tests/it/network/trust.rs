//! Which certificates are trusted.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener},
    sync::Arc,
    thread,
};

use moneyhub_proto::{
    ErrorKind,
    hyper::{
        Options,
        rustls::{
            ClientConfig, ProtocolVersion, RootCertStore, ServerConfig, crypto::aws_lc_rs, server,
            version,
        },
    },
    transport::FaultClass,
};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};

use super::{
    adapter::{ATTEMPTS, Adapter, failed, unsent},
    certificates::{Authority, self_signed},
    site::Site,
};

on_both_adapters!(
    a_server_of_a_trusted_authority_is_trusted_by_name_and_by_address,
    an_own_root_may_be_added_to_the_bundled_ones,
    an_unknown_authority_is_refused_before_anything_is_sent,
    a_wrong_name_is_refused,
    an_expired_certificate_is_refused_and_so_is_one_of_the_future,
    tls_1_2_is_enough,
    tls_1_1_is_not_enough,
    the_name_of_the_server_is_sent_and_an_address_is_not,
    a_whole_configuration_may_be_brought,
    options_that_contradict_each_other_or_are_no_certificates_are_errors_of_configuration,
);

fn a_server_of_a_trusted_authority_is_trusted_by_name_and_by_address(adapter: Adapter) {
    let authority = Authority::new();
    let site = Site::start(authority.server());
    for host in ["localhost", "127.0.0.1"] {
        adapter.get(&adapter.client(&site.url(host), authority.trusted())).unwrap();
    }
}

fn an_own_root_may_be_added_to_the_bundled_ones(adapter: Adapter) {
    let authority = Authority::new();
    let site = Site::start(authority.server());
    let options = authority.trusted().bundled_roots(true);
    adapter.get(&adapter.client(&site.url("localhost"), options)).unwrap();
}

/// Nor is anything sent, although the call may be repeated, and is.
fn is_not_trusted(adapter: Adapter, server: ServerConfig, options: Options) {
    let site = Site::start(server);
    let client = adapter.client(&site.url("localhost"), options);
    assert_eq!(failed(adapter.post(&client)), unsent(FaultClass::Tls));
    assert_eq!((site.connections(), site.requests().len()), (ATTEMPTS as usize, 0));
}

fn an_unknown_authority_is_refused_before_anything_is_sent(adapter: Adapter) {
    let (authority, other) = (Authority::new(), Authority::new());
    is_not_trusted(adapter, authority.server(), other.trusted());
    is_not_trusted(adapter, authority.server(), Options::default());
}

fn a_wrong_name_is_refused(adapter: Adapter) {
    let authority = Authority::new();
    let other_name = |params: &mut CertificateParams| {
        let other = CertificateParams::new(["other.example".to_owned()]).unwrap();
        params.subject_alt_names = other.subject_alt_names;
    };
    is_not_trusted(adapter, authority.server_with(other_name), authority.trusted());
}

fn an_expired_certificate_is_refused_and_so_is_one_of_the_future(adapter: Adapter) {
    let authority = Authority::new();
    let expired = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);
    is_not_trusted(adapter, authority.server_with(expired), authority.trusted());
    let early = |params: &mut CertificateParams| params.not_before = date_time_ymd(2999, 1, 1);
    is_not_trusted(adapter, authority.server_with(early), authority.trusted());
}

fn tls_1_2_is_enough(adapter: Adapter) {
    let authority = Authority::new();
    let clients = Arc::new(server::NoClientAuth);
    let site = Site::start(authority.server_for(&[&version::TLS12], clients));
    adapter.get(&adapter.client(&site.url("localhost"), authority.trusted())).unwrap();
    assert_eq!(site.requests()[0].version, Some(ProtocolVersion::TLSv1_2));
}

/// A record with a ServerHello (RFC 4346): version 3.2, no session, ECDHE_RSA_WITH_AES_128_CBC_SHA.
fn tls_1_1_hello() -> Vec<u8> {
    let mut record = vec![0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    record.extend([0x5a; 32]);
    record.extend([0, 0xc0, 0x13, 0]);
    record
}

fn tls_1_1_is_not_enough(adapter: Adapter) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    thread::spawn(move || -> io::Result<()> {
        loop {
            let (mut stream, _) = listener.accept()?;
            let _ = stream.read(&mut [0; 4096])?;
            stream.write_all(&tls_1_1_hello())?;
            stream.shutdown(Shutdown::Write)?;
            io::copy(&mut stream, &mut io::sink())?;
        }
    });
    let client = adapter.client(&url, Options::default());
    assert_eq!(failed(adapter.post(&client)), unsent(FaultClass::Tls));
}

fn the_name_of_the_server_is_sent_and_an_address_is_not(adapter: Adapter) {
    let authority = Authority::new();
    let site = Site::start(authority.server());
    for (host, expected) in [("localhost", Some("localhost")), ("127.0.0.1", None)] {
        adapter.get(&adapter.client(&site.url(host), authority.trusted())).unwrap();
        assert_eq!(site.requests().last().unwrap().server_name.as_deref(), expected);
    }
}

pub(crate) fn own_configuration() -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}

fn a_whole_configuration_may_be_brought(adapter: Adapter) {
    // It trusts nobody.
    let options = Options::default().tls_config(own_configuration());
    let site = Site::start(Authority::new().server());
    let client = adapter.client(&site.url("localhost"), options);
    assert_eq!(failed(adapter.post(&client)), unsent(FaultClass::Tls));
}

fn options_that_contradict_each_other_or_are_no_certificates_are_errors_of_configuration(
    adapter: Adapter,
) {
    let pem = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
    let not_der = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let provider = Arc::new(aws_lc_rs::default_provider());
    let key = KeyPair::generate().unwrap();
    let own = || Options::default().tls_config(own_configuration());
    let cases = [
        (Options::default().root_certificates(pem), "root_certificates"),
        (Options::default().root_certificates(not_der), "root_certificates"),
        (Options::default().root_certificates("no PEM"), "root_certificates"),
        (Options::default().bundled_roots(false), "root_certificates"),
        (own().root_certificates(pem), "tls_config"),
        (own().bundled_roots(false), "tls_config"),
        (own().crypto_provider(provider), "tls_config"),
        (own().client_certificate(self_signed(&key), key.serialize_pem()), "tls_config"),
    ];
    for (options, mentioned) in cases {
        let shown = format!("{options:?}");
        let error = adapter.try_client("https://localhost", options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{shown}");
        assert!(error.to_string().contains(mentioned), "{error}");
    }
}
