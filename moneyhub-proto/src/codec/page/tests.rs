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
    let error = walk.turn(&config(), &page(r#"{"id":"s1"},{"id":"s2"}"#)).unwrap_err();
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
