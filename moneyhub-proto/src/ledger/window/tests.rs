use super::*;
use crate::api::transactions::Transaction;

const DAY: i64 = 19_844;

fn rows(ids: &[&str]) -> Vec<Upsert> {
    let row = |id: &&str| {
        Upsert::of(Transaction {
            id: (*id).into(),
            date: "2024-05-01T12:00:00Z".into(),
            ..Transaction::default()
        })
    };
    ids.iter().map(row).collect()
}

fn measure() -> Measure {
    Measure { full_page: 3, seam: 1, walks: 2, clean: true }
}

fn one_day() -> Window {
    Window::new(Some(DAY), Some(DAY), DAY, None)
}

fn wide() -> Window {
    Window::new(None, None, DAY, None)
}

#[test]
fn a_page_whose_links_end_shows_a_whole_window() {
    assert_eq!(wide().read(&rows(&["a", "b", "c"]), Next::End, &measure()), Outcome::Whole);
}

#[test]
fn a_short_page_without_links_is_whole_only_where_longer_ones_were_seen() {
    assert_eq!(wide().read(&rows(&["a", "b"]), Next::Unknown, &measure()), Outcome::Whole);
    let nothing_known = Measure { full_page: 0, ..measure() };
    assert_eq!(wide().read(&rows(&["a", "b"]), Next::Unknown, &nothing_known), Outcome::Onward);
    assert_eq!(wide().read(&[], Next::Unknown, &nothing_known), Outcome::Whole);
}

#[test]
fn a_window_of_many_days_that_fills_more_than_a_page_is_split() {
    assert_eq!(wide().read(&rows(&["a", "b", "c"]), Next::More, &measure()), Outcome::Split);
}

#[test]
fn a_day_is_walked_with_overlap_and_its_first_page_is_read_again() {
    let mut window = one_day();
    assert_eq!(window.read(&rows(&["a", "b", "c"]), Next::More, &measure()), Outcome::Onward);
    assert_eq!(window.offset(), 2);
    assert_eq!(window.read(&rows(&["c", "d"]), Next::End, &measure()), Outcome::Onward);
    assert_eq!(window.offset(), 0);
    assert_eq!(window.read(&rows(&["a", "b", "c"]), Next::More, &measure()), Outcome::Whole);
    assert_eq!(window.seen(), 4);
}

#[test]
fn pages_that_do_not_fit_are_walked_again_and_given_up_in_the_end() {
    let mut window = one_day();
    for outcome in [Outcome::Onward, Outcome::GivenUp] {
        assert_eq!(window.read(&rows(&["a", "b", "c"]), Next::More, &measure()), Outcome::Onward);
        assert_eq!(window.read(&rows(&["d", "e"]), Next::End, &measure()), outcome);
    }
}

#[test]
fn a_first_page_that_has_changed_after_the_last_proves_nothing() {
    let mut window = one_day();
    let _ = window.read(&rows(&["a", "b", "c"]), Next::More, &measure());
    let _ = window.read(&rows(&["c", "d"]), Next::End, &measure());
    assert_eq!(window.read(&rows(&["b", "c", "d"]), Next::More, &measure()), Outcome::Onward);
    assert_eq!(window.offset(), 0);
}

#[test]
fn a_narrower_window_holds_three_quarters_of_the_page() {
    let days = vec![DAY, DAY - 1, DAY - 2, DAY - 3, DAY - 50, DAY - 60, DAY - 70, DAY - 80];
    assert_eq!(wide().narrower(days), 60);
    assert_eq!(one_day().narrower(vec![DAY; 8]), 1);
    assert_eq!(wide().narrower(Vec::new()), 1);
}
