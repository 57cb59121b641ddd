//! How often refused tokens are replaced.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use crate::ground::{env::Monotonic, id::UserId};

/// After a refused token of a subject was dropped, no newer one is dropped for this long. A route that always
/// answers 401 must not cause a stream of token requests, nor take the token from calls that succeed.
const PAUSE: Duration = Duration::from_secs(60);

/// By subject: when a refused token was last dropped, and the last token that was issued before that. Only
/// entries of the last [`PAUSE`] are kept.
#[derive(Default)]
pub(super) struct Renewals {
    by_subject: BTreeMap<Option<UserId>, (Monotonic, u64)>,
    by_time: VecDeque<(Monotonic, Option<UserId>)>,
}

impl Renewals {
    /// Whether a token with this number may be dropped now; `last` is the number of the newest one.
    ///
    /// One that is older than the last renewal may be: whatever revoked the other may have revoked it too,
    /// and every token is dropped at most once.
    pub(super) fn renew(
        &mut self,
        subject: &Option<UserId>,
        token: u64,
        last: u64,
        now: Monotonic,
    ) -> bool {
        self.sweep(now);
        match self.by_subject.get(subject) {
            Some((_, newest)) => token <= *newest,
            None => {
                self.by_subject.insert(subject.clone(), (now, last));
                self.by_time.push_back((now, subject.clone()));
                true
            }
        }
    }

    fn sweep(&mut self, now: Monotonic) {
        while self.by_time.front().is_some_and(|(at, _)| *at + PAUSE <= now) {
            if let Some((_, subject)) = self.by_time.pop_front() {
                self.by_subject.remove(&subject);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Monotonic {
        Monotonic::from_millis(seconds * 1000)
    }

    #[test]
    fn a_newer_token_of_the_subject_is_kept_for_a_minute_and_an_older_one_is_not() {
        let mut renewals = Renewals::default();
        let user = Some("u1".into());
        assert!(renewals.renew(&user, 3, 7, at(0)));
        assert!(renewals.renew(&user, 7, 8, at(59)), "it may have been revoked with the first");
        assert!(!renewals.renew(&user, 8, 8, at(59)));
        assert!(renewals.renew(&None, 8, 8, at(59)), "another subject");
        assert!(renewals.renew(&user, 8, 8, at(60)));
    }

    #[test]
    fn what_is_over_is_not_kept() {
        let mut renewals = Renewals::default();
        for number in 0..1000 {
            let user = Some(format!("u{number}").into());
            assert!(renewals.renew(&user, number, number, at(number)));
        }
        assert_eq!((renewals.by_subject.len(), renewals.by_time.len()), (60, 60));
    }
}
