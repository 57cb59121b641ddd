//! The scopes that a token has to have.

use crate::{codec::Call, config::Config, ground::scope::Scopes};

/// The scopes that a call needs: all of one set, and any of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) all: Scopes,
    pub(crate) any: Scopes,
}

impl Need {
    /// The scopes that the call names, or those that the caller gave instead.
    pub(super) fn of(call: &Call, scopes: Option<Scopes>, config: &Config) -> Self {
        match scopes {
            Some(all) => Self { all, any: Scopes::default() },
            None => Self {
                all: config.replace_in(call.scopes()),
                any: config.replace_in(&Scopes::from_static(call.facts().needs_one_of)),
            },
        }
    }

    /// Whether a token with these scopes will do.
    pub(crate) fn is_covered_by(&self, granted: &Scopes) -> bool {
        granted.covers(&self.all) && (self.any.is_empty() || granted.has_any(&self.any))
    }

    /// The scopes to request, with those that later calls may need: of several alternatives, the
    /// first.
    pub(crate) fn asked_with(&self, extra: &Scopes) -> Scopes {
        let asked = self.all.union(extra);
        match self.any.first() {
            Some(first) if !asked.has_any(&self.any) => asked.union(&first.clone().into()),
            _ => asked,
        }
    }

    /// The needed scopes that are missing from these.
    pub(super) fn missing_from(&self, granted: &Scopes) -> Scopes {
        let need = self.asked_with(&Scopes::default());
        let lacking = |scope: &&_| !granted.iter().any(|other| other == *scope);
        need.iter().filter(lacking).cloned().collect()
    }
}

impl From<Scopes> for Need {
    fn from(all: Scopes) -> Self {
        Self { all, any: Scopes::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::scope;

    fn need() -> Need {
        Need {
            all: scope::USER_READ.into(),
            any: Scopes::from_static(&[scope::CONNECTION_READ, scope::USER_UPDATE]),
        }
    }

    #[test]
    fn the_first_of_several_scopes_is_asked_for_unless_another_is_asked_for_anyway() {
        assert_eq!(need().asked_with(&Scopes::default()).to_string(), "connection:read user:read");
        let asked = need().asked_with(&scope::USER_UPDATE.into());
        assert_eq!(asked.to_string(), "user:read user:update");
    }

    #[test]
    fn any_of_several_scopes_will_do_and_none_will_not() {
        let covered = |scopes: &str| need().is_covered_by(&Scopes::parse(scopes).unwrap());
        assert!(covered("user:read user:update"));
        assert!(covered("user:read connection:read"));
        assert!(!covered("user:read"));
        assert!(!covered("user:update connection:read"));
    }
}
