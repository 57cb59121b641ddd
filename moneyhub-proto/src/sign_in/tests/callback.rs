use super::*;
use crate::ground::error::{ErrorKind, VerificationError::*};

fn code(callback: &Callback) -> Option<&str> {
    callback.get("code").map(|code| code.expose_secret())
}

#[test]
fn a_query_is_found_in_whatever_the_web_framework_gives() {
    for text in [
        "code=a%20b&state=s",
        "?code=a+b&state=s",
        "https://shop.example/callback?code=a+b&state=s",
        "https://shop.example/callback?code=a+b&state=s#fragment",
        "/callback?code=a+b&state=s",
        "/call=back?code=a+b&state=s",
        "app.shop://callback?own=1&code=a+b&state=s",
    ] {
        let callback = Callback::from_query(text).unwrap();
        assert_eq!((code(&callback), callback.state()), (Some("a b"), Some("s")), "{text}");
    }
}

#[test]
fn a_question_mark_or_a_url_in_a_value_is_part_of_it() {
    for value in ["a?b", "http://a/?b", "?"] {
        let callback = Callback::from_query(&format!("code={value}")).unwrap();
        assert_eq!(code(&callback), Some(value));
    }
}

#[test]
fn a_url_without_a_query_has_no_parameters() {
    for text in ["https://shop.example/code=1", "/code=1", "", "?", "#code=1"] {
        assert_eq!(format!("{:?}", Callback::from_query(text).unwrap()), "Callback{}", "{text}");
    }
}

#[test]
fn a_fragment_is_found_with_or_without_its_sign() {
    for text in ["code=a&state=s", "#code=a&state=s", "https://a/b?code=x#code=a&state=s"] {
        assert_eq!(code(&Callback::from_fragment(text).unwrap()), Some("a"), "{text}");
    }
}

#[test]
fn a_known_parameter_that_occurs_twice_is_refused_even_if_empty() {
    for parameter in ["code", "state", "iss", "id_token", "error", "access_token"] {
        for twice in [format!("{parameter}=a&{parameter}=b"), format!("{parameter}=&{parameter}=b")]
        {
            assert_eq!(check_of(Callback::from_query(&twice)), DuplicateParameter { parameter });
        }
    }
}

#[test]
fn a_parameter_spelled_in_another_way_is_still_the_same_parameter() {
    let error = check_of(Callback::from_query("state=a&st%61te=b"));
    assert_eq!(error, DuplicateParameter { parameter: "state" });
}

#[test]
fn unknown_parameters_are_ignored_however_often_they_occur() {
    let callback = Callback::from_query("own=1&own=2&code=a&Code=b").unwrap();
    assert_eq!(code(&callback), Some("a"));
}

#[test]
fn an_empty_parameter_is_as_good_as_absent() {
    let callback = Callback::from_query("state=&code").unwrap();
    assert_eq!((callback.state(), code(&callback)), (None, None));
}

#[test]
fn a_callback_of_128_kib_is_read_and_one_byte_more_is_not() {
    let limit = 128 * 1024;
    let form = format!("code={}", "a".repeat(limit - 5));
    assert!(Callback::from_form(form.as_bytes()).is_ok());
    let error = Callback::from_form(format!("{form}a").as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Verification);
    assert_eq!(error.verification_error(), Some(&CallbackTooLong { limit }));
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let callback = Callback::from_form(b"state=\xff\xfe%ff&code=%").unwrap();
    assert_eq!(code(&callback), Some("%"));
    assert!(callback.state().is_some());
}

#[test]
fn debug_shows_names_only() {
    let callback = Callback::from_query("code=canary&own_canary=1&state=canary").unwrap();
    assert_eq!(format!("{callback:?}"), r#"Callback{"code", "state"}"#);
}
