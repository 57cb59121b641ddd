use super::*;

#[test]
fn a_client_that_is_not_accepted() {
    let error = token(401, r#"{"error":"invalid_client"}"#);
    let words =
        ["401 invalid_client", "check client_id and client_secret", "key", "clock", "identity_url"];
    assert_says(&error, ErrorKind::Identity, &words);
}

#[test]
fn a_scope_that_is_not_granted() {
    let error = token(400, r#"{"error":"invalid_scope","error_description":"x"}"#);
    let words = ["`user:read`", "replace_scope", "CallOptions::scopes", "ConfigBuilder::scopes"];
    assert_says(&error, ErrorKind::Identity, &words);
}

#[test]
fn a_grant_that_is_not_accepted() {
    let error = token(400, r#"{"error":"invalid_grant"}"#);
    assert_says(&error, ErrorKind::Identity, &["does the user exist"]);
}

#[test]
fn an_assertion_that_is_not_accepted() {
    let grant = JwtBearer { user_id: USER.into(), scopes: scope::USER_READ.into() };
    let response = Response::builder().status(400).body(r#"{"error":"invalid_grant"}"#).unwrap();
    let error = codec::decode(&grant, response).unwrap_err();
    let words = ["request_object_signing_alg", "the clock", "does the user exist"];
    assert_says(&error, ErrorKind::Identity, &words);
}

#[test]
fn a_client_that_may_not_use_the_grant() {
    let error = token(400, r#"{"error":"unauthorized_client"}"#);
    assert_says(&error, ErrorKind::Identity, &["see its settings in the admin portal"]);
}

#[test]
fn a_token_of_another_type() {
    let error = token(200, r#"{"access_token":"a","token_type":"mac"}"#);
    assert_says(&error, ErrorKind::Identity, &["another type than Bearer"]);
}

#[test]
fn a_token_that_no_header_can_carry() {
    let error = token(200, r#"{"access_token":"a\nb","token_type":"Bearer"}"#);
    assert_says(&error, ErrorKind::Identity, &["a header can't carry"]);
}

#[test]
fn a_token_endpoint_that_is_not_there() {
    for status in [302, 404, 405] {
        assert_says(&token(status, "<html>"), ErrorKind::Identity, &["check identity_url"]);
    }
}

// Every `DiscoveryError` is reached in the tests of `auth::discovery`.
// `NarrowerScope` is reached in the tests of the exchange.

#[test]
fn a_call_without_its_token_says_both_what_it_was_and_why() {
    let script = Scripted::new().reply(401, r#"{"error":"invalid_client"}"#);
    let client = Client::new(config(), Arc::new(script));
    let error = block_on(client.send(get(USER))).unwrap_err();
    let words = ["users.get: no token: identity.client_credentials: 401 invalid_client"];
    assert_says(&error, ErrorKind::Identity, &words);
    assert_eq!(error.status().unwrap(), 401);
}

#[test]
fn what_a_token_request_has_failed_of_is_told_by_the_call_that_needs_the_token() {
    let nobody = Config::builder().build().unwrap();
    let nameless = Client::new(nobody, Arc::new(Scripted::new()));
    let error = block_on(nameless.send(get(USER))).unwrap_err();
    assert!(error.configuration_error().is_some(), "{error:?}");
    assert!(error.decode_error().is_none(), "{error:?}");

    let script = Scripted::new().reply(200, r#"{"access_token":7}"#);
    let error = block_on(Client::new(config(), Arc::new(script)).send(get(USER))).unwrap_err();
    assert!(error.decode_error().is_some(), "{error:?}");
    assert!(error.configuration_error().is_none(), "{error:?}");

    let script = Scripted::new().fault(FaultClass::Other, Sent::Perhaps);
    let error = block_on(Client::new(config(), Arc::new(script)).send(get(USER))).unwrap_err();
    assert!(error.fault().is_some(), "{error:?}");
    assert!(error.request_error().is_none(), "{error:?}");
}

/// The same methods show what went wrong with a call's token and what went wrong with the call
/// itself.
mod of_a_call_whose_token_failed {
    use super::*;

    fn failed(script: &Scripted, config: Config) -> Error {
        block_on(Client::new(config, Arc::new(script.clone())).send(get(USER))).unwrap_err()
    }

    #[test]
    fn the_fault_is_found() {
        let faults = |script: Scripted, _| script.fault(FaultClass::Tls, Sent::Nothing);
        let error = failed(&(0..3).fold(Scripted::new(), faults), config());
        assert_eq!(error.fault().unwrap().class(), FaultClass::Tls);
    }

    #[test]
    fn the_setting_is_found() {
        let error = failed(&Scripted::new(), Config::builder().build().unwrap());
        assert!(error.configuration_error().is_some(), "{error}");
    }

    #[test]
    fn the_parameter_is_found() {
        let client = Client::new(config(), Arc::new(Scripted::new()));
        let of_nobody = RawCall::get(Service::Data, "/accounts", &[]).for_user("");
        let error = block_on(client.send(of_nobody)).unwrap_err();
        assert_eq!(error.request_error(), Some(&RequestError::Empty { parameter: "sub" }));
    }

    #[test]
    fn the_place_that_cannot_be_read_is_found_and_its_status() {
        let error = failed(&Scripted::new().reply(201, r#"{"access_token":7}"#), config());
        let decoding = error.decode_error().unwrap();
        assert_eq!((decoding.path(), decoding.status().as_u16()), ("access_token", 201));
        assert_eq!(error.status().unwrap(), 201);
    }
}

#[test]
fn advice_for_a_pushed_request_or_an_assertion_is_given_for_those_only() {
    let refusal = |code: &str| token(400, &format!(r#"{{"error":"{code}"}}"#)).to_string();
    assert!(!refusal("invalid_request").contains("redirect_uri"));
    assert!(!refusal("invalid_request_object").contains("redirect_uri"));
    assert!(!refusal("invalid_grant").contains("assertion"));
}
