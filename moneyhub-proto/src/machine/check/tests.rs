use std::sync::Arc;

use super::*;
use crate::{
    config::{ClientAuthentication, ConfigBuilder},
    driver::{Client, blocking, scripted::Scripted},
    ground::error::{FaultClass, Sent},
    jose::{JwsAlgorithm, PublicKey, Verifier, VerifierError},
};

const KEYS: &str = r#"{"keys":[{"kty":"RSA","kid":"k1","e":"AQAB","n":"KEY"}]}"#;
const TOKEN: &str = r#"{"access_token":"canary-token","token_type":"Bearer","expires_in":7200}"#;

/// The wall clock of a script begins at 08:00:00.
const ON_TIME: &str = "Wed, 01 May 2024 08:00:05 GMT";

/// Accepts any signature.
struct Accepts;

impl Verifier for Accepts {
    fn verify(
        &self,
        _: JwsAlgorithm,
        _: &PublicKey,
        _: &[u8],
        _: &[u8],
    ) -> Result<(), VerifierError> {
        Ok(())
    }
}

fn config() -> ConfigBuilder {
    let config = Config::builder().client_id("client").client_secret("canary-secret");
    config.verifier(Arc::new(Accepts))
}

/// A service that works, up to the token.
fn well(date: &str, more: &str) -> Scripted {
    well_with(date, more, KEYS.replace("KEY", &"w".repeat(342)))
}

/// The same with its own keys.
fn well_with(date: &str, more: &str, keys: String) -> Scripted {
    let base = "https://identity.moneyhub.co.uk/oidc";
    let document = format!(
        r#"{{"issuer":"{base}","authorization_endpoint":"{base}/auth","token_endpoint":"{base}/token","jwks_uri":"{base}/certs"{more}}}"#
    );
    Scripted::new().reply_with(200, &[("date", date)], document).reply(200, keys)
}

fn check(config: ConfigBuilder, script: &Scripted) -> Report {
    let client = Client::new(config.build().unwrap(), Arc::new(script.clone()));
    let report = pollster::block_on(client.check());
    assert!(!format!("{report} {report:?}").contains("canary"), "{report:?}");
    report
}

fn said(verdict: &Verdict) -> String {
    verdict.to_string()
}

#[test]
fn a_client_that_is_set_up_right_is_good_in_every_part() {
    let script = well(ON_TIME, "").reply(200, TOKEN);
    let report = check(config().scopes(scope::USER_READ), &script);
    assert_eq!(
        report.to_string(),
        "discovery    good\nclock        good\ncredentials  good\nscopes       good\nkeys         good"
    );
    assert!(report.is_good());
    assert_eq!(script.requests().len(), 3);
}

#[test]
fn a_client_for_threads_finds_the_same() {
    let script = well(ON_TIME, "").reply(200, TOKEN);
    let config = config().scopes(scope::USER_READ).build().unwrap();
    let report = blocking::Client::new(config, Arc::new(script)).check();
    assert!(report.is_good(), "{report}");
}

#[test]
fn a_clock_that_is_off_is_told_by_how_much_and_which_way() {
    for (date, words) in [
        ("Wed, 01 May 2024 08:00:37 GMT", "this machine is 37 s behind the service"),
        ("Wed, 01 May 2024 07:58:00 GMT", "this machine is 120 s ahead of the service"),
    ] {
        let report = check(config(), &well(date, "").reply(200, TOKEN));
        assert!(said(&report.clock).contains(words), "{report}");
    }
}

#[test]
fn a_service_that_tells_no_time_leaves_the_clock_unchecked() {
    let report = check(config(), &well("yesterday", "").reply(200, TOKEN));
    assert!(matches!(report.clock, Verdict::NotChecked(_)), "{report}");
    assert!(report.is_good());
}

#[test]
fn an_error_tells_the_time_as_well() {
    let late = [("date", "Wed, 01 May 2024 08:01:00 GMT")];
    let script = Scripted::new().reply_with(404, &late, "").reply(200, TOKEN);
    let report = check(config(), &script);
    assert!(said(&report.clock).contains("60 s behind"), "{report}");
}

