use super::*;
use crate::{
    api::users::{ConnectionSync, List, ListConnectionSyncs, ListSyncs, User},
    ground::id::UserId,
};

fn config() -> Config {
    Config::builder().identity_url("https://id.test").build().unwrap()
}

fn users(ids: impl IntoIterator<Item = usize>) -> Vec<User> {
    ids.into_iter().map(|id| User::new(UserId::new(id.to_string()))).collect()
}

fn total(data: Vec<User>, total: u64) -> Page<User> {
    Page { meta: PageMeta { total: Some(total), ..PageMeta::default() }, ..Page::new(data) }
}

fn linked(data: Vec<User>, next: &str) -> Page<User> {
    let links = Links { next: Some(next.to_owned()), ..Links::default() };
    Page { links: Some(links), ..Page::new(data) }
}

/// The query of the next page, if there is one.
fn next(walk: &Walk<List>) -> Option<String> {
    let page = walk.next_page()?;
    let token = crate::ground::secret::AccessToken::new("token").unwrap();
    let request = crate::codec::encode(&page, &config(), &token).unwrap();
    assert_eq!(request.uri().path(), "/users");
    request.uri().query().map(str::to_owned)
}

fn walk(window: Window) -> Walk<List> {
    Walk::new(List { window, is_demo: Some(true) })
}

#[test]
fn the_offset_grows_by_what_came_and_filters_stay() {
    let mut walk = walk(Window { limit: 3, offset: 10 });
    assert_eq!(next(&walk).unwrap(), "limit=3&offset=10&isDemo=true");
    walk.turn(&config(), &Page::new(users(0..3))).unwrap();
    assert_eq!(next(&walk).unwrap(), "limit=3&isDemo=true&offset=13");
}

#[test]
fn fewer_than_asked_for_is_not_the_end() {
    let mut walk = walk(Window { limit: 100, offset: 0 });
    walk.turn(&config(), &Page::new(users(0..50))).unwrap();
    assert_eq!(next(&walk).unwrap(), "limit=100&isDemo=true&offset=50");
}

#[test]
fn an_empty_page_is_the_end() {
    let mut walk = walk(Window::default());
    walk.turn(&config(), &Page::new(Vec::new())).unwrap();
    assert_eq!(next(&walk), None);
}

#[test]
fn the_total_is_the_end() {
    let mut walk = walk(Window { limit: 2, offset: 0 });
    walk.turn(&config(), &total(users(0..2), 4)).unwrap();
    assert!(next(&walk).is_some());
    walk.turn(&config(), &total(users(2..4), 4)).unwrap();
    assert_eq!(next(&walk), None);
}

#[test]
fn a_total_that_is_never_reached_ends_at_an_empty_page() {
    let mut walk = walk(Window { limit: 2, offset: 0 });
    walk.turn(&config(), &total(users(0..2), 4)).unwrap();
    walk.turn(&config(), &total(Vec::new(), 4)).unwrap();
    assert_eq!(next(&walk), None);
}

#[test]
fn a_link_leads_on_whatever_its_version_and_filters_stay() {
    let mut walk = walk(Window::default());
    let link = "https://id.test/v2.0/users?offset=7&limit=7&of=a%20b&of=c";
    walk.turn(&config(), &linked(users(0..1), link)).unwrap();
    assert_eq!(next(&walk).unwrap(), "isDemo=true&offset=7&limit=7&of=a+b&of=c");
}

#[test]
fn a_list_that_linked_its_pages_ends_where_no_link_is() {
    let mut walk = walk(Window::default());
    walk.turn(&config(), &linked(users(0..1), "/users?offset=1")).unwrap();
    walk.turn(&config(), &Page::new(users(1..2))).unwrap();
    assert_eq!(next(&walk), None);
}

#[test]
fn a_query_alone_is_a_link() {
    let mut walk = walk(Window { limit: 1, offset: 0 });
    walk.turn(&config(), &linked(users(0..1), "?offset=1")).unwrap();
    assert_eq!(next(&walk).unwrap(), "limit=1&isDemo=true&offset=1");
}

