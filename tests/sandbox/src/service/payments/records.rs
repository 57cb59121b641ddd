//! Records by id, in the order of creation. The oldest are dropped.

use std::collections::{BTreeMap, HashMap};

/// The most records of a kind; older ones are dropped, so that a long soak stays small.
pub(super) const MOST: usize = 100_000;

/// How many of the oldest are checked for one that may be dropped.
const MOST_SPARED: usize = 100;

#[derive(Debug)]
pub(super) struct Records<T> {
    all: BTreeMap<u64, (String, T)>,
    by_id: HashMap<String, u64>,
    made: u64,
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self { all: BTreeMap::new(), by_id: HashMap::new(), made: 0 }
    }
}

impl<T> Records<T> {
    pub(super) fn put(&mut self, id: String, thing: T) {
        self.put_sparing(id, thing, |_| false);
    }

    /// The same, but some old records are kept in preference to others.
    pub(super) fn put_sparing(&mut self, id: String, thing: T, spared: impl Fn(&T) -> bool) {
        self.made += 1;
        self.by_id.insert(id.clone(), self.made);
        self.all.insert(self.made, (id, thing));
        if self.all.len() > MOST {
            let mut oldest = self.all.iter().take(MOST_SPARED);
            let going = oldest.find(|(_, (_, thing))| !spared(thing)).map(|(number, _)| *number);
            let going = going.or_else(|| self.all.keys().next().copied());
            if let Some((id, _)) = going.and_then(|number| self.all.remove(&number)) {
                self.by_id.remove(&id);
            }
        }
    }

    pub(super) fn find(&self, id: &str) -> Option<&T> {
        self.all.get(self.by_id.get(id)?).map(|(_, thing)| thing)
    }

    pub(super) fn find_mut(&mut self, id: &str) -> Option<&mut T> {
        self.all.get_mut(self.by_id.get(id)?).map(|(_, thing)| thing)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.values().map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Records};

    #[test]
    fn the_oldest_fall_out_and_the_newest_stay() {
        let mut records = Records::default();
        for number in 0..MOST + 10 {
            records.put(number.to_string(), number);
        }
        assert_eq!(records.iter().count(), MOST);
        assert_eq!((records.find("9"), records.find("10")), (None, Some(&10)));
        assert_eq!(records.iter().last(), Some(&(MOST + 9)));
    }

    #[test]
    fn what_is_spared_stays() {
        let mut records = Records::default();
        for number in 0..MOST + 10 {
            records.put_sparing(number.to_string(), number, |number| *number < 5);
        }
        assert_eq!(records.iter().count(), MOST);
        assert_eq!((records.find("4"), records.find("5")), (Some(&4), None));
    }
}
