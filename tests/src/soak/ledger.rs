//! What was done, as far as the callers know, against what the servers say.

use std::collections::{BTreeMap, HashMap};

use moneyhub_proto::{Error, Outcome};
use moneyhub_sandbox::PaymentKind;

/// What a call is to do, once: its kind, and a reference that no other call has.
pub(super) type Effect = (Kind, String);

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// A user is created. Sent again where the service has certainly refused it.
    User,
    /// A payment under a consent: `recurring_payments::Pay`.
    Recurring,
    /// A payment by an authorisation request: `auth_requests::Complete`.
    Single,
    /// A payment back, by the same way.
    Reverse,
    /// A file of payments: `pay_files::Execute`.
    PayFile,
}

/// How a call ended that was to do something, and what that says.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) known: Known,
    pub(super) by: String,
}

/// What a caller knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Done,
    NotDone,
    Nothing,
}

impl Kind {
    pub(super) fn of(kind: PaymentKind) -> Self {
        match kind {
            PaymentKind::Recurring => Self::Recurring,
            PaymentKind::Reverse => Self::Reverse,
            PaymentKind::PayFile => Self::PayFile,
            // Nothing else is asked for.
            _ => Self::Single,
        }
    }
}

impl Known {
    /// By the end of a call; `accepted` is what follows when the service took it.
    pub(super) fn of<T>(result: &Result<T, Error>, accepted: Self) -> Self {
        match result.as_ref().map_err(Error::outcome) {
            Ok(_) | Err(Outcome::Accepted) => accepted,
            Err(Outcome::NotSent | Outcome::Refused) => Self::NotDone,
            Err(_) => Self::Nothing,
        }
    }
}

/// Of each kind, how often it was asked for and how often it was done.
pub(super) fn counts(
    told: &HashMap<Effect, Told>,
    served: &[Effect],
) -> BTreeMap<Kind, (usize, usize)> {
    let mut counts: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for (kind, _) in told.keys() {
        counts.entry(*kind).or_default().0 += 1;
    }
    for (kind, _) in served {
        counts.entry(*kind).or_default().1 += 1;
    }
    counts
}

/// The promises that are broken, in words. `served` is everything that was done.
pub(super) fn broken(told: &HashMap<Effect, Told>, served: &[Effect]) -> Vec<String> {
    let mut times: HashMap<&Effect, usize> = HashMap::new();
    for effect in served {
        *times.entry(effect).or_default() += 1;
    }
    let mut broken = Vec::new();
    for (effect @ (kind, reference), times) in &times {
        if *times > 1 {
            broken.push(format!("{kind:?} {reference} was done {times} times"));
        }
        if !told.contains_key(*effect) {
            broken.push(format!("nobody knows of {kind:?} {reference}"));
        }
    }
    for (effect @ (kind, reference), Told { known, by }) in told {
        let done = times.contains_key(effect);
        match known {
            Known::Done if !done => {
                broken.push(format!("{kind:?} {reference}: {by}, and it was not done"));
            }
            Known::NotDone if done => {
                broken.push(format!("{kind:?} {reference}: {by}, and it was done"));
            }
            _ => {}
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect() -> Effect {
        (Kind::Recurring, "a".to_owned())
    }

    fn broken_promises(known: Known, times: usize) -> usize {
        let told = Told { known, by: String::new() };
        broken(&HashMap::from([(effect(), told)]), &vec![effect(); times]).len()
    }

    #[test]
    fn what_is_said_must_be_what_was_done_and_done_once() {
        for (known, expected) in
            [(Known::Done, [1, 0, 1]), (Known::NotDone, [0, 1, 2]), (Known::Nothing, [0, 0, 1])]
        {
            for (times, expected) in expected.into_iter().enumerate() {
                assert_eq!(broken_promises(known, times), expected, "{known:?}, {times}");
            }
        }
    }

    #[test]
    fn what_nobody_asked_for_is_noticed() {
        assert_eq!(broken(&HashMap::new(), &[effect()]).len(), 1);
    }

    #[test]
    fn another_kind_with_the_same_reference_is_something_else() {
        let told = Told { known: Known::Done, by: String::new() };
        let told = HashMap::from([((Kind::Single, "a".to_owned()), told)]);
        assert_eq!(broken(&told, &[effect()]).len(), 2);
    }
}