/// RFC 3986 section 4.2, and what services write instead.
#[test]
fn any_reference_leads_on_by_its_query() {
    for link in [
        "users?offset=2",
        "./users?offset=2",
        "../users?offset=2",
        "../../v3/users?offset=2",
        "/users?offset=2",
        "//id.test/users?offset=2",
        "//id.test:443?offset=2",
        "HTTPS://ID.TEST/users?offset=2",
        "https://id.test?offset=2",
        "users?offset=2#page/2?offset=1",
        " /users?offset=2\n",
        "/us ers\\?offset=2",
        "/users/b:c?offset=2",
    ] {
        let mut walk = walk(Window { limit: 2, offset: 0 });
        let turned = walk.turn(&config(), &linked(users(0..2), link));
        turned.unwrap_or_else(|error| panic!("{link}: {error}"));
        assert_eq!(next(&walk).unwrap(), "limit=2&isDemo=true&offset=2", "{link}");
    }
}

#[test]
fn stray_characters_of_a_link_are_encoded() {
    for (link, query) in [
        ("/users?offset=2&q=a b", "limit=2&isDemo=true&offset=2&q=a+b"),
        ("?offset=2&q=\"{é}\"", "limit=2&isDemo=true&offset=2&q=%22%7B%C3%A9%7D%22"),
        ("https://id.test/users?offset=2&q=a|b\\c", "limit=2&isDemo=true&offset=2&q=a%7Cb%5Cc"),
    ] {
        let mut walk = walk(Window { limit: 2, offset: 0 });
        walk.turn(&config(), &linked(users(0..2), link)).unwrap();
        assert_eq!(next(&walk).unwrap(), query, "{link}");
    }
}

#[test]
fn an_empty_link_is_none() {
    for link in ["", " "] {
        let mut walk = walk(Window { limit: 2, offset: 0 });
        walk.turn(&config(), &linked(users(0..2), link)).unwrap();
        assert_eq!(next(&walk).unwrap(), "limit=2&isDemo=true&offset=2");
    }
}

/// Found by fuzzing: it was followed, and then refused as if the caller had requested it.
#[test]
fn a_link_that_asks_for_no_items_leads_nowhere() {
    let mut walk = walk(Window { limit: 2, offset: 0 });
    let error = walk.turn(&config(), &linked(users(0..2), "?limit=0&offset=2")).unwrap_err();
    assert!(error.to_string().contains(&PagingError::NothingNew.to_string()), "{error}");
    assert_eq!(next(&walk), None);
}

#[test]
fn a_reference_to_another_host_is_foreign_however_it_is_written() {
    for link in ["//evil.test/users?offset=2", "//id.test@evil.test?offset=2", "mailto:a@id.test?x"]
    {
        let mut walk = walk(Window { limit: 2, offset: 0 });
        let error = walk.turn(&config(), &linked(users(0..2), link)).unwrap_err();
        assert!(error.to_string().contains(&PagingError::ForeignLink.to_string()), "{link}");
    }
}

/// Two new users come to the front of a list between two requests for pages of two.
#[test]
fn a_page_of_new_items_that_is_inserted_meanwhile_does_not_end_the_walk() {
    let mut walk = walk(Window { limit: 2, offset: 0 });
    walk.turn(&config(), &total(users(0..2), 4)).unwrap();
    walk.turn(&config(), &total(users(0..2), 6)).unwrap();
    assert_eq!(next(&walk).unwrap(), "limit=2&isDemo=true&offset=4");
    walk.turn(&config(), &total(users(2..4), 6)).unwrap();
    assert_eq!(next(&walk), None);
}

#[test]
fn a_page_that_comes_three_times_or_last_brings_nothing_new() {
    let nothing_new = PagingError::NothingNew.to_string();
    let mut thrice = walk(Window { limit: 2, offset: 0 });
    thrice.turn(&config(), &Page::new(users(0..2))).unwrap();
    thrice.turn(&config(), &Page::new(users(0..2))).unwrap();
    let error = thrice.turn(&config(), &Page::new(users(0..2))).unwrap_err();
    assert!(error.to_string().contains(&nothing_new), "{error}");
    let mut last = walk(Window { limit: 2, offset: 0 });
    last.turn(&config(), &total(users(0..2), 4)).unwrap();
    let error = last.turn(&config(), &total(users(0..2), 4)).unwrap_err();
    assert!(error.to_string().contains(&nothing_new), "{error}");
}

#[test]
fn the_greatest_offset_may_be_the_last_page() {
    let mut walk = walk(Window { limit: 1, offset: Window::MAX_OFFSET });
    let end = u64::from(Window::MAX_OFFSET) + 1;
    walk.turn(&config(), &total(users(0..1), end)).unwrap();
    assert_eq!(next(&walk), None);
}

