//! Answers that were seen in practice, or are similarly odd.

use std::time::Duration;

use http::Response;

use crate::{
    Endpoint, Error, ErrorKind, Outcome, RawCall, Service, codec,
    connections::Connection,
    error::ErrorBody,
    identity::{ClientCredentials, GetDiscoveryDocument, GetJsonWebKeys, Introspect, TokenSet},
    scope, users,
};

fn answer<E: Endpoint>(endpoint: &E, body: &str) -> E::Output {
    let read = codec::decode(endpoint, Response::new(body.to_owned()));
    read.unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn token(body: &str) -> Result<TokenSet, Error> {
    codec::decode(&ClientCredentials::of_client(scope::USER_READ), Response::new(body.to_owned()))
}

fn refused(status: u16, body: &str) -> Error {
    let response = Response::builder().status(status).body(body.to_owned()).unwrap();
    codec::decode(&users::Get { user_id: "u1".into() }, response).unwrap_err()
}

const SURROGATE: &str = r#"{"userId":"u1","clientUserId":"Zoë \ud83d"}"#;
const MENDED: Option<&str> = Some("Zoë \u{fffd}");

#[test]
fn a_name_cut_in_an_emoji_is_read_wherever_it_stands() {
    let user = answer(&users::Get { user_id: "u1".into() }, SURROGATE);
    assert_eq!(user.client_user_id.as_deref(), MENDED);
    let page = answer(&users::List::default(), &format!(r#"{{"data":[{SURROGATE}]}}"#));
    assert_eq!(page.data[0].client_user_id.as_deref(), MENDED);
    let raw = answer(&RawCall::get(Service::Data, "/a", &[]), SURROGATE);
    assert_eq!(raw["clientUserId"].as_str(), MENDED);
}

#[test]
fn an_error_with_such_a_name_in_it_loses_nothing() {
    let error = refused(
        429,
        r#"{"code":"TooManyRequests","message":"Zoë \ud83d","correlationId":"c1","retryAfterSecs":7}"#,
    );
    assert_eq!((error.kind(), error.code()), (ErrorKind::RateLimited, Some("TooManyRequests")));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    let reply = error.reply().unwrap();
    assert_eq!((reply.correlation_id(), reply.message()), (Some("c1"), MENDED));
}

#[test]
fn an_error_whose_error_is_an_object_has_no_code() {
    let error = refused(400, r#"{"error":{},"correlationId":"c1"}"#);
    let reply = error.reply().unwrap();
    assert_eq!((error.code(), reply.correlation_id()), (None, Some("c1")));
    assert!(matches!(reply.body(), ErrorBody::Json(_)));
    assert_eq!(refused(400, r#"{"error":{},"code":"BadRequest"}"#).code(), Some("BadRequest"));
}

#[test]
fn a_number_beyond_all_numbers_in_an_error_loses_nothing_else() {
    let error = refused(400, r#"{"code":"BadRequest","details":{"n":1e999}}"#);
    assert_eq!(error.code(), Some("BadRequest"));
}

#[test]
fn no_odd_member_of_a_user_loses_a_page() {
    for odd in [
        r#""connectionIds":[null]"#,
        r#""scopes":["user:read"]"#,
        r#""clientUserId":42"#,
        r#""createdAt":{}"#,
        r#""createdAt":1.5"#,
        r#""managedBy":{}"#,
        r#""userType":[]"#,
        r#""deletedAt":false"#,
    ] {
        let body =
            format!(r#"{{"data":[{{"userId":"u1",{odd}}},{{"userId":"u2","clientUserId":"c"}}]}}"#);
        let page = answer(&users::List::default(), &body);
        let name = page.data[1].client_user_id.as_deref();
        assert_eq!((page.data[0].user_id.as_str(), name), ("u1", Some("c")), "{odd}");
    }
}

#[test]
fn no_odd_member_of_a_connection_loses_a_list() {
    let list = users::ListConnections { user_id: "u1".into() };
    let read = |member: &str| {
        let body = format!(r#"{{"data":[{{"id":"b:c","name":"Bank",{member}}}]}}"#);
        answer(&list, &body).remove(0)
    };
    let mut plain = Connection::new("b:c".into());
    plain.name = Some("Bank".into());
    for odd in [r#""error":{}"#, r#""status":5"#, r#""accountIds":[{}]"#, r#""useMfa":"yes""#] {
        assert_eq!(read(odd), plain, "{odd}");
    }
    plain.tpp_consent = Some(true);
    for meant in [r#""tppConsent":"true""#, r#""tppConsent":1"#] {
        assert_eq!(read(meant), plain, "{meant}");
    }
}

const DOCUMENT: &str =
    r#""issuer":"i","authorization_endpoint":"a","token_endpoint":"t","jwks_uri":"j""#;

#[test]
fn an_odd_discovery_document_is_read() {
    let read = |member: &str| answer(&GetDiscoveryDocument, &format!("{{{DOCUMENT},{member}}}"));
    let supported = read(r#""claims_parameter_supported":"true""#).claims_parameter_supported;
    assert_eq!(supported, Some(true));
    let document = read(r#""scopes_supported":["a",null],"claims_supported":["b"]"#);
    assert_eq!((document.scopes_supported, document.claims_supported.unwrap().len()), (None, 1));
    assert_eq!(read(r#""registration_endpoint":false"#).registration_endpoint, None);
    let document = read(r#""claims_supported":7,"extra":{"n":1}"#);
    assert_eq!(document.other["extra"]["n"], 1);
}

#[test]
fn a_discovery_document_without_its_issuer_is_none() {
    let body = r#"{"issuer":7,"authorization_endpoint":"a","token_endpoint":"t","jwks_uri":"j"}"#;
    let error = codec::decode(&GetDiscoveryDocument, Response::new(body)).unwrap_err();
    assert_eq!(error.decode_error().unwrap().path(), "issuer");
}

#[test]
fn an_odd_key_loses_no_set() {
    let keys =
        answer(&GetJsonWebKeys, r#"{"keys":[{"kid":"a\ud83d"},{"kid":"b","n":1e999}]}"#).keys;
    assert_eq!(
        keys.iter().map(|key| key.key_id()).collect::<Vec<_>>(),
        [Some("a\u{fffd}"), Some("b")]
    );
}

#[test]
fn an_odd_introspection_is_read_but_for_whether_the_token_is_active() {
    let introspect = Introspect { token: "t".into(), token_type_hint: None };
    assert!(answer(&introspect, r#"{"active":true,"scope":[],"exp":1.5}"#).active);
    let error = codec::decode(&introspect, Response::new(r#"{"active":"true"}"#)).unwrap_err();
    assert_eq!(error.decode_error().unwrap().path(), "active");
}

#[test]
fn a_scope_that_is_empty_is_what_was_asked_for() {
    for scope in [r#""""#, r#"" ""#, r#"",""#, "null", "[]", "7"] {
        let body = format!(r#"{{"access_token":"t","token_type":"Bearer","scope":{scope}}}"#);
        assert_eq!(token(&body).unwrap().scopes.to_string(), "user:read", "{scope}");
    }
}

#[test]
fn scopes_may_be_separated_by_commas() {
    for scope in ["user:read,user:create", "user:read, user:create", "user:create user:read"] {
        let body = format!(r#"{{"access_token":"t","token_type":"Bearer","scope":"{scope}"}}"#);
        assert_eq!(token(&body).unwrap().scopes.iter().count(), 2, "{scope}");
    }
}

#[test]
fn an_oauth_error_with_the_status_of_a_success_keeps_its_code_and_advice() {
    let error = token(r#"{"error":"invalid_client","error_description":"no"}"#).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Identity, Outcome::Refused));
    assert_eq!((error.code(), error.is_retryable()), (Some("invalid_client"), false));
    assert!(error.to_string().contains("check client_id and client_secret"), "{error}");
}

#[test]
fn a_token_beside_an_error_is_a_token() {
    let body = r#"{"access_token":"t","token_type":"Bearer","error":"invalid_client"}"#;
    assert_eq!(token(body).unwrap().access_token.expose_secret(), "t");
    let error = token(r#"{"error":{}}"#).unwrap_err();
    assert_eq!(error.decode_error().unwrap().path(), "access_token");
}

#[test]
fn a_lifetime_is_read_in_each_of_its_spellings() {
    for (lifetime, seconds) in [
        ("3599.5", Some(3599)),
        ("3600", Some(3600)),
        ("3.6e3", Some(3600)),
        (r#""3600""#, Some(3600)),
        (r#"" 3600 ""#, Some(3600)),
        (r#""3599.5""#, Some(3599)),
        ("null", None),
        (r#""soon""#, None),
        ("{}", None),
        ("true", None),
        ("1e999", None),
    ] {
        let body =
            format!(r#"{{"access_token":"t","expires_in":{lifetime},"token_type":"Bearer"}}"#);
        assert_eq!(token(&body).unwrap().expires_in, seconds, "{lifetime}");
    }
}
