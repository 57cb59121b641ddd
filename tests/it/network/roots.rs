//! The system's roots, which an environment variable names here.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{self, Command},
};

use moneyhub_proto::{ErrorKind, hyper::Options, transport::FaultClass};

use super::{
    adapter::{ASYNC_STD, Adapter, TOKIO, failed, unsent},
    certificates::Authority,
    site::Site,
};

on_both_adapters!(
    the_verifier_of_the_system_trusts_those_given_and_verifies_names,
    those_of_the_system_are_not_chosen_beside_a_whole_configuration,
    one_that_the_verifier_of_the_system_can_not_read_is_refused,
);

fn the_verifier_of_the_system_trusts_those_given_and_verifies_names(adapter: Adapter) {
    let authority = Authority::new();
    let options = || authority.trusted().platform_verifier(true);
    let site = Site::start(authority.server());
    adapter.get(&adapter.client(&site.url("localhost"), options())).unwrap();
    let unnamed = authority.server_with(|params| params.subject_alt_names.clear());
    let client = adapter.client(&Site::start(unnamed).url("localhost"), options());
    assert_eq!(failed(adapter.post(&client)), unsent(FaultClass::Tls));
}

fn those_of_the_system_are_not_chosen_beside_a_whole_configuration(adapter: Adapter) {
    let own = || Options::default().tls_config(super::trust::own_configuration());
    for options in [own().native_roots(true), own().platform_verifier(true)] {
        let error = adapter.try_client("https://localhost", options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}

fn one_that_the_verifier_of_the_system_can_not_read_is_refused(adapter: Adapter) {
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let options = Options::default().root_certificates(pem).platform_verifier(true);
    let error = adapter.try_client("https://localhost", options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("can't use those given"), "{error}");
}

const URL: &str = "MONEYHUB_TESTS_URL";

/// Runs an ignored test of this module in a system whose roots are those of this file.
fn run(test: &str, roots: &Path, url: &str) {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", &format!("network::roots::{test}")])
        .env("SSL_CERT_FILE", roots)
        .env_remove("SSL_CERT_DIR")
        .env(URL, url)
        .output()
        .unwrap();
    fs::remove_file(roots).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// A file of this name and content, of this process alone.
fn file(name: &str, content: &str) -> PathBuf {
    let file = env::temp_dir().join(format!("moneyhub-tests-{name}-{}.pem", process::id()));
    fs::write(&file, content).unwrap();
    file
}

/// A process can't change its own environment safely, so another runs the test below.
#[test]
fn those_of_the_system_are_trusted_when_they_are_asked_for() {
    let authority = Authority::new();
    let site = Site::start(authority.server());
    let roots = file("roots", &authority.pem);
    run("in_a_process_of_its_own", &roots, &site.url("localhost"));
    // Two requests each, of the four that trust the server.
    assert_eq!(site.requests().len(), 8);
}

#[test]
#[ignore = "run by the test above"]
fn in_a_process_of_its_own() {
    let url = env::var(URL).unwrap();
    let none = || Options::default().bundled_roots(false);
    for adapter in [TOKIO, ASYNC_STD] {
        for options in [none().native_roots(true), Options::default().platform_verifier(true)] {
            adapter.get(&adapter.client(&url, options)).unwrap();
        }
        let client = adapter.client(&url, Options::default());
        assert_eq!(failed(adapter.post(&client)), unsent(FaultClass::Tls));
    }
}

#[test]
fn a_system_without_any_is_refused_when_they_are_asked_for() {
    run("in_a_process_without_roots", &file("no-roots", ""), "https://localhost");
}

#[test]
#[ignore = "run by the test above"]
fn in_a_process_without_roots() {
    for adapter in [TOKIO, ASYNC_STD] {
        let options = Options::default().native_roots(true);
        let error = adapter.try_client(&env::var(URL).unwrap(), options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("the system has none"), "{error}");
    }
}
