use super::*;
use crate::ground::scope;

fn at(seconds: u64) -> Now {
    Now {
        unix: UnixTime::from_seconds(1_700_000_000 + seconds as i64),
        monotonic: Monotonic::from_millis(seconds * 1000),
    }
}

fn read() -> Scopes {
    scope::USER_READ.into()
}

fn granted(scopes: Scopes, expires_in: Option<u64>) -> TokenSet {
    TokenSet { expires_in, ..TokenSet::new(AccessToken::new("token").unwrap(), scopes) }
}

fn acquire(table: &mut TokenTable, need: &Scopes, now: Now) -> Acquired {
    table.acquire(&None, &need.clone().into(), &Scopes::default(), now, Duration::from_secs(180))
}

fn lease(table: &mut TokenTable, need: &Scopes, now: Now) -> Lease {
    match acquire(table, need, now) {
        Acquired::Leased(lease) => lease,
        other => panic!("not leased: {other:?}"),
    }
}

fn is_live(table: &mut TokenTable, need: &Scopes, now: Now) -> bool {
    matches!(acquire(table, need, now), Acquired::Granted(_))
}

#[test]
fn a_token_is_found_by_any_need_that_its_granted_scopes_cover() {
    let mut table = TokenTable::default();
    let both = Scopes::from_iter([scope::USER_READ, scope::USER_DELETE]);
    let first = lease(&mut table, &both, at(0));
    table.settle(&first, granted(both.clone(), Some(7200)), at(0));
    assert!(is_live(&mut table, &read(), at(1)));
    assert!(is_live(&mut table, &scope::USER_DELETE.into(), at(1)));
    assert!(!is_live(&mut table, &scope::USER_CREATE.into(), at(1)));
}

#[test]
fn what_was_granted_counts_and_not_what_was_asked_for() {
    let mut table = TokenTable::default();
    let both = Scopes::from_iter([scope::USER_READ, scope::USER_DELETE]);
    let first = lease(&mut table, &both, at(0));
    table.settle(&first, granted(read(), Some(7200)), at(0));
    assert!(!is_live(&mut table, &both, at(1)));
}

#[test]
fn tokens_of_one_subject_are_not_those_of_another() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.settle(&first, granted(read(), Some(7200)), at(0));
    let user = Some(UserId::from("u1"));
    let acquired =
        table.acquire(&user, &read().into(), &Scopes::default(), at(1), Duration::from_secs(1));
    assert!(matches!(acquired, Acquired::Leased(_)));
}

#[test]
fn a_token_is_renewed_a_minute_before_its_end() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.settle(&first, granted(read(), Some(7200)), at(0));
    assert!(is_live(&mut table, &read(), at(7139)));
    assert!(!is_live(&mut table, &read(), at(7140)));
}

#[test]
fn the_skew_is_at_most_half_the_lifetime() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.settle(&first, granted(read(), Some(10)), at(0));
    assert!(is_live(&mut table, &read(), at(4)));
    assert!(!is_live(&mut table, &read(), at(5)));
}

#[test]
fn a_token_is_dead_when_the_wall_clock_alone_says_so() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.settle(&first, granted(read(), Some(7200)), at(0));
    let by_the_wall = |seconds| Now { unix: at(seconds).unix, monotonic: at(1).monotonic };
    assert!(is_live(&mut table, &read(), by_the_wall(7139)));
    assert!(!is_live(&mut table, &read(), by_the_wall(7140)));
}

#[test]
fn a_token_is_dead_when_the_monotonic_clock_alone_says_so() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.settle(&first, granted(read(), Some(7200)), at(0));
    let set_back = |seconds| Now { unix: at(0).unix, monotonic: at(seconds).monotonic };
    assert!(is_live(&mut table, &read(), set_back(7139)));
    assert!(!is_live(&mut table, &read(), set_back(7140)));
}

#[test]
fn a_token_without_a_lifetime_is_not_kept() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    let grant = table.settle(&first, granted(read(), None), at(0));
    assert_eq!(grant.token().expose_secret(), "token");
    assert!(!is_live(&mut table, &read(), at(0)));
}

#[test]
fn an_absurd_lifetime_does_not_overflow() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.settle(&first, granted(read(), Some(u64::MAX)), at(0));
    assert!(is_live(&mut table, &read(), at(1_000_000)));
}