#[test]
fn a_secret_that_is_refused_points_to_the_admin_portal() {
    let script = well(ON_TIME, "").reply(401, r#"{"error":"invalid_client"}"#);
    let report = check(config().scopes(scope::USER_READ), &script);
    let words = said(&report.credentials);
    assert!(words.contains("invalid_client") && words.contains("admin portal"), "{words}");
    assert!(matches!(report.scopes, Verdict::NotChecked(_)));
}

#[test]
fn a_way_to_authenticate_that_the_service_does_not_offer_is_named() {
    let methods = r#","token_endpoint_auth_methods_supported":["private_key_jwt"]"#;
    let script = well(ON_TIME, methods).reply(401, r#"{"error":"invalid_client"}"#);
    let report = check(config(), &script);
    assert!(said(&report.credentials).contains("does not offer client_secret_basic"), "{report}");
}

#[test]
fn scopes_that_are_refused_together_are_told_apart() {
    let refused = r#"{"error":"invalid_scope"}"#;
    let script = well(ON_TIME, "").reply(400, refused).reply(200, TOKEN).reply(400, refused);
    let scopes = Scopes::parse("user:delete user:read").unwrap();
    let report = check(config().scopes(scopes), &script);
    assert!(matches!(report.credentials, Verdict::Good));
    assert!(said(&report.scopes).contains("not granted `user:delete`"), "{report}");
    assert_eq!(script.left(), 0);
}

#[test]
fn scopes_that_are_quietly_left_out_are_told() {
    let token = TOKEN.replace("}", r#","scope":"user:read"}"#);
    let scopes = Scopes::parse("user:delete user:read").unwrap();
    let report = check(config().scopes(scopes), &well(ON_TIME, "").reply(200, token));
    assert!(said(&report.scopes).contains("not granted `user:delete`"), "{report}");
}

#[test]
fn without_configured_scopes_credentials_are_checked_and_scopes_are_not() {
    let script = well(ON_TIME, "").reply(400, r#"{"error":"invalid_scope"}"#);
    let script = script.reply(400, r#"{"error":"invalid_scope"}"#);
    let report = check(config(), &script);
    assert!(matches!(report.credentials, Verdict::Good));
    assert!(matches!(report.scopes, Verdict::NotChecked(_)));
}

#[test]
fn a_service_of_another_name_is_not_the_one_that_is_configured() {
    let script = well(ON_TIME, "");
    let elsewhere = config().issuer("https://identity.moneyhub.co.uk/other");
    let report = check(elsewhere, &script);
    assert!(matches!(report.discovery, Verdict::Wrong(_)), "{report}");
    assert!(matches!(report.keys, Verdict::NotChecked(_)));
}

#[test]
fn a_service_that_is_not_reached_is_asked_nothing_more() {
    let mut script = Scripted::new();
    for _ in 0..3 {
        script = script.fault(FaultClass::Connect, Sent::Nothing);
    }
    let report = check(config(), &script);
    assert!(said(&report.discovery).contains("connection"), "{report}");
    assert!(matches!(report.credentials, Verdict::NotChecked(_)));
    assert_eq!(script.requests().len(), 3);
}

#[test]
fn keys_that_verify_no_id_token_of_this_client_are_told() {
    let of = |algorithm| config().id_token_signed_response_alg(algorithm);
    let report = check(of(JwsAlgorithm::Es256), &well(ON_TIME, "").reply(200, TOKEN));
    assert!(said(&report.keys).contains("no key for ES256"), "{report}");

    let signs = r#","id_token_signing_alg_values_supported":["RS256"]"#;
    let report = check(of(JwsAlgorithm::Ps256), &well(ON_TIME, signs).reply(200, TOKEN));
    assert!(said(&report.keys).contains("signs no id_token with PS256"), "{report}");
}

#[test]
fn a_build_that_verifies_nothing_is_told_which_feature_brings_it() {
    let bare = Config::builder().client_id("c").client_authentication(ClientAuthentication::None);
    let report = check(bare, &well(ON_TIME, "").reply(200, TOKEN));
    if cfg!(any(feature = "aws-lc-rs", feature = "ring")) {
        assert!(matches!(report.keys, Verdict::Good), "{report}");
    } else {
        assert!(said(&report.keys).contains("`aws-lc-rs` or `ring`"), "{report}");
    }
}

#[test]
fn a_configuration_without_a_client_has_no_credentials_to_check() {
    let report = check(Config::builder(), &well(ON_TIME, ""));
    assert_eq!(said(&report.credentials), "not checked: no client is configured");
}

/// The check of the keys follows every rule of a sign-in.
#[test]
fn a_key_that_is_not_for_verifying_is_no_fitting_key() {
    let key = |more: &str| {
        let keys =
            KEYS.replace("KEY", &"w".repeat(342)).replace(r#""kid""#, &format!(r#"{more}"kid""#));
        let script = well_with(ON_TIME, "", keys).reply(200, TOKEN);
        check(config(), &script).keys
    };
    assert!(matches!(key(r#""key_ops":["verify"],"#), Verdict::Good));
    let wrong = key(r#""key_ops":["encrypt"],"#);
    assert!(matches!(wrong, Verdict::Wrong(Problem::NoFittingKey { .. })), "{wrong}");
}
