//! Whose certificates are believed.

use std::sync::Arc;

use moneyhub_tokio::{
    Options, client_with,
    moneyhub_proto::{
        ErrorKind, FaultClass, Sent,
        hyper::rustls::{self, ClientConfig, RootCertStore, ServerConfig, crypto::aws_lc_rs},
    },
};
use rcgen::{CertificateParams, date_time_ymd};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::server::TlsStream;

use crate::{
    calls::{client, config, fault, get, post},
    server::{Server, read_request, user},
    tls_server::{Authority, start},
};

async fn answer(mut stream: TlsStream<TcpStream>, _: usize) {
    while read_request(&mut stream).await.is_some() {
        stream.write_all(user().as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
    }
}

fn url(host: &str, server: &Server) -> String {
    format!("https://{host}:{}", server.port())
}

#[tokio::test]
async fn a_server_of_a_trusted_authority_is_trusted_by_name_and_by_address() {
    let authority = Authority::new();
    let server = start(authority.server(&[]), answer);
    for host in ["localhost", "127.0.0.1"] {
        let client = client(&url(host, &server), 1, authority.trusted());
        get(&client).await.unwrap();
        get(&client).await.unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn an_own_root_may_be_added_to_the_bundled_ones() {
    let authority = Authority::new();
    let server = start(authority.server(&[]), answer);
    let client = client(&url("localhost", &server), 1, authority.trusted().bundled_roots(true));
    get(&client).await.unwrap();
}

async fn is_not_trusted(server_config: ServerConfig, options: Options) {
    let server = start(server_config, answer);
    let client = client(&url("localhost", &server), 3, options);
    assert_eq!(fault(post(&client).await), (FaultClass::Tls, Sent::Nothing));
}

#[tokio::test]
async fn an_unknown_authority_is_refused_before_anything_is_sent() {
    let (authority, other) = (Authority::new(), Authority::new());
    is_not_trusted(authority.server(&[]), other.trusted()).await;
    is_not_trusted(authority.server(&[]), Options::default()).await;
}

#[tokio::test]
async fn a_wrong_name_is_refused() {
    let authority = Authority::new();
    let other_name = |params: &mut CertificateParams| {
        params.subject_alt_names =
            CertificateParams::new(["other.example".to_owned()]).unwrap().subject_alt_names;
    };
    is_not_trusted(authority.server_with(other_name, &[]), authority.trusted()).await;
}

#[tokio::test]
async fn an_expired_certificate_is_refused_and_so_is_one_of_the_future() {
    let authority = Authority::new();
    let expired = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);
    is_not_trusted(authority.server_with(expired, &[]), authority.trusted()).await;
    let early = |params: &mut CertificateParams| params.not_before = date_time_ymd(2999, 1, 1);
    is_not_trusted(authority.server_with(early, &[]), authority.trusted()).await;
}

#[tokio::test]
async fn tls_1_2_is_enough() {
    let authority = Authority::new();
    let mut config = authority.server(&[]);
    config = tls12_only(config);
    let server = start(config, answer);
    get(&client(&url("localhost", &server), 1, authority.trusted())).await.unwrap();
}

/// The same certificate, behind TLS 1.2 alone.
fn tls12_only(config: ServerConfig) -> ServerConfig {
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(config.cert_resolver)
}

/// With TLS 1.3 the client may have sent its request by the time it learns of this, or not.
#[tokio::test]
async fn a_missing_client_certificate_is_a_matter_of_tls() {
    let authority = Authority::new();
    let resolver = authority.server(&[]).cert_resolver;
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(authority.client_verifier())
        .with_cert_resolver(resolver);
    let server = start(config, answer);
    let client = client(&url("localhost", &server), 1, authority.trusted());
    assert_eq!(fault(post(&client).await).0, FaultClass::Tls);
}

#[tokio::test]
async fn a_whole_configuration_may_be_brought_with_any_alpn() {
    let authority = Authority::new();
    let server = start(authority.server(&["http/1.1"]), answer);
    let mut tls = own_configuration();
    tls.alpn_protocols = vec![b"gopher".to_vec()];
    let trusting_nobody = client(&url("localhost", &server), 1, Options::default().tls_config(tls));
    assert_eq!(fault(get(&trusting_nobody).await), (FaultClass::Tls, Sent::Nothing));
}

fn own_configuration() -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}

#[test]
fn options_that_contradict_each_other_or_are_no_certificates_are_errors_of_configuration() {
    let pem = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
    let not_der = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let provider = Arc::new(aws_lc_rs::default_provider());
    let own = || Options::default().tls_config(own_configuration());
    let cases = [
        (Options::default().root_certificates(pem), "root_certificates"),
        (Options::default().root_certificates(not_der), "root_certificates"),
        (Options::default().root_certificates("no PEM"), "root_certificates"),
        (Options::default().bundled_roots(false), "root_certificates"),
        (own().root_certificates(pem), "tls_config"),
        (own().bundled_roots(false), "tls_config"),
        (own().crypto_provider(provider), "tls_config"),
    ];
    for (options, mentioned) in cases {
        let shown = format!("{options:?}");
        let error = client_with(config("https://localhost", 1), options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{shown}");
        assert!(error.to_string().contains(mentioned), "{error}");
    }
}
