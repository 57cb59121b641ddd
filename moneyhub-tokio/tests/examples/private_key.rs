//! Clients that prove who they are with a private key.

use std::{fs, path::PathBuf, process::Command};

use moneyhub_sandbox::{Client, DEFAULT_CLIENT_ID, Recorded, Sandbox};
use serde_json::{Value, json};

use crate::program::{Ran, example, run};

/// The forms in which a key may come, each with an id for it or without.
const KEYS: [(&str, Option<&str>); 8] = [
    ("rsa-2048.pkcs1.pem", None),
    ("rsa-2048.pkcs8.pem", Some("rsa-1")),
    ("p256.sec1.pem", Some("ec-256")),
    ("p256.pkcs8.pem", None),
    ("rsa-2048.jwk.json", None),
    ("p256.jwk.json", Some("ec-256")),
    ("set.jwks.json", None),
    ("set.jwks.json", Some("ec-256")),
];

/// A file among the keys that the whole world knows.
fn file(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "moneyhub-proto", "tests", "keys", name].iter().collect()
}

/// Knows the public halves of an RSA and an EC key. Its clock is ours, for assertions live a minute.
fn sandbox() -> Sandbox {
    let read = |name| -> Value { serde_json::from_slice(&fs::read(file(name)).unwrap()).unwrap() };
    let (rsa, mut ec) = (read("rsa-2048.public.jwk.json"), read("p256.jwk.json"));
    ec.as_object_mut().unwrap().remove("d");
    let keys = json!({"keys": [rsa, ec]}).to_string();
    let client = Client::private_key_jwt(DEFAULT_CLIENT_ID, &keys).unwrap();
    Sandbox::builder().register(client).real_time().start().unwrap()
}

/// An example for that client, without a key.
fn keyless(name: &str, sandbox: &Sandbox) -> Command {
    let mut command = example(name);
    command
        .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
        .env("MONEYHUB_API_URL", sandbox.api_url())
        .env("MONEYHUB_CLIENT_ID", sandbox.client_id());
    if name == "users" {
        command.arg("list");
    }
    command
}

fn run_with(name: &str, sandbox: &Sandbox, key: &str, key_id: Option<&str>) -> Ran {
    let mut command = keyless(name, sandbox);
    command.env("MONEYHUB_PRIVATE_KEY", file(key)).env("MONEYHUB_KEY_ID", key_id.unwrap_or(""));
    run(&mut command)
}

fn with_assertion(seen: &Recorded) -> bool {
    let body = String::from_utf8_lossy(&seen.body);
    seen.path == "/oidc/token"
        && seen.header("authorization").is_none()
        && body.contains("client_assertion=eyJ")
}

#[test]
fn users_takes_a_key_of_every_form() {
    for (key, key_id) in KEYS {
        let sandbox = sandbox();
        let page = run_with("users", &sandbox, key, key_id).document();
        assert_eq!(page["data"].as_array().unwrap().len(), 10, "{key} {key_id:?}");
        assert_eq!(sandbox.count(with_assertion), 1, "{key} {key_id:?}");
    }
}

#[test]
fn the_quickstart_takes_a_key_of_every_form() {
    for (key, key_id) in KEYS {
        let sandbox = sandbox();
        let ran = run_with("quickstart", &sandbox, key, key_id);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{key} {key_id:?}");
        assert!(sandbox.count(with_assertion) > 0, "{key} {key_id:?}");
    }
}

#[test]
fn another_key_than_the_registered_one_ends_with_14_and_the_settings_to_look_at() {
    let sandbox = sandbox();
    for (key, problem) in [
        ("rsa-2048-other.pkcs8.pem", "the signature is wrong"),
        ("p256-other.pkcs8.pem", "the signature is wrong"),
        ("p384.pkcs8.pem", "no key with this kid and alg is registered"),
    ] {
        let ran = run_with("users", &sandbox, key, None);
        let complaint = ran.complaint(14);
        assert!(complaint.ends_with(problem), "{complaint}");
        for variable in ["MONEYHUB_CLIENT_ID", "MONEYHUB_PRIVATE_KEY", "MONEYHUB_KEY_ID"] {
            assert!(complaint.contains(variable), "{complaint}");
        }
        assert!(!complaint.contains("MONEYHUB_CLIENT_SECRET"), "{complaint}");
        let complaint = run_with("quickstart", &sandbox, key, None);
        assert!(complaint.complaint(1).contains("the key with its id"), "{complaint:?}");
    }
}

#[test]
fn an_id_that_the_service_does_not_know_ends_with_14() {
    let sandbox = sandbox();
    let ran = run_with("users", &sandbox, "rsa-2048.pkcs8.pem", Some("unknown"));
    let complaint = ran.complaint(14);
    assert!(complaint.contains("MONEYHUB_KEY_ID"), "{complaint}");
    assert!(complaint.ends_with("no key with this kid and alg is registered"), "{complaint}");
}