#[test]
fn a_page_may_lack_meta_and_links_or_have_them_null() {
    for body in
        [r#"{"data":[]}"#, r#"{"data":[],"meta":null,"links":null}"#, r#"{"data":[],"meta":{}}"#]
    {
        let page: Page<User> = serde_json::from_str(body).unwrap();
        assert_eq!(page, Page::new(Vec::new()));
    }
}

mod gateway;

#[test]
fn the_syncs_of_a_connection_are_walked_by_their_ids() {
    let list = ListConnectionSyncs::new("u1".into(), "b:c".into());
    let list = ListConnectionSyncs { window: Window { limit: 2, offset: 4 }, ..list };
    let page = |ids: &str| serde_json::from_str(&format!(r#"{{"data":[{ids}]}}"#)).unwrap();
    let mut walk = Walk::new(list);
    walk.turn(&config(), &page(r#"{"id":"s1"},{"id":"s2"}"#)).unwrap();
    let token = crate::ground::secret::AccessToken::new("token").unwrap();
    let request = crate::codec::encode(&walk.next_page().unwrap(), &config(), &token).unwrap();
    assert_eq!(request.uri().query(), Some("limit=2&offset=6"));
    let same = || page(r#"{"id":"s1"},{"id":"s2"}"#);
    walk.turn(&config(), &same()).unwrap();
    let error = walk.turn(&config(), &same()).unwrap_err();
    assert!(error.to_string().contains("repeats the one before"), "{error}");
}

/// The query of the page after two full ones of different syncs.
fn after_two_pages(list: impl Paged<Item = ConnectionSync>) -> Option<String> {
    let mut walk = Walk::new(list);
    for body in [r#"{"data":[{"id":"s1"},{"id":"s2"}]}"#, r#"{"data":[{"id":"s3"},{"id":"s4"}]}"#] {
        let page = walk.next_page()?;
        let page = crate::codec::decode(&page, http::Response::new(body)).unwrap();
        walk.turn(&config(), &page).unwrap();
    }
    let token = crate::ground::secret::AccessToken::new("token").unwrap();
    let request = crate::codec::encode(&walk.next_page()?, &config(), &token).unwrap();
    request.uri().query().map(str::to_owned)
}

#[test]
fn syncs_are_walked_from_the_window_that_was_asked_for_and_told_apart_by_their_ids() {
    let window = Window { limit: 2, offset: 4 };
    let of_user = ListSyncs { window, ..ListSyncs::new("u1".into()) };
    let of_connection = ListConnectionSyncs::new("u1".into(), "b:c".into());
    let of_connection = ListConnectionSyncs { window, ..of_connection };
    assert_eq!(after_two_pages(of_user).as_deref(), Some("limit=2&offset=8"));
    assert_eq!(after_two_pages(of_connection).as_deref(), Some("limit=2&offset=8"));
}

#[test]
fn the_largest_window_that_is_documented_is_sent_and_none_beyond_it() {
    let of = |limit, offset| List { window: Window { limit, offset }, is_demo: None }.call();
    assert!(of(Window::MAX_LIMIT, Window::MAX_OFFSET).is_ok());
    assert!(of(Window::MAX_LIMIT + 1, 0).is_err());
    assert!(of(0, Window::MAX_OFFSET + 1).is_err());
}

#[test]
fn the_last_offset_that_is_documented_is_asked_for_and_none_beyond_it() {
    let mut walk = walk(Window { limit: 1, offset: Window::MAX_OFFSET - 1 });
    walk.turn(&config(), &Page::new(users(0..1))).unwrap();
    assert!(next(&walk).unwrap().ends_with("offset=1000000000"));
    let error = walk.turn(&config(), &Page::new(users(1..2))).unwrap_err();
    assert!(error.to_string().contains(&PagingError::BeyondOffsets.to_string()), "{error}");
}

#[test]
fn a_link_with_a_host_and_no_scheme_is_foreign() {
    let mut walk = walk(Window::default());
    let link = "evil.test:443";
    let error = walk.turn(&config(), &linked(users(0..1), link)).unwrap_err();
    assert!(error.to_string().contains(&PagingError::ForeignLink.to_string()), "{error}");
}
