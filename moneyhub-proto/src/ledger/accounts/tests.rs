use super::*;

fn accounts(ids: &[&str]) -> Vec<Account> {
    ids.iter().map(|id| Account { id: (*id).into(), ..Account::default() }).collect()
}

fn listed(read: &AccountsRead) -> Vec<&str> {
    read.accounts.iter().map(|new| new.account.id.as_str()).collect()
}

#[test]
fn a_page_whose_links_end_is_the_whole_list() {
    let read = AccountPages::default().read(accounts(&["a", "b"]), Next::End, 7).unwrap();
    assert_eq!(listed(&read), ["a", "b"]);
    assert!(read.is_whole);
}

#[test]
fn without_links_the_list_ends_where_a_page_shows_nothing_new() {
    let mut pages = AccountPages::default();
    assert!(pages.read(accounts(&["a", "b"]), Next::Unknown, 7).is_none());
    assert_eq!(pages.offset(), 1);
    assert!(pages.read(accounts(&["b", "c"]), Next::Unknown, 8).is_none());
    let read = pages.read(accounts(&["c"]), Next::Unknown, 9).unwrap();
    assert_eq!((listed(&read), read.is_whole, read.sent_at), (vec!["a", "b", "c"], true, 7));
}

// Found by a history of the ledger's law: another page, which nothing ties to the first, would have hidden an
// account that came back in between.
#[test]
fn without_links_a_page_of_one_account_is_the_whole_list() {
    let read = AccountPages::default().read(accounts(&["a"]), Next::Unknown, 7).unwrap();
    assert_eq!((listed(&read), read.is_whole), (vec!["a"], true));
}

#[test]
fn a_second_page_that_nothing_ties_to_the_first_makes_no_whole_list() {
    let mut pages = AccountPages::default();
    assert!(pages.read(accounts(&["b"]), Next::More, 7).is_none());
    let read = pages.read(accounts(&["b"]), Next::End, 8).unwrap();
    assert!(!read.is_whole);
}

#[test]
fn a_list_whose_pages_do_not_overlap_is_not_whole() {
    let mut pages = AccountPages::default();
    assert!(pages.read(accounts(&["a", "b"]), Next::More, 7).is_none());
    let read = pages.read(accounts(&["c"]), Next::End, 8).unwrap();
    assert!(!read.is_whole);
}

#[test]
fn an_account_is_the_same_at_its_bank_by_provider_and_its_id_there() {
    let at_bank = |provider: &str, id: Option<&str>| {
        let account = Account {
            provider_id: Some(provider.into()),
            provider_account_id: id.map(str::to_owned),
            ..Account::default()
        };
        AccountUpsert::of(account).at_bank
    };
    assert_eq!(at_bank("p", Some("x")), at_bank("p", Some("x")));
    assert_ne!(at_bank("p", Some("x")), at_bank("q", Some("x")));
    assert_eq!(at_bank("p", None), None);
}