#[test]
fn an_id_that_the_file_does_not_have_ends_with_11() {
    let sandbox = sandbox();
    for key in ["set.jwks.json", "p256.jwk.json"] {
        let ran = run_with("users", &sandbox, key, Some("unknown"));
        let complaint = ran.complaint(11);
        assert!(
            complaint.contains("MONEYHUB_KEY_ID: the private key was not found"),
            "{complaint}"
        );
        run_with("quickstart", &sandbox, key, Some("unknown")).complaint(1);
    }
    assert_eq!(sandbox.total_requests(), 0);
}

#[test]
fn a_file_that_cannot_be_read_or_holds_no_private_key_ends_with_11_before_anything_is_sent() {
    let sandbox = sandbox();
    for (key, words) in [
        ("no-such-file.pem", "names a file that can't be read"),
        (".", "names a file that can't be read"),
        ("README.md", "can't be read: give a PEM"),
        ("signatures.json", "can't be read: give a PEM"),
        ("rsa-2048.public.pem", "is a public key or a certificate"),
        ("rsa-2048.encrypted.pkcs8.pem", "is encrypted"),
        ("rsa-1024.pkcs8.pem", "is not safe"),
        ("ed25519.pkcs8.pem", "unknown type, curve or `alg`"),
    ] {
        let ran = run_with("users", &sandbox, key, None);
        let complaint = ran.complaint(11);
        assert!(complaint.starts_with("users: MONEYHUB_PRIVATE_KEY"), "{complaint}");
        assert!(complaint.contains(words), "{key}: {complaint}");
        let ran = run_with("quickstart", &sandbox, key, None);
        assert!(ran.complaint(1).starts_with("quickstart: MONEYHUB_PRIVATE_KEY"), "{ran:?}");
    }
    assert_eq!(sandbox.total_requests(), 0);
}

#[test]
fn variables_that_contradict_each_other_end_with_11_and_their_names() {
    let sandbox = sandbox();
    let key = file("p256.pkcs8.pem").into_os_string().into_string().unwrap();
    let path = ("MONEYHUB_PRIVATE_KEY", key.as_str());
    let (secret, id) = (("MONEYHUB_CLIENT_SECRET", "canary-5c1f"), ("MONEYHUB_KEY_ID", "ec-256"));
    for (set, words) in [
        (&[path, secret] as &[_], "are both set"),
        (&[id], "MONEYHUB_KEY_ID is set, but MONEYHUB_PRIVATE_KEY is missing or empty"),
        (&[id, secret], "MONEYHUB_KEY_ID is set, but MONEYHUB_PRIVATE_KEY is missing or empty"),
        (&[path, ("MONEYHUB_CLIENT_ID", "")], "but MONEYHUB_CLIENT_ID is missing or empty"),
    ] {
        for (name, code) in [("users", 11), ("quickstart", 1), ("sign_in", 1)] {
            let mut command = keyless(name, &sandbox);
            command.envs(set.iter().copied());
            let ran = run(&mut command);
            let complaint = ran.complaint(code);
            assert!(complaint.contains(words), "{complaint}");
            assert!(!complaint.contains("canary-5c1f"), "{complaint}");
        }
    }
    assert_eq!(sandbox.total_requests(), 0);
}

#[test]
fn a_key_may_stand_in_the_variable_itself() {
    for key in ["p256.pkcs8.pem", "p256.jwk.json"] {
        let sandbox = sandbox();
        let text = fs::read_to_string(file(key)).unwrap();
        run(keyless("users", &sandbox).env("MONEYHUB_PRIVATE_KEY", text)).document();
        assert_eq!(sandbox.count(with_assertion), 1, "{key}");
    }
}

#[test]
fn a_key_that_is_taken_for_a_path_is_not_shown() {
    let sandbox = sandbox();
    // Without its first line it no longer says that it is a key.
    let text = fs::read_to_string(file("p256.pkcs8.pem")).unwrap();
    let text = text.lines().skip(1).collect::<Vec<_>>().join("\n");
    for (name, code) in [("users", 11), ("quickstart", 1), ("sign_in", 1)] {
        let ran = run(keyless(name, &sandbox).env("MONEYHUB_PRIVATE_KEY", &text));
        let complaint = ran.complaint(code);
        assert!(complaint.contains("names a file that can't be read"), "{complaint}");
        let mut lines = text.lines().filter(|line| line.len() > 8);
        assert!(!lines.any(|line| complaint.contains(line)), "{complaint}");
    }
}

#[test]
fn a_client_that_has_a_key_is_not_served_with_a_secret() {
    let sandbox = sandbox();
    let ran = run(keyless("users", &sandbox).env("MONEYHUB_CLIENT_SECRET", "canary-5c1f"));
    assert!(ran.complaint(14).contains("MONEYHUB_CLIENT_SECRET"));
}
