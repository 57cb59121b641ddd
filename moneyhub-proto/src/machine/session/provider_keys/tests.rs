use super::*;
use crate::ground::error::{DiscoveryError, ErrorKind};

const LEASE: Duration = Duration::from_secs(60);

fn at(seconds: u64) -> Monotonic {
    Monotonic::from_millis(seconds * 1000)
}

fn acquire(keys: &mut ProviderKeys, wanted: WantedKeys, now: Monotonic) -> AcquiredKeys {
    keys.acquire(wanted, Trigger::Stranger, None, now, LEASE)
}

fn lease(keys: &mut ProviderKeys, wanted: WantedKeys, now: Monotonic) -> u64 {
    match acquire(keys, wanted, now) {
        AcquiredKeys::Leased(id, _) => id,
        other => panic!("no lease but {other:?}"),
    }
}

/// Keys that were fetched at this time.
fn read(now: Monotonic) -> (ProviderKeys, HeldKeys) {
    let mut keys = ProviderKeys::default();
    let id = lease(&mut keys, WantedKeys::Known, now);
    let held = keys.settle(id, JsonWebKeySet::default(), IssuerParameter::Optional, now);
    (keys, held)
}

#[test]
fn keys_are_read_once_and_used_for_an_hour() {
    let (mut keys, _) = read(at(0));
    let young = acquire(&mut keys, WantedKeys::Known, at(3599));
    assert!(matches!(young, AcquiredKeys::Held(_)), "{young:?}");
    let old = acquire(&mut keys, WantedKeys::Known, at(3600));
    assert!(matches!(old, AcquiredKeys::Leased(..)), "{old:?}");
}

#[test]
fn one_call_fetches_and_the_others_wait() {
    let mut keys = ProviderKeys::default();
    let id = lease(&mut keys, WantedKeys::Known, at(0));
    let other = acquire(&mut keys, WantedKeys::Known, at(1));
    assert!(matches!(other, AcquiredKeys::Busy(busy) if busy == id), "{other:?}");
}

#[test]
fn a_lease_that_nobody_settles_is_lost() {
    let mut keys = ProviderKeys::default();
    lease(&mut keys, WantedKeys::Known, at(0));
    lease(&mut keys, WantedKeys::Known, at(60));
}

#[test]
fn a_lease_that_is_given_back_goes_to_the_next() {
    let mut keys = ProviderKeys::default();
    let id = lease(&mut keys, WantedKeys::Known, at(0));
    keys.release(id);
    lease(&mut keys, WantedKeys::Known, at(1));
}

#[test]
fn a_failure_is_the_answer_for_those_that_waited_and_for_nobody_else() {
    let mut keys = ProviderKeys::default();
    let id = lease(&mut keys, WantedKeys::Known, at(0));
    keys.fail(id, DiscoveryError::UnexpectedIssuer.into());
    match keys.acquire(WantedKeys::Known, Trigger::Stranger, Some(id), at(1), LEASE) {
        AcquiredKeys::Failed(error) => assert_eq!(error.kind(), ErrorKind::Identity),
        other => panic!("no failure but {other:?}"),
    }
    lease(&mut keys, WantedKeys::Known, at(1));
}

#[test]
fn an_unknown_key_makes_the_keys_be_read_again_at_once_and_then_once_a_minute() {
    let (mut keys, first) = read(at(0));
    let id = lease(&mut keys, first.another(), at(1));
    let second = keys.settle(id, JsonWebKeySet::default(), IssuerParameter::Optional, at(1));
    let soon = acquire(&mut keys, second.another(), at(60));
    assert!(matches!(soon, AcquiredKeys::NothingNewer), "{soon:?}");
    lease(&mut keys, second.another(), at(61));
}

#[test]
fn a_second_look_that_brings_nothing_bars_the_next_one_for_seconds_only() {
    let (mut keys, first) = read(at(0));
    let id = lease(&mut keys, first.another(), at(1));
    keys.release(id);
    let soon = acquire(&mut keys, first.another(), at(5));
    assert!(matches!(soon, AcquiredKeys::NothingNewer), "{soon:?}");
    let id = lease(&mut keys, first.another(), at(6));
    keys.fail(id, DiscoveryError::UnexpectedIssuer.into());
    lease(&mut keys, first.another(), at(11));
}

