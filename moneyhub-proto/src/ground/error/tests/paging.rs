use super::*;

fn turned(pages: impl IntoIterator<Item = Page<users::User>>) -> Error {
    let mut walk = Walk::new(users::List::default());
    let config = config();
    let turned = pages.into_iter().map(|page| walk.turn(&config, &page));
    turned.filter_map(Result::err).next().expect("no page was refused")
}

fn linked(id: &str, next: &str) -> Page<users::User> {
    let mut page = Page::new(vec![users::User::new(id.into())]);
    page.links = Some(Links { next: Some(next.to_owned()), ..Links::default() });
    page
}

#[test]
fn a_link_to_another_origin() {
    let error = turned([linked("u1", "https://evil.test/users?offset=1")]);
    assert_says(&error, ErrorKind::Paging, &["users.list:", "another origin", "not followed"]);
}

#[test]
fn a_link_that_is_no_url() {
    let error = turned([linked("u1", "https://[")]);
    assert_says(&error, ErrorKind::Paging, &["not a URL"]);
}

#[test]
fn a_link_that_was_followed_before() {
    let error = turned(["u1", "u2"].map(|id| linked(id, "/users?offset=1")));
    assert_says(&error, ErrorKind::Paging, &["followed before"]);
}

#[test]
fn a_page_that_brings_nothing_new() {
    let page = || Page::new(vec![users::User::new("u1".into())]);
    assert_says(&turned([page(), page(), page()]), ErrorKind::Paging, &["repeats the one before"]);
}

#[test]
fn an_empty_page_that_links_to_another() {
    let mut page = linked("u1", "/users?offset=1");
    page.data.clear();
    page.meta = PageMeta::default();
    assert_says(&turned([page]), ErrorKind::Paging, &["empty and yet links"]);
}

#[test]
fn a_link_that_leads_back() {
    let error = turned([linked("u1", "/users?offset=1"), linked("u2", "/users?offset=0")]);
    assert_says(&error, ErrorKind::Paging, &["leads back"]);
}

#[test]
fn a_list_beyond_all_offsets() {
    let window = Window { limit: 1, offset: Window::MAX_OFFSET };
    let mut walk = Walk::new(users::List { window, ..Default::default() });
    let page = Page::new(vec![users::User::new("u1".into())]);
    let error = walk.turn(&config(), &page).unwrap_err();
    assert_says(&error, ErrorKind::Paging, &["beyond the greatest offset"]);
}
