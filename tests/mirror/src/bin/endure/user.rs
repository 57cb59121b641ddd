//! What is known of a user at the service, and since when.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use moneyhub_tokio::moneyhub_proto::id::UserId;

use crate::comparison::{Copy, Row, modified};

pub(crate) struct User {
    pub(crate) id: UserId,
    /// As it was last read, with the ids of what has come and gone since.
    pub(crate) known: Copy,
    read_at: SystemTime,
    /// Accounts that a request has made.
    pub(crate) made: BTreeSet<String>,
    /// When a transaction last changed, came or went. One that is not here has always been as it is.
    pub(crate) touches: BTreeMap<String, Touch>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Touch {
    /// No earlier than the service has done it.
    pub(crate) at: SystemTime,
    /// Whether `dateModified` shows it.
    pub(crate) is_dated: bool,
}

impl User {
    pub(crate) fn new(id: UserId) -> Self {
        let (known, made, touches) = Default::default();
        Self { id, known, read_at: SystemTime::UNIX_EPOCH, made, touches }
    }

    /// Something is done to a transaction right now.
    pub(crate) fn touch(&mut self, id: &str, is_dated: bool) {
        self.touches.insert(id.to_owned(), Touch { at: SystemTime::now(), is_dated });
    }

    /// Something was done to a transaction. What came later stays.
    pub(crate) fn touched(&mut self, id: &str, told: Touch) {
        let touch = self.touches.entry(id.to_owned()).or_insert(told);
        if touch.at < told.at {
            *touch = told;
        }
    }

    /// Takes in all that there is, as it was just read. A bank that went and came back has its rows as they once
    /// were, and tells nobody: what no touch accounts for has happened by now.
    pub(crate) fn read(&mut self, known: Copy) {
        let now = Touch::now();
        let before = std::mem::replace(&mut self.known, known);
        let (old, new) = (&before.transactions, &self.known.transactions);
        let since = self.read_at;
        let is_new = |(_, touch): &(&String, &Touch)| touch.at >= since;
        let told: BTreeMap<_, _> =
            self.touches.iter().filter(is_new).map(|(id, touch)| (id.clone(), *touch)).collect();
        if since > SystemTime::UNIX_EPOCH {
            let ids: BTreeSet<_> = old.keys().chain(new.keys()).chain(told.keys()).collect();
            for id in ids {
                if !accounts_for(told.get(id), since, old.get(id), new.get(id)) {
                    self.touches.insert(id.clone(), now);
                }
            }
        }
        self.read_at = now.at;
        self.made.retain(|id| self.known.accounts.contains_key(id));
    }
}

impl Touch {
    /// Of what has come or gone by now, which no date shows.
    pub(crate) fn now() -> Self {
        Self { at: SystemTime::now(), is_dated: false }
    }
}

/// Whether the last touch since a reading was the last thing that happened to a row.
fn accounts_for(
    touch: Option<&Touch>,
    since: SystemTime,
    old: Option<&Row>,
    new: Option<&Row>,
) -> bool {
    if old.is_some() != new.is_some() {
        return false;
    }
    match touch {
        None => old == new,
        Some(touch) if touch.is_dated => new.and_then(modified).is_some_and(|time| time >= since),
        Some(_) => new.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::comparison::tests::row_modified;

    const SINCE: SystemTime = SystemTime::UNIX_EPOCH;

    fn at(seconds: u64) -> SystemTime {
        SINCE + Duration::from_secs(seconds)
    }

    fn touched(at: SystemTime, is_dated: bool) -> Touch {
        Touch { at, is_dated }
    }

    #[test]
    fn a_row_that_was_not_touched_is_as_it_was() {
        let (one, other) =
            (row_modified("2024-05-01T00:00:00Z"), row_modified("2024-05-02T00:00:00Z"));
        assert!(accounts_for(None, SINCE, Some(&one), Some(&one)));
        assert!(!accounts_for(None, SINCE, Some(&one), Some(&other)));
    }

    #[test]
    fn a_change_is_shown_by_the_date_of_the_row() {
        let old = row_modified("1970-01-01T00:01:00Z");
        let new = row_modified("1970-01-01T00:03:00Z");
        assert!(accounts_for(Some(&touched(at(180), true)), at(120), Some(&old), Some(&new)));
    }

    #[test]
    fn a_row_that_was_changed_and_then_put_back_has_happened_untold() {
        let old = row_modified("1970-01-01T00:01:00Z");
        let change = touched(at(180), true);
        assert!(!accounts_for(Some(&change), at(120), Some(&old), Some(&old)));
        let another = row_modified("1970-01-01T00:00:30Z");
        assert!(!accounts_for(Some(&change), at(120), Some(&old), Some(&another)));
    }

    #[test]
    fn a_row_that_was_deleted_and_is_there_came_back_untold() {
        let row = row_modified("1970-01-01T00:01:00Z");
        let deletion = touched(at(180), false);
        assert!(!accounts_for(Some(&deletion), at(120), Some(&row), Some(&row)));
        assert!(accounts_for(Some(&deletion), at(120), None, None));
    }

    #[test]
    fn a_row_that_came_and_is_not_there_went_untold() {
        assert!(!accounts_for(Some(&touched(at(180), true)), at(120), None, None));
    }
}
