//! What was created, as far as the callers know, against what the server says.

use std::collections::HashMap;

use moneyhub_proto::{Error, Outcome};

/// How a call ended that was to create a user, and what that says.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) known: Known,
    pub(super) by: String,
}

/// What a caller knows of a user that it wanted created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Created,
    NotCreated,
    Nothing,
}

impl Known {
    pub(super) fn of<T>(result: &Result<T, Error>) -> Self {
        match result.as_ref().map_err(Error::outcome) {
            Ok(_) | Err(Outcome::Accepted) => Self::Created,
            Err(Outcome::NotSent | Outcome::Refused) => Self::NotCreated,
            Err(_) => Self::Nothing,
        }
    }
}

/// The promises that are broken, in words. `served` has the references of all created users.
pub(super) fn broken(told: &HashMap<String, Told>, served: &[String]) -> Vec<String> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for reference in served {
        *times.entry(reference).or_default() += 1;
    }
    let mut broken = Vec::new();
    for (reference, times) in &times {
        if *times > 1 {
            broken.push(format!("{reference} was created {times} times"));
        }
        if !told.contains_key(*reference) {
            broken.push(format!("nobody knows of {reference}"));
        }
    }
    for (reference, Told { known, by }) in told {
        let created = times.contains_key(&**reference);
        match known {
            Known::Created if !created => {
                broken.push(format!("{reference}: {by}, and it was not created"));
            }
            Known::NotCreated if created => {
                broken.push(format!("{reference}: {by}, and it was created"));
            }
            _ => {}
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken_promises(known: Known, times: usize) -> usize {
        let told = Told { known, by: String::new() };
        broken(&HashMap::from([("a".to_owned(), told)]), &vec!["a".to_owned(); times]).len()
    }

    #[test]
    fn what_is_said_must_be_what_was_done_and_done_once() {
        for (known, expected) in [
            (Known::Created, [1, 0, 1]),
            (Known::NotCreated, [0, 1, 2]),
            (Known::Nothing, [0, 0, 1]),
        ] {
            for (times, expected) in expected.into_iter().enumerate() {
                assert_eq!(broken_promises(known, times), expected, "{known:?}, {times}");
            }
        }
    }

    #[test]
    fn a_user_that_nobody_asked_for_is_noticed() {
        assert_eq!(broken(&HashMap::new(), &["a".to_owned()]).len(), 1);
    }
}
