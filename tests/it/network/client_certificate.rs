//! Clients that authenticate with a certificate.

use std::sync::Arc;

use moneyhub_proto::{
    ErrorKind, Outcome,
    hyper::{
        Options,
        rustls::{
            ServerConfig, SupportedProtocolVersion,
            crypto::{CryptoProvider, aws_lc_rs, ring},
            version::{TLS12, TLS13},
        },
    },
    transport::{FaultClass, Sent},
};
use rcgen::{KeyPair, PublicKeyData};

use super::{
    adapter::{ATTEMPTS, Adapter, Failed, failed, told, unsent},
    certificates::{AnyClient, Authority, BOTH, self_signed},
    keys::all_forms,
    site::Site,
};

on_both_adapters!(
    it_is_shown_with_token_and_api_requests_alike_by_any_key_version_and_provider,
    a_self_signed_one_proves_whose_key_it_is,
    those_that_signed_it_are_shown_too,
    without_one_a_server_that_asks_for_it_refuses,
    one_that_the_server_does_not_know_is_refused,
    it_belongs_to_its_client_alone,
    what_can_not_be_used_is_an_error_of_configuration_that_says_why,
    the_key_is_never_printed,
);

fn providers() -> [Arc<CryptoProvider>; 2] {
    [Arc::new(aws_lc_rs::default_provider()), Arc::new(ring::default_provider())]
}

fn it_is_shown_with_token_and_api_requests_alike_by_any_key_version_and_provider(adapter: Adapter) {
    let authority = Authority::new();
    for (name, key, text) in all_forms() {
        let certificate = authority.client(&key);
        for version in [&TLS12, &TLS13] {
            let site = Site::start(authority.server_for(&[version], authority.own_clients()));
            for provider in providers() {
                let options = authority.trusted().crypto_provider(provider);
                let options = options.client_certificate(certificate.as_str(), text.as_str());
                let client = adapter.client(&site.url("localhost"), options);
                adapter.get(&client).unwrap_or_else(|error| panic!("{name}: {}", told(&error)));
            }
            let requests = site.requests();
            let lines: Vec<_> = requests.iter().map(|request| request.line()).collect();
            let both = ["POST /oidc/token", "GET /users/u1"];
            assert_eq!(lines, [both, both].concat(), "{name}, {version:?}");
            for request in requests {
                assert!(holds_key(&request.certificates[0], &key), "{name}, {version:?}");
            }
        }
    }
}

/// Whether this is the public key of this certificate; DER holds it as it is.
fn holds_key(certificate: &[u8], key: &KeyPair) -> bool {
    let public = key.subject_public_key_info();
    certificate.windows(public.len()).any(|part| part == public)
}

/// `self_signed_tls_client_auth` (RFC 8705 section 2.2): TLS proves that the client has the key, and
/// the service compares it with the key that it was told before.
fn a_self_signed_one_proves_whose_key_it_is(adapter: Adapter) {
    let authority = Authority::new();
    let site = Site::start(authority.server_for(BOTH, AnyClient::new()));
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let options = authority.trusted().client_certificate(self_signed(&key), key.serialize_pem());
    adapter.get(&adapter.client(&site.url("localhost"), options)).unwrap();
    let requests = site.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_eq!(request.certificates.len(), 1);
        assert!(holds_key(&request.certificates[0], &key));
        assert!(!holds_key(&request.certificates[0], &other));
    }
}

fn those_that_signed_it_are_shown_too(adapter: Adapter) {
    let authority = Authority::new();
    let site = Site::start(authority.server_for(BOTH, authority.own_clients()));
    let key = KeyPair::generate().unwrap();
    let chain = authority.client(&key) + &authority.pem;
    let options = authority.trusted().client_certificate(chain, key.serialize_pem());
    adapter.get(&adapter.client(&site.url("localhost"), options)).unwrap();
    assert_eq!(site.requests()[0].certificates.len(), 2);
}

fn refused_by(adapter: Adapter, server: ServerConfig, options: Options) -> Failed {
    let site = Site::start(server);
    let failed = failed(adapter.post(&adapter.client(&site.url("localhost"), options)));
    assert_eq!(site.requests().len(), 0);
    failed
}

