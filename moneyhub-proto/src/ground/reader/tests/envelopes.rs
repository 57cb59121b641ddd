//! Pages, lists, and the contents of `data`.

use super::*;

#[test]
fn a_page_keeps_every_item_and_all_that_is_good_in_it() {
    let body = r#"{"data":[{"id":"a","name":7},{"id":"b","name":"n"},{"name":{"x":[]},"id":"c","count":"3"}],"meta":{"total":3}}"#;
    let (page, repairs) = reading(decode::page::<Item>, body.as_bytes()).unwrap();
    let ids: Vec<_> = page.data.iter().map(|item| item.id.as_str()).collect();
    assert_eq!((ids, page.meta.total), (vec!["a", "b", "c"], Some(3)));
    assert_eq!((page.data[1].name.as_deref(), page.data[2].count), (Some("n"), Some(3)));
    assert_eq!(repairs, ["data[0].name", "data[2].name", "data[2].count"]);
}

#[test]
fn an_item_that_cannot_be_repaired_is_the_error_of_the_page() {
    let body = r#"{"data":[{"id":"a","name":7},{"id":{}},{}]}"#;
    let wrong = (DecodeCategory::WrongType, "data[1].id".to_owned());
    assert_eq!(refused(decode::page::<Item>, body), wrong);
    let body = r#"{"data":[{"id":"a"},null]}"#;
    assert_eq!(refused(decode::page::<Item>, body), (DecodeCategory::WrongType, "data[1]".into()));
}

#[test]
fn what_a_page_says_of_itself_may_be_odd() {
    let about = |about: &str| {
        let body = format!(r#"{{"data":[{A}],{about}}}"#);
        let (page, repairs) = reading(decode::page::<Item>, body.as_bytes()).unwrap();
        assert_eq!(page.data, [item(A)]);
        (page.meta.total, page.links.and_then(|links| links.next), repairs.concat())
    };
    for plain in ["1.0", r#""1""#] {
        assert_eq!(
            about(&format!(r#""meta":{{"total":{plain}}}"#)),
            (Some(1), None, "meta.total".into())
        );
    }
    for odd in ["-1", "{}", "1.5", "1e999", "18446744073709551616"] {
        assert_eq!(
            about(&format!(r#""meta":{{"total":{odd}}}"#)),
            (None, None, "meta.total".into())
        );
    }
    assert_eq!(about(r#""meta":7"#), (None, None, "meta".into()));
    assert_eq!(about(r#""links":{"next":false}"#), (None, None, "links.next".into()));
    assert_eq!(about(r#""links":false"#), (None, None, "links".into()));
    assert_eq!(about(r#""links":null"#), (None, None, String::new()));
    let good = about(r#""meta":{"total":1},"links":{"next":"?offset=1","prev":7}"#);
    assert_eq!(good, (Some(1), Some("?offset=1".to_owned()), "links.prev".to_owned()));
}

#[test]
fn a_list_that_is_null_is_empty_and_one_that_is_absent_is_none() {
    let page: (Page<Item>, _) =
        reading(decode::page, br#"{"data":null,"meta":{"total":0}}"#).unwrap();
    assert_eq!((page.0.data.len(), page.0.meta.total), (0, Some(0)));
    assert_eq!(page.1, ["data"]);
    assert!(reading(decode::list::<Item>, br#"{"data":null}"#).unwrap().0.is_empty());
    let missing = (DecodeCategory::MissingMember, "data".to_owned());
    assert_eq!(refused(decode::page::<Item>, "{}"), missing);
    assert_eq!(refused(decode::list::<Item>, r#"{"meta":{}}"#), missing);
    let wrong = (DecodeCategory::WrongType, "data".to_owned());
    for odd in ["{}", "7", r#""""#] {
        assert_eq!(refused(decode::page::<Item>, &format!(r#"{{"data":{odd}}}"#)), wrong);
        assert_eq!(refused(decode::list::<Item>, &format!(r#"{{"data":{odd}}}"#)), wrong);
    }
}

#[test]
fn lists_are_read_item_by_item_in_data_and_bare() {
    let (list, repairs) =
        reading(decode::list::<Item>, br#"{"data":[{"id":"a","name":7}]}"#).unwrap();
    assert_eq!((list, repairs), (vec![item(A)], vec!["data[0].name".to_owned()]));
    let (list, repairs) =
        reading(decode::bare_list::<Item>, br#" [ {"id":"a","name":7} ] "#).unwrap();
    assert_eq!((list, repairs), (vec![item(A)], vec!["[0].name".to_owned()]));
    let wrong = (DecodeCategory::MissingMember, "[1].id".to_owned());
    assert_eq!(refused(decode::bare_list::<Item>, r#"[{"id":"a"},{}]"#), wrong);
    for body in
        [r#"[{"id":7} {"id":"b"}]"#, r#"[{"id":"a","name":7},]"#, r#"[{"id":"a","name":7}] x"#]
    {
        assert!(reading(decode::bare_list::<Item>, body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn what_may_stand_in_data_is_repaired_there() {
    let (value, repairs) =
        reading(decode::data::<Item>, br#"{"data":{"id":"a","name":7}}"#).unwrap();
    assert_eq!((value, repairs), (item(A), vec!["data.name".to_owned()]));
    for (body, place) in
        [(r#"{"id":"a","name":7}"#, "name"), (r#"{"data":{"id":"a","name":7}}"#, "data.name")]
    {
        let (value, repairs) = reading(decode::bare_or_data::<Item>, body.as_bytes()).unwrap();
        assert_eq!((value, repairs), (item(A), vec![place.to_owned()]));
    }
    let missing = (DecodeCategory::MissingMember, "data.id".to_owned());
    assert_eq!(refused(decode::bare_or_data::<Item>, r#"{"data":{}}"#), missing);
}

#[test]
fn text_and_bytes_are_taken_as_they_are() {
    assert_eq!(reading(decode::text, "a;ë".as_bytes()).unwrap(), ("a;ë".to_owned(), vec![]));
    assert_eq!(
        reading(decode::text, b"\xff").unwrap(),
        ("\u{fffd}".to_owned(), vec![String::new()])
    );
    assert_eq!(reading(decode::bytes, b"\xff").unwrap().0, &b"\xff"[..]);
}