#[test]
fn only_one_lease_is_given_for_a_need() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    assert!(matches!(acquire(&mut table, &read(), at(1)), Acquired::Busy(id) if id == first.id));
}

#[test]
fn a_lease_that_is_given_back_can_be_taken_again() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.release(&first);
    assert_ne!(lease(&mut table, &read(), at(0)).id, first.id);
}

#[test]
fn a_lease_is_lost_after_its_deadline() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    assert!(matches!(acquire(&mut table, &read(), at(179)), Acquired::Busy(_)));
    assert_ne!(lease(&mut table, &read(), at(180)).id, first.id);
}

#[test]
fn a_discarded_token_is_gone_and_a_newer_one_stays() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    let old = table.settle(&first, granted(read(), Some(7200)), at(0));
    table.discard_refused(&old, at(1).monotonic);
    let second = lease(&mut table, &read(), at(1));
    table.settle(&second, granted(read(), Some(7200)), at(1));
    table.discard_refused(&old, at(1).monotonic);
    assert!(is_live(&mut table, &read(), at(2)));
}

#[test]
fn expired_tokens_are_swept_when_others_come() {
    let mut table = TokenTable::default();
    for user in 0..100 {
        let subject = Some(UserId::new(user.to_string()));
        let nothing = Scopes::default();
        let now = at(user);
        let acquired =
            table.acquire(&subject, &read().into(), &nothing, now, Duration::from_secs(1));
        let Acquired::Leased(lease) = acquired else { panic!("not leased") };
        table.settle(&lease, granted(read(), Some(20)), now);
        assert!(table.len() <= 10);
    }
    assert_eq!(table.subjects.len(), table.len());
}

#[test]
fn beyond_the_capacity_the_first_to_expire_goes() {
    let mut table = TokenTable::default();
    for user in 0..CAPACITY + 5 {
        let subject = Some(UserId::new(user.to_string()));
        let lease = Lease { id: 0, epoch: 0, subject, scopes: read() };
        table.settle(&lease, granted(read(), Some(7200 + user as u64)), at(0));
    }
    assert_eq!(table.len(), CAPACITY);
    assert!(!table.subjects.contains_key(&Some(UserId::from("4"))));
    assert!(table.subjects.contains_key(&Some(UserId::from("5"))));
}

#[test]
fn forgotten_tokens_are_gone_and_leases_stay() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.settle(&first, granted(read(), Some(7200)), at(0));
    let pending = lease(&mut table, &scope::USER_CREATE.into(), at(0));
    table.forget();
    assert_eq!(table.len(), 0);
    let acquired = acquire(&mut table, &scope::USER_CREATE.into(), at(1));
    assert!(matches!(acquired, Acquired::Busy(id) if id == pending.id));
}

#[test]
fn a_token_that_was_asked_for_before_all_were_forgotten_is_not_kept() {
    let mut table = TokenTable::default();
    let first = lease(&mut table, &read(), at(0));
    table.forget();
    table.settle(&first, granted(read(), Some(7200)), at(0));
    assert!(!is_live(&mut table, &read(), at(1)));
}

#[test]
fn tokens_that_may_do_no_more_than_a_newer_one_do_not_pile_up() {
    let mut table = TokenTable::default();
    for _ in 0..1000 {
        let first = lease(&mut table, &scope::USER_DELETE.into(), at(0));
        table.settle(&first, granted(read(), Some(7200)), at(0));
    }
    assert_eq!(table.len(), 1);
}

#[test]
fn a_token_from_elsewhere_is_used_for_its_user_until_it_ends() {
    let mut table = TokenTable::default();
    let user = Some(UserId::from("u1"));
    table.adopt("u1".into(), granted(read(), Some(7200)), at(0));
    let mut found = |subject: &Option<UserId>, seconds| {
        let lifetime = Duration::from_secs(180);
        let acquired =
            table.acquire(subject, &read().into(), &Scopes::default(), at(seconds), lifetime);
        matches!(acquired, Acquired::Granted(_))
    };
    assert!(found(&user, 7139));
    assert!(!found(&None, 1));
    assert!(!found(&Some("u2".into()), 1));
    assert!(!found(&user, 7140));
}

#[test]
fn a_token_from_elsewhere_without_a_lifetime_is_not_kept() {
    let mut table = TokenTable::default();
    let grant = table.adopt("u1".into(), granted(read(), None), at(0));
    assert_eq!(grant.token().expose_secret(), "token");
    assert_eq!(table.len(), 0);
}