#[test]
fn keys_that_are_read_for_their_age_bar_no_look_for_an_unknown_one() {
    let (mut keys, first) = read(at(0));
    let given_up = lease(&mut keys, first.another(), at(1));
    keys.release(given_up);
    let id = lease(&mut keys, WantedKeys::Known, at(3600));
    let held = keys.settle(id, JsonWebKeySet::default(), IssuerParameter::Optional, at(3600));
    lease(&mut keys, held.another(), at(3601));
}

#[test]
fn who_lacks_a_key_gets_the_keys_that_were_read_since() {
    let (mut keys, first) = read(at(0));
    let id = lease(&mut keys, first.another(), at(1));
    keys.settle(id, JsonWebKeySet::default(), IssuerParameter::Optional, at(1));
    let held = acquire(&mut keys, first.another(), at(2));
    assert!(matches!(held, AcquiredKeys::Held(_)), "{held:?}");
}

#[test]
fn the_keys_stay_when_a_second_reading_fails() {
    let (mut keys, first) = read(at(0));
    let id = lease(&mut keys, first.another(), at(1));
    keys.fail(id, DiscoveryError::UnexpectedIssuer.into());
    let held = acquire(&mut keys, WantedKeys::Known, at(2));
    assert!(matches!(held, AcquiredKeys::Held(_)), "{held:?}");
}

#[test]
fn the_document_is_read_again_after_a_failure_and_after_an_hour() {
    let document = Arc::new(DiscoveryDocument::new("i", "a", "t", "j"));
    let mut keys = ProviderKeys::default();
    keys.keep_document(document, at(0));
    let has_document = |keys: &mut ProviderKeys, now| {
        let acquired = acquire(keys, WantedKeys::Known, now);
        let AcquiredKeys::Leased(id, document) = acquired else { panic!("{acquired:?}") };
        keys.release(id);
        document.is_some()
    };
    assert!(has_document(&mut keys, at(3599)));
    assert!(!has_document(&mut keys, at(3600)));
    let id = lease(&mut keys, WantedKeys::Known, at(1));
    keys.fail(id, DiscoveryError::UnexpectedIssuer.into());
    assert!(!has_document(&mut keys, at(1)));
}

fn acquire_for_sign_in(
    keys: &mut ProviderKeys,
    wanted: WantedKeys,
    now: Monotonic,
) -> AcquiredKeys {
    keys.acquire(wanted, Trigger::SignIn, None, now, LEASE)
}

#[test]
fn what_strangers_have_made_be_read_bars_no_look_of_a_sign_in() {
    let (mut keys, first) = read(at(0));
    let id = lease(&mut keys, first.another(), at(1));
    let second = keys.settle(id, JsonWebKeySet::default(), IssuerParameter::Optional, at(1));
    let stranger = acquire(&mut keys, second.another(), at(2));
    assert!(matches!(stranger, AcquiredKeys::NothingNewer), "{stranger:?}");
    let sign_in = acquire_for_sign_in(&mut keys, second.another(), at(2));
    assert!(matches!(sign_in, AcquiredKeys::Leased(..)), "{sign_in:?}");
}

#[test]
fn a_sign_in_that_comes_soon_after_the_look_of_another_is_told_when_the_next_may_be() {
    let (mut keys, first) = read(at(0));
    let looked = acquire_for_sign_in(&mut keys, first.another(), at(1));
    let AcquiredKeys::Leased(id, _) = looked else { panic!("{looked:?}") };
    let second = keys.settle(id, JsonWebKeySet::default(), IssuerParameter::Optional, at(2));
    let soon = acquire_for_sign_in(&mut keys, second.another(), at(6));
    let until = at(7);
    assert!(matches!(soon, AcquiredKeys::NothingNewerUntil(time) if time == until), "{soon:?}");
    let then = acquire_for_sign_in(&mut keys, second.another(), until);
    assert!(matches!(then, AcquiredKeys::Leased(..)), "{then:?}");
}