/// With TLS 1.2 before the request, and it is tried again. With TLS 1.3 the client is done with the
/// handshake before the server is: its request may be on the way already, or not.
fn is_refused(adapter: Adapter, authority: &Authority, options: &Options) {
    let server = |version: &'static SupportedProtocolVersion| {
        authority.server_for(&[version], authority.own_clients())
    };
    let early = refused_by(adapter, server(&TLS12), options.clone());
    assert_eq!(early, unsent(FaultClass::Tls));
    let late = refused_by(adapter, server(&TLS13), options.clone());
    let uncertain = (FaultClass::Tls, Sent::Perhaps, Outcome::Uncertain);
    assert!(
        (late.0, late.1, late.2) == uncertain || late == unsent(FaultClass::Tls),
        "{late:?}, of at most {ATTEMPTS} attempts"
    );
}

fn without_one_a_server_that_asks_for_it_refuses(adapter: Adapter) {
    let authority = Authority::new();
    is_refused(adapter, &authority, &authority.trusted());
}

fn one_that_the_server_does_not_know_is_refused(adapter: Adapter) {
    let (authority, other) = (Authority::new(), Authority::new());
    let key = KeyPair::generate().unwrap();
    let options = authority.trusted();
    let options = options.client_certificate(other.client(&key), key.serialize_pem());
    is_refused(adapter, &authority, &options);
}

fn it_belongs_to_its_client_alone(adapter: Adapter) {
    let authority = Authority::new();
    let site = Site::start(authority.server_for(BOTH, authority.own_clients_and_others()));
    let (one, two) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let with = |key: &KeyPair| {
        let options = authority.trusted();
        let options = options.client_certificate(authority.client(key), key.serialize_pem());
        adapter.client(&site.url("localhost"), options)
    };
    let (one_client, two_client) = (with(&one), with(&two));
    let without = adapter.client(&site.url("localhost"), authority.trusted());
    for client in [&one_client, &two_client, &without, &one_client] {
        adapter.post(client).unwrap();
    }
    let requests = site.requests();
    let shown: Vec<_> = requests.iter().map(|request| request.certificates.first()).collect();
    assert!(holds_key(shown[0].unwrap(), &one));
    assert!(holds_key(shown[1].unwrap(), &two));
    assert_eq!(shown[2], None);
    assert_eq!(shown[3], shown[0]);
}

fn what_can_not_be_used_is_an_error_of_configuration_that_says_why(adapter: Adapter) {
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let (certificate, text) = (self_signed(&key), key.serialize_pem());
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let by_header = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let unknown_curve = include_str!("../../../moneyhub-proto/tests/keys/secp256k1.pkcs8.pem");
    let nonsense = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let not_der = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let not_base64 = "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
    let cases = [
        ("", text.as_str(), "no certificate"),
        ("no PEM", &text, "no certificate"),
        (&text, &text, "no certificate"),
        (not_base64, &text, "not valid PEM"),
        (not_der, &text, "can't be read"),
        (&certificate, "", "can't be read"),
        (&certificate, "no PEM", "can't be read"),
        (&certificate, &certificate, "is a public key or a certificate"),
        (&certificate, encrypted, "encrypted"),
        (&certificate, by_header, "encrypted"),
        (&certificate, nonsense, "can't be read"),
        (&certificate, unknown_curve, "provider of cryptography"),
        (&certificate, &other.serialize_pem(), "not the key of its first certificate"),
    ];
    for provider in providers() {
        for (certificates, key, problem) in cases {
            let options = Options::default().crypto_provider(Arc::clone(&provider));
            let options = options.client_certificate(certificates, key);
            let error = adapter.try_client("https://localhost", options).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            let said = error.to_string();
            assert!(said.contains("client_certificate") && said.contains(problem), "{said}");
        }
    }
}

fn the_key_is_never_printed(adapter: Adapter) {
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let secret = key.serialize_pem().lines().nth(1).unwrap().to_owned();
    let options = Options::default().client_certificate(self_signed(&key), key.serialize_pem());
    let shown = format!("{options:?} {options:#?}");
    assert!(shown.contains("client_certificate: true") && !shown.contains(&secret), "{shown}");
    let client = adapter.client("https://localhost", options);
    assert!(!format!("{client:?}").contains(&secret));
    let unfit = Options::default().client_certificate(self_signed(&other), key.serialize_pem());
    let error = adapter.try_client("https://localhost", unfit).unwrap_err();
    assert!(!told(&error).contains(&secret));
}
