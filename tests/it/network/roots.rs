//! The roots of the system, which here are those that a variable of the environment names.

use std::{
    env, fs,
    process::{self, Command},
};

use moneyhub_proto::{ErrorKind, FaultClass, hyper::Options};

use super::{
    adapter::{ASYNC_STD, Adapter, TOKIO, failed, unsent},
    certificates::Authority,
    site::Site,
};

on_both_adapters!(
    the_verifier_of_the_system_trusts_those_given_and_verifies_names,
    those_of_the_system_are_not_chosen_beside_a_whole_configuration,
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

const URL: &str = "MONEYHUB_TESTS_URL";

/// A process can't change its own environment safely, so another runs the test below.
#[test]
fn those_of_the_system_are_trusted_when_they_are_asked_for() {
    let authority = Authority::new();
    let site = Site::start(authority.server());
    let file = env::temp_dir().join(format!("moneyhub-tests-roots-{}.pem", process::id()));
    fs::write(&file, &authority.pem).unwrap();
    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "network::roots::in_a_process_of_its_own"])
        .env("SSL_CERT_FILE", &file)
        .env_remove("SSL_CERT_DIR")
        .env(URL, site.url("localhost"))
        .output()
        .unwrap();
    fs::remove_file(&file).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
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
